"""The township's notices: kept as signed, carried by heartbeats, and withdrawn by leaving them out."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from nacl.signing import SigningKey
from sqlalchemy import insert, literal, select, update

from center.fleet.fresh import Fresh
from center.fleet.tables import notices
from center.log import CenterEvent, Log
from center.protocol.notices import MOST_NOTICES, Notice, NoticeLevel, notice_text
from center.store import Store

SHOWN_FOR = timedelta(days=30)
"""Notices that are over stay on the desk's page for so long."""
_ORDER = {NoticeLevel.DANGER: 0, NoticeLevel.URGENT: 1, NoticeLevel.PLAIN: 2}


@dataclass(frozen=True, slots=True)
class Posted:
    """A notice, as the desk sees it."""

    notice: Notice
    written_at: datetime
    written_by: str
    withdrawn_at: datetime | None

    def is_over(self, now: datetime) -> bool:
        """Whether no terminal shows it any more."""
        return self.withdrawn_at is not None or now >= self.notice.ends_at


class TooManyNotices(Exception):
    """A terminal can show only so many; one has to go first."""


class Notices:
    """All notices of a center."""

    def __init__(self, *, store: Store, clock: Callable[[], datetime], log: Log) -> None:
        self._store = store
        self._clock = clock
        self._log = log
        self._on = Fresh(self._read_on)

    def give(self, notice: Notice, key: SigningKey, *, by: str) -> Notice:
        """Signs a notice and lays it ready; every terminal of its area has it with its next heartbeat.

        Raises:
            TooManyNotices: A terminal of the area shows so many already.
        """
        signature = base64.b64encode(key.sign(notice_text(notice)).signature).decode()
        signed = notice.model_copy(update={"signature": signature})
        now = self._clock()
        touching = notices.c.area.startswith(signed.area) | literal(signed.area).startswith(notices.c.area)
        with self._store.write(alone_for="notices") as connection:
            on = connection.scalars(
                select(notices.c.area).where(
                    notices.c.withdrawn_at.is_(None), notices.c.ends_at > now, touching
                )
            ).all()
            if _most_at_a_place(on, within=signed.area) >= MOST_NOTICES:
                raise TooManyNotices
            connection.execute(
                insert(notices).values(
                    notice_id=signed.notice_id,
                    area=signed.area,
                    notice=signed.model_dump_json(),
                    ends_at=signed.ends_at,
                    written_at=now,
                    written_by=by,
                )
            )
        self._on.drop()
        self._log.info(CenterEvent.NOTICE_GIVEN, area=signed.area, level=signed.level.value, by=by)
        return signed

    def withdraw(self, notice_id: str, *, area: str, by: str) -> bool:
        """Takes a notice off all terminals; false if there is none of that area that is on.

        Args:
            notice_id: Which.
            area: Whoever withdraws works for this area.
            by: A staff code.
        """
        with self._store.write() as connection:
            changed = connection.execute(
                update(notices)
                .where(
                    notices.c.notice_id == notice_id,
                    notices.c.area.startswith(area, autoescape=True),
                    notices.c.withdrawn_at.is_(None),
                )
                .values(withdrawn_at=self._clock(), withdrawn_by=by)
            )
        self._on.drop()
        if changed.rowcount:
            self._log.info(CenterEvent.NOTICE_WITHDRAWN, area=area, by=by)
        return bool(changed.rowcount)

    def of_area(self, area: str) -> list[Posted]:
        """The notices that concern an area, the newest first."""
        since = self._clock() - SHOWN_FOR
        touching = notices.c.area.startswith(area, autoescape=True) | literal(area).startswith(notices.c.area)
        with self._store.read() as connection:
            rows = connection.execute(
                select(notices)
                .where(touching, notices.c.ends_at > since)
                .order_by(notices.c.written_at.desc())
                .limit(100)
            ).all()
        return [
            Posted(Notice.model_validate_json(row.notice), row.written_at, row.written_by, row.withdrawn_at)
            for row in rows
        ]

    def for_terminal(self, terminal: str, township: str) -> tuple[Notice, ...]:
        """What a terminal shows or is going to show, the gravest first."""
        now = self._clock()
        theirs = [
            one for one in self._on() if one.ends_at > now and one.is_for(area=township, terminal=terminal)
        ]
        return tuple(sorted(theirs, key=lambda one: (_ORDER[one.level], one.begins_at))[:MOST_NOTICES])

    def _read_on(self) -> tuple[Notice, ...]:
        with self._store.read() as connection:
            kept = connection.scalars(
                select(notices.c.notice).where(
                    notices.c.withdrawn_at.is_(None), notices.c.ends_at > self._clock()
                )
            ).all()
        return tuple(Notice.model_validate_json(one) for one in kept)


def _most_at_a_place(areas: Sequence[str], *, within: str) -> int:
    """How many notices the place within an area has that has the most: those of other townships count not."""
    places = {within, *(area for area in areas if area.startswith(within))}
    return max(sum(place.startswith(area) for area in areas) for place in places)
