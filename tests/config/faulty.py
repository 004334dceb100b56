"""One fault in the good folder, and how it must be told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.config.support import GOOD, faults_of, write

P, A, M = "services/pension.yaml", "services/allowance.yaml", "menus.yaml"


@dataclass(frozen=True)
class Case:
    """One way to break the good folder: `old` becomes `new`; the fault stands where `at` does."""

    name: str
    file: str
    old: str
    new: str
    at: str
    what: str
    way_out: str


def breaks(case: Case, folder: Path) -> None:
    """Breaks it, and fails unless the fault is told with its file, its line and a way out."""
    text = GOOD[case.file]
    assert text.count(case.old) >= 1
    broken = text.replace(case.old, case.new, 1)
    faults = faults_of(write(folder, {**GOOD, case.file: broken}))
    fitting = [
        f for f in faults if f.file.endswith(".yaml") and case.what in f.what and case.way_out in f.way_out
    ]
    assert fitting, "\n".join(map(str, faults))
    assert all(fault.way_out for fault in faults)
    if case.at:
        expected = broken[: broken.index(case.at)].count("\n") + 1
        assert expected in {fault.line for fault in fitting}, "\n".join(map(str, faults))
        assert {fault.file for fault in fitting} == {case.file}
