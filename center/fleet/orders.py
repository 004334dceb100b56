"""Orders for terminals: signed with the command role's key, carried by heartbeats, and what came of them.

A terminal looks at the signature itself. The key can order the few things of `CommandKind` and
nothing else; releases and notices have keys of their own, which the center does not have.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from nacl.signing import SigningKey
from sqlalchemy import Connection, Row, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from center.fleet.tables import fleet_commands, fleet_logs
from center.log import CenterEvent, Log
from center.protocol.fleet import Command, CommandKind, LogReport, command_text
from center.store import Store

GOOD_FOR: Final[dict[CommandKind, timedelta]] = {
    CommandKind.SELF_TEST: timedelta(minutes=15),
    CommandKind.RESTART: timedelta(minutes=15),
    CommandKind.COLLECT_LOG: timedelta(hours=24),
    CommandKind.CLOSE: timedelta(hours=24),
    CommandKind.OPEN: timedelta(hours=24),
}
"""How long an order waits for its terminal: a restart that comes a day late would surprise people."""
ANSWERED_WITHIN: Final = timedelta(minutes=20)
"""A terminal that is in use all the time says before that a self-test or a restart came too late."""
_AT_ONCE: Final = 5


_WAITING: Final = (
    select(fleet_commands)
    .where(
        fleet_commands.c.terminal == bindparam("of"),
        fleet_commands.c.done_at.is_(None),
        fleet_commands.c.not_after > bindparam("now"),
    )
    .order_by(fleet_commands.c.given_at)
    .limit(_AT_ONCE)
)


def about(terminal: str) -> str:
    """What a transaction is alone for that takes a terminal's heartbeat in, or gives it an order."""
    return f"fleet-{terminal}"


class Outcome(StrEnum):
    """What came of an order."""

    WAITING = "waiting"
    FETCHED = "fetched"
    DONE = "done"
    FAILED = "failed"
    NO_ANSWER = "no_answer"
    NOT_FETCHED = "not_fetched"


@dataclass(frozen=True, slots=True)
class Order:
    """An order, for the maintainers' page.

    Attributes:
        done_at: When the terminal said what came of it.
        why: Why it could not carry it out, a word of its own; "" unless it failed.
    """

    command_id: str
    kind: CommandKind
    given_at: datetime
    given_by: str
    done_at: datetime | None
    outcome: Outcome
    why: str
    has_log: bool


class Orders:
    """Gives orders, and tells what came of them.

    Args:
        key: The command role's; None where the center does not have it, and then it gives none.
    """

    def __init__(
        self, *, store: Store, key: SigningKey | None, clock: Callable[[], datetime], log: Log
    ) -> None:
        self._store = store
        self._key = key
        self._clock = clock
        self._log = log

    @property
    def ready(self) -> bool:
        """Whether orders can be signed here."""
        return self._key is not None

    def give(self, terminal: str, kind: CommandKind, *, by: str) -> Command:
        """Lays a signed order ready; one of the same kind that waits already is enough.

        Raises:
            RuntimeError: There is no key: the page does not offer this then.
        """
        if self._key is None:
            raise RuntimeError("the command role's key is not here")
        now = self._clock()
        with self._store.write(alone_for=about(terminal)) as connection:
            for waiting in waiting_for(connection, terminal, now):
                if waiting.kind is kind:
                    return waiting
            unsigned = Command(
                command_id=secrets.token_hex(16),
                terminal=terminal,
                kind=kind,
                not_after=(now + GOOD_FOR[kind]).replace(microsecond=0),
                signature="",
            )
            command = signed(unsigned, self._key)
            connection.execute(
                insert(fleet_commands).values(
                    **command.model_dump(mode="python"), given_at=now, given_by=by, done_at=None
                )
            )
        self._log.info(CenterEvent.ORDER_GIVEN, terminal=terminal, kind=kind.value, by=by)
        return command

    def of(self, terminal: str, *, most: int = 20) -> list[Order]:
        """The orders of a terminal, the newest first."""
        now = self._clock()
        with self._store.read() as connection:
            rows = connection.execute(
                select(fleet_commands, fleet_logs.c.at.label("log_at"))
                .outerjoin(fleet_logs, fleet_logs.c.command_id == fleet_commands.c.command_id)
                .where(fleet_commands.c.terminal == terminal)
                .order_by(fleet_commands.c.given_at.desc())
                .limit(most)
            ).all()
        return [
            Order(
                row.command_id,
                CommandKind(row.kind),
                row.given_at,
                row.given_by,
                row.done_at,
                _outcome(row, now),
                row.failed or "",
                row.log_at is not None,
            )
            for row in rows
        ]

    def take_log(self, terminal: str, report: LogReport) -> bool:
        """Keeps a log that was asked for; false if nobody asked this terminal for it."""
        asked = select(fleet_commands.c.command_id).where(
            fleet_commands.c.command_id == report.command_id,
            fleet_commands.c.terminal == terminal,
            fleet_commands.c.kind == CommandKind.COLLECT_LOG.value,
        )
        try:
            with self._store.write() as connection:
                if connection.scalar(asked) is None:
                    return False
                connection.execute(
                    insert(fleet_logs).values(
                        command_id=report.command_id, terminal=terminal, at=self._clock(), log=report.log
                    )
                )
        except IntegrityError:  # the same one again, after a reply that got lost
            return True
        return True

    def log(self, terminal: str, command_id: str) -> str | None:
        """The log that came on an order."""
        with self._store.read() as connection:
            return connection.scalar(
                select(fleet_logs.c.log).where(
                    fleet_logs.c.command_id == command_id, fleet_logs.c.terminal == terminal
                )
            )


def signed(command: Command, key: SigningKey) -> Command:
    """The command with its signature."""
    text = command_text(
        command_id=command.command_id,
        terminal=command.terminal,
        kind=command.kind,
        not_after=command.not_after.astimezone(UTC).isoformat(),
    )
    return command.model_copy(update={"signature": base64.b64encode(key.sign(text).signature).decode()})


def waiting_for(connection: Connection, terminal: str, now: datetime) -> tuple[Command, ...]:
    """What a terminal is to be told, the oldest first."""
    rows = connection.execute(_WAITING, {"of": terminal, "now": now}).all()
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


def note_handed(connection: Connection, commands: Iterable[Command], now: datetime) -> None:
    """These are on their way to their terminal, the first time."""
    connection.execute(
        update(fleet_commands)
        .where(
            fleet_commands.c.command_id.in_([command.command_id for command in commands]),
            fleet_commands.c.handed_at.is_(None),
        )
        .values(handed_at=now)
    )


def note_failed(connection: Connection, terminal: str, failed: Mapping[str, str], now: datetime) -> None:
    """A terminal says that it can't carry these out, and why."""
    for command_id, why in failed.items():
        connection.execute(
            update(fleet_commands)
            .where(
                fleet_commands.c.terminal == terminal,
                fleet_commands.c.command_id == command_id,
                fleet_commands.c.done_at.is_(None),
            )
            .values(done_at=now, failed=why)
        )


def note_done(connection: Connection, terminal: str, done: Iterable[str], now: datetime) -> None:
    """A terminal says that it carried these out."""
    connection.execute(
        update(fleet_commands)
        .where(
            fleet_commands.c.terminal == terminal,
            fleet_commands.c.command_id.in_(list(done)),
            fleet_commands.c.done_at.is_(None),
        )
        .values(done_at=now)
    )


def _outcome(row: Row[tuple[Any, ...]], now: datetime) -> Outcome:
    """What is known. A terminal that fetched an order may have carried it out, whatever it never said."""
    if row.done_at is not None:
        return Outcome.FAILED if row.failed else Outcome.DONE
    if row.handed_at is None:
        return Outcome.WAITING if row.not_after > now else Outcome.NOT_FETCHED
    return Outcome.FETCHED if row.handed_at + ANSWERED_WITHIN > now else Outcome.NO_ANSWER
