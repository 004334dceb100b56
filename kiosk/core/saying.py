"""What is said of a page, line by line; pure.

Into the room goes only what everyone may hear. Names, numbers, money, health and poverty (`Words.private`)
are said after 念给我听, or into headphones; without either the page offers to read them out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kiosk.core.screens import (
    CardState,
    Check,
    Choice,
    EntryPart,
    Identify,
    Papers,
    Row,
    Screen,
    VoiceConfirm,
    Words,
)
from kiosk.core.wording import COVERED

Wording = Callable[..., Words]
"""A wording by its key, with its places filled: `Standpoint.words`."""

BODY = ("state_words", "headline", "number", "lines")
"""What is said of a page after its title and lead, in this order; the rows come after it."""
ROWS_FIRST = (Papers,)
"""Pages whose rows are the question itself."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a page.

    Attributes:
        lines: Sentences in order; a caption each.
        personal: Whether any of them may be heard by this person alone.
        offers: Whether something was left out that is said after 念给我听.
    """

    lines: tuple[str, ...]
    personal: bool = False
    offers: bool = False


def said_of(screen: Screen, wording: Wording, *, private: bool, choices: bool, entry: bool = False) -> Said:
    """What is said of a page.

    Args:
        screen: The page.
        wording: For what is said around its own words.
        private: Whether personal words are said, too.
        choices: Whether everything that can be chosen is read out, with its number.
        entry: Whether what was keyed is read out, in its groups.
    """
    if screen.frame.silent:
        return Said(())
    spoken: list[str] = []
    personal = offers = False
    for words in (*_main(screen), *_rows(screen, private=private, choices=choices)):
        line = words.spoken
        if words.private and private:
            line, personal = words.private, True
        elif words.private and words.private != words.spoken and COVERED not in words.private:
            offers = True
        if COVERED in line:
            line = wording("voice.covered").spoken
        if line and line not in spoken:
            spoken.append(line)
    offers = offers or _hides(screen, private=private)
    if offers:
        spoken.append(wording("voice.may-read").spoken)
    keyed = keyed_in(screen)
    if keyed and private and entry:
        spoken.append(keyed)
        personal = True
    offers = offers or (bool(keyed) and not private)
    if choices:
        read, own = _choices(screen, wording, private=private)
        spoken += read
        personal = personal or own
    return Said(tuple(spoken), personal, offers)


def _main(screen: Screen) -> Iterator[Words]:
    """The line under the header, the title, what is wrong, the lead, and the body without its rows."""
    if screen.frame.strip is not None:
        yield screen.frame.strip.words
    fault = getattr(screen, "fault", None)
    yield screen.title
    yield fault or screen.lead
    for name in BODY:
        if name == "state_words" and isinstance(screen, Identify) and screen.state is CardState.WAITING:
            continue
        thing = getattr(screen, name, None)
        yield from thing if isinstance(thing, tuple) else (thing,) if isinstance(thing, Words) else ()
    note = getattr(screen, "note", None)
    if isinstance(note, Words):
        yield note


def keyed_in(screen: Screen) -> str:
    """What was keyed or spoken so far, in its groups: read out on request only."""
    entry = getattr(screen, "entry", None)
    boxes: tuple[EntryPart, ...] = entry.boxes if entry is not None else ()
    return "".join(f"{box.text}{box.label}" for box in boxes if box.text)


def _rows(screen: Screen, *, private: bool, choices: bool) -> Iterator[Words]:
    """Rows that only show something; those that can be pressed are read with the choices."""
    rows: tuple[Row, ...] = getattr(screen, "rows", ())
    wanted = choices or private or isinstance(screen, ROWS_FIRST)
    for row in rows:
        if wanted and (row.action is None or isinstance(screen, ROWS_FIRST)):
            yield joined(row.label, row.detail, row.value)
    if private and isinstance(getattr(screen, "as_of", None), Words):
        yield screen.as_of  # type: ignore[attr-defined]


def _hides(screen: Screen, *, private: bool) -> bool:
    """Whether rows hold what is said only on request."""
    rows: tuple[Row, ...] = getattr(screen, "rows", ())
    things = [words for row in rows for words in (row.label, row.detail, row.value)]
    return not private and any(
        words.private and words.private != words.spoken and COVERED not in words.private for words in things
    )


def joined(*parts: Words) -> Words:
    """Several words as one sentence."""
    spoken = "，".join(part.spoken for part in parts if part.spoken)
    private = "，".join(part.private or part.spoken for part in parts if part.private or part.spoken)
    return Words(spoken, spoken, private if private != spoken else "")


# -- choices


@dataclass(frozen=True, slots=True)
class Numbered:
    """Something that can be chosen by its number.

    Attributes:
        name: All that is said of it.
        choice: What is pressed.
        row: In which row it stands, if in one.
    """

    name: Words
    choice: Choice
    row: Row | None = None


def numbered(screen: Screen) -> tuple[Numbered, ...]:
    """What can be chosen on the page in its order: 第一个, 第二个 and so on.

    The bars' slots, the small tools and the keys have no numbers.
    """
    rows: tuple[Row, ...] = getattr(screen, "rows", ())
    found = [
        Numbered(joined(row.label, row.detail, row.value), row.action, row)
        for row in rows
        if row.action is not None
    ]
    choices: tuple[Choice, ...] = getattr(screen, "choices", ())
    return (*found, *(Numbered(joined(choice.words, choice.detail), choice) for choice in choices))


def _choices(screen: Screen, wording: Wording, *, private: bool) -> tuple[list[str], bool]:
    if isinstance(screen, VoiceConfirm) and len(screen.choices) == 1:
        return [], False  # its question says how to answer
    lines: list[str] = []
    personal = False
    for number, one in enumerate(numbered(screen), start=1):
        name, choice = one.name, one.choice
        what = name.private if private and name.private else name.spoken
        personal = personal or (private and bool(name.private))
        chosen = wording("voice.chosen").spoken if choice.chosen else ""
        action = choice.words.spoken if isinstance(screen, Check) else ""
        told = "，".join(part for part in (what, action, chosen) if part)
        lines.append(wording("voice.numbered", number=ORDINALS[number], what=told).spoken.rstrip("，"))
    primary = screen.frame.primary
    if primary is not None and primary.enabled:
        lines.append(wording("voice.primary", what=primary.words.spoken).spoken)
    return lines, personal


ORDINALS = ("", *"一二三四五六七八九十", "十一", "十二", "十三", "十四", "十五", "十六", "十七", "十八")
"""How the choices are counted."""
