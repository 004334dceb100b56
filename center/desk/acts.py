"""Who did what and when: written with the act itself, without a word about the person it was for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select

from center.desk.people import Staff
from center.desk.tables import desk_acts, staff
from center.store import Store

WATCH = "watch"
"""Stands for the staff where a rule acted by itself."""
AT_TERMINAL = "terminal"
"""Stands for the staff where a terminal's case ordered a visit."""
_BY_ITSELF = {WATCH: "按规则", AT_TERMINAL: "本人在机器上"}


class Act(StrEnum):
    """Everything that is written down."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    REFUSED = "refused"
    OPENED = "opened"
    LOOKED_UP = "looked_up"
    SEARCHED = "searched"
    SCANNED = "scanned"
    CLAIMED = "claimed"
    LET_GO = "let_go"
    FILLED = "filled"
    HANDED_IN = "handed_in"
    STATE = "state"
    WITHDREW = "withdrew"
    REOPENED = "reopened"
    NOTED = "noted"
    PRINTED = "printed"
    VISIT_ORDERED = "visit_ordered"
    VISIT_DONE = "visit_done"
    VISIT_RETURNED = "visit_returned"
    VISIT_GIVEN = "visit_given"
    WATCHED = "watched"
    ORDERED = "ordered"
    HELD = "held"
    LET_GO_ON = "let_go_on"
    NOTICE_GIVEN = "notice_given"
    NOTICE_WITHDRAWN = "notice_withdrawn"
    PHONE_KEPT = "phone_kept"
    PHONE_FORGOTTEN = "phone_forgotten"
    STICK_TAKEN_IN = "stick_taken_in"


@dataclass(frozen=True, slots=True)
class Done:
    """One line of the record."""

    at: datetime
    act: Act
    who: str
    code: str
    detail: str
    ground: str


def note_act(
    connection: Connection,
    *,
    at: datetime,
    who: Staff | str,
    act: Act,
    township: str,
    case_id: str | None = None,
    detail: str = "",
    ground: str = "",
) -> None:
    """Write one act down, within the transaction that does it.

    Args:
        connection: The transaction.
        at: When.
        who: A member of the staff, or the code of one.
        act: What.
        township: Where.
        case_id: For which case.
        detail: A state, a service, a document; never a person's name, number or words.
        ground: The rule on which records were read.
    """
    connection.execute(
        insert(desk_acts).values(
            at=at,
            staff=who.code if isinstance(who, Staff) else who,
            act=act.value,
            township=township,
            case_id=case_id,
            detail=detail[:200],
            ground=ground[:300],
        )
    )


class Acts:
    """Reads the record."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of_case(self, case_id: str) -> list[Done]:
        """Everything that staff did with a case, newest first."""
        return self._find(desk_acts.c.case_id == case_id, limit=200)

    def of_area(self, area: str, *, limit: int = 200) -> list[Done]:
        """The latest of an area."""
        return self._find(desk_acts.c.township.startswith(area, autoescape=True), limit=limit)

    def _find(self, condition: Any, *, limit: int) -> list[Done]:
        with self._store.read() as connection:
            rows = connection.execute(
                select(desk_acts, staff.c.name)
                .outerjoin(staff, staff.c.code == desk_acts.c.staff)
                .where(condition)
                .order_by(desk_acts.c.id.desc())
                .limit(limit)
            ).all()
        return [
            Done(
                row.at,
                Act(row.act),
                row.name or _BY_ITSELF.get(row.staff, row.staff),
                row.staff,
                row.detail,
                row.ground,
            )
            for row in rows
        ]
