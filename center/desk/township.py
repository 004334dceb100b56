"""How a township does: counts only, never a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import func, insert, select

from center.days import china_day
from center.desk.errors import DeskError, DeskFault
from center.desk.people import Staff
from center.desk.tables import case_work, ratings, visit_orders
from center.keys import Keyring
from center.merging import Stage
from center.store import Store
from center.tables import case_events, case_parts, cases

DAYS = 90
FEWEST = 3
"""Fewer than this are not shown by service: a count of one is a person."""


@dataclass(frozen=True, slots=True)
class ServiceCounts:
    """One service."""

    title: str
    begun: int
    done: int
    left: int
    returned: int


@dataclass(frozen=True, slots=True)
class TownshipCounts:
    """The last weeks of a township.

    Attributes:
        scores: How many gave 1 to 5.
        first_visit: Share of the finished cases that never came back, in percent; None without any.
        median_days: From the first to the last step.
        overdue: Cases after their promised day.
        visits_overdue: Visits after their due day.
        services: Per service, where there are enough.
    """

    days: int
    cases: int
    done: int
    scores: tuple[int, int, int, int, int]
    first_visit: int | None
    median_days: float | None
    overdue: int
    visits_overdue: int
    services: tuple[ServiceCounts, ...]

    @property
    def rated(self) -> int:
        """How many rated."""
        return sum(self.scores)

    @property
    def satisfied(self) -> int | None:
        """Share of 4 and 5, in percent."""
        return round(100 * sum(self.scores[3:]) / self.rated) if self.rated else None


class Township:
    """Counts, and takes ratings."""

    def __init__(self, *, store: Store, keyring: Keyring, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._keyring = keyring
        self._clock = clock

    def rate(self, *, receipt: str, score: int, words: str = "") -> None:
        """One rating of a finished or running case; a later one replaces it.

        Raises:
            DeskError: NOT_FOUND.
        """
        with self._store.write() as connection:
            row = connection.execute(
                select(cases).where(cases.c.receipt == receipt, cases.c.state != Stage.DRAFT.value)
            ).one_or_none()
            if row is None or not 1 <= score <= 5:
                raise DeskError(DeskFault.NOT_FOUND)
            service = connection.scalar(
                select(case_parts.c.service).where(case_parts.c.case_id == row.case_id).limit(1)
            )
            key_id, _ = self._keyring.current(row.township)
            connection.execute(ratings.delete().where(ratings.c.case_id == row.case_id))
            connection.execute(
                insert(ratings).values(
                    case_id=row.case_id,
                    at=self._clock(),
                    township=row.township,
                    service=service or "",
                    score=score,
                    key_id=key_id if words else None,
                    words=self._keyring.seal(key_id, words[:1000].encode()) if words else None,
                )
            )

    def words_of(self, who: Staff) -> list[tuple[int, str]]:
        """What people said with their ratings, newest first; without whom it came from, and not of a few."""
        with self._store.read() as connection:
            rows = connection.execute(
                select(ratings)
                .where(ratings.c.township.startswith(who.area, autoescape=True), ratings.c.words.isnot(None))
                .order_by(ratings.c.at.desc())
                .limit(30)
            ).all()
        if len(rows) < FEWEST:
            return []  # the words of one are a person
        return [(row.score, self._keyring.open(row.key_id, row.words).decode()) for row in rows]

    def counts(self, area: str, *, days: int = DAYS) -> TownshipCounts:
        """The counts of an area."""
        now = self._clock()
        since, today = now - timedelta(days=days), china_day(now)
        here = cases.c.township.startswith(area, autoescape=True) & (cases.c.created_at > since)
        with self._store.read() as connection:
            rows = connection.execute(
                select(
                    cases.c.case_id,
                    cases.c.state,
                    cases.c.created_at,
                    cases.c.updated_at,
                    case_work.c.promised_by,
                )
                .outerjoin(case_work, case_work.c.case_id == cases.c.case_id)
                .where(here)
            ).all()
            came_back = set(
                connection.scalars(
                    select(case_events.c.case_id)
                    .join(cases, cases.c.case_id == case_events.c.case_id)
                    .where(here, case_events.c.what.startswith("退回"))
                )
            )
            parts = connection.execute(
                select(case_parts.c.case_id, case_parts.c.service, case_parts.c.title)
                .join(cases, cases.c.case_id == case_parts.c.case_id)
                .where(here)
            ).all()
            given = Counter(
                connection.scalars(
                    select(ratings.c.score).where(
                        ratings.c.township.startswith(area, autoescape=True), ratings.c.at > since
                    )
                )
            )
            late_visits = connection.scalar(
                select(func.count()).where(
                    visit_orders.c.township.startswith(area, autoescape=True),
                    visit_orders.c.state == "open",
                    visit_orders.c.due_on < today,
                )
            )
        done = [row for row in rows if row.state == Stage.DONE.value]
        spans = [(row.updated_at - row.created_at).total_seconds() / 86400 for row in done]
        over = {Stage.DONE.value, Stage.WITHDRAWN.value}
        return TownshipCounts(
            days=days,
            cases=len(rows),
            done=len(done),
            scores=(given[1], given[2], given[3], given[4], given[5]),
            first_visit=(
                round(100 * sum(row.case_id not in came_back for row in done) / len(done)) if done else None
            ),
            median_days=round(median(spans), 1) if spans else None,
            overdue=sum(
                1 for r in rows if r.promised_by is not None and r.promised_by < today and r.state not in over
            ),
            visits_overdue=late_visits or 0,
            services=_by_service({row.case_id: row.state for row in rows}, parts, came_back),
        )


def _by_service(states: dict[str, str], parts: object, came_back: set[str]) -> tuple[ServiceCounts, ...]:
    found: dict[str, list[tuple[str, str]]] = {}
    titles: dict[str, str] = {}
    for part in parts:  # type: ignore[attr-defined]
        found.setdefault(part.service, []).append((part.case_id, states.get(part.case_id, "")))
        titles[part.service] = part.title
    counted = [
        ServiceCounts(
            title=titles[service],
            begun=len(some),
            done=sum(state == Stage.DONE.value for _, state in some),
            left=sum(state in (Stage.DRAFT.value, Stage.WITHDRAWN.value) for _, state in some),
            returned=sum(case_id in came_back for case_id, _ in some),
        )
        for service, some in found.items()
        if len(some) >= FEWEST
    ]
    return tuple(sorted(counted, key=lambda one: (-one.begun, one.title)))
