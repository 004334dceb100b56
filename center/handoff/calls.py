"""Somebody at a terminal asks for staff; whoever comes says so, and the page at the terminal tells it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update

from center.auth import Caller
from center.desk.people import Staff, StaffRole
from center.errors import CenterError
from center.handoff.api import Call
from center.handoff.tables import terminal_calls
from center.protocol import CallReply, ErrorCode
from center.store import Store

OPEN_FOR = timedelta(minutes=5)
_ANSWERERS = frozenset({StaffRole.WINDOW, StaffRole.ADMIN, StaffRole.MAINTAINER})


class Calls:
    """Keeps calls for as long as somebody may wait for them."""

    def __init__(self, *, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def call(self, caller: Caller, call_id: str) -> CallReply:
        """Call the staff of a terminal's township; the same id again is the same call."""
        with self._store.write() as connection:
            row = connection.execute(
                select(terminal_calls).where(terminal_calls.c.call_id == call_id)
            ).one_or_none()
            if row is not None and row.terminal != caller.terminal:
                raise CenterError(ErrorCode.BODY_DIFFERS)
            if row is None:
                connection.execute(
                    insert(terminal_calls).values(
                        call_id=call_id,
                        terminal=caller.terminal,
                        township=caller.township,
                        at=self._clock(),
                        answered_by="",
                    )
                )
        return CallReply(call_id=call_id, answered_by="" if row is None else row.answered_by)

    def look(self, caller: Caller, call_id: str) -> CallReply:
        """Whether somebody is coming.

        Raises:
            CenterError: NOT_FOUND.
        """
        with self._store.read() as connection:
            row = connection.execute(
                select(terminal_calls).where(
                    terminal_calls.c.call_id == call_id, terminal_calls.c.terminal == caller.terminal
                )
            ).one_or_none()
        if row is None:
            raise CenterError(ErrorCode.NOT_FOUND)
        return CallReply(call_id=call_id, answered_by=row.answered_by)

    def calls(self, who: Staff) -> tuple[Call, ...]:
        """See `center.handoff.api.Handoffs`."""
        with self._store.read() as connection:
            rows = connection.execute(
                select(terminal_calls)
                .where(
                    terminal_calls.c.township.startswith(who.area, autoescape=True),
                    terminal_calls.c.at > self._clock() - OPEN_FOR,
                    terminal_calls.c.answered_by == "",
                )
                .order_by(terminal_calls.c.at)
            ).all()
        return tuple(Call(row.call_id, row.terminal, row.township, row.at) for row in rows)

    def answer_call(self, call_id: str, who: Staff) -> bool:
        """See `center.handoff.api.Handoffs`."""
        if who.role not in _ANSWERERS:
            return False
        now = self._clock()
        with self._store.write() as connection:
            done = connection.execute(
                update(terminal_calls)
                .where(
                    terminal_calls.c.call_id == call_id,
                    terminal_calls.c.answered_by == "",
                    terminal_calls.c.at > now - OPEN_FOR,
                    terminal_calls.c.township.startswith(who.area, autoescape=True),
                )
                .values(answered_by=who.name, answered_at=now)
            )
        return done.rowcount == 1
