"""Clips and models that come with a release, and go with it."""

from __future__ import annotations

import hashlib
import io
import json
import wave
from pathlib import Path

import pytest
import yaml

from config import cli as config_cli
from config.release import activate
from config.shipped import DEFAULTS
from config.staging.state import State
from config.staging.store import Stages
from tests.config.support import GOOD, write
from tests.voice.models.builders import FILES, model_pin
from tests.voice.models.builders import write as write_model
from voice.by_release import ReleaseClips, install_staged, model_of_release, pins_of, usable_now
from voice.models import cli
from voice.models.errors import ModelError
from voice.models.pins import SelfTest
from voice.speaking.clips import RATE, RECORDED
from voice.speaking.speaker import ANNOUNCER

SOUND = b"\x01\x02" * 240


def clip(text: str) -> tuple[str, bytes]:
    """A recording as maintainers keep it: its name, and its content."""
    name = hashlib.sha256("\n".join((text, ANNOUNCER, RECORDED)).encode()).hexdigest()[:32]
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(SOUND)
    return f"clips/{ANNOUNCER}-{RECORDED}/{name}.wav", buffer.getvalue()


class County:
    """A county's folder, and a terminal's data folder that takes what is in it."""

    def __init__(self, folder: Path) -> None:
        self.source, self.home = write(folder / "county", GOOD), folder / "home"

    def put(self, name: str, content: bytes) -> None:
        place = self.source / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)

    def model(self, *, rotten: bool = False, self_test: SelfTest = SelfTest.NONE) -> None:
        pins = {"models": {"vosk-zh": model_pin(self_test=self_test).model_dump(mode="json")}}
        self.put("models.yaml", yaml.safe_dump(pins, allow_unicode=True).encode())
        write_model(self.source / "models/vosk-zh", FILES)
        if rotten:
            self.put("models/vosk-zh/empty", b"not empty")

    def activate(self) -> int:
        number = activate(self.source, self.home)
        assert isinstance(number, int), number
        return number


@pytest.fixture
def county(tmp_path: Path) -> County:
    return County(tmp_path)


def clips(county: County) -> ReleaseClips:
    return ReleaseClips(county.home, voice=ANNOUNCER, version=RECORDED)


def test_a_recording_is_heard_as_soon_as_its_release_runs_and_no_longer(county: County) -> None:
    store = clips(county)
    county.activate()
    store.look()
    assert not store.has("您好")
    name, sound = clip("您好")
    county.put(name, sound)
    county.activate()
    store.look()
    assert store.read("您好") == SOUND
    Stages(county.home).change(State.strike)
    Stages(county.home).change(State.strike)
    store.look()
    assert not store.has("您好"), "the release went back, and its recording with it"


def test_a_broken_recording_is_not_said_and_not_taken_from_its_release(county: County) -> None:
    name, _ = clip("您好")
    county.put(name, b"RIFF")
    number = county.activate()
    store = clips(county)
    store.look()
    assert store.read("您好") is None
    store.drop("您好")
    assert (Stages(county.home).files(number) / name).exists()


def test_a_copy_of_the_programs_own_list_brings_nothing(county: County) -> None:
    """Whoever makes a county's folder out of the shipped one has that list in it."""
    county.put("models.yaml", (DEFAULTS / "models.yaml").read_bytes())
    number = county.activate()
    assert install_staged(county.home, number) == ()
    assert model_of_release("kokoro", county.home) is None


def test_a_model_comes_with_its_release_and_goes_with_it(county: County, tmp_path: Path) -> None:
    environment = {"KIOSK_HOME": str(county.home), "KIOSK_MODELS": str(tmp_path / "none")}
    county.activate()
    with pytest.raises(ModelError):
        usable_now("vosk-zh", environment)
    county.model()
    number = county.activate()
    assert model_of_release("vosk-zh", county.home) is None, "not before it was tried"
    assert install_staged(county.home, number) == ()
    folder = usable_now("vosk-zh", environment)
    assert (folder / "conf/model.conf").read_bytes() == FILES["conf/model.conf"]
    assert model_of_release("kokoro", county.home) is None
    (folder / "conf/model.conf").write_bytes(b"changed")
    assert model_of_release("vosk-zh", county.home) is None, "what was changed is not used"
    Stages(county.home).change(State.strike)
    Stages(county.home).change(State.strike)
    with pytest.raises(ModelError):
        usable_now("vosk-zh", environment)


def test_a_model_that_a_release_brought_is_listed_as_it_is_used(
    county: County, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The self-test and the heartbeat know of no other list."""
    monkeypatch.setenv("KIOSK_HOME", str(county.home))
    county.model()
    number = county.activate()
    assert cli.main(["list", "--json", "vosk-zh"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["state"] == "not-pinned"
    assert install_staged(county.home, number) == ()
    assert cli.main(["list", "--json", "vosk-zh"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["state"], row["version"]) == ("whole", "1")
    assert row["folder"] == str(model_of_release("vosk-zh", county.home))


def test_a_model_with_another_sum_or_that_does_not_work_is_told(county: County) -> None:
    county.model(rotten=True)
    (wrong,) = install_staged(county.home, county.activate())
    assert "models/vosk-zh" in wrong
    county.model(self_test=SelfTest.VOSK)
    (county.source / "models/vosk-zh/empty").write_bytes(b"")
    (wrong,) = install_staged(county.home, county.activate(), trial=lambda _test, _folder: "it crashed")
    assert "it crashed" in wrong


def test_sums_alone_will_do_as_maintainers_pin_them(county: County) -> None:
    county.model()
    sums = {path: pin.model_dump() for path, pin in model_pin().files.items()}
    county.put("models.yaml", yaml.safe_dump({"models": {"vosk-zh": {"files": sums}}}).encode())
    pins = pins_of(county.source)
    assert pins is not None
    assert {name: dict(pin.files) for name, pin in pins.models.items()} == {
        "vosk-zh": dict(model_pin().files)
    }
    number = county.activate()
    assert install_staged(county.home, number, trial=lambda _test, _folder: "") == ()
    assert model_of_release("vosk-zh", county.home) is not None


def test_wrong_pins_are_told(county: County) -> None:
    county.put("models.yaml", b"models: 3\n")
    number = county.activate()
    assert install_staged(county.home, number)
    assert model_of_release("vosk-zh", county.home) is None


@pytest.mark.real
def test_who_activates_by_hand_gets_the_models_too(
    county: County, capsys: pytest.CaptureFixture[str]
) -> None:
    county.model()
    arguments = ["activate", str(county.source), "--home", str(county.home)]
    assert config_cli.main(arguments) == 0
    assert "its models are installed" in capsys.readouterr().out
    assert model_of_release("vosk-zh", county.home) is not None
    county.model(rotten=True)
    assert config_cli.main(arguments) == 1
    told = capsys.readouterr().out
    assert "models.yaml:1: models/vosk-zh" in told
    assert "keeps its last good configuration" in told
    assert Stages(county.home).state().running == 1
    assert model_of_release("vosk-zh", county.home) is not None
