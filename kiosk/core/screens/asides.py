"""Pages beside the way, and at its end."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core.screens.frame import Screen
from kiosk.core.screens.outcomes import PaperState
from kiosk.core.screens.parts import NOTHING, Choice, Row, Tone, Words


@dataclass(frozen=True, slots=True)
class Help(Screen):
    """找人帮我: who can help, how, and when. `tools` stand small and last: 我是工作人员."""

    choices: tuple[Choice, ...] = ()
    rows: tuple[Row, ...] = ()
    tools: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Message(Screen):
    """What happened, whose fault, what to do now; at least one way on."""

    tone: Tone = Tone.PLAIN
    icon: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class VoiceConfirm(Screen):
    """您是要查养老钱吗？ One heard thing with its picture; yes or no, or a few to choose from."""

    icon: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class StillThere(Screen):
    """还在吗？ A countdown in seconds, spoken and shown; one press goes on."""

    left_s: int = 45
    total_s: int = 45
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Ending(Screen):
    """The person is wiped already; what to take along; whether paper is still coming."""

    lines: tuple[Words, ...] = ()
    paper: PaperState | None = None
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Settings(Screen):
    """看不清 and 听不清: sizes, colours, low position; louder, slower, headphones."""

    choices: tuple[Choice, ...] = ()
    sample: Words = NOTHING


@dataclass(frozen=True, slots=True)
class Rating(Screen):
    """五张脸."""

    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Closed(Screen):
    """This terminal rests: why, until when, whom to call."""

    icon: str = ""
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice(Screen):
    """A notice of the township; urgent ones fill the page."""

    tone: Tone = Tone.URGENT
    icon: str = ""
    lines: tuple[Words, ...] = ()
    choices: tuple[Choice, ...] = ()
