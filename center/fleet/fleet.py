"""Takes heartbeats in, keeps what changed, hands out what waits, and tells how the county's terminals are."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from center.days import china_day
from center.fleet.illness import BEAT_EVERY, NEVER, Illness, Weight, ailments, silence, silent_since
from center.fleet.orders import note_done, note_failed, note_handed, waiting_for
from center.fleet.tables import fleet_history, fleet_latest, fleet_uses
from center.protocol.fleet import Heartbeat, HeartbeatReply, PartHealth
from center.protocol.notices import Notice
from center.store import Store
from center.tables import terminals

# Made once: putting a statement together takes longer than running it.
_LATEST = select(fleet_latest.c.beat_id, fleet_latest.c.beat).where(
    fleet_latest.c.terminal == bindparam("of")
)
_ALL = (
    select(terminals.c.code, terminals.c.township, fleet_latest.c.beat_id)
    .join_from(terminals, fleet_latest, fleet_latest.c.terminal == terminals.c.code, isouter=True)
    .where(terminals.c.revoked_at.is_(None))
    .order_by(terminals.c.code)
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


@dataclass(frozen=True, slots=True)
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
        self._last_seen: dict[str, Seen] = {}
        """Read and judged; neither is done again until the next heartbeat comes."""

    def take(
        self, connection: Connection, beat: Heartbeat, *, terminal: str, township: str
    ) -> tuple[HeartbeatReply, Seen | None]:
        """Takes one heartbeat in; the same one again changes nothing.

        Args:
            connection: A transaction that is alone for `about(terminal)`.
            beat: What it says.
            terminal: Whose.
            township: Where it stands, for notices.

        Returns:
            What it is answered; and the terminal as it is now, for `heard` once that is written, or None if
            this heartbeat came before.
        """
        now = self._clock()
        is_new = self._take_in(connection, terminal, beat, now)
        commands = waiting_for(connection, terminal, now)
        if commands:
            note_handed(connection, commands, now)
        held, newest = self._held(), self._newest()
        hint = newest if newest > beat.releases.high and newest not in held else None
        reply = HeartbeatReply(
            center_time=now,
            next_in_s=int(self._every.total_seconds()),
            config_hint=hint,
            commands=commands,
            notices=self._notices(terminal, township),
            held=held,
        )
        return reply, _judged(terminal, township, beat, now) if is_new else None

    def heard(self, seen: Seen | None) -> None:
        """A terminal's heartbeat is written down: it need not be read again to be shown."""
        if seen is not None:
            with self._read_lock:
                self._last_seen[seen.terminal] = seen

    def _take_in(self, connection: Connection, terminal: str, beat: Heartbeat, now: datetime) -> bool:
        row = connection.execute(_LATEST, {"of": terminal}).one_or_none()
        if row is not None and row.beat_id == beat.beat_id:
            return False
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
        return True

    def _read(self, terminal: str, beat_id: str, beat: str) -> Heartbeat:
        with self._read_lock:
            known = self._last_seen.get(terminal)
        if known is not None and known.beat is not None and known.beat.beat_id == beat_id:
            return known.beat
        return Heartbeat.model_validate_json(beat)

    def terminals(self) -> list[Seen]:
        """All terminals, what is wrong first."""
        now = self._clock()
        quiet = silent_since(now, self._every)
        with self._store.read() as connection:
            rows = connection.execute(_ALL).all()
            last_seen = self._seen(connection, rows)
        ill: list[Seen] = []
        well: list[Seen] = []
        for code, township, beat_id in rows:
            one = last_seen.get(code)
            if beat_id is None or one is None or one.received_at is None:
                one = Seen(code, township, None, None, (NEVER,))
            elif one.received_at < quiet:
                illnesses = (silence(one.received_at, now=now), *one.illnesses)
                one = Seen(code, township, one.beat, one.received_at, illnesses)
            elif one.township != township:
                one = replace(one, township=township)
            (ill if one.illnesses else well).append(one)
        return sorted(ill, key=lambda one: (one.weight, one.terminal)) + well

    def _seen(self, connection: Connection, rows: Iterable[Row[str, str, str | None]]) -> dict[str, Seen]:
        """Those that ever said something; only what is new since the last look is read."""
        with self._read_lock:
            known = self._last_seen
            new = [code for code, _, beat_id in rows if beat_id and _beat_id(known.get(code)) != beat_id]
            for start in range(0, len(new), _AT_ONCE):
                told = connection.execute(
                    select(fleet_latest.c.terminal, fleet_latest.c.received_at, fleet_latest.c.beat).where(
                        fleet_latest.c.terminal.in_(new[start : start + _AT_ONCE])
                    )
                )
                for code, received_at, beat in told:
                    known[code] = _judged(code, "", Heartbeat.model_validate_json(beat), received_at)
            return known.copy()

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


def _judged(terminal: str, township: str, beat: Heartbeat, received_at: datetime) -> Seen:
    return Seen(terminal, township, beat, received_at, tuple(ailments(beat, received_at=received_at)))


def _beat_id(seen: Seen | None) -> str | None:
    return seen.beat.beat_id if seen is not None and seen.beat is not None else None


def _count(connection: Connection, terminal: str, beat: Heartbeat, day: date) -> None:
    for use in beat.uses:
        steps = {"started": use.started, "finished": use.finished, "helped": use.helped}
        steps |= {f"left:{step}": times for step, times in use.left_at.items()}
        for step, times in steps.items():
            if not times:
                continue
            key = {"on": day, "of": terminal, "what": use.service, "where": step[:64], "times": times}
            if not connection.execute(_COUNT, key).rowcount:
                connection.execute(
                    insert(fleet_uses).values(
                        day=day, terminal=terminal, service=use.service, step=step[:64], count=times
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
