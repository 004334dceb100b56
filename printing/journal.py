"""What became of each paper: a small database that outlives visits and power cuts, and knows nobody.

A row is a job id of our own, the kind of paper, its state and the times. No name, no number, no document.
"""

import sqlite3
import threading
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from printing.errors import AlreadyKnown
from printing.outcome import Outcome, OutcomeKind, Reason

_SCHEMA = """
CREATE TABLE job (
    job_id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    trial INTEGER NOT NULL DEFAULT 0,
    pages INTEGER,
    opened_at TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX job_state ON job (state);
PRAGMA user_version = 1;
"""


class JobState(StrEnum):
    """Where a job stands."""

    OPENED = "opened"  # being drawn; nothing was sent
    SUBMITTED = "submitted"  # the print service has it
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


_OPEN = (JobState.OPENED, JobState.SUBMITTED)
_ENDS = {
    OutcomeKind.DONE: JobState.DONE,
    OutcomeKind.FAILED: JobState.FAILED,
    OutcomeKind.UNKNOWN: JobState.UNKNOWN,
}
_KINDS = {state: kind for kind, state in _ENDS.items()}


@dataclass(frozen=True)
class JournalRow:
    """One job.

    Attributes:
        job_id: our own id.
        kind: the kind of paper, for instance Certificate.
        state: where it stands.
        reason: why, for failed and unknown.
        trial: whether it was the trial printer.
        pages: how many, once it is drawn.
        opened_at: when it was asked for.
        changed_at: when its state last changed.
    """

    job_id: str
    kind: str
    state: JobState
    reason: Reason | None
    trial: bool
    pages: int | None
    opened_at: datetime
    changed_at: datetime

    @property
    def outcome(self) -> Outcome | None:
        """How it ended; None while it is open."""
        if self.state not in _KINDS:
            return None
        return Outcome(_KINDS[self.state], self.reason, trial=self.trial)


class PrintJournal:
    """The journal's file. May be used from any thread.

    Args:
        path: the SQLite file; made with its folder when it is not there.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        if self._db.execute("PRAGMA user_version").fetchone()[0] == 0:
            self._db.executescript(f"BEGIN; {_SCHEMA} COMMIT;")

    def open_job(self, job_id: str, *, kind: str, now: datetime) -> None:
        """Writes down that a paper was asked for, before anything else is done.

        Raises:
            AlreadyKnown: this job was asked for before; it must not be printed again.
        """
        when = now.isoformat()
        try:
            self._do(
                "INSERT INTO job (job_id, kind, state, opened_at, changed_at) VALUES (?, ?, ?, ?, ?)",
                job_id,
                kind,
                JobState.OPENED.value,
                when,
                when,
            )
        except sqlite3.IntegrityError as error:
            raise AlreadyKnown from error

    def submitted(self, job_id: str, *, pages: int, now: datetime) -> None:
        """Writes down, before it happens, that the job goes to the print service."""
        self._do(
            "UPDATE job SET state = ?, pages = ?, changed_at = ? WHERE job_id = ?",
            JobState.SUBMITTED.value,
            pages,
            now.isoformat(),
            job_id,
        )

    def ended(self, job_id: str, outcome: Outcome, *, now: datetime) -> None:
        """Writes down how a job ended."""
        self._do(
            "UPDATE job SET state = ?, reason = ?, trial = ?, changed_at = ? WHERE job_id = ?",
            _ENDS[outcome.kind].value,
            outcome.reason and outcome.reason.value,
            int(outcome.trial),
            now.isoformat(),
            job_id,
        )

    def get(self, job_id: str) -> JournalRow | None:
        """One job."""
        return next(iter(self._rows("WHERE job_id = ?", job_id)), None)

    def recover(self, *, now: datetime) -> int:
        """After a start: what was under way is over, and nobody knows how.

        Jobs that were not yet sent have failed; jobs that were are unknown, and staff look into the tray.

        Returns:
            How many are unknown now.
        """
        changed = {}
        for state, kind in ((JobState.OPENED, JobState.FAILED), (JobState.SUBMITTED, JobState.UNKNOWN)):
            changed[kind] = self._do(
                "UPDATE job SET state = ?, reason = ?, changed_at = ? WHERE state = ?",
                kind.value,
                Reason.TERMINAL_RESTARTED.value,
                now.isoformat(),
                state.value,
            )
        return changed[JobState.UNKNOWN]

    def forget_before(self, day: datetime) -> int:
        """Removes jobs that ended before a day; says how many."""
        states = ", ".join("?" * len(_OPEN))
        query = f"DELETE FROM job WHERE changed_at < ? AND state NOT IN ({states})"  # noqa: S608 - marks only
        return self._do(query, day.isoformat(), *(state.value for state in _OPEN))

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._db.close()

    def _do(self, query: str, *values: object) -> int:
        with self._lock:
            return self._db.execute(query, values).rowcount

    def _rows(self, where: str, *values: object) -> tuple[JournalRow, ...]:
        columns = "job_id, kind, state, reason, trial, pages, opened_at, changed_at"
        with self._lock:
            query = f"SELECT {columns} FROM job {where}"  # noqa: S608 - constants only
            found = self._db.execute(query, values).fetchall()
        return tuple(
            JournalRow(
                job_id,
                kind,
                JobState(state),
                Reason(reason) if reason else None,
                bool(trial),
                pages,
                datetime.fromisoformat(opened),
                datetime.fromisoformat(changed),
            )
            for job_id, kind, state, reason, trial, pages, opened, changed in found
        )
