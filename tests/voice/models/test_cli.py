"""`kiosk models`, as maintainers type it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.voice.models.builders import FILES, model_pin, write, zip_of
from voice.models import cli
from voice.models.home import find


@pytest.fixture
def pins(tmp_path: Path) -> Path:
    small = model_pin(archive="small-1.zip").model_dump(mode="json", exclude={"packages"})
    later = small | {"files": {}, "archive": "later-1.zip"}
    path = tmp_path / "pins.yaml"
    path.write_text(yaml.safe_dump({"models": {"small": small, "later": later}}, sort_keys=False))
    return path


def run(*words: object) -> int:
    return cli.main([str(word) for word in words])


def test_a_model_comes_is_found_whole_and_goes(
    tmp_path: Path, pins: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = ["--pins", pins, "--into", tmp_path / "models"]
    place = write(tmp_path / "stick" / "small-1").parent
    assert run(*here, "install", "small", "--from", place) == 0
    assert "100 %" in capsys.readouterr().out
    assert run(*here, "install", "small", "--from", tmp_path / "nowhere") == 0, "it is here already"
    assert "is here and whole" in capsys.readouterr().out
    assert run(*here, "verify") == 0
    assert run(*here, "list", "--json") == 0
    rows = json.loads(capsys.readouterr().out.partition("\n")[2])
    assert [(row["name"], row["state"]) for row in rows] == [("small", "whole"), ("later", "not-pinned")]
    assert run(*here, "remove", "small") == 0
    assert not (tmp_path / "models/small").exists()
    assert run(*here, "remove", "small") == 1


def test_a_broken_model_is_told_with_a_way_out(
    tmp_path: Path, pins: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = ["--pins", pins, "--into", tmp_path / "models"]
    run(*here, "install", "small", "--from", write(tmp_path / "good"))
    (tmp_path / "models/small/am/final.mdl").write_bytes(b"rotten")
    for do in ("list", "verify"):
        capsys.readouterr()
        assert run(*here, do) == (1 if do == "verify" else 0)
        out = capsys.readouterr().out
        assert "BROKEN" in out
        assert "am/final.mdl: 6 bytes, not 600" in out
        assert "-> kiosk models install small --from" in out


def test_maintainers_pin_a_model_once_and_bring_it_to_every_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "try_out", lambda *_: "")
    archive = zip_of(tmp_path / "vosk-model-small-cn-0.22.zip", around="vosk-model-small-cn-0.22/")
    assert run("install", "vosk-zh", "--from", tmp_path) == 1
    assert "not pinned" in capsys.readouterr().err
    assert run("pin", "vosk-zh", "--from", archive) == 0
    assert "3 files" in capsys.readouterr().out
    assert find("vosk-zh") is None
    zip_of(archive, FILES | {"empty": b"changed"}, around="vosk-model-small-cn-0.22/")
    assert run("install", "vosk-zh", "--from", tmp_path) == 1
    assert "empty" in capsys.readouterr().err


def test_a_model_that_does_not_work_is_never_pinned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = zip_of(tmp_path / "vosk-model-small-cn-0.22.zip")
    assert run("pin", "vosk-zh", "--from", archive) == 1
    assert "self-test-failed" in capsys.readouterr().err
    outside = zip_of(tmp_path / "outside.zip", {"../up": b"x", "a": b"y"})
    assert run("pin", "vosk-zh", "--from", outside) == 1
    assert not (tmp_path / "up").exists()
    assert run("pin", "kokoro", "--from", archive) == 1
    assert "came with the program" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["install"], 2),
        (["install", "nonsense"], 1),
        (["verify", "kokoro-2"], 1),
        (["install", "vosk-zh"], 1),
        (["pin", "kokoro", "vosk-zh", "--from", "x"], 2),
    ],
)
def test_what_cannot_be_done_is_told(words: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*words) == code
    assert capsys.readouterr().err.startswith("kiosk models: ")
