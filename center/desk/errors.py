"""What the desk refuses, each with its own plain words.

DeskError                 a refusal with a code; the page looks its words up
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class DeskFault(StrEnum):
    """Every refusal."""

    NOT_FOUND = "not_found"
    NOT_ALLOWED = "not_allowed"
    WRONG_TOWNSHIP = "wrong_township"
    TAKEN = "taken"
    CHANGED = "changed"
    NOT_HELD = "not_held"
    UNFINISHED = "unfinished"
    NO_REASON = "no_reason"
    TOO_LATE = "too_late"
    FORGED = "forged"
    OLD_RELEASE = "old_release"
    NO_ACCOUNT = "no_account"
    BUSY = "busy"
    NOT_READABLE = "not_readable"
    NO_CODE = "no_code"
    SCAN_SHORT = "scan_short"
    SCAN_UNKNOWN = "scan_unknown"
    NO_COMMAND_KEY = "no_command_key"
    NOT_WHOLE_COUNTY = "not_whole_county"
    BAD_PHONE = "bad_phone"
    NO_ROSTER = "no_roster"


WORDS: Final[dict[DeskFault, tuple[int, str, str]]] = {
    DeskFault.NOT_FOUND: (404, "没有找到", "没有这一件，或者已经过了保存的日子。请核对号码再查一次。"),
    DeskFault.NOT_ALLOWED: (403, "这一页您用不了", "您的账号没有这项权限。要用，请找管理员。"),
    DeskFault.WRONG_TOWNSHIP: (
        403,
        "不是本镇的件",
        "这一件属于别的乡镇，请让群众到那边的窗口。",
    ),
    DeskFault.TAKEN: (409, "已经有人接手", "这一件由{who}在办。要一起办，请先和他说。"),
    DeskFault.CHANGED: (
        409,
        "这一件刚刚变了",
        "您看着的时候，这一件有了变化，您这次填的没有存。请打开最新的再填一次。",
    ),
    DeskFault.NOT_HELD: (409, "请先接手", "点“我来办”接手以后才能改。"),
    DeskFault.UNFINISHED: (422, "还差东西", "还有没填好的，看上面“还差”里写的，补齐了再交。"),
    DeskFault.NO_REASON: (422, "请写明原因", "退回、撤回都要用老百姓听得懂的话写明为什么、怎么补。"),
    DeskFault.TOO_LATE: (409, "这一步做不了了", "这一件已经办结或撤回。要改，请点“改正重办”。"),
    DeskFault.FORGED: (403, "这个提交不作数", "这次提交不是从本页发出来的。请回到那一页，刷新以后再点一次。"),
    DeskFault.OLD_RELEASE: (
        409,
        "表格版本没有了",
        "这一件用的表格版本中心没有保存，只能看，不能接着填。请照着纸当面重填，并告诉维护员。",
    ),
    DeskFault.NO_ACCOUNT: (404, "没有这个账号", "请核对登录名。"),
    DeskFault.BUSY: (503, "现在有点忙", "请等几秒再点一次。"),
    DeskFault.NOT_READABLE: (422, "打不开", "这一件的内容打不开，请告诉维护员。"),
    DeskFault.NO_CODE: (
        422,
        "没看到码",
        "照片里没有找到二维码。请把码放中间、离近一点，再拍一次。",
    ),
    DeskFault.SCAN_SHORT: (422, "码没扫全", "只扫到一部分。请再扫一次；用扫码枪的，扫完等它“嘀”一声。"),
    DeskFault.SCAN_UNKNOWN: (422, "不是交接的码", "这个码不是本系统的交接码。付款码、网址码一律不扫。"),
    DeskFault.NO_COMMAND_KEY: (
        409,
        "这里叫不动机器",
        "中心没有命令的钥匙。请管服务器的人把它放进数据目录，叫 fleet/command.key，再重开服务中心。",
    ),
    DeskFault.NOT_WHOLE_COUNTY: (
        403,
        "要管全部乡镇的人来放行",
        "停下一版，谁都可以；放行关系到所有机器，请管全部乡镇的维护员来点。",
    ),
    DeskFault.BAD_PHONE: (422, "手机没登记上", "手机交来的钥匙不对。请刷新这一页，再登记一次。"),
    DeskFault.NO_ROSTER: (
        422,
        "这个登录名不能开机器",
        "能开机器的登录名是一个大写字母加数字，比如 W01。请管理员给您另开一个账号。",
    ),
}


class DeskError(Exception):
    """A refusal; `who` is filled into its words. It never carries anything of a villager."""

    def __init__(self, fault: DeskFault, *, who: str = "") -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.who = who

    @property
    def status(self) -> int:
        """The HTTP status."""
        return WORDS[self.fault][0]

    @property
    def title(self) -> str:
        """The heading."""
        return WORDS[self.fault][1]

    @property
    def advice(self) -> str:
        """The way out."""
        return WORDS[self.fault][2].format(who=self.who or "同事")
