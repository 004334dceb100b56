"""What stands in figures in a written text, and how it is said: amounts, dates, telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from voice.speaking import numerals as say

LETTERS: Final = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (
            *("诶", "必", "西", "弟", "衣", "艾弗", "记", "艾尺", "爱", "街", "开", "艾勒", "艾姆"),
            *("恩", "欧", "批", "丘", "阿尔", "艾丝", "踢", "优", "维", "达不溜", "艾克斯", "歪", "贼"),
        ),
        strict=True,
    )
)
"""How Latin letters are named."""
_MEASURES: Final = (
    *("万元", "个月", "周岁", "块钱", "小时", "分钟", "公里", "公斤", "平方米", "厘米"),
    *"个件样位天年岁次人行遍口斤亩户张块家页份种条本项步秒周度里元角分号级月日楼层点",
)
_ORDINARY: Final = frozenset({"号", "级", "月", "日", "楼", "层", "度", "里"})
"""After these two is 二."""

_MEASURE: Final = rf"\s*(?:{'|'.join(_MEASURES)})"
_VALUE: Final = r"[0-9]{1,6}(?:\.[0-9]{1,4})?"
_TIME: Final = r"(?:[01]?[0-9]|2[0-4])[:：][0-5][0-9]"
_GROUPED: Final = r"[0-9]{1,3}(?:,[0-9]{3})+"
_KINDS: Final = {
    "identity": r"(?<![0-9])[0-9]{6} ?[0-9]{8} ?[0-9]{3}[0-9Xx](?![0-9A-Za-z])",
    "receipt": r"(?<![0-9A-Za-z])[A-Z]{2}[0-9]{2}-[0-9]{6,9}-[0-9](?![0-9])",
    "date": (
        r"(?<![0-9])(?:1[89]|2[01])[0-9]{2}"
        r"(?:年[01]?[0-9]月(?:[0-3]?[0-9][日号])?"
        r"|-[01][0-9]-[0-3][0-9](?![0-9])"
        r"|/[01]?[0-9]/[0-3]?[0-9](?![0-9]))"
    ),
    "year": rf"(?<![0-9.,¥])(?:19|20)[0-9]{{2}}(?:年|(?![0-9.,]|{_MEASURE}))",
    "day": r"(?<![0-9])[01]?[0-9]月[0-3]?[0-9][日号]",
    "phone": (
        r"(?<![0-9])(?:0[0-9]{2,3}[- ][0-9]{3,4}[ -]?[0-9]{4}"
        r"|1[3-9][0-9](?:[ -]?[0-9]{4}){2}"
        r"|400[- ][0-9]{3,4}[- ]?[0-9]{3,4})(?![0-9])"
    ),
    "short": rf"(?<=[打拨话])[:：]?\s*[0-9]{{3,6}}(?![0-9.]|[- ][0-9]|{_MEASURE})",
    "tail": r"(?<=尾号)\s*[0-9]{2,8}(?![0-9])",
    "clock": rf"(?<![0-9:.]){_TIME}(?:\s*-\s*{_TIME})?(?![0-9:])",
    "money": rf"¥?\s*(?<![0-9.,-])(?:{_GROUPED}|[0-9]{{1,9}})\.[0-9]{{2}}(?![0-9.%]|\s*万)\s*元?",
    "percent": r"[0-9]{1,9}(?:\.[0-9]{1,6})?%",
    "span": rf"(?<![0-9.]){_VALUE}\s*[-~～至到]\s*{_VALUE}(?:{_MEASURE})?(?![0-9.])",
    "ordinal": r"(?<=第)\s*[0-9]{1,4}(?![0-9])",
    "yuan": (
        rf"(?:¥\s*|(?<![0-9,.]))(?:{_GROUPED}|[1-9][0-9]{{0,8}})(?:\.[0-9])?\s*元"
        rf"|¥\s*(?:{_GROUPED}|[0-9]{{1,9}})(?![0-9.,])"
    ),
    "decimal": rf"(?<![0-9])[0-9]{{1,9}}\.[0-9]{{1,6}}(?![0-9.])(?:{_MEASURE})?",
    "count": rf"(?<![0-9])(?:(?:0|[1-9][0-9]{{0,5}})(?![0-9])(?:{_MEASURE})?|[1-9][0-9]{{6,8}}{_MEASURE})",
    "digits": r"[0-9]+",
}
"""The first kind that fits at a place counts."""
FIGURES: Final = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS.items()))


def said(kind: str, written: str) -> str:
    """How figures of a kind (a group of `FIGURES`) are said."""
    return _SAYERS[kind](written)


def _identity(written: str) -> str:
    plain = written.replace(" ", "")
    last = "艾克斯" if plain[-1] in "xX" else say.by_digit(plain[-1], yao=True)
    groups = (plain[:6], plain[6:14], plain[14:17])
    return "，".join(say.by_digit(group, yao=True) for group in groups) + last


def _receipt(written: str) -> str:
    return "，".join(_letters_and_digits(group) for group in written.split("-"))


def _letters_and_digits(text: str) -> str:
    return "".join(say.by_digit(sign, yao=True) if sign.isdigit() else LETTERS[sign.upper()] for sign in text)


def _year(written: str) -> str:
    return say.by_digit(written[:4]) + written[4:]


def _date(written: str) -> str:
    year, *rest = (int(part) for part in re.findall(r"[0-9]+", written))
    said = say.by_digit(str(year)) + "年"
    for value, unit in zip(rest, "月日", strict=False):
        said += say.number(value) + unit
    return said


def _day(written: str) -> str:
    month, day = (int(part) for part in re.findall(r"[0-9]+", written))
    return f"{say.number(month)}月{say.number(day)}日"


def _phone(written: str) -> str:
    plain = re.sub(r"[ -]", "", written)
    if plain.startswith("1"):
        sizes = (3, 4, 4)
    elif plain.startswith(("01", "02", "400")):
        sizes = (3, len(plain) - 7, 4)
    else:
        sizes = (4, len(plain) - 8, 4)
    groups, start = [], 0
    for size in sizes:
        groups.append(say.by_digit(plain[start : start + size], yao=True))
        start += size
    return "，".join(group for group in groups if group)


def _digits(written: str) -> str:
    return say.by_digit(re.sub(r"[^0-9]", "", written), yao=True)


def _clock(written: str) -> str:
    times = [int(part) for part in re.findall(r"[0-9]+", written)]
    return "到".join(_time(*times[start : start + 2]) for start in range(0, len(times), 2))


def _time(hour: int, minute: int) -> str:
    said = f"{say.counted(hour)}点"
    if minute == 30:
        return said + "半"
    return said + (f"{'零' if minute < 10 else ''}{say.number(minute)}分" if minute else "")


def _money(written: str) -> str:
    whole, _, fraction = re.sub(r"[¥,元\s]", "", written).partition(".")
    return say.yuan(int(whole), int((fraction + "00")[:2]))


def _percent(written: str) -> str:
    return "百分之" + _value(written.rstrip("%"))


def _span(written: str) -> str:
    match = re.fullmatch(r"([0-9.]+)\s*[-~～至到]\s*([0-9.]+)\s*(.*)", written)
    assert match is not None
    return f"{_value(match[1])}到{_measured(match[2], match[3])}"


def _ordinal(written: str) -> str:
    return say.number(int(written))


def _count(written: str) -> str:
    match = re.fullmatch(r"([0-9.]+)\s*(.*)", written)
    assert match is not None
    return _measured(match[1], match[2])


def _measured(figures: str, measure: str) -> str:
    if figures == "2" and measure and measure not in _ORDINARY:
        return "两" + measure
    return _value(figures) + measure


def _value(figures: str) -> str:
    whole, dot, fraction = figures.partition(".")
    if not whole.isdigit() or int(whole) > say.MOST:
        return _digits(figures)
    fraction = fraction.rstrip("0")
    return say.decimal(whole, fraction) if dot and fraction else say.number(int(whole))


_SAYERS: Final[dict[str, Callable[[str], str]]] = {
    "identity": _identity,
    "receipt": _receipt,
    "date": _date,
    "year": _year,
    "day": _day,
    "phone": _phone,
    "short": _digits,
    "tail": _digits,
    "clock": _clock,
    "money": _money,
    "percent": _percent,
    "span": _span,
    "ordinal": _ordinal,
    "yuan": _money,
    "decimal": _count,
    "count": _count,
    "digits": _digits,
}
