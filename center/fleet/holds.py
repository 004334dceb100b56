"""Stops releases: by itself when too many terminals fail with one, or because somebody says so.

Stopping is all that the center can do. A stopped release goes with each heartbeat's reply, and no
terminal begins it; only a person lets it go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import insert, select, update

from center.fleet.fleet import Seen
from center.fleet.fresh import Fresh
from center.fleet.rollout import Progress, progress_of
from center.fleet.tables import fleet_holds
from center.log import CenterEvent, Log
from center.store import Store

BY_ITSELF: Final = "rule"
MOST_HELD: Final = 20


@dataclass(frozen=True, slots=True)
class Hold:
    """A release that was stopped.

    Attributes:
        by: Who stopped it: a staff code, or `BY_ITSELF`.
        failed: How many terminals had failed with it at the last word on it.
        lifted_at: When somebody let it go on; None while it is stopped.
    """

    seq: int
    at: datetime
    by: str
    why: str
    failed: int
    lifted_at: datetime | None = None
    lifted_by: str | None = None

    @property
    def by_itself(self) -> bool:
        """Whether the rule stopped it."""
        return self.by == BY_ITSELF


class Holds:
    """The stopped releases of a center."""

    def __init__(self, *, store: Store, clock: Callable[[], datetime], log: Log) -> None:
        self._store = store
        self._clock = clock
        self._log = log
        self._held = Fresh(self._read_held)

    def held(self) -> tuple[int, ...]:
        """What is stopped now, the newest first."""
        return self._held()

    def _read_held(self) -> tuple[int, ...]:
        with self._store.read() as connection:
            rows = connection.scalars(
                select(fleet_holds.c.seq)
                .where(fleet_holds.c.lifted_at.is_(None))
                .order_by(fleet_holds.c.seq.desc())
                .limit(MOST_HELD)
            )
            return tuple(rows)

    def all(self) -> dict[int, Hold]:
        """Every release that was ever stopped, by its number."""
        with self._store.read() as connection:
            rows = connection.execute(select(fleet_holds)).all()
        return {row.seq: Hold(**row._mapping) for row in rows}

    def stop(self, seq: int, *, by: str, why: str, failed: int = 0) -> bool:
        """Stops a release; false if it is stopped already."""
        now = self._clock()
        values = {"at": now, "by": by, "why": why[:200], "failed": failed}
        with self._store.write(alone_for=f"hold-{seq}") as connection:
            row = connection.execute(select(fleet_holds).where(fleet_holds.c.seq == seq)).one_or_none()
            if row is None:
                connection.execute(insert(fleet_holds).values(seq=seq, **values))
            elif row.lifted_at is None:
                return False
            else:
                again = update(fleet_holds).where(fleet_holds.c.seq == seq)
                connection.execute(again.values(**values, lifted_at=None, lifted_by=None))
        self._held.drop()
        say = self._log.warning if by == BY_ITSELF else self._log.info
        say(CenterEvent.RELEASE_HELD, release=seq, by=by, failed=failed)
        return True

    def lift(self, seq: int, *, by: str, failed: int) -> bool:
        """Lets a release go on; the rule stops it again only if more terminals fail with it."""
        with self._store.write(alone_for=f"hold-{seq}") as connection:
            changed = connection.execute(
                update(fleet_holds)
                .where(fleet_holds.c.seq == seq, fleet_holds.c.lifted_at.is_(None))
                .values(lifted_at=self._clock(), lifted_by=by, failed=failed)
            )
        self._held.drop()
        if changed.rowcount:
            self._log.info(CenterEvent.RELEASE_LET_GO, release=seq, by=by, failed=failed)
        return bool(changed.rowcount)

    def look(self, seen: Iterable[Seen]) -> list[int]:
        """Stops what has failed too often; returns what it stopped now."""
        known = self.all()
        stopped = []
        for progress in under_way(seen, now=self._clock()):
            hold = known.get(progress.seq)
            news = hold is None or (hold.lifted_at is not None and progress.failed > hold.failed)
            if progress.must_hold and news:
                why = f"装了 {progress.reached} 台，{progress.failed} 台不行"
                if self.stop(progress.seq, by=BY_ITSELF, why=why, failed=progress.failed):
                    stopped.append(progress.seq)
        return stopped


def under_way(seen: Iterable[Seen], *, now: datetime) -> list[Progress]:
    """The releases that some terminals have tried and others have not, the newest first."""
    told = [(one.beat, one.received_at) for one in seen if one.beat is not None and one.received_at]
    releases = [beat.releases for beat, _ in told]
    tried = {seq for one in releases for seq in (one.good, one.trial or 0, one.high, *one.bad)}
    lowest = min((one.good for one in releases), default=0)
    return [progress_of(seq, told, now=now) for seq in sorted(tried, reverse=True) if seq > lowest]
