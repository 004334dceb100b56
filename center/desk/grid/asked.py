"""A villager asks at the terminal for somebody to come: the visit is ordered as soon as the case is in."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from center.desk.acts import AT_TERMINAL
from center.desk.errors import DeskError
from center.desk.files import Files
from center.desk.grid.orders import DUE_DAYS, Errand, Orders
from center.desk.people import Staff
from center.merging import Stage
from center.protocol import CaseAnswer, CaseMessage
from center.releases import Releases
from center.store import Store
from center.tables import cases

HOME_VISIT = "home-visit"
"""The service whose cases are visits."""


class Asked:
    """Makes the orders that cases ask for."""

    def __init__(self, *, store: Store, files: Files, orders: Orders, releases: Releases) -> None:
        self._store = store
        self._files = files
        self._orders = orders
        self._releases = releases

    def look_at(self, case_id: str) -> str | None:
        """Order the visit that this case asks for, once; returns its id, or None where there is none.

        A case that cannot be opened waits for the window like any other.
        """
        with self._store.read() as connection:
            row = connection.execute(
                select(cases).where(cases.c.case_id == case_id, cases.c.state == Stage.RECEIVED.value)
            ).one_or_none()
            if row is None:
                return None
            try:
                message = self._files.content(connection, row)
            except DeskError:
                return None
        if HOME_VISIT not in message.services or self._orders.of_case(case_id):
            return None
        service = self._releases.find(message.release).release.services.get(HOME_VISIT)
        days = service.next.days if service is not None and service.next is not None else DUE_DAYS
        village, hamlet = place_in(message, self._orders.workers(row.township))
        return self._orders.give(
            by=AT_TERMINAL,
            township=row.township,
            village=village,
            hamlet=hamlet,
            errand=errand_in(message),
            title=message.parts[0].title if message.parts else "上门",
            due_on=self._orders.due_from_now(days),
            case_id=case_id,
        )


def _answers(message: CaseMessage) -> Mapping[str, CaseAnswer]:
    return {answer.field: answer for answer in message.answers}


def place_in(message: CaseMessage, workers: list[Staff]) -> tuple[str, str]:
    """Village and group, where the answer names one of somebody's beat: 清水村3组12号 is (清水村, 3组)."""
    where = _answers(message).get("where")
    shown = where.shown if where is not None else ""
    beats = sorted({beat for one in workers for beat in one.beat}, key=len, reverse=True)
    for beat in beats:
        village, _, hamlet = beat.partition("/")
        if village in shown and hamlet in shown:
            return village, hamlet
    return (shown[:80], "") if where is not None and where.value is not None else ("", "")


def errand_in(message: CaseMessage) -> Errand:
    """Whom to visit, where, and what for."""
    answers = _answers(message)

    def shown(field: str) -> str:
        return answers[field].shown if field in answers else ""

    subject = message.people.get("subject")
    name, number = (subject.name, subject.number or "") if subject is not None else ("", "")
    lines = [line for line in (shown("about"),) if line]
    person = answers.get("person")
    if person is not None and isinstance(person.value, Mapping):
        lines.append(f"来请的人：{name}" if name else "替别人来请的")
        name, number = str(person.value.get("name") or ""), str(person.value.get("number") or "")
    phone = answers.get("phone")
    return Errand(
        name=name,
        number=number,
        address=shown("where"),
        phone=str(phone.value) if phone is not None and phone.value else "",
        care=shown("mobility"),
        when=shown("time"),
        what=tuple(lines) or ("上门问问",),
    )
