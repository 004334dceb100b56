"""What the screen's process knows of the machine, kept for the process that tells the center.

One SQLite file, written by the one and read by the other. Nothing personal is in it: parts, words for
what ails them, counts, orders, and notices of the township.
"""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import ValidationError

from center.protocol.fleet import (
    Command,
    CommandKind,
    Condition,
    Heartbeat,
    Part,
    PartHealth,
    Use,
    WhyNot,
)
from center.protocol.notices import Notice

_BUSY_TIMEOUT_S = 5.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS parts (part TEXT PRIMARY KEY, health TEXT NOT NULL, reason TEXT);
CREATE TABLE IF NOT EXISTS words (name TEXT PRIMARY KEY, word TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS uses (
    service TEXT NOT NULL, step TEXT NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (service, step)
);
CREATE TABLE IF NOT EXISTS orders (
    command_id TEXT PRIMARY KEY, kind TEXT NOT NULL, not_after TEXT NOT NULL, is_ours INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'begun', 'done', 'failed', 'told')), why TEXT
);
CREATE TABLE IF NOT EXISTS notices (notice_id TEXT PRIMARY KEY, notice TEXT NOT NULL);
"""
_VERSION = 3
CLOSED = "closed"
"""The word that says whether the terminal is closed."""
_ON_ITS_WAY = "on_its_way"
_WISH_LASTS = timedelta(minutes=15)
_OWN_STEPS = ("started", "finished", "helped")


@dataclass(frozen=True)
class Order:
    """A command whose signature was checked, and that waits to be carried out."""

    command_id: str
    kind: CommandKind


class Pulse:
    """The file of one terminal; safe to use from several threads and processes."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(
            path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        self._connection.execute("PRAGMA journal_mode=WAL")
        with self._transaction() as connection:
            if connection.execute("PRAGMA user_version").fetchone()[0] < _VERSION:
                connection.execute("DROP TABLE IF EXISTS orders")  # the next heartbeat brings them again
                connection.execute(f"PRAGMA user_version = {_VERSION}")
            for statement in _SCHEMA.split(";\n"):
                connection.execute(statement)

    def close(self) -> None:
        """Lets go of the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    # -- the screen's side -----------------------------------------------------------------------

    def note_part(self, part: Part, health: PartHealth, *, reason: str | None = None) -> None:
        """A part is so now."""
        with self._transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO parts VALUES (?, ?, ?)", (part.value, health.value, reason)
            )

    def note(self, name: str, word: str) -> None:
        """One of the words about this terminal: `last_error`, `self_test`, `audit_head`."""
        with self._transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO words VALUES (?, ?)", (name, word))

    def add_use(self, service: str, steps: Mapping[str, int]) -> None:
        """Adds to the counts of a service; `steps` as in `Use`, the places of leaving as `left:<step>`."""
        with self._transaction() as connection:
            connection.executemany(
                "INSERT INTO uses VALUES (?, ?, ?)"
                " ON CONFLICT (service, step) DO UPDATE SET times = times + excluded.times",
                [(service, step, times) for step, times in steps.items() if times],
            )

    def orders(self, now: datetime) -> list[Order]:
        """What waits to be carried out and is not too late, the oldest first."""
        with self._transaction() as connection:
            rows = connection.execute(
                "SELECT command_id, kind FROM orders"
                " WHERE state = 'waiting' AND not_after > ? ORDER BY rowid",
                (_moment(now),),
            ).fetchall()
        return [Order(command_id, CommandKind(kind)) for command_id, kind in rows]

    def carried_out(self, command_id: str) -> bool:
        """An order is done; the center will hear of it, unless it was given here.

        Returns:
            Whether it was still to be done: whoever does something that must not be done twice asks first.
        """
        with self._transaction() as connection:
            changed = connection.execute(
                "UPDATE orders SET state = iif(is_ours, 'told', 'done')"
                " WHERE command_id = ? AND state IN ('waiting', 'begun')",
                (command_id,),
            )
            return bool(changed.rowcount)

    def begin(self, command_id: str) -> None:
        """An order is begun: it is not begun again, and is not done yet."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE orders SET state = 'begun' WHERE command_id = ? AND state = 'waiting'", (command_id,)
            )

    def give_up(self, command_id: str, why: WhyNot) -> None:
        """An order can't be carried out; the center will hear why, unless it was given here."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE orders SET state = iif(is_ours, 'told', 'failed'), why = ?"
                " WHERE command_id = ? AND state IN ('waiting', 'begun')",
                (why.value, command_id),
            )

    def begun(self) -> list[str]:
        """Orders that were begun, and did not end yet."""
        with self._transaction() as connection:
            rows = connection.execute("SELECT command_id FROM orders WHERE state = 'begun'").fetchall()
        return [row[0] for row in rows]

    def wish(self, kind: CommandKind, now: datetime) -> str:
        """An order that is given here, at the terminal; nobody signs it.

        Returns:
            Its id.
        """
        command_id = secrets.token_hex(16)
        with self._transaction() as connection:
            connection.execute(
                "INSERT INTO orders VALUES (?, ?, ?, 1, 'waiting', NULL)",
                (command_id, kind.value, _moment(now + _WISH_LASTS)),
            )
        return command_id

    def notices(self) -> tuple[Notice, ...]:
        """The notices that the center brought last."""
        with self._transaction() as connection:
            rows = connection.execute("SELECT notice FROM notices ORDER BY rowid").fetchall()
        return tuple(Notice.model_validate_json(row[0]) for row in rows)

    # -- the heartbeat's side --------------------------------------------------------------------

    def parts(self) -> tuple[Condition, ...]:
        """All parts that something is known of."""
        with self._transaction() as connection:
            rows = connection.execute("SELECT part, health, reason FROM parts ORDER BY part").fetchall()
        return tuple(
            Condition(part=Part(part), health=PartHealth(health), reason=reason)
            for part, health, reason in rows
        )

    def word(self, name: str) -> str | None:
        """A word about this terminal, if there is one."""
        with self._transaction() as connection:
            row = connection.execute("SELECT word FROM words WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def uses(self) -> tuple[Use, ...]:
        """What was counted and not told yet."""
        with self._transaction() as connection:
            rows = connection.execute("SELECT service, step, times FROM uses WHERE times > 0").fetchall()
        found: dict[str, dict[str, int]] = {}
        for service, step, times in rows:
            found.setdefault(service, {})[step] = times
        return tuple(
            Use(
                service=service,
                **{step: steps.get(step, 0) for step in _OWN_STEPS},
                left_at={s.removeprefix("left:"): n for s, n in steps.items() if s.startswith("left:")},
            )
            for service, steps in sorted(found.items())
        )

    def done(self) -> tuple[str, ...]:
        """Orders that were carried out, and the center does not know."""
        with self._transaction() as connection:
            rows = connection.execute("SELECT command_id FROM orders WHERE state = 'done' LIMIT 20")
            return tuple(row[0] for row in rows.fetchall())

    def failed(self, now: datetime) -> Mapping[str, str]:
        """Orders that could not be carried out, and why; the center does not know of it."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE orders SET state = iif(is_ours, 'told', 'failed'), why = ?"
                " WHERE state = 'waiting' AND not_after <= ?",
                (WhyNot.TOO_LATE.value, _moment(now)),
            )
            rows = connection.execute("SELECT command_id, why FROM orders WHERE state = 'failed' LIMIT 20")
            return dict(rows.fetchall())

    def on_its_way(self, beat: Heartbeat) -> None:
        """This heartbeat is being sent: should its answer get lost, the same one is sent again."""
        self.note(_ON_ITS_WAY, beat.model_dump_json())

    def unanswered(self) -> Heartbeat | None:
        """The heartbeat that was sent last, if nobody knows whether it came."""
        kept = self.word(_ON_ITS_WAY)
        try:
            return None if kept is None else Heartbeat.model_validate_json(kept)
        except ValidationError:  # of another version of this program
            return None

    def not_taken(self) -> None:
        """The center did not take the heartbeat that was sent last."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM words WHERE name = ?", (_ON_ITS_WAY,))

    def told(self, uses: Iterable[Use], ended: Iterable[str]) -> None:
        """The center has these: they are taken off the counts, and not told again."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM words WHERE name = ?", (_ON_ITS_WAY,))
            for use in uses:
                steps = {step: getattr(use, step) for step in _OWN_STEPS}
                steps |= {f"left:{step}": times for step, times in use.left_at.items()}
                connection.executemany(
                    "UPDATE uses SET times = times - ? WHERE service = ? AND step = ?",
                    [(times, use.service, step) for step, times in steps.items() if times],
                )
            connection.execute("DELETE FROM uses WHERE times <= 0")
            connection.executemany(
                "UPDATE orders SET state = 'told' WHERE command_id = ?", [(one,) for one in ended]
            )

    def take_orders(self, commands: Iterable[Command]) -> None:
        """Keeps orders whose signature was checked; one that came before changes nothing."""
        with self._transaction() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO orders VALUES (?, ?, ?, 0, 'waiting', NULL)",
                [
                    (command.command_id, command.kind.value, _moment(command.not_after))
                    for command in commands
                ],
            )

    def keep_notices(self, notices: Iterable[Notice]) -> None:
        """Keeps these, whose signatures were checked, in place of those that were here."""
        rows = list({notice.notice_id: notice.model_dump_json() for notice in notices}.items())
        with self._transaction() as connection:
            if connection.execute("SELECT * FROM notices ORDER BY rowid").fetchall() != rows:
                connection.execute("DELETE FROM notices")
                connection.executemany("INSERT INTO notices VALUES (?, ?)", rows)


def _moment(at: datetime) -> str:
    """A moment as text that sorts as moments do."""
    return at.astimezone(UTC).isoformat(timespec="seconds")
