"""Rows that a service file describes, filled with facts; a row with a missing fact is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from config.services import ShownRow
from kiosk.core.eligibility import holds
from kiosk.core.screens import Row, Words
from kiosk.core.wording import fill

if TYPE_CHECKING:
    from kiosk.core.visit import Visit


def shown_rows(visit: Visit, rows: Iterable[ShownRow], names: Mapping[str, Any]) -> tuple[Row, ...]:
    """The rows whose condition holds and whose facts are known."""
    found = (one_row(visit, row, names) for row in rows if holds(row.when, names))
    return tuple(row for row in found if row is not None)


def one_row(visit: Visit, row: ShownRow, names: Mapping[str, Any]) -> Row | None:
    """One row; amounts are covered where nobody is to see them."""
    cover = visit.hides_money
    label, value, detail = (fill(text, names, cover=cover) for text in (row.label, row.value, row.detail))
    if label is None or value is None or detail is None:
        return None
    words = Words.hidden if row.private else Words.of
    return Row(label=words(label), value=words(value), detail=words(detail), icon=row.icon)
