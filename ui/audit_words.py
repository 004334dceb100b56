"""Everything that a page has to say stands on it, can be pressed where it is a choice, and is said aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, Final

from kiosk.core.screens import CardState, Choice, EntryPart, Home, Identify, Question, Screen, Words, Working
from ui.audit_rules import Finding, Shown, brief

COVERED: Final = re.compile(r"[＊\s]*")
CAPTION_END: Final = 8
"""So much of a caption's end is shown at least; the beginning of a long one has been said already."""
BEHIND_CAPTION: Final = ("frame.place", "frame.owner", "frame.signs")
_SPACES: Final = re.compile(r"\s+")
_SENTENCES: Final = re.compile("[^。]+。?|。")

SILENT: Final = (
    "frame.owner",  # on every page, and said by nobody who reads a page out
    "frame.signs",  # pictures with a word: what they mean for a service is said on its page
    "as_of",  # said with the amount, which is said only on request
    "entry.remark",  # changes with every key
    "sample",  # it is to be looked at
    "frame.caption",  # it is what is being said
    "steps.words",  # the service's name again, small, above each of its questions
)
"""What may be silent although it stands on the page; ends of paths."""


def words_on(thing: Any, path: str = "") -> Iterator[tuple[str, Words]]:
    """Every written words of a screen, with where they stand in it."""
    if isinstance(thing, Words):
        if thing.written:
            yield path, thing
    elif isinstance(thing, tuple):
        for number, one in enumerate(thing):
            yield from words_on(one, f"{path}[{number}]")
    else:
        for name in _names(type(thing)):
            yield from words_on(getattr(thing, name), f"{path}.{name}" if path else name)


def choices_on(thing: Any) -> Iterator[Choice]:
    """Every choice of a screen."""
    if isinstance(thing, Choice):
        yield thing
    elif isinstance(thing, tuple):
        for one in thing:
            yield from choices_on(one)
    else:
        for name in _names(type(thing)):
            yield from choices_on(getattr(thing, name))


_NAMES: dict[type[Any], tuple[str, ...]] = {}
_WORDLESS: Final = frozenset({"display", "icon", "id", "phrases", "serial", "tone"})


def _names(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a dataclass that may hold words or choices; nothing of any other type."""
    names = _NAMES.get(kind)
    if names is None:
        found = fields(kind) if is_dataclass(kind) else ()
        names = _NAMES[kind] = tuple(field.name for field in found if field.name not in _WORDLESS)
    return names


def drawn(shown: Shown) -> Iterator[Finding]:
    """All that is written stands on the page, each sentence in full; each choice is a target."""
    texts = {_plain(text.text) for text in shown.measured.texts}
    for path, words in words_on(shown.screen):
        wanted = _plain(words.written)
        if path == "frame.caption":
            wanted = wanted[-CAPTION_END:]
        if wanted in texts or not wanted or _may_be_missing(shown.screen, path):
            continue
        if not all(any(said in text for text in texts) for said in _SENTENCES.findall(wanted)):
            yield Finding("drawn", f"{path} '{brief(words.written)}' is not on the page")
    for part in _entry_texts(shown.screen):
        if _plain(part) and not any(_plain(part) in text for text in texts):
            yield Finding("drawn", f"what was keyed, '{brief(part)}', is not on the page")
    there = {target.target for target in shown.measured.targets}
    for choice in choices_on(shown.screen):
        if choice.id not in there:
            yield Finding("drawn", f"'{choice.id}' can't be pressed: it is not on the page")


def _may_be_missing(screen: Screen, path: str) -> bool:
    """What gives way to something that is more urgent, or is drawn as a picture."""
    if screen.frame.caption and path.startswith(BEHIND_CAPTION):
        return True
    if isinstance(screen, Identify) and screen.state is CardState.FAULT:
        return path == "lead"  # the fault says what to do; one thing at a time
    if isinstance(screen, Question):
        if path == "lead" and screen.fault:
            return True
        if path.startswith("parts["):
            return True  # labels of boxes, drawn with the boxes
        return path.startswith("keys[") and ".icon" in path
    return False


def _entry_texts(screen: Screen) -> Iterator[str]:
    entry = getattr(screen, "entry", None)
    boxes: tuple[EntryPart, ...] = entry.boxes if entry is not None else ()
    for box in boxes:
        yield box.text


def _plain(text: str) -> str:
    return _SPACES.sub("", text)


def spoken(shown: Shown) -> Iterator[Finding]:
    """What is shown is said, aloud or on request; staff's pages say nothing."""
    if shown.screen.frame.silent:
        for path, words in words_on(shown.screen):
            if words.spoken and not path.startswith("frame."):
                yield Finding("spoken", f"{path} '{brief(words.written)}' would be said on a staff page")
        return
    for path, words in words_on(shown.screen):
        if words.spoken or words.private or COVERED.fullmatch(words.written):
            continue
        if not _may_be_silent(shown.screen, path):
            yield Finding("spoken", f"{path} '{brief(words.written)}' is never said")


def _may_be_silent(screen: Screen, path: str) -> bool:
    if any(path == end or path.endswith("." + end) or path.startswith(end + "[") for end in SILENT):
        return True
    # Before the first touch the first page only shows itself.
    idle = isinstance(screen, Home) and all(tool.id != "done" for tool in screen.frame.tools)
    # 请等一下 under what the machine says it is doing; late, it is said.
    waiting = isinstance(screen, Working) and not screen.choices
    return (idle and path == "title") or (waiting and path == "lead")


WORDS: Final = (drawn, spoken)
