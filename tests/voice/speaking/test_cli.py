import json
import wave
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.voice.speaking.stand_ins import Hums
from voice import cli
from voice.speaking.clips import ClipStore

pytestmark = pytest.mark.real


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KIOSK_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Hums:
    made = Hums(voice="hum", version="1")
    monkeypatch.setattr("voice.speaking.speaker.engines", lambda *args, **kwargs: [made])
    return made


def run(*arguments: str) -> int:
    return cli.main(list(arguments))


def texts(names: Sequence[str]) -> list[str]:
    return [name for name in names if name]


def test_baking_makes_the_first_page_first_and_goes_on(
    home: Path, engine: Hums, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("bake", "--list") == 0
    names = texts(capsys.readouterr().out.splitlines())
    assert run("bake", "--first", "5") == 0
    assert capsys.readouterr().out.startswith("5 made, 0 were there, 0 could not be said")
    assert run("bake", "--first", "8") == 0
    assert capsys.readouterr().out.startswith("3 made, 5 were there")
    store = ClipStore(home / "clips", voice="hum", version="1")
    store.look()
    assert all(store.has(name) for name in names[:8])
    assert len(store) == 8
    assert engine.closed


def test_the_simple_voice_is_not_baked(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KIOSK_MODELS", str(home))
    assert run("bake", "--first", "5") == 1
    assert "kokoro is not installed" in capsys.readouterr().err
    assert not (home / "clips").exists()


def test_a_full_disk_is_told(
    home: Path, engine: Hums, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("voice.speaking.clips.write_durably", full)
    assert run("bake", "--first", "5") == 1
    assert "No space left on device" in capsys.readouterr().err


def test_an_import_names_what_is_refused_and_what_is_missing(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "recordings"
    folder.mkdir()
    with wave.open(str(folder / "下一步.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(24000)
        sound.writeframes(Hums().say("下一步"))
    assert run("import", str(folder)) == 0
    out = capsys.readouterr().out
    assert "1 clips taken" in out
    assert "missing 上一步" in out
    assert "missing 下一步" not in out
    (folder / "什么也不是.wav").write_bytes(b"")
    assert run("import", str(folder), "--missing", str(tmp_path / "missing.csv")) == 1
    out = capsys.readouterr().out
    assert "refused 什么也不是.wav: 不知道这是哪一句" in out
    assert "上一步" in (tmp_path / "missing.csv").read_text("utf-8-sig")


def test_a_folder_that_is_not_there_is_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", str(home / "none")) == 1
    assert "is no folder" in capsys.readouterr().err


def test_measuring_needs_the_models_and_says_so(
    home: Path, engine: Hums, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KIOSK_MODELS", str(home))
    assert run("bench-out", "--json") == 1
    assert "kiosk models list" in capsys.readouterr().err


def test_the_measurement_is_one_json_object(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = {"syllables_wrong_pct": {"clips": 5.0, "kokoro": 5.0, "pyttsx3": 58.0}}
    monkeypatch.setattr("voice.speaking.speaker.engines", lambda *args, **kwargs: [Hums(), Hums()])
    monkeypatch.setattr("voice.models.check.usable", lambda name: home)
    monkeypatch.setattr("voice.speaking.bench_out.measure", lambda **kwargs: figures)
    assert run("bench-out", "--json") == 0
    assert json.loads(capsys.readouterr().out) == figures
