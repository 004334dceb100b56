"""The queue: what waits, who has it, and whether anything moved since one last looked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select

from center.days import china_day
from center.desk.errors import DeskError
from center.desk.files import Files
from center.desk.people import Staff
from center.desk.tables import case_work, staff, visit_orders
from center.keys import Keyring
from center.merging import Stage
from center.store import Store
from center.tables import case_parts, cases, messages
from kiosk.core.identity import parse_number
from kiosk.core.receipts import plain_receipt

MOST_SHOWN = 60
_SEARCHED = 400


class Tab(StrEnum):
    """Which cases are shown."""

    TODO = "todo"
    MINE = "mine"
    DONE = "done"


_STAGES: dict[Tab, tuple[Stage, ...]] = {
    Tab.TODO: (
        Stage.DRAFT,
        Stage.RECEIVED,
        Stage.NEEDS_SIGNATURE,
        Stage.RETURNED,
        Stage.ACCEPTED,
        Stage.IN_WORK,
    ),
    Tab.MINE: (
        Stage.DRAFT,
        Stage.RECEIVED,
        Stage.NEEDS_SIGNATURE,
        Stage.RETURNED,
        Stage.ACCEPTED,
        Stage.IN_WORK,
    ),
    Tab.DONE: (Stage.DONE, Stage.WITHDRAWN),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A case in the queue."""

    case_id: str
    receipt: str
    title: str
    name: str = field(repr=False)
    tail: str = field(repr=False)
    stage: Stage
    holder: str
    mine: bool
    since: datetime
    promised_by: date | None
    overdue: bool
    twice: bool


class Board:
    """Looks over the cases of somebody's area."""

    def __init__(
        self, *, store: Store, keyring: Keyring, files: Files, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._keyring = keyring
        self._files = files
        self._clock = clock

    def lines(self, who: Staff, tab: Tab = Tab.TODO, *, words: str = "") -> list[Line]:
        """The queue, what nobody holds first, then the oldest.

        Args:
            who: Who looks.
            tab: Which part of it.
            words: A receipt number, an identity number, or a part of a name; then all states are searched.
        """
        words = words.strip()
        condition = cases.c.township.startswith(who.area, autoescape=True)
        name = ""
        if words:
            receipt, number = plain_receipt(words), parse_number(words)
            if receipt is not None:
                condition &= cases.c.receipt == receipt
            elif isinstance(number, str):
                condition &= cases.c.person == self._keyring.person(number)
            else:
                name = words
        else:
            condition &= cases.c.state.in_([stage.value for stage in _STAGES[tab]])
            if tab is Tab.MINE:
                condition &= case_work.c.holder == who.code
        newest = [cases.c.updated_at.desc()] if words or tab is Tab.DONE else []
        with self._store.read() as connection:
            rows = connection.execute(
                select(
                    cases,
                    case_work.c.holder,
                    case_work.c.promised_by,
                    staff.c.name.label("holder_name"),
                    messages.c.key_id,
                    messages.c.ciphertext,
                )
                .outerjoin(
                    messages,
                    (messages.c.case_id == cases.c.case_id)
                    & (messages.c.message_id == cases.c.current_message),
                )
                .outerjoin(case_work, case_work.c.case_id == cases.c.case_id)
                .outerjoin(staff, staff.c.code == case_work.c.holder)
                .where(condition)
                .order_by(*newest, case_work.c.holder.isnot(None), cases.c.created_at)
                .limit(_SEARCHED if name else MOST_SHOWN)
            ).all()
            titles = self._titles(connection, [row.case_id for row in rows])
            found: list[Line] = []
            for row in rows:
                line = self._line(row, titles, who)
                if not name or name in line.name:
                    found.append(line)
                if len(found) == MOST_SHOWN:
                    break
        return found

    def counts(self, who: Staff) -> tuple[int, int]:
        """How many cases nobody holds, and how many are this person's."""
        condition = cases.c.township.startswith(who.area, autoescape=True) & cases.c.state.in_(
            [stage.value for stage in _STAGES[Tab.TODO]]
        )
        with self._store.read() as connection:
            base = (
                select(func.count())
                .select_from(cases)
                .outerjoin(case_work, case_work.c.case_id == cases.c.case_id)
                .where(condition)
            )
            free = connection.scalar(base.where(case_work.c.holder.is_(None))) or 0
            mine = connection.scalar(base.where(case_work.c.holder == who.code)) or 0
        return free, mine

    def mark(self, area: str) -> str:
        """A word that changes whenever a case or a visit of the area does."""
        with self._store.read() as connection:
            seen = connection.execute(
                select(func.count(), func.sum(cases.c.version), func.max(cases.c.updated_at)).where(
                    cases.c.township.startswith(area, autoescape=True)
                )
            ).one()
            visits = connection.execute(
                select(func.count(), func.sum(visit_orders.c.version)).where(
                    visit_orders.c.township.startswith(area, autoescape=True)
                )
            ).one()
        return hashlib.sha256(f"{tuple(seen)}{tuple(visits)}".encode()).hexdigest()[:16]

    def _line(self, row: Any, titles: dict[str, str], who: Staff) -> Line:
        try:
            subject = self._files.subject_of(row.key_id or "", row.ciphertext or b"")
        except DeskError:
            subject = None
        today = china_day(self._clock())
        return Line(
            case_id=row.case_id,
            receipt=row.receipt,
            title=titles.get(row.case_id, ""),
            name=subject.name if subject else "",
            tail=(subject.number or "")[-4:] if subject else "",
            stage=Stage(row.state),
            holder=row.holder_name or row.holder or "",
            mine=row.holder == who.code,
            since=row.created_at,
            promised_by=row.promised_by,
            overdue=row.promised_by is not None and row.promised_by < today,
            twice=row.twice is not None,
        )

    @staticmethod
    def _titles(connection: Any, case_ids: Sequence[str]) -> dict[str, str]:
        rows = connection.execute(
            select(case_parts.c.case_id, case_parts.c.title)
            .where(case_parts.c.case_id.in_(case_ids))
            .order_by(case_parts.c.case_id, case_parts.c.service)
        ).all()
        titles: dict[str, str] = {}
        for row in rows:
            titles[row.case_id] = (
                f"{titles[row.case_id]}、{row.title}" if row.case_id in titles else row.title
            )
        return titles
