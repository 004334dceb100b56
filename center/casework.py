"""Cases as their people see them, and the steps that an office takes with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select, update

from center.days import china_day
from center.desk.files import told_of
from center.desk.tables import case_work, ratings, staff, visit_orders
from center.errors import CenterError
from center.handoff.tables import handoff_tokens
from center.keys import Keyring
from center.merging import OFFICE_STEPS, Rank, Stage, may_withdraw
from center.protocol import CaseEvent, CaseItem, CaseMessage, CaseState, ErrorCode, PaperState
from center.settings import CenterSettings
from center.store import Store
from center.tables import case_events, case_parts, cases, messages

_PAPERS_MATTER: Final = frozenset({Stage.DRAFT, Stage.RECEIVED, Stage.NEEDS_SIGNATURE})


class Casework:
    """Finds cases and moves them on."""

    def __init__(
        self, *, store: Store, keyring: Keyring, settings: CenterSettings, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._keyring = keyring
        self._settings = settings
        self._clock = clock

    def of_person(self, number: str) -> list[CaseItem]:
        """The person's cases, newest first, with those that wait half-filled for the window."""
        return self._items(cases.c.person == self._keyring.person(number))

    def of_receipt(self, receipt: str) -> list[CaseItem]:
        """The case of a receipt; a list, as receipts come from outside."""
        return self._items(cases.c.receipt == receipt)

    def of_token(self, token_sha256: str) -> list[CaseItem]:
        """The case that a slip's one-time code was made for; looking does not use the code up."""
        made_for = select(handoff_tokens.c.case_id).where(handoff_tokens.c.token_sha256 == token_sha256)
        return self._items(cases.c.case_id.in_(made_for))

    def current(self, case_id: str) -> CaseMessage:
        """The message that is a case's content now, opened.

        Raises:
            CenterError: NOT_FOUND.
        """
        with self._store.read() as connection:
            row = connection.execute(
                select(messages.c.key_id, messages.c.ciphertext)
                .join(
                    cases,
                    (cases.c.case_id == messages.c.case_id)
                    & (cases.c.current_message == messages.c.message_id),
                )
                .where(cases.c.case_id == case_id)
            ).one_or_none()
        if row is None:
            raise CenterError(ErrorCode.NOT_FOUND)
        return CaseMessage.model_validate_json(self._keyring.open(row.key_id, row.ciphertext))

    def advance(self, *, receipt: str, stage: Stage, who: str) -> None:
        """An office takes the next step with a case; from then on its version counts.

        Args:
            receipt: The case's receipt number.
            stage: Neither draft nor withdrawn.
            who: The office, as the villager is told.

        Raises:
            CenterError: NOT_FOUND (or withdrawn, or still a draft, or not the only one of that receipt).
        """
        now = self._clock()
        with self._store.write() as connection:
            found = connection.execute(
                select(cases)
                .where(
                    cases.c.receipt == receipt,
                    cases.c.state.not_in([Stage.DRAFT.value, Stage.WITHDRAWN.value]),
                )
                .with_for_update()
            ).all()
            if len(found) != 1 or stage not in OFFICE_STEPS:
                raise CenterError(ErrorCode.NOT_FOUND)
            (row,) = found
            connection.execute(
                update(cases)
                .where(cases.c.case_id == row.case_id)
                .values(rank=Rank.STAFF.value, state=stage.value, updated_at=now, version=row.version + 1)
            )
            connection.execute(
                insert(case_events).values(case_id=row.case_id, at=now, what=OFFICE_STEPS[stage], who=who)
            )

    def _items(self, condition: object) -> list[CaseItem]:
        with self._store.read() as connection:
            rows = connection.execute(
                select(cases)
                .where(condition)  # type: ignore[arg-type]
                .order_by(cases.c.created_at.desc())
                .limit(100)
            ).all()
            return [self._item(connection, row) for row in rows]

    def _item(self, connection: Connection, row: object) -> CaseItem:
        case_id: str = row.case_id  # type: ignore[attr-defined]
        stage = Stage(row.state)  # type: ignore[attr-defined]
        township = self._settings.township(row.township)  # type: ignore[attr-defined]
        parts = connection.execute(
            select(case_parts).where(case_parts.c.case_id == case_id).order_by(case_parts.c.service)
        ).all()
        events = connection.execute(
            select(case_events).where(case_events.c.case_id == case_id).order_by(case_events.c.id)
        ).all()
        work = connection.execute(
            select(case_work, staff.c.name, staff.c.phone)
            .outerjoin(staff, staff.c.code == case_work.c.holder)
            .where(case_work.c.case_id == case_id)
        ).one_or_none()
        visit = connection.execute(
            select(visit_orders.c.due_on, staff.c.name, staff.c.phone)
            .join(staff, staff.c.code == visit_orders.c.worker)
            .where(visit_orders.c.case_id == case_id, visit_orders.c.state == "open")
            .order_by(visit_orders.c.due_on)
            .limit(1)
        ).first()
        told = told_of(self._keyring, work)
        holder, phone = township.office, township.phone
        promised = work.promised_by if work is not None else None
        if visit is not None:
            holder, phone = f"网格员 {visit.name}", visit.phone or phone
            promised = visit.due_on
        elif work is not None and work.name:
            holder, phone = f"{township.office} {work.name}", work.phone or phone
        if stage is Stage.DRAFT and promised is None:
            until = connection.scalar(
                select(func.max(handoff_tokens.c.valid_until)).where(handoff_tokens.c.case_id == case_id)
            )
            promised = None if until is None else china_day(until)
        rated = connection.scalar(select(ratings.c.score).where(ratings.c.case_id == case_id))
        return CaseItem(
            case_id=case_id,
            receipt=row.receipt,  # type: ignore[attr-defined]
            service=parts[0].service if parts else "",
            title="、".join(part.title for part in parts),
            state=_told_state(stage, held=work is not None and work.holder is not None),
            holder=holder,
            phone=phone,
            promised_by=promised,
            reason=told.reason or None,
            bring=list(told.bring) or self._still_missing(connection, row, stage),
            timeline=[CaseEvent(on=china_day(event.at), what=event.what, who=event.who) for event in events],
            can_withdraw=stage is Stage.DRAFT or may_withdraw(stage),
            can_rate=stage is Stage.DONE and rated is None,
        )

    def _still_missing(self, connection: Connection, row: Any, stage: Stage) -> list[str]:
        """The papers that somebody said they would bring later, while that still matters."""
        if stage not in _PAPERS_MATTER:
            return []
        kept = connection.execute(
            select(messages.c.key_id, messages.c.ciphertext).where(
                messages.c.case_id == row.case_id, messages.c.message_id == row.current_message
            )
        ).one_or_none()
        if kept is None:
            return []
        message = CaseMessage.model_validate_json(self._keyring.open(kept.key_id, kept.ciphertext))
        return [paper.title for paper in message.papers if paper.state is PaperState.LATER]


def _told_state(stage: Stage, *, held: bool) -> CaseState:
    """A draft that somebody has taken is being worked on; what a department does is told as it is."""
    if stage is Stage.DRAFT:
        return CaseState.IN_WORK if held else CaseState.WAITING
    return CaseState(stage.value)


def newest_first(items: Sequence[CaseItem]) -> list[CaseItem]:
    """Cases of several sources in one order, by the day of their first event."""
    return sorted(items, key=lambda item: item.timeline[0].on if item.timeline else date.min, reverse=True)
