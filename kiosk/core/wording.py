"""Texts with places: ``{pension.last.amount|money}`` becomes 185.00, in words that people use."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from kiosk.core.facts import MISSING, dig

_PLACE = re.compile(r"\{([a-z_][a-z_0-9.]*)(?:\|([a-z]+))?\}")


_NEAR = ("今天", "明天", "后天")


def _money(value: Any) -> str:
    return f"{Decimal(str(value)):,.2f}".replace(",", "")


def _date(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _day(value: Any) -> str:
    day = _date(value)
    return f"{day.month}月{day.day}日"


def _full_date(value: Any) -> str:
    day = _date(value)
    return f"{day.year}年{day.month}月{day.day}日"


def _month(value: Any) -> str:
    return f"{int(str(value)[5:7])}月"


def day_in_words(moment: datetime, *, today: date, dated: bool = True) -> str:
    """A moment as it is said: 明天（6月9日）17点, 6月20日17点; not `dated`: 明天17点."""
    ahead = (moment.date() - today).days
    day = f"{moment.month}月{moment.day}日"
    if 0 <= ahead < len(_NEAR):
        day = f"{_NEAR[ahead]}（{day}）" if dated else _NEAR[ahead]
    return f"{day}{clock_in_words(moment)}"


def clock_in_words(moment: datetime) -> str:
    """A time of day as it is said: 17点, 8点30分."""
    return f"{moment.hour}点{moment.minute}分" if moment.minute else f"{moment.hour}点"


def mask_name(value: Any) -> str:
    """A name with its middle hidden: 示例·张大山 becomes 示例·张*山."""
    text = str(value)
    head, dot, last = text.rpartition("·")
    hidden = last[:1] + "*" * max(1, len(last) - 2) + (last[-1] if len(last) > 2 else "")
    return head + dot + hidden


def _years(value: Any) -> str:
    years = Decimal(str(value))
    return f"{years.normalize():f}年"


FORMATS: Mapping[str, Callable[[Any], str]] = {
    "years": _years,
    "plain": str,
    "money": _money,
    "day": _day,
    "date": _full_date,
    "month": _month,
    "year": lambda value: str(value)[:4],
    "tail": lambda value: str(value)[-4:],
    "mask": mask_name,
    "count": lambda value: str(len(value) if isinstance(value, (list, tuple)) else value),
}


def _plain_state(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


COVERED = "＊＊＊"


def has_money(*templates: str) -> bool:
    """Whether any of these texts holds an amount."""
    return any("|money}" in template for template in templates)


def fill(template: str, names: Mapping[str, Any], *, cover: bool = False) -> str | None:
    """The text with its places filled; ``None`` if any of them is missing or of the wrong shape.

    ``{pension.status|word}`` is said as the table ``words`` among the names has it.

    Args:
        template: The text.
        names: Facts, answers.
        cover: Amounts are not shown.
    """
    missing = False

    def one(match: re.Match[str]) -> str:
        nonlocal missing
        value = dig(names, match[1])
        if value is MISSING:
            missing = True
            return ""
        try:
            if match[2] == "word":
                return str(names["words"][_plain_state(value)])
            if match[2] == "money" and cover:
                return COVERED
            return FORMATS[match[2] or "plain"](value)
        except (KeyError, ValueError, TypeError, InvalidOperation):
            missing = True
            return ""

    text = _PLACE.sub(one, template)
    return None if missing else text


def number_in_groups(text: str, sizes: tuple[int, ...]) -> str:
    """Digits in groups of these sizes, as they are read out: ``138 0013 8``."""
    groups, start = [], 0
    for size in sizes:
        groups.append(text[start : start + size])
        start += size
    groups.append(text[start:])
    return " ".join(group for group in groups if group)


def phone_in_groups(text: str) -> str:
    """A mobile number as it is read out: 3, 4, 4."""
    return number_in_groups(text, (3, 4, 4))


def identity_in_groups(text: str) -> str:
    """An identity number as it is read out: 6, 8, 4."""
    return number_in_groups(text, (6, 8, 4))
