"""Every fault of every file is told, also where a file is rotten or missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.loader import load_folder
from tests.config.faulty import A, M, P
from tests.config.support import FACTS, GOOD, faults_of, write

pytestmark = pytest.mark.whole


def test_the_good_folder_has_no_fault(tmp_path: Path) -> None:
    release = load_folder(write(tmp_path, GOOD), FACTS)
    assert set(release.services) == {"pension", "allowance"}
    assert release.settings.hours.spans == (("09:00", "12:00"), ("13:30", "17:00"))
    assert release.words["yes"] == "是"


def test_all_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    files = {
        **GOOD,
        P: GOOD[P].replace("pension.monthly|money", "pension.sum|yuan").replace("icon: cash-multiple\n", ""),
        A: GOOD[A].replace("needs: [age]", "needs: []").replace("kind: date", "kind: day"),
        M: GOOD[M].replace("[allowance]", "[alowance]"),
    }
    faults = faults_of(write(tmp_path, files))
    assert {fault.file for fault in faults} == {P, A, M}
    assert len(faults) == 6
    assert list(faults) == sorted(faults)


def test_a_tile_too_many_on_the_home_page(tmp_path: Path) -> None:
    tile = "  - {id: t%d, title: 磁, detail: 贴, icon: cash, services: [pension, allowance]}\n"
    menus = "tiles:\n" + "".join(tile % n for n in range(7))
    faults = faults_of(write(tmp_path, {**GOOD, M: menus}))
    assert [(fault.file, fault.line, "6 tiles" in fault.what) for fault in faults] == [(M, 8, True)]


def test_an_empty_folder_says_what_belongs_there(tmp_path: Path) -> None:
    assert {fault.file for fault in faults_of(tmp_path)} == {"services", "menus.yaml"}


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        (b"id: pension\n\xff\xfe: x\n", 2, "UTF-8"),
        (b"", 1, "empty"),
        (b"id: a\ntitle: \x07bell\n", 2, "can't be shown"),
        (b"- " * 100 + b"x", 1, "nested deeper"),
        (b"[" * 100_000, 1, "nested deeper"),
        (b"x: " + b"y" * 1_100_000, 1, "bytes"),
        (b"just words", 1, "'just words'"),
    ],
)
def test_a_rotten_file_is_a_fault(content: bytes, line: int, what: str, tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / P).write_bytes(content)
    faults = [fault for fault in faults_of(tmp_path) if fault.file == P]
    assert any(fault.line == line and what in fault.what for fault in faults), "\n".join(map(str, faults))


def test_a_file_with_another_ending_is_not_overlooked(tmp_path: Path) -> None:
    write(tmp_path, {**GOOD, "services/forgotten.yml": "id: forgotten\n"})
    assert [fault.file for fault in faults_of(tmp_path)] == ["services/forgotten.yml"]
