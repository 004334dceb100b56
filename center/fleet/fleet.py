"""Takes heartbeats in, keeps what changed, hands out what waits, and tells how the county's terminals are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, insert, select, update

from center.days import china_day
from center.fleet.illness import BEAT_EVERY, Illness, Weight, illnesses
from center.fleet.rollout import Progress, progress, stage_of
from center.fleet.tables import fleet_commands, fleet_history, fleet_latest, fleet_uses
from center.protocol.fleet import Command, CommandKind, Heartbeat, HeartbeatReply, PartHealth
from center.store import Store
from center.tables import terminals


@dataclass(frozen=True)
class Seen:
    """One terminal, as it was when it last said something."""

    terminal: str
    township: str
    beat: Heartbeat | None
    received_at: datetime | None
    illnesses: tuple[Illness, ...]

    @property
    def weight(self) -> int:
        """How ill; the worst first, the well ones last."""
        return min((one.weight for one in self.illnesses), default=len(Weight))


class Fleet:
    """The terminals of a center.

    Args:
        store: Where it is kept.
        clock: The center's time.
        newest: The newest release that the county was given; None if unknown.
        every: How often a terminal should say something.
    """

    def __init__(
        self,
        *,
        store: Store,
        clock: Callable[[], datetime],
        newest: Callable[[], int | None] = lambda: None,
        every: timedelta = BEAT_EVERY,
    ) -> None:
        self._store = store
        self._clock = clock
        self._newest = newest
        self._every = every

    def take(self, terminal: str, beat: Heartbeat) -> HeartbeatReply:
        """Takes one heartbeat in; the same one again changes nothing."""
        now = self._clock()
        with self._store.write(alone_for=f"fleet-{terminal}") as connection:
            row = connection.execute(
                select(fleet_latest).where(fleet_latest.c.terminal == terminal)
            ).one_or_none()
            if row is None or row.beat_id != beat.beat_id:
                before = None if row is None else Heartbeat.model_validate_json(row.beat)
                self._keep(connection, terminal, beat, now, known=row is not None)
                for what, detail in changes(before, beat):
                    connection.execute(
                        insert(fleet_history).values(terminal=terminal, at=now, what=what, detail=detail)
                    )
                self._count(connection, terminal, beat, china_day(now))
                if beat.done:
                    connection.execute(
                        update(fleet_commands)
                        .where(
                            fleet_commands.c.terminal == terminal,
                            fleet_commands.c.command_id.in_(beat.done),
                            fleet_commands.c.done_at.is_(None),
                        )
                        .values(done_at=now)
                    )
            commands = self._waiting(connection, terminal, now)
        newest = self._newest()
        hint = newest if newest is not None and newest > beat.releases.high else None
        return HeartbeatReply(
            center_time=now,
            next_in_s=int(self._every.total_seconds()),
            config_hint=hint,
            commands=commands,
        )

    def give(self, command: Command) -> None:
        """Lays an order, signed by the command role, ready for its terminal."""
        with self._store.write() as connection:
            connection.execute(
                insert(fleet_commands).values(
                    **command.model_dump(mode="python"), given_at=self._clock(), done_at=None
                )
            )

    def terminals(self) -> list[Seen]:
        """All terminals, what is wrong first."""
        now = self._clock()
        with self._store.read() as connection:
            rows = connection.execute(
                select(
                    terminals.c.code, terminals.c.township, fleet_latest.c.beat, fleet_latest.c.received_at
                )
                .join_from(terminals, fleet_latest, fleet_latest.c.terminal == terminals.c.code, isouter=True)
                .where(terminals.c.revoked_at.is_(None))
            ).all()
        seen = [self._seen(row.code, row.township, row.beat, row.received_at, now) for row in rows]
        return sorted(seen, key=lambda one: (one.weight, one.terminal))

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

    def progress(self, seq: int) -> Progress:
        """How far a release is."""
        now = self._clock()
        return progress(
            seq,
            (
                stage_of(one.beat, received_at=one.received_at, now=now, seq=seq)
                for one in self.terminals()
                if one.beat is not None and one.received_at is not None
            ),
        )

    def _seen(self, code: str, township: str, beat: str | None, at: datetime | None, now: datetime) -> Seen:
        read = None if beat is None else Heartbeat.model_validate_json(beat)
        ill = illnesses(read, received_at=at, now=now, every=self._every)
        return Seen(code, township, read, at, tuple(ill))

    def _keep(
        self, connection: Connection, terminal: str, beat: Heartbeat, now: datetime, *, known: bool
    ) -> None:
        values = {"received_at": now, "beat_id": beat.beat_id, "beat": beat.model_dump_json()}
        if known:
            connection.execute(
                update(fleet_latest).where(fleet_latest.c.terminal == terminal).values(**values)
            )
        else:
            connection.execute(insert(fleet_latest).values(terminal=terminal, **values))

    def _count(self, connection: Connection, terminal: str, beat: Heartbeat, day: date) -> None:
        for use in beat.uses:
            steps = {"started": use.started, "finished": use.finished, "helped": use.helped}
            steps |= {f"left:{step}": times for step, times in use.left_at.items()}
            for step, times in steps.items():
                if not times:
                    continue
                key = (
                    (fleet_uses.c.day == day)
                    & (fleet_uses.c.terminal == terminal)
                    & (fleet_uses.c.service == use.service)
                    & (fleet_uses.c.step == step)
                )
                changed = connection.execute(
                    update(fleet_uses).where(key).values(count=fleet_uses.c.count + times)
                )
                if not changed.rowcount:
                    connection.execute(
                        insert(fleet_uses).values(
                            day=day, terminal=terminal, service=use.service, step=step, count=times
                        )
                    )

    def _waiting(self, connection: Connection, terminal: str, now: datetime) -> tuple[Command, ...]:
        rows = connection.execute(
            select(fleet_commands)
            .where(
                fleet_commands.c.terminal == terminal,
                fleet_commands.c.done_at.is_(None),
                fleet_commands.c.not_after > now,
            )
            .order_by(fleet_commands.c.given_at)
            .limit(5)
        ).all()
        return tuple(
            Command(
                command_id=row.command_id,
                terminal=row.terminal,
                kind=CommandKind(row.kind),
                not_after=row.not_after,
                signature=row.signature,
            )
            for row in rows
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
    if after.last_error is not None and after.last_error != before.last_error:
        yield "error", after.last_error
    if after.self_test_at != before.self_test_at and after.self_test is not None:
        yield "self-test", "、".join(part.value for part in after.self_test) or "ok"
