"""Pages of a journey up to its check: who it is, questions, papers, consent."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.core.screens.frame import Screen
from kiosk.core.screens.parts import NOTHING, Choice, Row, Tone, Words
from kiosk.core.talk import Expected


class CardState(StrEnum):
    """What the identify page shows of the card."""

    WAITING = "waiting"
    READING = "reading"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Identify(Screen):
    """Lay the card on the plate; or other ways. `plate` is where the plate is on this machine."""

    plate: str = "below-right"
    state: CardState = CardState.WAITING
    state_words: Words = NOTHING
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Steps:
    """Where in the journey: 'step' of 'of', from 1, with the service's name."""

    words: Words
    step: int
    of: int


@dataclass(frozen=True, slots=True)
class EntryPart:
    """One box of an entry.

    Attributes:
        id: Press to make it the active one (dates), ``part:<name>``.
        text: As shown, already grouped (``138 0013 8``).
        label: Under or after the box: 年; may be ``""``.
        width: How many characters the full entry has, for the box's size.
        active: Whether the keypad writes here.
    """

    id: str
    text: str
    label: str
    width: int
    active: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """What has been keyed so far, in one box or three, with a remark (还差 3 位)."""

    boxes: tuple[EntryPart, ...]
    remark: Words = NOTHING


@dataclass(frozen=True, slots=True)
class Question(Screen):
    """One question. Choices, or an entry with a keypad, or both (the record's answer; 记不得).

    Attributes:
        steps: Progress, or ``None``.
        choices: What can be chosen; with an entry these stand beside it as shortcuts.
        entry: Boxes, or ``None``.
        keys: Twelve keys row by row (``None`` is a gap), or none.
        parts: Presses that make a box active (dates); same order as the entry's boxes.
        fault: What to look at again, beside the entry and said.
        page: Page of the choices, from 0.
        pages: How many pages of choices.
        fault_boxes: Ids of boxes that hold the fault.
        expects: What may be said into the boxes.
        by_touch: The choices are about where money goes: they are taken by touch and never by voice.
    """

    steps: Steps | None = None
    choices: tuple[Choice, ...] = ()
    entry: Entry | None = None
    keys: tuple[Choice | None, ...] = ()
    parts: tuple[Choice, ...] = ()
    fault: Words = NOTHING
    fault_boxes: tuple[str, ...] = ()
    page: int = 0
    pages: int = 1
    expects: Expected = Expected.NOTHING
    by_touch: bool = False


@dataclass(frozen=True, slots=True)
class Eligibility(Screen):
    """可以, 可能 or 暂不, and why, rule by rule; choices are ways on."""

    steps: Steps | None = None
    tone: Tone = Tone.PLAIN
    rows: tuple[Row, ...] = ()
    choices: tuple[Choice, ...] = ()
    page: int = 0
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Papers(Screen):
    """带来了吗？ Each paper with its state; a press changes 带来了 and 以后带."""

    steps: Steps | None = None
    rows: tuple[Row, ...] = ()
    page: int = 0
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Consent(Screen):
    """What the person agrees to: what is looked at, what is posted in the village, for what."""

    steps: Steps | None = None
    lines: tuple[Words, ...] = ()
    choices: tuple[Choice, ...] = ()
    page: int = 0
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Check(Screen):
    """All answers, each with 改; `choices` is the row 谁按的."""

    steps: Steps | None = None
    rows: tuple[Row, ...] = ()
    choices: tuple[Choice, ...] = ()
    page: int = 0
    pages: int = 1
