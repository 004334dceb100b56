"""您的事: what matters to a person today, made from the services' own definitions and the facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from config.release import Release
from config.services import Affair, Service
from kiosk.core.eligibility import Verdict, days_between, holds, judge, together
from kiosk.core.facts import MISSING, dig
from kiosk.core.wording import fill, has_money

_ORDER = {"due": 0, "money": 1, "entitled": 2, "other": 4}
UNDER_WAY = 3


@dataclass(frozen=True, slots=True)
class AffairRow:
    """One row, in words; `days` is set where something is due, `is_money` where an amount is shown."""

    service: Service
    order: int
    title: str = field(repr=False)
    detail: str = field(repr=False)
    value: str = field(repr=False)
    say: str
    action: str
    private: bool
    is_money: bool = False
    days: int | None = None


def rows_for(release: Release, names: Mapping[str, Any], *, cover: bool = False) -> tuple[AffairRow, ...]:
    """All rows, the most urgent first: due by day, then money, then what may be due to this person.

    Args:
        release: The services.
        names: Facts and the like.
        cover: Amounts are not shown.
    """
    rows = [
        row
        for service in release.services.values()
        for affair in service.affairs
        for row in _rows_of(service, affair, names, cover)
    ]
    return tuple(sorted(rows, key=lambda row: (row.order, row.days if row.days is not None else 999)))


def _rows_of(service: Service, affair: Affair, names: Mapping[str, Any], cover: bool) -> Iterator[AffairRow]:
    if affair.order == "entitled" and not _may_be_entitled(service, names):
        return
    items: list[Any] = [None]
    if affair.over is not None:
        found = dig(names, affair.over)
        items = list(found) if isinstance(found, (list, tuple)) else []
    for item in items:
        scope = {**names, "item": item} if item is not None else dict(names)
        days = _days(affair, scope)
        if days is not None:
            scope["days"] = days
        if not holds(affair.when, scope):
            continue
        templates = (affair.title, affair.detail, affair.value, affair.say)
        texts = [fill(text, scope, cover=cover) for text in templates]
        if any(text is None for text in texts):
            continue
        title, detail, value, say = (text or "" for text in texts)
        yield AffairRow(
            service,
            _ORDER[affair.order],
            title,
            detail,
            value,
            say,
            affair.action,
            affair.private,
            is_money=affair.order == "money" or has_money(*templates),
            days=days,
        )


def _may_be_entitled(service: Service, names: Mapping[str, Any]) -> bool:
    return together(judge(service.eligibility, names)) is not Verdict.NO


def _days(affair: Affair, names: Mapping[str, Any]) -> int | None:
    if affair.days_until is None or "today" not in names:
        return None
    until = dig(names, affair.days_until)
    try:
        return None if until is MISSING else days_between(names["today"], str(until))
    except ValueError:
        return None
