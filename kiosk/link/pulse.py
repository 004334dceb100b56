"""What the screen's process knows of the machine, kept for the process that tells the center.

One SQLite file, written by the one and read by the other. Nothing personal is in it: parts, words for
what ails them, counts, and orders.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from center.protocol.fleet import Command, CommandKind, Condition, Part, PartHealth, Use

_BUSY_TIMEOUT_S = 5.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS parts (part TEXT PRIMARY KEY, health TEXT NOT NULL, reason TEXT);
CREATE TABLE IF NOT EXISTS words (name TEXT PRIMARY KEY, word TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS uses (
    service TEXT NOT NULL, step TEXT NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (service, step)
);
CREATE TABLE IF NOT EXISTS orders (
    command_id TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL
        CHECK (state IN ('waiting', 'done', 'told'))
);
"""
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

    def orders(self) -> list[Order]:
        """What waits to be carried out, the oldest first."""
        with self._transaction() as connection:
            rows = connection.execute(
                "SELECT command_id, kind FROM orders WHERE state = 'waiting' ORDER BY rowid"
            ).fetchall()
        return [Order(command_id, CommandKind(kind)) for command_id, kind in rows]

    def carried_out(self, command_id: str) -> None:
        """An order is done; the center will hear of it."""
        with self._transaction() as connection:
            connection.execute("UPDATE orders SET state = 'done' WHERE command_id = ?", (command_id,))

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

    def told(self, uses: Iterable[Use], done: Iterable[str]) -> None:
        """The center has these: they are taken off the counts, and not told again."""
        with self._transaction() as connection:
            for use in uses:
                steps = {step: getattr(use, step) for step in _OWN_STEPS}
                steps |= {f"left:{step}": times for step, times in use.left_at.items()}
                connection.executemany(
                    "UPDATE uses SET times = times - ? WHERE service = ? AND step = ?",
                    [(times, use.service, step) for step, times in steps.items() if times],
                )
            connection.execute("DELETE FROM uses WHERE times <= 0")
            connection.executemany(
                "UPDATE orders SET state = 'told' WHERE command_id = ?", [(one,) for one in done]
            )

    def take_orders(self, commands: Iterable[Command]) -> None:
        """Keeps orders whose signature was checked; one that came before changes nothing."""
        with self._transaction() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO orders VALUES (?, ?, 'waiting')",
                [(command.command_id, command.kind.value) for command in commands],
            )
