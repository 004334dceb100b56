"""What staff did at this terminal: appended only, each entry bound to the one before, nobody's data in it.

Its head goes with every heartbeat: a center that knows it notices when entries are cut off or changed.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kiosk.core.staff.acts import StaffAct as StaffAct
from kiosk.core.staff.trail import GENESIS, bound, heads

_BUSY_TIMEOUT_S = 5.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS audit (
    seq INTEGER PRIMARY KEY, body TEXT NOT NULL, before TEXT NOT NULL, hash TEXT NOT NULL UNIQUE
);
CREATE TRIGGER IF NOT EXISTS audit_keeps BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER IF NOT EXISTS audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END
"""


@dataclass(frozen=True)
class Entry:
    """One line of the trail.

    Attributes:
        who: Codes of the staff, two for a dangerous act.
        case: A case's id, hashed; empty where none was touched.
    """

    seq: int
    at: str
    mono_s: float
    act: StaffAct
    who: tuple[str, ...]
    case: str


class AuditBroken(Exception):
    """The chain does not hold; entries were changed or cut out."""


class AuditTrail:
    """The trail of one terminal."""

    def __init__(
        self, path: Path, *, clock: Callable[[], datetime], monotonic_s: Callable[[], float]
    ) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._clock = clock
        self._monotonic_s = monotonic_s
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(
            path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.executescript(_SCHEMA)

    def close(self) -> None:
        """Lets go of the file."""
        with self._lock:
            self._connection.close()

    def append(self, act: StaffAct, *, who: tuple[str, ...], case_id: str = "") -> str:
        """Writes one act down, durably.

        Returns:
            The new head.
        """
        case = hashlib.sha256(case_id.encode()).hexdigest()[:16] if case_id else ""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                seq, before = self._last()
                body = json.dumps(
                    {
                        "seq": seq + 1,
                        "at": self._clock().isoformat(),
                        "mono_s": round(self._monotonic_s(), 3),
                        "act": act.value,
                        "who": list(who),
                        "case": case,
                    },
                    sort_keys=True,
                )
                head = bound(before, body)
                self._connection.execute(
                    "INSERT INTO audit VALUES (?, ?, ?, ?)", (seq + 1, body, before, head)
                )
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
        return head

    @property
    def head(self) -> str:
        """What binds all entries; 64 zeros while there is none."""
        with self._lock:
            return self._last()[1]

    def entries(self) -> Iterator[Entry]:
        """All entries, the oldest first.

        Raises:
            AuditBroken: At the first that does not hold.
        """
        with self._lock:
            rows = self._connection.execute(
                "SELECT seq, body, before, hash FROM audit ORDER BY seq"
            ).fetchall()
        hold = len(heads(rows))
        for number, (seq, body, _, _) in enumerate(rows, start=1):
            if number > hold:
                raise AuditBroken(f"entry {number}")
            found = json.loads(body)
            yield Entry(
                seq=seq,
                at=found["at"],
                mono_s=found["mono_s"],
                act=StaffAct(found["act"]),
                who=tuple(found["who"]),
                case=found["case"],
            )

    def _last(self) -> tuple[int, str]:
        row = self._connection.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
        return (0, GENESIS) if row is None else (int(row[0]), str(row[1]))
