"""Pages with what came of it: results, paper, the receipt, the code for the phone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.core.screens.frame import Screen
from kiosk.core.screens.parts import NOTHING, Choice, Row, Tone, Words


@dataclass(frozen=True, slots=True)
class Working(Screen):
    """Something takes time: a picture and words at once, a way out after ten seconds."""

    icon: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Result(Screen):
    """The answer first and big, its date, the details under it, and what can be done next."""

    headline: Words = NOTHING
    tone: Tone = Tone.GOOD
    icon: str = ""
    rows: tuple[Row, ...] = ()
    as_of: Words = NOTHING
    choices: tuple[Choice, ...] = ()
    tools: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Guide(Screen):
    """How something is done: numbered steps, the papers, where and when; pages."""

    lines: tuple[Words, ...] = ()
    rows: tuple[Row, ...] = ()
    choices: tuple[Choice, ...] = ()
    page: int = 0
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Progress(Screen):
    """A case's way so far: timeline, who holds it, what to bring, by when."""

    headline: Words = NOTHING
    tone: Tone = Tone.PLAIN
    rows: tuple[Row, ...] = ()
    choices: tuple[Choice, ...] = ()
    page: int = 0
    pages: int = 1


class PaperState(StrEnum):
    """What is known of a paper."""

    READY = "ready"
    PRINTING = "printing"
    NEEDS_CARE = "needs-care"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Document(Screen):
    """A certificate: what it will say, then what its paper is doing."""

    state: PaperState = PaperState.READY
    state_words: Words = NOTHING
    rows: tuple[Row, ...] = ()
    choices: tuple[Choice, ...] = ()
    page: int = 0
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Receipt(Screen):
    """The number, what is known (kept here, 已送到服务中心, 部门已受理), next step, whom to call."""

    number: Words = NOTHING
    state_words: Words = NOTHING
    tone: Tone = Tone.GOOD
    rows: tuple[Row, ...] = ()
    choices: tuple[Choice, ...] = ()
    page: int = 0
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Handoff(Screen):
    """Where to go with the slip. The picture of the slip carries a dummy pattern, never the code.

    `code` is what staff scan from the screen, only where no paper came out.
    """

    lines: tuple[Words, ...] = ()
    slip: tuple[Words, ...] = ()
    note: Words = NOTHING
    code: str = ""
