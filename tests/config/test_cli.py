"""`kiosk config`: plain messages, and an exit code that a script can use."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from config.cli import check_folder, main
from config.release import Release, active_release
from config.services import Service
from tests.config.support import GOOD, write

pytestmark = pytest.mark.whole


def test_the_shipped_files_are_checked_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert "no faults" in capsys.readouterr().out


def test_faults_are_printed_with_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = GOOD["services/allowance.yaml"].replace("age >= 80", "age >=").replace("kind: date", "kind: day")
    write(tmp_path, {**GOOD, "services/allowance.yaml": text})
    assert main(["check", str(tmp_path)]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("services/allowance.yaml:11: eligibility[1].expr: ")
    assert out[1].startswith("services/allowance.yaml:33: fields[3].kind: ")
    assert all(" -> " in line for line in out[:2])
    assert out[-1] == "2 faults"


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2027, 10, 31), ""),
        (date(2027, 11, 1), "ends on 2027-12-31, in 60 days"),
        (date(2027, 12, 31), "ends on 2027-12-31, in 0 days"),
        (date(2028, 1, 1), "ended on 2027-12-31"),
    ],
)
def test_a_rule_that_ends_is_warned_of(
    today: date, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check_folder(write(tmp_path, GOOD), today=today) == 0
    out = capsys.readouterr().out
    assert ("warning: " in out) == bool(said)
    assert said in out


def test_a_service_that_no_tile_leads_to_is_warned_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    menus = GOOD["menus.yaml"].replace("[allowance]", "[pension]")
    assert check_folder(write(tmp_path, {**GOOD, "menus.yaml": menus}), today=date(2026, 1, 1)) == 0
    assert "services/allowance.yaml: no tile leads here" in capsys.readouterr().out


def test_the_schema_of_a_service_names_every_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "service"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert set(schema["properties"]) == set(Service.model_fields)
    assert main(["schema"]) == 0
    assert set(json.loads(capsys.readouterr().out)) == {"service", "menus", "settings", "wording", "words"}


def test_compile_and_activate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, out, home = write(tmp_path / "set", GOOD), tmp_path / "release.json", tmp_path / "home"
    assert main(["compile", str(folder), str(out)]) == 0
    assert len(Release.load(out).services) == 2
    assert main(["activate", str(folder), "--home", str(home)]) == 0
    assert active_release(home).seq == 1
    write(folder, {"menus.yaml": "tiles: []\nmore: x\n"})
    assert main(["activate", str(folder), "--home", str(home)]) == 1
    assert main(["compile", str(folder), str(out)]) == 1
    said = capsys.readouterr().out
    assert "menus.yaml:2" in said
    assert "keeps its last good configuration" in said
    assert active_release(home).seq == 1
