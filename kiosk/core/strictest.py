"""One question, or one paper, out of those of several parts: asked once, strictly enough for all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from config.services import FieldKind, Known, Option, Paper, ServiceField
from kiosk.core.fields import bound

_SOME_DAY = date(2024, 6, 1)


def strictest(first: ServiceField, second: ServiceField) -> ServiceField:
    """The first part's question, under all checks and the narrower bounds of both.

    A way past it (记不得) stays only if both parts have one, and so does an option. What one part takes
    from the record and the other only offers is asked. It is private if it is for either.
    """
    return first.model_copy(
        update={
            "checks": first.checks + tuple(c for c in second.checks if c not in first.checks),
            "skip": first.skip if second.skip else "",
            "unknown": first.unknown if second.unknown else "",
            "known": _known(first.known, second.known),
            "options": _options(first, second),
            "length": max((n for n in (first.length, second.length) if n is not None), default=None),
            "low": _narrower(first, first.low, second.low, upper=False),
            "high": _narrower(first, first.high, second.high, upper=True),
            "most": min(first.most, second.most),
            "private": first.private or second.private,
        }
    )


def _known(first: Known | None, second: Known | None) -> Known | None:
    if first is None or second is None:
        return first or second
    return second if first.mode == "take" and second.mode == "offer" else first


def _options(first: ServiceField, second: ServiceField) -> tuple[Option, ...]:
    both = {option.id for option in second.options}
    return tuple(o for o in first.options if o.id in both) or first.options


def _narrower(asked: ServiceField, first: str, second: str, *, upper: bool) -> str:
    if not first or not second:
        return first or second
    if asked.kind is FieldKind.DATE:
        later = bound(first, _SOME_DAY) > bound(second, _SOME_DAY)
    else:
        later = Decimal(first) > Decimal(second)
    return second if later is upper else first


def together_brought(first: Paper | None, second: Paper) -> Paper:
    """A paper that two parts ask for: it has to be there at once if it has to be for either."""
    if first is None:
        return second
    return first.model_copy(update={"without": first.without and second.without})
