"""A release's files and what is this terminal's own, compiled to the one file that a terminal starts with."""

from __future__ import annotations

from pathlib import Path

import yaml

from config.loader import load_folder
from config.model import Release
from config.names import Bundle, BundleFile
from config.staging.assign import ASSIGN, applied, names_for


def wanted_files(bundle: Bundle, *, area: str, terminal: str) -> dict[str, BundleFile]:
    """The files that a terminal needs: all, but for what is assigned to others."""
    own = names_for(area, terminal)
    return {
        name: entry
        for name, entry in bundle.files.items()
        if not name.startswith(f"{ASSIGN}/") or name in own
    }


def compile_staged(files: Path, number: int, *, area: str, terminal: str) -> Release:
    """Checks the files and lays this terminal's own settings over them.

    Raises:
        ConfigFaults: The files have faults.
        ValueError: What is assigned to this terminal does not fit.
    """
    release = load_folder(files, seq=number)
    changes = []
    for name in names_for(area, terminal):
        file = files / name
        if file.is_file():
            try:
                found = yaml.safe_load(file.read_text(encoding="utf-8"))
            except yaml.YAMLError as error:
                raise ValueError(f"{name} can't be read") from error
            if not isinstance(found, dict):
                raise ValueError(f"{name} holds no settings")
            changes.append(found)
    return applied(release, changes)
