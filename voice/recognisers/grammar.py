"""The phrases of a page as a grammar for Vosk, which is particular about it.

What is not a JSON list of texts, or an empty one, ends the whole process inside Vosk; a word that the model
does not have vanishes without a word; and Chinese has to be cut into the model's own words by spaces.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

UNKNOWN: Final = "[unk]"
"""Vosk's word for everything else, in models that have it."""

MOST_PHRASES: Final = 2_000
MOST_CHARACTERS: Final = 40
_LONGEST_WORD: Final = 8
_NOT_SAID: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Grammar:
    """A grammar that Vosk can take, or none.

    Attributes:
        text: A JSON list with at least one text; None: recognise freely.
        left_out: Phrases with something in them that the model does not know.
        rejects: Whether other words than these can come out as such.
    """

    text: str | None
    left_out: tuple[str, ...] = ()
    rejects: bool = False


def grammar_of(phrases: Iterable[str], known: Callable[[str], bool]) -> Grammar:
    """Makes the grammar of a page.

    Args:
        phrases: What the page accepts.
        known: Whether the model has this word.

    Returns:
        The grammar; without a text where not one phrase can be said in the model's words.
    """
    lines: dict[str, None] = {}
    left_out = []
    for phrase in phrases:
        words = words_of(phrase, known)
        if words and len(lines) < MOST_PHRASES:
            lines[" ".join(words)] = None
        elif _NOT_SAID.sub("", phrase):
            left_out.append(phrase)
    if not lines:
        return Grammar(None, tuple(left_out))
    rejects = known(UNKNOWN)
    texts = [*lines, *([UNKNOWN] if rejects else [])]
    return Grammar(json.dumps(texts, ensure_ascii=False), tuple(left_out), rejects)


def words_of(phrase: str, known: Callable[[str], bool]) -> tuple[str, ...] | None:
    """Cuts a phrase into the fewest words of a model; long words first where that is a draw.

    Args:
        phrase: As it is written.
        known: Whether the model has this word.

    Returns:
        The words; None where there are none, or a piece is unknown to the model.
    """
    parts = [part for part in _NOT_SAID.split(unicodedata.normalize("NFKC", phrase).lower()) if part]
    if not parts or sum(map(len, parts)) > MOST_CHARACTERS:
        return None
    found: list[str] = []
    for part in parts:
        words = [part] if known(part) else _cut(part, known)
        if words is None:
            return None
        found += words
    return tuple(found)


def _cut(part: str, known: Callable[[str], bool]) -> list[str] | None:
    best: list[list[str] | None] = [[], *[None] * len(part)]
    for end in range(1, len(part) + 1):
        for start in range(max(0, end - _LONGEST_WORD), end):
            before, here = best[start], best[end]
            if (
                before is not None
                and (here is None or len(before) + 1 < len(here))
                and known(part[start:end])
            ):
                best[end] = [*before, part[start:end]]
    return best[-1]
