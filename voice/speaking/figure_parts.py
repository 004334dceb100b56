"""The small clips from which every amount, date and number is put together. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from voice.speaking import numerals as say
from voice.speaking.plan import OPEN

_YEARS: Final = range(1930, 2046)
_MEASURED: Final = {"岁": range(1, 111), "天": range(1, 61), "年": range(1, 61), "月": range(1, 13)}
_FEW: Final = range(1, 21)
_ORDINARY: Final = "号级月日"


def small_parts(measures: Collection[str] = ()) -> Iterator[str]:
    """Digits, numbers to 99, days and years, and amounts that need a clip or two more.

    Args:
        measures: The measure words that follow a changing number in the texts of the release.
    """
    for digit in (*say.DIGITS, "幺"):
        yield digit
        yield digit + OPEN
    yield from (say.number(value) for value in range(10, 100))
    yield from (f"{say.number(month)}月{OPEN}" for month in range(1, 13))
    yield from (f"{say.number(day)}日" for day in range(1, 32))
    for value in range(1, 10):
        counted = say.counted(value)
        yield from (f"{counted}{unit}{end}" for unit in "百千" for end in (OPEN, "", "元"))
        yield from (say.DIGITS[value] + unit for unit in "角分")
    yield from ("两", "两" + OPEN, "两角", "两分", "零元")
    yield from (f"{say.counted(value)}元" for value in range(1, 100))
    for value in range(1, 100):
        yield from (f"{say.counted(value)}万{end}" for end in (OPEN, "元"))
    yield from ("半", "分", "元", "艾克斯")
    yield from (joint + OPEN for joint in ("到", "点", "百分之", "万", "亿"))
    yield from (f"{say.counted(hour)}点" for hour in range(1, 25))
    yield from (f"{say.by_digit(str(year))}年{OPEN}" for year in _YEARS)
    for measure in measures:
        for value in _MEASURED.get(measure, _FEW):
            yield (say.number(value) if measure in _ORDINARY else say.counted(value)) + measure


def amount_parts() -> Iterator[str]:
    """Amounts below a thousand in one clip each: most of what is paid in a village sounds in one piece."""
    for value in range(1, 100):
        yield f"零{say.number(value)}元"
    for value in range(100, 1000):
        yield f"{say.number(value)}元"
