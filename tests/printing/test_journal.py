from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from printing.errors import AlreadyKnown
from printing.journal import JobState, PrintJournal
from printing.outcome import Outcome, OutcomeKind, Reason

NOW = datetime(2026, 11, 21, 9, 41, tzinfo=UTC)
DONE = Outcome(OutcomeKind.DONE)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[PrintJournal]:
    made = PrintJournal(tmp_path / "deep" / "prints.sqlite")
    yield made
    made.close()


def test_a_job_goes_through_its_states(journal: PrintJournal) -> None:
    journal.open_job("j1", kind="Slip", now=NOW)
    row = journal.get("j1")
    assert row
    assert (row.state, row.outcome, row.pages) == (JobState.OPENED, None, None)
    journal.submitted("j1", pages=2, now=NOW)
    journal.ended("j1", Outcome(OutcomeKind.DONE, trial=True), now=NOW + timedelta(seconds=3))
    row = journal.get("j1")
    assert row
    assert row.outcome == Outcome(OutcomeKind.DONE, trial=True)
    assert (row.kind, row.pages, row.opened_at, row.changed_at) == (
        "Slip",
        2,
        NOW,
        NOW + timedelta(seconds=3),
    )


def test_a_job_id_is_taken_once(journal: PrintJournal) -> None:
    journal.open_job("j1", kind="Slip", now=NOW)
    with pytest.raises(AlreadyKnown):
        journal.open_job("j1", kind="Slip", now=NOW)


def test_after_a_start_nobody_knows_what_became_of_open_jobs(tmp_path: Path) -> None:
    path = tmp_path / "prints.sqlite"
    before = PrintJournal(path)
    for name in ("opened", "sent", "done", "failed"):
        before.open_job(name, kind="Slip", now=NOW)
    before.submitted("sent", pages=1, now=NOW)
    before.ended("done", DONE, now=NOW)
    before.ended("failed", Outcome(OutcomeKind.FAILED, Reason.JAM), now=NOW)
    before.close()

    after = PrintJournal(path)
    assert after.recover(now=NOW + timedelta(hours=1)) == 1
    for name, kind in (("opened", OutcomeKind.FAILED), ("sent", OutcomeKind.UNKNOWN)):
        row = after.get(name)
        assert row
        assert row.outcome == Outcome(kind, Reason.TERMINAL_RESTARTED)
    done = after.get("done")
    assert done
    assert done.outcome == DONE
    after.close()
    again = PrintJournal(path)
    assert again.recover(now=NOW + timedelta(hours=2)) == 0, "it is told once"
    again.close()


def test_old_rows_are_forgotten_but_not_open_ones(journal: PrintJournal) -> None:
    for name in ("old", "open"):
        journal.open_job(name, kind="Slip", now=NOW)
    journal.ended("old", DONE, now=NOW)
    assert journal.forget_before(NOW) == 0
    assert journal.forget_before(NOW + timedelta(days=1)) == 1
    assert journal.get("open")
    assert journal.get("old") is None


def test_it_survives_power_cuts(journal: PrintJournal, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "deep" / "prints.sqlite") as other:
        assert other.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    other.close()
    assert journal._db.execute("PRAGMA synchronous").fetchone()[0] == 2
