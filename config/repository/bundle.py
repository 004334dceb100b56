"""A folder of configuration as a list of files by their content, and back."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from typing import Any

import yaml

from config.durable import write_durably
from config.faults import ConfigFaults, Fault
from config.model import Release
from config.names import BundleFile, file_path, why_not
from config.settings import Settings
from config.staging.assign import ASSIGN, applied


def files_of(folder: Path) -> dict[str, Path]:
    """The files of a release's folder by their path in it.

    Raises:
        ConfigFaults: Some can't be part of a release.
    """
    found, faults = {}, []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() and not path.is_symlink():
            continue
        reason = why_not(name)
        if path.is_symlink() or not path.is_file():
            reason = "it is no plain file"
        if reason is not None:
            faults.append(Fault(name, 1, "", reason, "take it out of the folder"))
        found[name] = path
    if faults:
        raise ConfigFaults(faults)
    return found


def check_assigned(folder: Path, release: Release) -> None:
    """What single counties, townships and terminals get must fit the schema, too.

    Raises:
        ConfigFaults: Something does not.
    """
    faults = []
    for file in sorted((folder / ASSIGN).glob("*")):
        name = f"{ASSIGN}/{file.name}"
        try:
            Settings.model_validate(applied(release, [_mapping(file)]).settings.model_dump(mode="json"))
        except (OSError, ValueError, yaml.YAMLError) as error:
            what = str(error).splitlines()[0][:200]
            faults.append(Fault(name, 1, "", what, "write it as settings.yaml is written"))
    if faults:
        raise ConfigFaults(faults)


def _mapping(file: Path) -> dict[str, Any]:
    if file.suffix != ".yaml":
        raise ValueError("this file is not read: its name must end in .yaml")
    found = yaml.safe_load(file.read_text(encoding="utf-8"))
    if not isinstance(found, dict):
        raise ValueError("settings are needed here")
    return found


def take_in(folder: Path, targets: Path) -> dict[str, BundleFile]:
    """Puts a folder's files among the targets, each under the hash of its content."""
    entries = {}
    for name, path in files_of(folder).items():
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        entries[name] = BundleFile(sha256=sha256, bytes=path.stat().st_size)
        place = targets / file_path(sha256)
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            write_durably(place, path.read_bytes())
            os.chmod(place, 0o644)
    return entries


def give_out(files: dict[str, BundleFile], targets: Path, folder: Path) -> Path:
    """Writes a release's files as the folder they came from."""
    for name, entry in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(targets / file_path(entry.sha256), place)
    return folder
