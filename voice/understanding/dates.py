"""Spoken days: 一九五零年三月五号, 50年3月5日, 昨天. The old calendar is not taken: it names another day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from voice.understanding.numerals import number, signs
from voice.understanding.sounds import plain, syllables

_YEAR, _MONTH, _DAY = "年", "月", "日"
_MARKS: Final = {"nian": _YEAR, "yue": _MONTH, "hao": _DAY, "ri": _DAY}
_LEADING: Final = re.compile(
    r"^(?:我|他|她|娃娃|娃儿|老人|是|在|就是|那个|嗯|呃|啊|生日|出生|公历|阳历|新历|的|大概|应该|哪天)+"
)
_TRAILING: Final = re.compile(r"(?:生的|生|出生的|走的|过世的|去世的|那天|的|嘛|吧|啊|哈|了|嘞|这天)+$")
_PARTS: Final = re.compile(r"^(?:(?P<year>[^年月日]+)年)?(?P<month>[^年月日]+)月(?P<day>[^年月日]+)日?$")
_EIGHT: Final = re.compile(r"^(\d{4})[.]?(\d{1,2})[.]?(\d{1,2})$")
_DAYS_AGO: Final = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "大前天": 3, "上前天": 3}
_YEARS_AGO: Final = {"今年": 0, "去年": 1, "前年": 2}


def is_lunar(text: str, lunar: Sequence[str]) -> bool:
    """Whether a day of the old calendar is named.

    Args:
        text: What was written.
        lunar: Words of the old calendar.
    """
    words = plain(text)
    return any(word in words for word in lunar)


def day_of(text: str, today: date) -> date | None:
    """The day that was named; None where there is none, or no such day.

    Args:
        text: What was written.
        today: Of the terminal: 昨天 and years of two figures hang on it.
    """
    words = _TRAILING.sub("", _LEADING.sub("", plain(text)))
    if words in _DAYS_AGO:
        return today - timedelta(days=_DAYS_AGO[words])
    eight = _EIGHT.match(words)
    if eight:
        return _date(int(eight[1]), int(eight[2]), int(eight[3]))
    found = _PARTS.match(_marked(words))
    if not found:
        return None
    month, day = _small(found["month"]), _small(found["day"])
    if month is None or day is None:
        return None
    if found["year"] is None:
        return _last(month, day, today)
    year = _year(found["year"], today)
    return None if year is None else _date(year, month, day)


def _marked(words: str) -> str:
    """号, and what only sounds like 年, 月 and 号, as 年, 月 and 日."""
    return "".join(_MARKS.get(next(iter(syllables(character)), ""), character) for character in words)


def _small(words: str) -> int | None:
    value = number(signs(words))
    return int(value) if value is not None and value == int(value) and value < 100 else None


def _year(words: str, today: date) -> int | None:
    if words + _YEAR in _YEARS_AGO:
        return today.year - _YEARS_AGO[words + _YEAR]
    value = number(signs(words))
    if value is None or value != int(value):
        return None
    figures = len(signs(words))
    if value < 100 and figures == 2:
        century = today.year // 100 * 100
        return century + int(value) - (100 if century + value > today.year else 0)
    return int(value) if 1800 <= value <= 2200 else None


def _last(month: int, day: int, today: date) -> date | None:
    """The last such day that has been: nobody names a coming one here."""
    for year in range(today.year, today.year - 8, -1):
        found = _date(year, month, day)
        if found and found <= today:
            return found
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
