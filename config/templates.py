"""Places in texts: ``{pension.monthly|money}`` is a fact's dotted path and how it is written."""

from __future__ import annotations

import re
from enum import StrEnum


class Format(StrEnum):
    """How a value is written."""

    PLAIN = "plain"
    MONEY = "money"
    DAY = "day"
    DATE = "date"
    MONTH = "month"
    YEAR = "year"
    TAIL = "tail"
    MASK = "mask"
    COUNT = "count"
    YEARS = "years"
    WORD = "word"


_PLACE = re.compile(r"\{([a-z_][a-z_0-9]*(?:\.[a-z_0-9]+)*)(?:\|([a-z]+))?\}")
_BRACED = re.compile(r"\{[^{}]*\}|[{}]")


def places(text: str) -> list[tuple[str, str]]:
    """All places of a text as (dotted path, format), in order; the format may be an unknown word."""
    return [(match[1], match[2] or Format.PLAIN.value) for match in _PLACE.finditer(text)]


def stray(text: str) -> list[str]:
    """What has braces and yet is no place: ``{Pension}``, ``{a|}``, a lone brace."""
    return [found for found in _BRACED.findall(text) if not _PLACE.fullmatch(found)]
