"""Text for the ear in sentences, clauses and portions of bounded length. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_SENTENCE: Final = re.compile(r"[^。？！]*[。？！]|[^。？！]+")
_CLAUSE: Final = re.compile(r"[^，。？！]*[，。？！]|[^，。？！]+")


def sentences(text: str) -> list[str]:
    """The sentences of a text for the ear, each with its end sign."""
    return _SENTENCE.findall(text)


def clauses(text: str) -> list[str]:
    """The clauses of a text for the ear, each with the pause after it."""
    return _CLAUSE.findall(text)


def portions(text: str, *, most: int) -> Iterator[str]:
    """The whole text in portions of at most so many signs, cut at pauses where that is possible."""
    portion = ""
    for clause in clauses(text):
        if portion and (len(portion) + len(clause) > most or portion[-1] in "。？！"):
            yield portion
            portion = ""
        portion += clause
        while len(portion) > most:
            yield portion[:most]
            portion = portion[most:]
    if portion:
        yield portion
