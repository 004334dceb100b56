"""What the tour keys into a question: something that will do, something that won't, and the longest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from config.services import FieldKind, ServiceField
from kiosk.core import fields
from kiosk.core.fields import Draft, Good
from kiosk.core.tour.people import number_of

Texts = tuple[str, ...]

_NUMBER = number_of(date(1968, 10, 1), 24)
_CHILD = number_of(date(2026, 5, 20), 41)
_SLIP = f"{_NUMBER[:16]}{(int(_NUMBER[16]) + 1) % 10}{_NUMBER[17]}"


def good(asked: ServiceField, names: Mapping[str, Any], today: date) -> Texts | None:
    """Texts, a box each, that the question takes; ``None`` if none of the samples will do."""
    for texts in _candidates(asked, today):
        if isinstance(fields.check(asked, Draft(texts), names, today), Good):
            return texts
    return None


def bad(asked: ServiceField) -> Texts:
    """Texts that the question has to refuse."""
    match asked.kind:
        case FieldKind.PHONE:
            return ("02300000000"[: asked.length or fields.PHONE_DIGITS],)
        case FieldKind.IDENTITY | FieldKind.PERSON:
            return (_SLIP,)
        case FieldKind.DATE:
            return ("2026", "2", "30")
        case _ if asked.high:
            return (str(int(float(asked.high)) + 1),)
        case _:
            return ("0",)


def longest(asked: ServiceField) -> Texts:
    """As many characters as the boxes take."""
    return tuple("8" * box.width for box in fields.boxes_of(asked))


def _candidates(asked: ServiceField, today: date) -> Iterator[Texts]:
    match asked.kind:
        case FieldKind.PHONE:
            yield ("19900000000"[: asked.length or fields.PHONE_DIGITS],)
        case FieldKind.IDENTITY | FieldKind.PERSON:
            yield from ((_NUMBER,), (_CHILD,))
        case FieldKind.DATE:
            for days in (-10, 0, 10, -400, 400, -3650, -14600, -25000):
                day = today + timedelta(days=days)
                yield (str(day.year), str(day.month), str(day.day))
        case _:
            if asked.length:
                yield ("6" * asked.length,)
            yield from (("3",), ("300",), ("3000",))
            for bound in (asked.low, asked.high):
                if bound:
                    yield (bound,)
