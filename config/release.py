"""Releases as files: compiled to one file when activated, so that a terminal starts fast.

Reading YAML is left to the functions that need it, and imported there: a start loads one JSON file.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from pathlib import Path
from typing import Final

from config.durable import write_durably
from config.faults import ConfigFaults, Fault
from config.model import Release, ReleaseFileError
from config.shipped import DEFAULTS

__all__ = [
    "DEFAULTS",
    "Release",
    "ReleaseFileError",
    "activate",
    "active_release",
    "compile_release",
    "shipped",
]

ACTIVE: Final = "release/active.json"
PREVIOUS: Final = "release/previous.json"


def compile_release(
    folder: Path, out_file: Path, *, seq: int = 0, known_facts: Collection[str] | None = None
) -> Release:
    """Checks a folder and writes it as one file.

    Raises:
        ConfigFaults: The folder has faults; nothing is written.
    """
    from config.loader import load_folder

    release = load_folder(folder, known_facts, seq=seq)
    write_durably(out_file, release.dump())
    return release


def cache_folder() -> Path:
    """Where compiled defaults are kept between starts."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kiosk"


def shipped(cache: Path | None = None) -> Release:
    """The configuration that came with the program, compiled once for each version of it.

    Args:
        cache: Where the compiled file is kept; the user's cache folder if None.

    Raises:
        ConfigFaults: The shipped files have faults (a test finds this first).
    """
    kept = (cache or cache_folder()) / f"shipped-{fingerprint(DEFAULTS)[:32]}.json"
    try:
        return Release.load(kept)
    except ReleaseFileError:
        pass
    try:
        return compile_release(DEFAULTS, kept)
    except OSError:
        from config.loader import load_folder

        return load_folder(DEFAULTS)


def fingerprint(folder: Path) -> str:
    """A hash over a folder's files and over the schema that reads them."""
    digest = hashlib.sha256()
    schema = sorted(Path(__file__).parent.glob("*.py"))
    for file in [*schema, *sorted(folder.rglob("*.yaml"))]:
        content = file.read_bytes()
        digest.update(f"{file.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def activate(
    folder: Path, home: Path, *, known_facts: Collection[str] | None = None
) -> int | tuple[Fault, ...]:
    """Makes a folder's configuration the terminal's own; a faulty one leaves the last good one in place.

    Args:
        folder: The new files.
        home: The terminal's data folder.
        known_facts: See `load_folder`.

    Returns:
        The new release's number, or what is wrong with the files.
    """
    from config.loader import load_folder

    try:
        release = load_folder(folder, known_facts, seq=active_release(home).seq + 1)
    except ConfigFaults as faults:
        return faults.faults
    active = home / ACTIVE
    if _good(active):
        write_durably(home / PREVIOUS, active.read_bytes())
    write_durably(active, release.dump())
    return release.seq


def _good(file: Path) -> bool:
    try:
        Release.load(file)
    except ReleaseFileError:
        return False
    return True


def active_release(home: Path, cache: Path | None = None) -> Release:
    """The terminal's release: the activated one, else the one before it, else the shipped one."""
    for name in (ACTIVE, PREVIOUS):
        try:
            return Release.load(home / name)
        except ReleaseFileError:
            continue
    return shipped(cache)
