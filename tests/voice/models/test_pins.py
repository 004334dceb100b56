"""The pins: what came with the program, what maintainers add, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from config.faults import ConfigFaults
from tests.voice.models.builders import FILES, model_pin, pin_of
from voice.models.pins import ModelPin, PackagePin, inside, read_pins

SUMS = {path: pin_of(content).model_dump() for path, content in FILES.items()}


def own(path: Path, models: object) -> Path:
    path.write_text(yaml.safe_dump({"models": models}))
    return path


def test_the_shipped_pins_are_whole() -> None:
    models = read_pins().models
    assert list(models) == ["kokoro", "whisper-base", "vosk-zh"]
    with_setup = [name for name, pin in models.items() if pin.with_setup]
    assert with_setup == ["kokoro", "whisper-base"]
    assert models["vosk-zh"].archive == "vosk-model-small-cn-0.22.zip"
    assert not models["vosk-zh"].files
    assert all(pin.licence and pin.source and pin.version for pin in models.values())


def test_maintainers_add_the_sums_of_a_model_that_has_none(tmp_path: Path) -> None:
    pins = read_pins(own=own(tmp_path / "models.yaml", {"vosk-zh": {"files": SUMS}}))
    assert pins.models["vosk-zh"].files == model_pin().files
    assert pins.models["kokoro"] == read_pins().models["kokoro"]


@pytest.mark.parametrize(
    ("models", "words"),
    [
        ({"kokoro": {"files": SUMS}}, "came with the program"),
        ({"vosk-xx": {"files": SUMS}}, "no such model"),
        ({"vosk-zh": {"files": {"../up": SUMS["empty"]}}}, "a path within the folder"),
        ({"vosk-zh": {"files": {"receipt.json": SUMS["empty"]}}}, "receipt"),
        ({"vosk-zh": {"self_test": "none"}}, "self_test"),
        ({"vosk-zh": {"files": {"a": {"bytes": 1, "sha256": "00"}}}}, "sha256"),
    ],
)
def test_maintainers_can_change_nothing_else(tmp_path: Path, models: object, words: str) -> None:
    with pytest.raises(ConfigFaults) as told:
        read_pins(own=own(tmp_path / "models.yaml", models))
    assert words in str(told.value)


@pytest.mark.parametrize("text", ["", "models: [", "models: {a: b}", "- 1"])
def test_a_rotten_file_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "models.yaml"
    path.write_text(text)
    with pytest.raises(ConfigFaults):
        read_pins(path)


@given(st.text(max_size=20))
def test_no_path_leads_out_of_its_folder(path: str) -> None:
    try:
        taken = inside(path)
    except ValueError:
        return
    assert (Path("/base") / taken).resolve().is_relative_to("/base")
    assert not taken.startswith("/")


@pytest.mark.parametrize("integrity", ["", "sha256:00", "md5:" + "0" * 32, "sha512:AAAA", "sha512:?"])
def test_a_hash_is_a_whole_one(integrity: str) -> None:
    with pytest.raises(ValidationError):
        package(integrity)


def test_packages_give_every_file_and_no_other() -> None:
    with pytest.raises(ValidationError, match="do not name the same"):
        model_pin({"one": b"1", "two": b"2"}, packages=[package("sha256:" + "0" * 64)])


def test_set_up_can_bring_only_what_packages_carry() -> None:
    with pytest.raises(ValidationError, match="only what packages carry"):
        ModelPin(title="t", purpose="speaking", version="1", licence="l", source="s", with_setup=True)


def package(integrity: str) -> PackagePin:
    return PackagePin(
        kind="python", name="p", version="1", bytes=1, hash=integrity, gives=(("p/one", "one"),)
    )
