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


EXAMPLES: dict[Format, str] = {
    Format.PLAIN: "as it is",
    Format.MONEY: "185.00",
    Format.DAY: "11月10日",
    Format.DATE: "2026年11月10日",
    Format.MONTH: "11月",
    Format.YEAR: "2026",
    Format.TAIL: "the last four: 3321",
    Format.MASK: "示例·张*山",
    Format.COUNT: "how many are in a list: 3",
    Format.YEARS: "a number of years: 15年",
    Format.WORD: "a state in the words of words.yaml: paying -> 正在领",
}

_PLACE = re.compile(r"\{([a-z_][a-z_0-9]*(?:\.[a-z_0-9]+)*)(?:\|([a-z]+))?\}")
_BRACED = re.compile(r"\{[^{}]*\}|[{}]")


def places(text: str) -> list[tuple[str, str]]:
    """All places of a text as (dotted path, format), in order; the format may be an unknown word."""
    return [(match[1], match[2] or Format.PLAIN.value) for match in _PLACE.finditer(text)]


def stray(text: str) -> list[str]:
    """What has braces and yet is no place: ``{Pension}``, ``{a|}``, a lone brace."""
    return [found for found in _BRACED.findall(text) if not _PLACE.fullmatch(found)]
