"""A notice of the township on its terminals: what it says, where, how long, and what is signed of it.

The center carries notices, it does not make them: a terminal shows one only if the notice role's key
signed `notice_text` of it. Which keys count at a terminal is a signed setting, `fleet.notice_keys`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from center.protocol.base import Reply, TerminalCode

MOST_NOTICES: Final = 8
LONGEST: Final = timedelta(days=31)
"""A notice ends by itself, whatever becomes of the network."""

Area = Annotated[str, StringConstraints(pattern=r"^\d{2,12}$")]
Title = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]{1,16}$")]
Words = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]{1,120}$")]
Office = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]{1,30}$")]
Telephone = Annotated[str, StringConstraints(pattern=r"^([0-9][0-9 -]{1,19})?$")]


class NoticeLevel(StrEnum):
    """How a terminal treats it.

    PLAIN stands on the home page and is read out when asked. URGENT fills the idle page and is spoken;
    a visit goes on. DANGER (to life: 山洪, 地质灾害) also interrupts a visit; its answers are kept.
    """

    PLAIN = "plain"
    URGENT = "urgent"
    DANGER = "danger"


class Notice(Reply):
    """One notice. It is spoken as it is written, so nothing in it may be personal.

    Attributes:
        notice_id: Made at random; a changed notice is another one.
        area: First digits of the 区划代码 of the terminals that show it.
        terminals: Only these of the area; all of it if empty.
        title: The matter in a few words: 今晚停电.
        text: What to do, in short plain sentences of one line.
        office: Who says so.
        phone: Whom to ask; empty if nobody.
        begins_at: From when.
        ends_at: Until when; past it no terminal shows it.
        signature: Ed25519, base64, by a key of the notice role over `notice_text`.
    """

    notice_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    level: NoticeLevel
    area: Area
    terminals: Annotated[tuple[TerminalCode, ...], Field(max_length=50)] = ()
    title: Title
    text: Words
    office: Office
    phone: Telephone = ""
    begins_at: AwareDatetime
    ends_at: AwareDatetime
    signature: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/=]{0,88}$")] = ""

    @model_validator(mode="after")
    def _has_an_end(self) -> Self:
        if not timedelta(0) < self.ends_at - self.begins_at <= LONGEST:
            raise ValueError("a notice ends after it begins, within 31 days")
        return self

    def is_for(self, *, area: str, terminal: str) -> bool:
        """Whether a terminal is one of those that show it."""
        return area.startswith(self.area) and (not self.terminals or terminal in self.terminals)

    def is_on(self, now: datetime) -> bool:
        """Whether it is shown at that moment."""
        return self.begins_at <= now < self.ends_at


def notice_text(notice: Notice) -> bytes:
    """The bytes that the notice role signs: a line for each field; no field can hold a line's end."""
    lines = (
        "kiosk-notice-1",
        notice.notice_id,
        notice.level.value,
        notice.area,
        ",".join(notice.terminals),
        notice.title,
        notice.text,
        notice.office,
        notice.phone,
        notice.begins_at.astimezone(UTC).isoformat(),
        notice.ends_at.astimezone(UTC).isoformat(),
    )
    return "\n".join(lines).encode()
