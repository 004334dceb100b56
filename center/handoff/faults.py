"""Why a code is not opened, each with what the desk reads; nothing was decrypted."""

from __future__ import annotations

from enum import StrEnum


class HandoffFault(StrEnum):
    """Every refusal of a code."""

    NOT_A_CODE = "not_a_code"
    FOREIGN = "foreign"
    CUT = "cut"
    FORGED = "forged"
    UNKNOWN_TERMINAL = "unknown_terminal"
    REVOKED = "revoked"
    EXPIRED = "expired"
    WRONG_TOWNSHIP = "wrong_township"
    UNKNOWN_KEY = "unknown_key"
    UNKNOWN_CODE = "unknown_code"
    OTHER_FORM = "other_form"
    TAKEN = "taken"
    CLOSED = "closed"
    NO_DRAFT = "no_draft"
    NOT_ALLOWED = "not_allowed"


_PLAIN = {
    HandoffFault.NOT_A_CODE: "这不是办事条子上的码。请对准条子上的大方块再扫一次。",
    HandoffFault.FOREIGN: "这是别处的码，不是本系统的。不要打开，也不要付钱。",
    HandoffFault.CUT: "码没有扫全。请把条子放平，离远一点再扫一次；还不行就用老人的身份证找。",
    HandoffFault.FORGED: "这个码被改过，或者不是机器打的，不能用。请用老人的身份证找，并告诉管理员。",
    HandoffFault.UNKNOWN_TERMINAL: "没有登记过打这张条子的机器。请告诉管理员。",
    HandoffFault.REVOKED: "打这张条子的机器已经停用，它的码不能再用。请用老人的身份证找。",
    HandoffFault.EXPIRED: "这张条子过期了。请用老人的身份证找，或者请老人到机器上再打一张。",
    HandoffFault.WRONG_TOWNSHIP: "这张条子是别的乡镇的，这里打不开。请按条子上写的地方去办。",
    HandoffFault.UNKNOWN_KEY: "这张条子用的钥匙这里没有。请告诉管理员，先用老人的身份证找。",
    HandoffFault.UNKNOWN_CODE: "没有这张条子的记录。请用老人的身份证找。",
    HandoffFault.OTHER_FORM: "打条子的机器和中心的表格版本不一样，码读不全。请用老人的身份证找，告诉管理员。",
    HandoffFault.TAKEN: "{who}已经在办这件事了，请和对方说一声。",
    HandoffFault.CLOSED: "这件事已经办过或者撤回了，不用再办一次。",
    HandoffFault.NO_DRAFT: "这个人没有没办完的事。",
    HandoffFault.NOT_ALLOWED: "您的账号不能打开条子。请找窗口的同事。",
}


EVERYDAY = frozenset(
    {
        HandoffFault.NOT_A_CODE,
        HandoffFault.CUT,
        HandoffFault.EXPIRED,
        HandoffFault.TAKEN,
        HandoffFault.CLOSED,
        HandoffFault.NO_DRAFT,
    }
)
"""What happens to honest people; everything else is for an administrator to look at."""


class HandoffError(Exception):
    """A refusal; it never carries personal data of the villager.

    Attributes:
        fault: Why.
        who: Of `TAKEN`: who has it.
        case_id: Of `TAKEN` and `CLOSED`: which case it is.
    """

    def __init__(self, fault: HandoffFault, *, who: str = "", case_id: str = "") -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.who = who
        self.case_id = case_id

    @property
    def plain(self) -> str:
        """What the desk reads."""
        return _PLAIN[self.fault].format(who=self.who or "另一位同事")
