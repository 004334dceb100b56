"""What crosses between the core and the voice: what is to be said, what may be heard, what was heard.

The voice is a process of its own. It is told what to say (`Speech`) and what the page accepts (`Ear`), and
answers with a `Hearing`. Both carry the serial of their page: what was said to a page that is gone counts
for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Speech:
    """What is to be said now; it replaces whatever is being said.

    Attributes:
        number: Counts up with every speech of a visit; `SpeechEnded` carries it.
        serial: The page's.
        lines: Sentences in order, as written for the ear; one caption each.
        personal: They hold what only this person may hear: nothing of it is ever stored.
    """

    number: int
    serial: int
    lines: tuple[str, ...]
    personal: bool = False


class Expected(StrEnum):
    """What else than the page's choices may be said on it."""

    NOTHING = "nothing"
    DIGITS = "digits"
    PHONE = "phone"
    ID_NUMBER = "id-number"
    DATE = "date"
    NUMBER = "number"
    AMOUNT = "amount"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that a page accepts, and all the ways to say it.

    Attributes:
        target: The id that a press of it would carry; or ``service:`` and a service's id.
        phrases: Its label, plain words and the ways people ask; at least one.
        asks_first: Never acted on by one phrase: it is shown and confirmed (irreversible steps, the end).
    """

    target: str
    phrases: tuple[str, ...]
    asks_first: bool = False


@dataclass(frozen=True, slots=True)
class Ear:
    """What the page with this serial accepts by voice."""

    serial: int
    wanted: tuple[Wanted, ...]
    expected: Expected = Expected.NOTHING


class Outcome(StrEnum):
    """What came of an utterance."""

    ACT = "act"
    ASK = "ask"
    VALUE = "value"
    NOT_UNDERSTOOD = "not-understood"


@dataclass(frozen=True, slots=True)
class Hearing:
    """What was understood.

    Attributes:
        outcome: Which of the others counts.
        targets: ACT: one; ASK: one or two, the nearest first.
        value: VALUE: digits, a decimal number, or free text, as one would type it.
        day: VALUE where a date was expected.
    """

    outcome: Outcome
    targets: tuple[str, ...] = ()
    value: str = ""
    day: date | None = None


class EarState(StrEnum):
    """What the ear does; the page shows it."""

    CLOSED = "closed"
    OPENING = "opening"
    LISTENING = "listening"
    THINKING = "thinking"


@dataclass(frozen=True, slots=True)
class Tuning:
    """How it is said; back to the defaults at the end of every visit.

    Attributes:
        rate_step: -3 (half as fast) to 3 (twice as fast), 0 is as recorded; the pitch stays.
        volume_step: -3 to 3, 6 dB each; 0 is the terminal's own.
    """

    rate_step: int = 0
    volume_step: int = 0
