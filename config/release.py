"""Releases as files: compiled to one file when activated, so that a terminal starts fast.

Reading YAML is left to the functions that need it, and imported there: a start loads one JSON file.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Final

from config.durable import write_durably
from config.faults import ConfigFaults, Fault
from config.model import Release, ReleaseFileError
from config.shipped import DEFAULTS
from config.staging.store import COMPILED, FILES, Stages

__all__ = [
    "DEFAULTS",
    "MODELS",
    "Release",
    "ReleaseFileError",
    "activate",
    "active_release",
    "compile_release",
    "shipped",
]

MODELS: Final = "models.yaml"
"""Which models of speech a folder brings; it names their sums."""
UNSOUND: Final = "bring these models as `kiosk models pin` names them, or leave them out"


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
    folder: Path,
    home: Path,
    *,
    known_facts: Collection[str] | None = None,
    prepare: Callable[[int], Sequence[str]] = lambda _number: (),
) -> int | tuple[Fault, ...]:
    """Makes a folder's configuration the terminal's own, on trial; a faulty one leaves the last good one.

    What was on trial until now is kept as good: somebody stands before the terminal and goes on from it.

    Args:
        folder: The new files.
        home: The terminal's data folder.
        known_facts: See `load_folder`.
        prepare: Does what a staged release needs before it begins, and says what is wrong with it.

    Returns:
        The new release's number, or what is wrong with the files.
    """
    from config.loader import load_folder

    stages = Stages(home)
    with stages.locked("update.lock"):
        number = stages.state().high + 1
        try:
            release = load_folder(folder, known_facts, seq=number)
        except ConfigFaults as faults:
            return faults.faults
        with stages.staging() as staging:
            shutil.copytree(folder, staging / FILES)
            (staging / COMPILED).write_bytes(release.dump())
            stages.keep(staging, number)
        wrong = prepare(number)
        if wrong:
            stages.change(lambda state: state.judge(number, sound=False))
            stages.tidy()
            return tuple(Fault(MODELS, 1, "", what, UNSOUND) for what in wrong)
        stages.change(lambda state: state.praise().judge(number, sound=True).begin())
        stages.tidy()
    return number


def active_release(home: Path, cache: Path | None = None) -> Release:
    """The terminal's release: the one on trial or the good one, else one before, else the shipped one."""
    stages = Stages(home)
    for number in stages.state().candidates:
        try:
            return Release.load(stages.compiled(number))
        except ReleaseFileError:
            continue
    for number in stages.state().candidates:
        try:  # the program is newer than the compiled file, but may still understand what it was made of
            return _compiled_again(stages, number)
        except (ConfigFaults, OSError, ValueError):
            continue
    return shipped(cache)


def _compiled_again(stages: Stages, number: int) -> Release:
    from config.staging.compile import compile_staged
    from config.staging.plan import NoPlan, Plan

    if not stages.files(number).is_dir():
        raise FileNotFoundError(number)
    try:
        plan = Plan.load(stages.folder.parent)
        release = compile_staged(stages.files(number), number, area=plan.area, terminal=plan.terminal)
    except NoPlan:
        release = compile_staged(stages.files(number), number, area="", terminal="")
    write_durably(stages.compiled(number), release.dump())
    return release
