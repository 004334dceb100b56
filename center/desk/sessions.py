"""Who is signed in: kept at the center, short, and gone when the account changes."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from center.desk.accounts import staff_of
from center.desk.people import Staff
from center.desk.tables import desk_sessions, staff
from center.keys import Keyring
from center.store import Store

_NOTE_EVERY = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Session:
    """One browser of one member of the staff."""

    staff: Staff
    csrf: str = field(repr=False)
    token_hash: str = field(repr=False)


class Sessions:
    """Opens, finds and ends sessions; only a keyed hash of the cookie is kept."""

    def __init__(
        self,
        *,
        store: Store,
        keyring: Keyring,
        clock: Callable[[], datetime],
        idle: timedelta,
        longest: timedelta,
    ) -> None:
        self._store = store
        self._keyring = keyring
        self._clock = clock
        self._idle = idle
        self._longest = longest

    def open(self, code: str) -> str:
        """A new session; returns the cookie's value, which is kept nowhere here."""
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._store.write() as connection:
            connection.execute(delete(desk_sessions).where(self._stale(now)))
            connection.execute(
                insert(desk_sessions).values(
                    token_hash=self._hash(token),
                    staff=code,
                    csrf=secrets.token_urlsafe(24),
                    created_at=now,
                    seen_at=now,
                )
            )
        return token

    def find(self, token: str) -> Session | None:
        """Whose cookie this is; None when it is nobody's any more."""
        now, token_hash = self._clock(), self._hash(token)
        with self._store.read() as connection:
            row = connection.execute(
                select(desk_sessions.c.csrf, desk_sessions.c.seen_at, staff)
                .join(staff, staff.c.code == desk_sessions.c.staff)
                .where(desk_sessions.c.token_hash == token_hash, staff.c.active, ~self._stale(now))
            ).one_or_none()
        if row is None:
            return None
        if now - row.seen_at > _NOTE_EVERY:
            with self._store.write() as connection:
                connection.execute(
                    update(desk_sessions).where(desk_sessions.c.token_hash == token_hash).values(seen_at=now)
                )
        return Session(staff_of(row), row.csrf, token_hash)

    def end(self, session: Session) -> None:
        """This browser is out."""
        with self._store.write() as connection:
            connection.execute(delete(desk_sessions).where(desk_sessions.c.token_hash == session.token_hash))

    def _stale(self, now: datetime):  # type: ignore[no-untyped-def]  # an SQL expression
        return (desk_sessions.c.seen_at < now - self._idle) | (
            desk_sessions.c.created_at < now - self._longest
        )

    def _hash(self, token: str) -> str:
        return self._keyring.secret(f"session:{token}")
