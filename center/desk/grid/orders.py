"""Orders to go to somebody's home: to whom, by when, what came of it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select, update

from center.days import china_day
from center.desk.acts import Act, note_act
from center.desk.errors import DeskError, DeskFault
from center.desk.people import Staff, StaffRole
from center.desk.tables import staff, visit_orders
from center.keys import Keyring
from center.settings import CenterSettings
from center.store import Store
from center.tables import case_events

DUE_DAYS = 3
DONE_SHOWN = timedelta(days=7)
_MOST_SHOWN = 200


class OrderState(StrEnum):
    """How far a visit is."""

    OPEN = "open"
    DONE = "done"
    RETURNED = "returned"


class OrderKind(StrEnum):
    """Why somebody goes there."""

    VISIT = "visit"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Errand:
    """What a visit is about; kept sealed.

    Attributes:
        name: Whom to visit.
        number: The identity number, to compare with the card.
        address: Where.
        phone: To call beforehand; "" for none.
        care: How the person is: 坐轮椅、要人扶.
        when: When they would like it.
        what: What is to be done there, line by line.
        service: The service that may be opened with this person.
    """

    name: str = field(repr=False)
    number: str = field(repr=False, default="")
    address: str = field(repr=False, default="")
    phone: str = field(repr=False, default="")
    care: str = field(repr=False, default="")
    when: str = ""
    what: tuple[str, ...] = ()
    service: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a visit; kept sealed.

    Attributes:
        said: In the worker's words.
        authority: The person signed or fingerprinted the authority.
        consent: The person said yes to what is done for them.
        witness: Who of the village saw it.
    """

    said: str = field(repr=False, default="")
    authority: bool = False
    consent: bool = False
    witness: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Order:
    """A visit."""

    order_id: str
    township: str
    village: str
    hamlet: str
    kind: OrderKind
    title: str
    ground: str
    rule: str | None
    person: str | None
    case_id: str | None
    due_on: date
    state: OrderState
    version: int
    worker: str | None
    worker_name: str
    worker_phone: str
    created_at: datetime
    updated_at: datetime
    errand: Errand = field(repr=False)
    outcome: Outcome = field(repr=False)

    def overdue(self, today: date) -> bool:
        """Whether it should have been done by now."""
        return self.state is OrderState.OPEN and self.due_on < today


class Orders:
    """Gives out visits and takes their outcome."""

    def __init__(
        self, *, store: Store, keyring: Keyring, settings: CenterSettings, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._keyring = keyring
        self._settings = settings
        self._clock = clock

    def give(
        self,
        *,
        by: Staff | str,
        township: str,
        village: str,
        hamlet: str,
        errand: Errand,
        title: str,
        due_on: date,
        kind: OrderKind = OrderKind.VISIT,
        case_id: str | None = None,
        rule: str | None = None,
        ground: str = "",
        worker: str = "",
    ) -> str:
        """A new order; it goes to the worker of that village group, else it waits for the township.

        Returns:
            The order's id.
        """
        order_id, now = uuid.uuid4().hex, self._clock()
        with self._store.write() as connection:
            found = self._worker(connection, township, village, hamlet, wanted=worker)
            key_id, _ = self._keyring.current(township)
            connection.execute(
                insert(visit_orders).values(
                    order_id=order_id,
                    township=township,
                    village=village[:80],
                    hamlet=hamlet[:80],
                    worker=None if found is None else found.code,
                    kind=kind.value,
                    title=title[:200],
                    rule=rule,
                    ground=ground[:300],
                    person=self._keyring.person(errand.number) if errand.number else None,
                    case_id=case_id,
                    due_on=due_on,
                    state=OrderState.OPEN.value,
                    version=1,
                    key_id=key_id,
                    sealed=self._seal(key_id, errand, Outcome()),
                    created_at=now,
                    updated_at=now,
                )
            )
            if case_id is not None:
                self._tell(connection, case_id, township, _promise(found, due_on))
            note_act(
                connection,
                at=now,
                who=by,
                act=Act.VISIT_ORDERED,
                township=township,
                case_id=case_id,
                detail=title,
                ground=ground,
            )
        return order_id

    def of_worker(self, who: Staff) -> list[Order]:
        """A worker's visits by due date: what is open, and what was done in the last days."""
        since = self._clock() - DONE_SHOWN
        return self._find(
            (visit_orders.c.worker == who.code)
            & ((visit_orders.c.state == OrderState.OPEN.value) | (visit_orders.c.updated_at > since))
        )

    def of_area(self, area: str) -> list[Order]:
        """All open or returned visits of an area."""
        return self._find(
            visit_orders.c.township.startswith(area, autoescape=True)
            & (visit_orders.c.state != OrderState.DONE.value)
        )

    def of_case(self, case_id: str) -> list[Order]:
        """The visits for a case."""
        return self._find(visit_orders.c.case_id == case_id)

    def open(self, order_id: str, who: Staff) -> Order:
        """One visit.

        Raises:
            DeskError: NOT_FOUND, or WRONG_TOWNSHIP; a grid worker sees only the own ones (NOT_ALLOWED).
        """
        found = self._find(visit_orders.c.order_id == order_id)
        if not found:
            raise DeskError(DeskFault.NOT_FOUND)
        self._check(found[0].township, found[0].worker, who)
        return found[0]

    def finish(self, order_id: str, who: Staff, *, version: int, state: OrderState, outcome: Outcome) -> None:
        """Done, or returned with a reason.

        Raises:
            DeskError: See `open`; CHANGED, NO_REASON.
        """
        if state is OrderState.RETURNED and not outcome.said.strip():
            raise DeskError(DeskFault.NO_REASON)
        order = self.open(order_id, who)
        now = self._clock()
        with self._store.write(alone_for=f"order {order_id}") as connection:
            row = connection.execute(select(visit_orders).where(visit_orders.c.order_id == order_id)).one()
            self._bump(
                connection,
                order_id,
                version,
                state=state.value,
                updated_at=now,
                sealed=self._seal(row.key_id, order.errand, outcome),
            )
            done = state is OrderState.DONE
            if order.case_id is not None:
                what = "网格员上门办了" if done else "网格员上门没办成，镇上再想办法"
                self._tell(connection, order.case_id, order.township, what)
            note_act(
                connection,
                at=now,
                who=who,
                act=Act.VISIT_DONE if done else Act.VISIT_RETURNED,
                township=order.township,
                case_id=order.case_id,
                detail=order.title,
                ground=order.ground,
            )

    def hand_to(self, order_id: str, who: Staff, *, version: int, worker: str, due_on: date) -> None:
        """The township gives a visit to another worker, or another day.

        Raises:
            DeskError: See `open`; CHANGED, NO_ACCOUNT, NOT_ALLOWED.
        """
        if not who.handles_cases:
            raise DeskError(DeskFault.NOT_ALLOWED)
        order = self.open(order_id, who)
        with self._store.write(alone_for=f"order {order_id}") as connection:
            found = self._worker(connection, order.township, "", "", wanted=worker)
            if found is None:
                raise DeskError(DeskFault.NO_ACCOUNT)
            self._bump(
                connection,
                order_id,
                version,
                state=OrderState.OPEN.value,
                worker=found.code,
                due_on=due_on,
                updated_at=self._clock(),
            )
            if order.case_id is not None:
                self._tell(connection, order.case_id, order.township, _promise(found, due_on))
            note_act(
                connection,
                at=self._clock(),
                who=who,
                act=Act.VISIT_GIVEN,
                township=order.township,
                case_id=order.case_id,
                detail=order.title,
            )

    def workers(self, township: str) -> list[Staff]:
        """The grid workers of a township."""
        with self._store.read() as connection:
            return self._workers(connection, township)

    def recent_of_rule(self, *, rule: str, person: str, since: datetime) -> bool:
        """Whether this rule made an order for this person not long ago, or one is still open."""
        with self._store.read() as connection:
            return (
                connection.execute(
                    select(visit_orders.c.order_id)
                    .where(
                        visit_orders.c.rule == rule,
                        visit_orders.c.person == person,
                        (visit_orders.c.created_at > since) | (visit_orders.c.state == OrderState.OPEN.value),
                    )
                    .limit(1)
                ).first()
                is not None
            )

    # -- within ----------------------------------------------------------------------------------

    @staticmethod
    def _check(township: str, worker: str | None, who: Staff) -> None:
        if not who.serves(township):
            raise DeskError(DeskFault.WRONG_TOWNSHIP)
        if not who.handles_cases and worker != who.code:
            raise DeskError(DeskFault.NOT_ALLOWED)

    @staticmethod
    def _bump(connection: Connection, order_id: str, version: int, **values: object) -> None:
        done = connection.execute(
            update(visit_orders)
            .where(visit_orders.c.order_id == order_id, visit_orders.c.version == version)
            .values(version=version + 1, **values)
        )
        if done.rowcount != 1:
            raise DeskError(DeskFault.CHANGED)

    def _tell(self, connection: Connection, case_id: str, township: str, what: str) -> None:
        office = self._settings.township(township).office
        connection.execute(
            insert(case_events).values(case_id=case_id, at=self._clock(), what=what, who=office)
        )

    def _seal(self, key_id: str, errand: Errand, outcome: Outcome) -> bytes:
        plain = json.dumps({"errand": asdict(errand), "outcome": asdict(outcome)}, ensure_ascii=False)
        return self._keyring.seal(key_id, plain.encode())

    @staticmethod
    def _workers(connection: Connection, township: str) -> list[Staff]:
        from center.desk.accounts import staff_of

        rows = connection.execute(
            select(staff).where(staff.c.role == StaffRole.GRID.value, staff.c.active).order_by(staff.c.code)
        ).all()
        return [person for row in rows if (person := staff_of(row)).serves(township)]

    def _worker(
        self, connection: Connection, township: str, village: str, hamlet: str, *, wanted: str
    ) -> Staff | None:
        everyone = self._workers(connection, township)
        if wanted:
            return next((one for one in everyone if one.code == wanted), None)
        return worker_for(everyone, village, hamlet)

    def _find(self, condition: Any) -> list[Order]:
        with self._store.read() as connection:
            rows = connection.execute(
                select(visit_orders, staff.c.name.label("worker_name"), staff.c.phone.label("worker_phone"))
                .outerjoin(staff, staff.c.code == visit_orders.c.worker)
                .where(condition)
                .order_by(visit_orders.c.due_on, visit_orders.c.created_at)
                .limit(_MOST_SHOWN)
            ).all()
        return [self._order(row) for row in rows]

    def _order(self, row: Any) -> Order:
        raw = json.loads(self._keyring.open(row.key_id, row.sealed))
        errand = raw["errand"] | {"what": tuple(raw["errand"]["what"])}
        return Order(
            order_id=row.order_id,
            township=row.township,
            village=row.village,
            hamlet=row.hamlet,
            kind=OrderKind(row.kind),
            title=row.title,
            ground=row.ground,
            rule=row.rule,
            person=row.person,
            case_id=row.case_id,
            due_on=row.due_on,
            state=OrderState(row.state),
            version=row.version,
            worker=row.worker,
            worker_name=row.worker_name or "",
            worker_phone=row.worker_phone or "",
            created_at=row.created_at,
            updated_at=row.updated_at,
            errand=Errand(**errand),
            outcome=Outcome(**raw["outcome"]),
        )

    def due_from_now(self, days: int = DUE_DAYS) -> date:
        """A due day so many days ahead."""
        return china_day(self._clock()) + timedelta(days=days)


def worker_for(everyone: Sequence[Staff], village: str, hamlet: str) -> Staff | None:
    """Whose beat it is: the village group's worker, else the village's."""
    for beat in (f"{village}/{hamlet}", village):
        for one in everyone:
            if beat.strip("/") and beat in one.beat:
                return one
    return None


def _promise(worker: Staff | None, due_on: date) -> str:
    day = f"{due_on.month}月{due_on.day}日"
    if worker is None:
        return f"镇上安排人上门，{day}前到"
    return f"网格员 {worker.name} 上门，电话 {worker.phone}，{day}前到"
