"""How the terminal stands towards whoever comes next: closed, notices of the township, its own self-test.

None of it belongs to a visit; it comes in as an event, and is there when the next visit begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Level(StrEnum):
    """How a notice is shown: plain on the first page, urgent instead of it, danger also in a visit."""

    PLAIN = "plain"
    URGENT = "urgent"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A notice that is to be shown now.

    Attributes:
        id: Which one it is; a changed notice is another one.
        level: How it is shown.
        title: What it is about, in a few words.
        text: What to do, in short sentences.
        office: Who says so.
        phone: Whom to ask; "" if nobody.
        until: Local time.
    """

    id: str
    level: Level
    title: str
    text: str
    office: str
    phone: str
    until: datetime


class PartTested(StrEnum):
    """Everything that the self-test may find ill."""

    PRINTER = "printer"
    SLIP_PRINTER = "slip_printer"
    PAPER = "paper"
    CARD_READER = "card_reader"
    SCANNER = "scanner"
    SPEAKER = "speaker"
    MICROPHONE = "microphone"
    VOICE = "voice"
    DISK = "disk"
    CLOCK = "clock"
    OUTBOX = "outbox"
    CENTER = "center"


@dataclass(frozen=True, slots=True)
class SelfTest:
    """A self-test: under way, or what it found.

    Attributes:
        running: It is under way.
        at: Local time of its end; ``None`` while it runs.
        ill: What does not work, the worst first.
    """

    running: bool
    at: datetime | None = None
    ill: tuple[PartTested, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """All of it.

    Attributes:
        closed: Nothing can be begun at this terminal until it is opened again.
        notices: What is in force now, the most urgent first.
        self_test: Shown while nobody is there; ``None`` when there is nothing to show.
    """

    closed: bool = False
    notices: tuple[Bulletin, ...] = ()
    self_test: SelfTest | None = None

    @property
    def urgent(self) -> tuple[Bulletin, ...]:
        """What stands in place of the first page while nobody is there."""
        return tuple(one for one in self.notices if one.level is not Level.PLAIN)

    @property
    def danger(self) -> tuple[Bulletin, ...]:
        """What also interrupts a visit."""
        return tuple(one for one in self.notices if one.level is Level.DANGER)
