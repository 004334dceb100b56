"""What pages are made of: words, choices, rows, signs, and how large all of it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Words:
    """Something that is written, and what is said of it.

    Attributes:
        written: As it stands on the page; ``""`` is nothing.
        spoken: As it is said into the room; ``""`` is silence.
        private: As it is said only after 念给我听 or into headphones; ``""`` where `spoken` says it all.
    """

    written: str = ""
    spoken: str = ""
    private: str = ""

    @classmethod
    def of(cls, written: str, spoken: str = "") -> Words:
        """Words that may be heard by everyone in the room."""
        return cls(written, spoken or written)

    @classmethod
    def hidden(cls, written: str, spoken: str = "") -> Words:
        """Personal words: only `spoken` is said aloud, the written ones after 念给我听."""
        return cls(written, spoken, written)

    def __bool__(self) -> bool:
        return bool(self.written)


NOTHING = Words()


class Tone(StrEnum):
    """What a thing means, next to its words and picture; never the only signal."""

    PLAIN = "plain"
    URGENT = "urgent"
    GOOD = "good"
    BAD = "bad"


class TextSize(StrEnum):
    """Three sizes of text; elder is what a terminal starts with."""

    STANDARD = "standard"
    ELDER = "elder"
    EXTRA_LARGE = "extra-large"


class Theme(StrEnum):
    """Three sets of colours."""

    WARM = "warm"
    CONTRAST_LIGHT = "contrast-light"
    CONTRAST_DARK = "contrast-dark"


@dataclass(frozen=True, slots=True)
class Display:
    """How this visit is shown; back to the defaults at its end."""

    text_size: TextSize = TextSize.ELDER
    theme: Theme = Theme.WARM
    low: bool = False


@dataclass(frozen=True, slots=True)
class Capacity:
    """How much fits on one page of this terminal at one text size, from its millimetres.

    Attributes:
        tiles: Big tiles with picture, title and a line (home, menus), 2 to 6.
        choices: Choices of a question, 2 to 6.
        rows: Rows of a result or list, with a label and a value.
        affairs: Rows of 您的事, with an action each.
        checks: Rows of the check page, with a change button each.
        paragraphs: Lines of running text (consent, guides).
        details: Rows beside the answer of a result, or of a case's way so far.
    """

    tiles: int = 6
    choices: int = 6
    rows: int = 5
    affairs: int = 4
    checks: int = 4
    paragraphs: int = 6
    details: int = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """Anything that can be pressed, by finger, key, or phrase.

    Attributes:
        id: What comes back in `Pressed.target`.
        words: Its label.
        detail: A second, smaller line; may be nothing.
        icon: A Material Design icon's name (without prefix), or ``""``.
        tone: What it means.
        chosen: ``None`` where it acts at once; else whether it is ticked.
        enabled: False: shown, but not to be pressed; `detail` then says why and whom to call.
        phrases: Other ways to say it.
    """

    id: str
    words: Words
    detail: Words = NOTHING
    icon: str = ""
    tone: Tone = Tone.PLAIN
    chosen: bool | None = None
    enabled: bool = True
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list, result, check page or receipt.

    Attributes:
        label: What it is (left, big).
        detail: Where it comes from, or what it means (left, under it).
        value: The answer (right, biggest).
        icon: A picture's name, or ``""``.
        tone: What it means.
        action: The one thing to do with it, at its right end.
    """

    label: Words
    detail: Words = NOTHING
    value: Words = NOTHING
    icon: str = ""
    tone: Tone = Tone.PLAIN
    action: Choice | None = None


@dataclass(frozen=True, slots=True)
class Strip:
    """A full-width line under the header: 请现在拿走身份证, a caption, a warning."""

    words: Words
    icon: str = ""
    tone: Tone = Tone.GOOD


@dataclass(frozen=True, slots=True)
class Sign:
    """A small sign in the header: network, listening, paper. Picture and word."""

    id: str
    words: Words
    icon: str
    tone: Tone = Tone.PLAIN
