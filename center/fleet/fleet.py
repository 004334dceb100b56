"""Takes heartbeats in, keeps what changed, hands out what waits, and tells how the county's terminals are."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, bindparam, func, insert, select, update

from center.days import china_day
from center.fleet.illness import BEAT_EVERY, NEVER, Illness, Weight, ailments, silence
from center.fleet.orders import note_done, note_failed, note_handed, waiting_for
from center.fleet.tables import fleet_history, fleet_latest, fleet_uses
from center.protocol.fleet import Command, Heartbeat, HeartbeatReply, PartHealth
from center.protocol.notices import Notice
from center.store import Store
from center.tables import terminals

# Made once: putting a statement together takes longer than running it.
_LATEST = select(fleet_latest.c.beat_id, fleet_latest.c.beat).where(
    fleet_latest.c.terminal == bindparam("of")
)
_KEEP_FIRST = insert(fleet_latest)
_KEEP = update(fleet_latest).where(fleet_latest.c.terminal == bindparam("of"))
_COUNT = (
    update(fleet_uses)
    .where(
        fleet_uses.c.day == bindparam("on"),
        fleet_uses.c.terminal == bindparam("of"),
        fleet_uses.c.service == bindparam("what"),
        fleet_uses.c.step == bindparam("where"),
    )
    .values(count=fleet_uses.c.count + bindparam("times"))
)
_AT_ONCE = 500
"""So many terminals are asked for in one statement."""


@dataclass(frozen=True)
class Seen:
    """One terminal, as it was when it last said something; its illnesses are sorted, the worst first."""

    terminal: str
    township: str
    beat: Heartbeat | None
    received_at: datetime | None
    illnesses: tuple[Illness, ...]

    @property
    def weight(self) -> int:
        """How ill; the worst first, the well ones last."""
        return self.illnesses[0].weight if self.illnesses else len(Weight)


@dataclass(frozen=True, slots=True)
class _Told:
    """A heartbeat that was read and judged; neither is done again until the next one comes."""

    beat_id: str
    beat: Heartbeat
    received_at: datetime
    ailments: tuple[Illness, ...]

    @classmethod
    def of(cls, beat: Heartbeat, received_at: datetime) -> _Told:
        return cls(beat.beat_id, beat, received_at, tuple(ailments(beat, received_at=received_at)))

    def illnesses(self, *, now: datetime, every: timedelta) -> tuple[Illness, ...]:
        """Everything wrong with the terminal now, worst first."""
        return (*silence(self.received_at, now=now, every=every), *self.ailments)


class Fleet:
    """The terminals of a center.

    Args:
        store: Where it is kept.
        clock: The center's time.
        newest: The newest release that the center was given; 0 if none.
        every: How often a terminal should say something.
        held: The releases that are stopped.
        notices: What a terminal of a township is to show.
    """

    def __init__(
        self,
        *,
        store: Store,
        clock: Callable[[], datetime],
        newest: Callable[[], int] = lambda: 0,
        every: timedelta = BEAT_EVERY,
        held: Callable[[], tuple[int, ...]] = tuple,
        notices: Callable[[str, str], tuple[Notice, ...]] = lambda _terminal, _township: (),
    ) -> None:
        self._store = store
        self._clock = clock
        self._newest = newest
        self._every = every
        self._held = held
        self._notices = notices
        self._read_lock = threading.Lock()
        self._last_told: dict[str, _Told] = {}

    def take(self, terminal: str, beat: Heartbeat, *, township: str = "") -> Future[HeartbeatReply]:
        """Takes one heartbeat in; the same one again changes nothing.

        Args:
            terminal: Whose.
            beat: What it says.
            township: Where it stands, for notices.
        """
        return self._store.soon(
            lambda connection: self._answer(connection, terminal, beat, township),
            alone_for=f"fleet-{terminal}",
        )

    def _answer(
        self, connection: Connection, terminal: str, beat: Heartbeat, township: str
    ) -> HeartbeatReply:
        now = self._clock()
        commands = self._take_in(connection, terminal, beat, now)
        with self._read_lock:
            known = self._last_told.get(terminal)
            if known is None or known.beat_id != beat.beat_id:
                self._last_told[terminal] = _Told.of(beat, now)
        held, newest = self._held(), self._newest()
        hint = newest if newest > beat.releases.high and newest not in held else None
        return HeartbeatReply(
            center_time=now,
            next_in_s=int(self._every.total_seconds()),
            config_hint=hint,
            commands=commands,
            notices=self._notices(terminal, township),
            held=held,
        )

    def _take_in(
        self, connection: Connection, terminal: str, beat: Heartbeat, now: datetime
    ) -> tuple[Command, ...]:
        row = connection.execute(_LATEST, {"of": terminal}).one_or_none()
        if row is None or row.beat_id != beat.beat_id:
            before = None if row is None else self._read(terminal, row.beat_id, row.beat)
            values = {"received_at": now, "beat_id": beat.beat_id, "beat": beat.model_dump_json()}
            if row is None:
                connection.execute(_KEEP_FIRST, {"terminal": terminal, **values})
            else:
                connection.execute(_KEEP, {"of": terminal, **values})
            for what, detail in changes(before, beat):
                connection.execute(
                    insert(fleet_history).values(terminal=terminal, at=now, what=what, detail=detail)
                )
            _count(connection, terminal, beat, china_day(now))
            if beat.done:
                note_done(connection, terminal, beat.done, now)
            if beat.failed:
                note_failed(connection, terminal, beat.failed, now)
        commands = waiting_for(connection, terminal, now)
        if commands:
            note_handed(connection, commands, now)
        return commands

    def _read(self, terminal: str, beat_id: str, beat: str) -> Heartbeat:
        with self._read_lock:
            known = self._last_told.get(terminal)
        return known.beat if known and known.beat_id == beat_id else Heartbeat.model_validate_json(beat)

    def terminals(self) -> list[Seen]:
        """All terminals, what is wrong first."""
        now = self._clock()
        with self._store.read() as connection:
            rows = connection.execute(
                select(terminals.c.code, terminals.c.township, fleet_latest.c.beat_id)
                .join_from(terminals, fleet_latest, fleet_latest.c.terminal == terminals.c.code, isouter=True)
                .where(terminals.c.revoked_at.is_(None))
            ).all()
            told = self._told(connection, {row.code: row.beat_id for row in rows if row.beat_id})
        seen = []
        for code, township, _ in rows:
            last = told.get(code)
            if last is None:
                seen.append(Seen(code, township, None, None, (NEVER,)))
            else:
                ill = last.illnesses(now=now, every=self._every)
                seen.append(Seen(code, township, last.beat, last.received_at, ill))
        return sorted(seen, key=lambda one: (one.weight, one.terminal))

    def _told(self, connection: Connection, wanted: dict[str, str]) -> dict[str, _Told]:
        """The last words of all terminals; only those that are new since the last look are read."""
        with self._read_lock:
            known = self._last_told
            new = [code for code, id_ in wanted.items() if code not in known or known[code].beat_id != id_]
            for start in range(0, len(new), _AT_ONCE):
                rows = connection.execute(
                    select(fleet_latest.c.terminal, fleet_latest.c.received_at, fleet_latest.c.beat).where(
                        fleet_latest.c.terminal.in_(new[start : start + _AT_ONCE])
                    )
                )
                for row in rows:
                    known[row.terminal] = _Told.of(Heartbeat.model_validate_json(row.beat), row.received_at)
            return {code: known[code] for code in wanted if code in known}

    def history(self, terminal: str, *, most: int = 200) -> list[tuple[datetime, str, str]]:
        """What changed on a terminal, the newest first."""
        with self._store.read() as connection:
            rows = connection.execute(
                select(fleet_history.c.at, fleet_history.c.what, fleet_history.c.detail)
                .where(fleet_history.c.terminal == terminal)
                .order_by(fleet_history.c.at.desc(), fleet_history.c.id.desc())
                .limit(most)
            ).all()
        return [(row.at, row.what, row.detail) for row in rows]

    def uses(self, *, since: date) -> dict[str, dict[str, int]]:
        """Per service, how often each step was the last one, and what began and ended."""
        with self._store.read() as connection:
            rows = connection.execute(
                select(fleet_uses.c.service, fleet_uses.c.step, func.sum(fleet_uses.c.count).label("times"))
                .where(fleet_uses.c.day >= since)
                .group_by(fleet_uses.c.service, fleet_uses.c.step)
            ).all()
        found: dict[str, dict[str, int]] = {}
        for row in rows:
            found.setdefault(row.service, {})[row.step] = int(row.times)
        return found


def _count(connection: Connection, terminal: str, beat: Heartbeat, day: date) -> None:
    for use in beat.uses:
        steps = {"started": use.started, "finished": use.finished, "helped": use.helped}
        steps |= {f"left:{step}": times for step, times in use.left_at.items()}
        for step, times in steps.items():
            if not times:
                continue
            key = {"on": day, "of": terminal, "what": use.service, "where": step, "times": times}
            if not connection.execute(_COUNT, key).rowcount:
                connection.execute(
                    insert(fleet_uses).values(
                        day=day, terminal=terminal, service=use.service, step=step, count=times
                    )
                )


def changes(before: Heartbeat | None, after: Heartbeat) -> Iterator[tuple[str, str]]:
    """What is new in a heartbeat since the one before: (what, detail)."""
    if before is None:
        yield "first", after.version
        return
    if after.version != before.version:
        yield "version", f"{before.version} -> {after.version}"
    if after.up_s < before.up_s:
        yield "restarted", ""
    was, now = before.releases, after.releases
    if now.good != was.good:
        yield "release", f"{was.good} -> {now.good}"
    if now.trial != was.trial and now.trial is not None:
        yield "trial", str(now.trial)
    for seq in sorted(set(now.bad) - set(was.bad)):
        yield "bad-release", str(seq)
    earlier = {state.part: state for state in before.parts}
    for state in after.parts:
        old = earlier.get(state.part)
        if old is not None and old.health is state.health:
            continue
        if old is None and state.health in (PartHealth.WORKS, PartHealth.ABSENT):
            continue
        yield f"part-{state.part.value}", f"{state.health.value} {state.reason or ''}".strip()
    if after.closed is not None and after.closed != bool(before.closed):
        yield ("closed" if after.closed else "opened"), ""
    if after.last_error is not None and after.last_error != before.last_error:
        yield "error", after.last_error
    if after.self_test_at != before.self_test_at and after.self_test is not None:
        yield "self-test", "、".join(part.value for part in after.self_test) or "ok"
