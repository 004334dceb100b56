from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.core.staff.trail import GENESIS
from kiosk.staff.audit import AuditBroken, AuditTrail, StaffAct

NOW = datetime(2026, 6, 8, 2, 0, tzinfo=UTC)


def trail_in(folder: Path) -> AuditTrail:
    return AuditTrail(folder / "audit.sqlite", clock=lambda: NOW, monotonic_s=lambda: 7.25)


@pytest.fixture(name="trail")
def _trail(tmp_path: Path) -> Iterator[AuditTrail]:
    trail = trail_in(tmp_path)
    yield trail
    trail.close()


def test_every_entry_moves_the_head(trail: AuditTrail) -> None:
    heads = [trail.head]
    for _ in range(3):
        heads.append(trail.append(StaffAct.UNLOCKED, who=("W01",)))
    assert heads[0] == GENESIS
    assert len(set(heads)) == 4
    assert trail.head == heads[-1]
    assert [entry.seq for entry in trail.entries()] == [1, 2, 3]


def test_it_goes_on_after_a_restart(tmp_path: Path, trail: AuditTrail) -> None:
    trail.append(StaffAct.UNLOCKED, who=("W01",))
    again = trail_in(tmp_path)
    again.append(StaffAct.LOCKED, who=("W01",))
    assert [entry.act for entry in again.entries()] == [StaffAct.UNLOCKED, StaffAct.LOCKED]
    again.close()


@pytest.mark.parametrize("statement", ["UPDATE audit SET body = '{}'", "DELETE FROM audit"])
def test_the_file_itself_refuses_changes(tmp_path: Path, trail: AuditTrail, statement: str) -> None:
    trail.append(StaffAct.UNLOCKED, who=("W01",))
    other = sqlite3.connect(tmp_path / "audit.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match="append only"):
        other.execute(statement)
    other.close()


@pytest.mark.parametrize(
    "meddling",
    [
        "UPDATE audit SET body = replace(body, 'W01', 'W02') WHERE seq = 2",
        "DELETE FROM audit WHERE seq = 2",
        "DELETE FROM audit WHERE seq = 1",
    ],
)
def test_meddling_is_noticed(tmp_path: Path, trail: AuditTrail, meddling: str) -> None:
    for _ in range(3):
        trail.append(StaffAct.ASSISTED, who=("W01",))
    other = sqlite3.connect(tmp_path / "audit.sqlite")
    for trigger in ("audit_keeps", "audit_stays"):
        other.execute(f"DROP TRIGGER {trigger}")
    other.execute(meddling)
    other.commit()
    other.close()
    with pytest.raises(AuditBroken):
        list(trail.entries())


def test_a_case_is_not_named(tmp_path: Path, trail: AuditTrail) -> None:
    trail.append(StaffAct.FINISHED_FOR, who=("W01",), case_id="case-990101194605073138")
    (entry,) = trail.entries()
    assert len(entry.case) == 16
    raw = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"990101194605073138" not in raw
