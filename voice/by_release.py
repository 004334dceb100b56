"""What of the voice comes with a release: recordings in ``clips/``, models in ``models/``.

Both go with the release that runs: a release that is given back takes its clips and its models with it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from config.faults import ConfigFaults
from config.home import kiosk_home
from config.staging.store import Stages
from config.tree import read_file
from voice.models.brought import Brought, place_of
from voice.models.check import Found, Trial, glance, try_out, usable, verify
from voice.models.check import State as Whole
from voice.models.errors import ModelError
from voice.models.install import install
from voice.models.pins import PINS_FILE, ModelPin, Pins, read_pins
from voice.speaking.clips import ClipStore

CLIPS: Final = "clips"
MODELS: Final = "models"


class ReleaseClips(ClipStore):
    """The clips of whichever release runs now; they are signed, so none is ever made anew or taken away.

    Args:
        home: The terminal's data folder.
        voice: Who speaks.
        version: What made them.
    """

    def __init__(self, home: Path, *, voice: str, version: str) -> None:
        super().__init__(home, voice=voice, version=version)
        self._stages = Stages(home)
        self._named = f"{voice}-{version}"

    def look(self) -> None:
        """Sees which release runs, and what it brought."""
        folder = self._stages.files(self._stages.state().running) / CLIPS / self._named
        if folder != self._folder:
            self._folder, self._stamp = folder, -1
        super().look()

    def drop(self, text: str) -> None:
        """A broken clip stays where it is: it was signed so."""


def pins_of(files: Path) -> Pins | None:
    """The pins in a release's files: whole ones, or sums alone, as `kiosk models pin` writes them.

    Returns:
        What the release brings; ``None`` where that is nothing.

    Raises:
        ConfigFaults: The file is wrong.
    """
    file = files / PINS_FILE
    if not file.is_file():
        return None
    shipped = read_pins().models
    try:
        found = read_pins(file).models
    except ConfigFaults:
        named = read_file(file, file.name).data["models"]
        found = {name: pin for name, pin in read_pins(own=file).models.items() if name in named}
    # A copy of the program's own list brings nothing: what it names is there, or is missed as before.
    return Pins(
        models={
            name: pin
            for name, pin in found.items()
            if pin != shipped.get(name) or _has(files / MODELS, name, pin)
        }
    )


def _has(models: Path, name: str, pin: ModelPin) -> bool:
    try:
        place_of(name, pin, models)
    except ModelError:
        return False
    return True


def install_staged(home: Path, number: int, *, trial: Trial = try_out) -> tuple[str, ...]:
    """Installs the models that a staged release brings: held against their sums, and tried.

    Returns:
        What is wrong with them, a sentence each; such a release is not to be begun.
    """
    stages = Stages(home)
    files = stages.files(number)
    try:
        pins = pins_of(files)
    except ConfigFaults as faults:
        return tuple(str(fault) for fault in faults.faults)
    wrong = []
    for name, pin in (pins.models if pins is not None else {}).items():
        source = Brought(name, files / MODELS, progress=lambda _what, _done, _of: None)
        try:
            install(name, pin, source=source, called="release", into=_installed(stages, number), trial=trial)
        except ModelError as error:
            wrong.append(f"{MODELS}/{name}: {error}")
    return tuple(wrong)


def brought(name: str, home: Path) -> tuple[ModelPin, Found] | None:
    """A model that the running release brought; ``None`` where none is there and whole."""
    stages = Stages(home)
    number = stages.state().running
    try:
        pins = pins_of(stages.files(number))
    except ConfigFaults:
        return None
    if pins is None or name not in pins.models:
        return None
    folder = _installed(stages, number) / name
    found = glance(pins.models[name], folder if folder.is_dir() else None)
    if found.state is Whole.BROKEN:
        found = verify(pins.models[name], found.folder)
    return (pins.models[name], found) if found.state is Whole.WHOLE else None


def model_of_release(name: str, home: Path) -> Path | None:
    """The folder of a model that the running release brought; ``None`` where none is there and whole."""
    there = brought(name, home)
    return None if there is None else there[1].folder


def usable_now(name: str, environment: Mapping[str, str] = os.environ) -> Path:
    """A model that may be used: that of the release which runs, else the terminal's or the program's own.

    Raises:
        ModelError: None is installed, or none is to be used.
    """
    return model_of_release(name, kiosk_home(environment)) or usable(name, environment=environment)


def _installed(stages: Stages, number: int) -> Path:
    return stages.files(number).parent / MODELS
