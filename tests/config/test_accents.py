from __future__ import annotations

from pathlib import Path

from config.loader import load_folder, shipped_accents
from config.release import compile_release
from tests.config.support import FACTS, GOOD, faults_of, write


def test_a_folder_without_accents_has_those_that_were_shipped(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", GOOD)
    assert load_folder(folder, FACTS).accents == shipped_accents()
    assert compile_release(folder, tmp_path / "out.json", known_facts=FACTS).accents == shipped_accents()


def test_a_county_speaks_in_its_own_way(tmp_path: Path) -> None:
    own = "initials:\n  n l: 0.2\nyes: [中]\nsame:\n  什么: [啥, 啥子]\n"
    accents = load_folder(write(tmp_path, {**GOOD, "accents.yaml": own}), FACTS).accents
    assert accents.initials == {"n l": 0.2}
    assert accents.yes == ("中",)
    assert list(accents.variants()) == [("啥子", "什么"), ("啥", "什么")]


def test_faults_of_accents_are_named_with_their_lines(tmp_path: Path) -> None:
    own = "initials:\n  n l: 0.2\n  l n: 0.3\nfinals:\n  in ing: 2\nsyllables:\n  qü qie: 0.1\nloud: [x]\n"
    faults = faults_of(write(tmp_path, {**GOOD, "accents.yaml": own}))
    assert {(fault.file, fault.line) for fault in faults} == {
        ("accents.yaml", 1),
        ("accents.yaml", 5),
        ("accents.yaml", 7),
        ("accents.yaml", 8),
    }
    assert any("'l n' stands here twice" in fault.what for fault in faults)
