"""Who may unlock: read with the release, every fault named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from config.loader import load_folder
from config.model import Release
from config.release import DEFAULTS
from config.roster import StaffRight
from tests.config.support import FACTS, GOOD, faults_of, write

KEY = "Q" * 43 + "="


def entry(code: str, *lines: str) -> str:
    return "\n  ".join([f"- code: {code}", "name: 示例·周敏", "valid_until: 2027-12-31", *lines]) + "\n"


def test_a_release_names_its_staff(tmp_path: Path) -> None:
    folder = write(tmp_path, {**GOOD, "roster.yaml": entry("W01", f"sign_key: {KEY}")})
    release = load_folder(folder, FACTS)
    (found,) = release.roster
    assert (found.code, found.rights, found.valid_until) == ("W01", (StaffRight.ASSIST,), date(2027, 12, 31))
    compiled = tmp_path / "release.json"
    compiled.write_bytes(release.dump())
    assert Release.load(compiled).roster == release.roster


def test_a_folder_without_a_roster_lets_nobody_in(tmp_path: Path) -> None:
    assert load_folder(write(tmp_path, dict(GOOD)), FACTS).roster == ()


def test_every_fault_is_named(tmp_path: Path) -> None:
    text = (
        entry("W01", "sign_key: short")
        + entry("w2", f"sign_key: {KEY}", "pin: 1234")
        + entry("W03", "card_pin: secret")
        + entry("W04", f"agree_key: {KEY}", "rights: [rule]")
    )
    told = {
        (fault.key.partition("]")[2], fault.line)
        for fault in faults_of(write(tmp_path, {**GOOD, "roster.yaml": text}))
    }
    assert {key for key, _ in told} == {".sign_key", ".code", ".pin", ".card_pin", ".rights[1]"}


def test_an_entry_that_opens_nothing_and_one_that_stands_twice(tmp_path: Path) -> None:
    without = faults_of(write(tmp_path / "a", {**GOOD, "roster.yaml": entry("W01")}))
    assert "opens nothing" in without[0].what
    good = entry("W01", f"sign_key: {KEY}")
    twice = faults_of(write(tmp_path / "b", {**GOOD, "roster.yaml": good + good}))
    assert "twice" in twice[0].what


def test_the_shipped_staff_are_evidently_fictional() -> None:
    roster = load_folder(DEFAULTS).roster
    assert {entry.code for entry in roster} == {"W01", "M01"}
    assert all(entry.name.startswith("示例·") for entry in roster)
