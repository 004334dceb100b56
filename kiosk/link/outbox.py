"""The outbox: what a villager has handed in, sealed and kept until the center has it.

One transaction takes the receipt counter, makes the receipt number, seals the message and keeps the
ciphertext; a repeat is byte for byte the same, as the ciphertext is made once. When the center has a
message its ciphertext goes; case id, receipt and state stay for a while, to answer 'is it sent?'.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from center.protocol import CaseMessage, MessageReply, MessageState
from kiosk.core.receipts import receipt_number
from kiosk.link.sealing import Sealer

_BUSY_TIMEOUT_S = 15.0
_PATIENT_TRIES = 5
_VERSION = 1
_SCHEMA = """
CREATE TABLE counter (id INTEGER PRIMARY KEY CHECK (id = 1), last INTEGER NOT NULL);
INSERT INTO counter VALUES (1, 0);
CREATE TABLE messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    receipt TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('kept', 'sent', 'parked')),
    body BLOB CHECK ((state = 'sent') = (body IS NULL)),
    kept_at TEXT NOT NULL,
    sent_at TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    code TEXT,
    accepted INTEGER NOT NULL DEFAULT 0,
    UNIQUE (case_id, message_id)
);
CREATE INDEX messages_by_state ON messages (state, seq);
PRAGMA user_version = 1;
"""


class CaseStatus(StrEnum):
    """All that may be said about a case that was handed in here."""

    KEPT_HERE = "kept_here"
    AT_CENTER = "at_center"
    ACCEPTED = "accepted"


@dataclass(frozen=True)
class Kept:
    """A message is in the outbox; `new` is False when it was there already."""

    receipt: str
    new: bool


@dataclass(frozen=True)
class Waiting:
    """A message that is to be sent."""

    seq: int
    case_id: str
    message_id: str
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Depth:
    """How full the outbox is; `parked` needs staff."""

    kept: int
    parked: int
    oldest_kept_at: datetime | None


class Outbox:
    """A queue in one SQLite file (WAL, synchronous=FULL); shared by the screen and the sender."""

    def __init__(self, path: Path, *, clock: Callable[[], datetime]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._clock = clock
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(
            path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        with self._transaction() as connection:
            if connection.execute("PRAGMA user_version").fetchone()[0] < _VERSION:
                for statement in _SCHEMA.split(";\n"):
                    connection.execute(statement)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def keep(
        self,
        *,
        case_id: str,
        message_id: str,
        terminal: str,
        sealer: Sealer,
        compose: Callable[[str], CaseMessage],
        receipts_from: int = 1,
        receipt: str | None = None,
    ) -> Kept:
        """Keep one message for good; when this returns, a power cut no longer loses it.

        The same ids again change nothing and give the same receipt. All messages of a case bear the
        receipt of the first.

        Args:
            case_id: The case.
            message_id: New for every message, the same for a repeated attempt to keep it.
            terminal: This terminal's code, the beginning of its receipt numbers.
            sealer: Seals to the center.
            compose: Makes the message that bears the given receipt number; quick and without I/O.
            receipts_from: The lowest counter that may be used, from the enrolment.
            receipt: Of a case that was begun elsewhere.
        """
        with self._transaction() as connection:
            known = connection.execute(
                "SELECT receipt, message_id = ? FROM messages WHERE case_id = ? ORDER BY 2 DESC, seq LIMIT 1",
                (message_id, case_id),
            ).fetchone()
            if known and known[1]:
                return Kept(receipt=known[0], new=False)
            number = known[0] if known else receipt
            if number is None:
                (last,) = connection.execute("SELECT last FROM counter").fetchone()
                counter = max(last + 1, receipts_from)
                connection.execute("UPDATE counter SET last = ?", (counter,))
                number = receipt_number(terminal=terminal, counter=counter)
            message = compose(number)
            if (message.case_id, message.message_id, message.receipt) != (case_id, message_id, number):
                raise ValueError("the composed message is not the one that was announced")
            connection.execute(
                "INSERT INTO messages (case_id, message_id, receipt, state, body, kept_at)"
                " VALUES (?, ?, ?, 'kept', ?, ?)",
                (case_id, message_id, number, sealer.seal(message), self._clock().isoformat()),
            )
        return Kept(receipt=number, new=True)

    def next(self) -> Waiting | None:
        """The oldest message that waits; one that the center failed on repeatedly lets others pass."""
        with self._transaction(write=False) as connection:
            row = connection.execute(
                "SELECT seq, case_id, message_id, body FROM messages WHERE state = 'kept'"
                " ORDER BY tries / ?, seq LIMIT 1",
                (_PATIENT_TRIES,),
            ).fetchone()
        return Waiting(*row) if row else None

    def waiting(self, case_id: str, message_id: str) -> Waiting | None:
        """One message, if it still waits."""
        with self._transaction(write=False) as connection:
            row = connection.execute(
                "SELECT seq, case_id, message_id, body FROM messages"
                " WHERE state = 'kept' AND case_id = ? AND message_id = ?",
                (case_id, message_id),
            ).fetchone()
        return Waiting(*row) if row else None

    def sent(self, waiting: Waiting, reply: MessageReply) -> None:
        """The center has it: the ciphertext goes."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE messages SET state = 'sent', body = NULL, sent_at = ?, accepted = ? WHERE seq = ?",
                (self._clock().isoformat(), reply.state is MessageState.ACCEPTED, waiting.seq),
            )

    def park(self, waiting: Waiting, *, code: str) -> None:
        """The center will never take it as it is; it stays, sealed, for staff."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE messages SET state = 'parked', code = ? WHERE seq = ?", (code, waiting.seq)
            )

    def failed(self, waiting: Waiting) -> None:
        """The center could not take it, or its answer did not come: others may pass after some tries."""
        with self._transaction() as connection:
            connection.execute("UPDATE messages SET tries = tries + 1 WHERE seq = ?", (waiting.seq,))

    def accepted(self, case_id: str) -> None:
        """The center said that the department has accepted this case."""
        with self._transaction() as connection:
            connection.execute("UPDATE messages SET accepted = 1 WHERE case_id = ?", (case_id,))

    def status(self, case_id: str, message_id: str | None = None) -> CaseStatus | None:
        """What is known of a case, or of one message of it; None if it was not handed in here.

        A case is at the center when all that was kept of it is; acceptance is of the case.
        """
        with self._transaction(write=False) as connection:
            rows = connection.execute(
                "SELECT state, accepted FROM messages"
                " WHERE case_id = ? AND coalesce(?, message_id) = message_id",
                (case_id, message_id),
            ).fetchall()
        if not rows:
            return None
        if any(state != "sent" for state, _ in rows):
            return CaseStatus.KEPT_HERE
        return CaseStatus.ACCEPTED if any(accepted for _, accepted in rows) else CaseStatus.AT_CENTER

    def refusal(self, case_id: str, message_id: str) -> str | None:
        """The center's code for a message that it refused for good, such as `already_accepted`."""
        with self._transaction(write=False) as connection:
            row = connection.execute(
                "SELECT code FROM messages WHERE case_id = ? AND message_id = ? AND state = 'parked'",
                (case_id, message_id),
            ).fetchone()
        return row[0] if row else None

    def is_refused_as(self, case_id: str, code: str) -> bool:
        """Whether a message of this case was refused for good with this code."""
        with self._transaction(write=False) as connection:
            row = connection.execute(
                "SELECT 1 FROM messages WHERE case_id = ? AND code = ? AND state = 'parked' LIMIT 1",
                (case_id, code),
            ).fetchone()
        return row is not None

    def depth(self) -> Depth:
        """How much waits."""
        with self._transaction(write=False) as connection:
            kept, parked, oldest = connection.execute(
                "SELECT count(*) FILTER (WHERE state = 'kept'), count(*) FILTER (WHERE state = 'parked'),"
                " min(kept_at) FILTER (WHERE state = 'kept') FROM messages"
            ).fetchone()
        return Depth(kept, parked, datetime.fromisoformat(oldest) if oldest else None)

    def forget(self, *, before: datetime) -> int:
        """Drop what is left of messages that the center has had since then; returns how many."""
        with self._transaction() as connection:
            return connection.execute(
                "DELETE FROM messages WHERE state = 'sent' AND sent_at < ?", (before.isoformat(),)
            ).rowcount

    @contextmanager
    def _transaction(self, *, write: bool = True) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
