"""Whether an installed model may be used: its files as pinned, and tried in a process of its own.

Reading all files takes a second, trying Vosk several; both are done again only after something changed. What
they were done for stands in the receipt.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from config.durable import write_durably
from config.faults import ConfigFaults
from voice.models.errors import ModelError, Trouble
from voice.models.files import faults_of
from voice.models.home import RECEIPT, find
from voice.models.pins import ModelPin, Pins, SelfTest, own_pins_file, read_pins

_SELF_TEST_S: Final = 180.0
_SELF_TESTS: Final = {SelfTest.VOSK: ("vosk", "voice.recognisers.vosk_helper")}
"""Self-test -> (the engine's package, the module that tries a model with ``--self-test FOLDER``)."""

Trial = Callable[[SelfTest, Path], str]
"""Tries a model in a process of its own: empty, or what went wrong."""


class State(StrEnum):
    """How a model stands."""

    WHOLE = "whole"
    MISSING = "missing"
    NOT_PINNED = "not-pinned"
    OUTDATED = "outdated"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Found:
    """What became of a look at a model.

    Attributes:
        state: How it stands.
        folder: Where it is, if it is installed.
        faults: What is wrong with it.
    """

    state: State
    folder: Path | None = None
    faults: tuple[str, ...] = ()


def try_out(self_test: SelfTest, folder: Path) -> str:
    """Tries a model in a process of its own; see `Trial`."""
    if self_test is SelfTest.NONE:
        return ""
    _, module = _SELF_TESTS[self_test]
    root = str(Path(__file__).resolve().parents[2])
    paths = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    try:
        trial = subprocess.run(
            [sys.executable, "-m", module, "--self-test", str(folder)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SELF_TEST_S,
            env={**os.environ, "PYTHONPATH": paths},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"the self-test did not end within {_SELF_TEST_S:.0f} s"
    except OSError as error:
        return f"the self-test cannot be started: {error.strerror}"
    if trial.returncode == 0:
        return ""
    if trial.returncode < 0:
        return f"the engine crashed with it (signal {-trial.returncode})"
    said = trial.stdout.decode("utf-8", "replace").strip().splitlines()
    return said[-1][:200] if said else f"the self-test failed ({trial.returncode})"


def write_receipt(pin: ModelPin, folder: Path, *, source: str) -> None:
    """Writes down what was found whole, so that it is not read and tried again before it changes.

    Raises:
        OSError: It cannot be written.
    """
    content = {
        "version": pin.version,
        "licence": pin.licence,
        "from": source,
        "pins": _pins_sum(pin),
        "engine": _engine_of(pin.self_test),
        "files": {path: _signature(folder / path) for path in sorted(pin.files)},
    }
    write_durably(folder / RECEIPT, (json.dumps(content, indent=1) + "\n").encode("ascii"))
    (folder / RECEIPT).chmod(0o644)  # set-up may run as another user than the terminal


def glance(pin: ModelPin, folder: Path | None) -> Found:
    """Looks at a model without reading it: is it what was once found whole?

    A model that was changed since is called broken, with one fault that says so.
    """
    if folder is None:
        return Found(State.MISSING if pin.files else State.NOT_PINNED)
    receipt = _receipt(folder)
    if pin.files and receipt.get("pins") != _pins_sum(pin):
        return Found(State.OUTDATED, folder, ("not what is pinned now: install it again",))
    if not pin.files:
        return Found(State.NOT_PINNED, folder, ("its sums are not pinned",))
    files: Any = receipt.get("files")
    if not isinstance(files, dict) or files.keys() != pin.files.keys():
        return Found(State.BROKEN, folder, ("its receipt is damaged",))
    changed = [path for path, signature in files.items() if _signature(folder / path) != signature]
    if changed:
        return Found(
            State.BROKEN, folder, tuple(f"{path}: changed since it was installed" for path in changed)
        )
    if receipt.get("engine") != _engine_of(pin.self_test):
        return Found(State.BROKEN, folder, ("the engine is another: to be tried again",))
    return Found(State.WHOLE, folder)


def verify(pin: ModelPin, folder: Path | None, *, trial: Trial = try_out) -> Found:
    """Reads every file of a model and tries it.

    Args:
        pin: What it should be.
        folder: Where it is.
        trial: Tries it in a process of its own.

    Returns:
        How it stands; where it is whole the receipt is renewed.
    """
    found = glance(pin, folder)
    if folder is None or found.state in (State.NOT_PINNED, State.OUTDATED):
        return found
    faults = faults_of(folder, pin.files)
    if not faults and (said := trial(pin.self_test, folder)):
        faults = (said,)
    if faults:
        return Found(State.BROKEN, folder, faults)
    try:
        write_receipt(pin, folder, source=str(_receipt(folder).get("from", "")))
    except OSError:
        return Found(State.WHOLE, folder)  # belongs to somebody else; it is read again the next time
    return Found(State.WHOLE, folder)


def usable(
    name: str,
    *,
    pins: Pins | None = None,
    environment: Mapping[str, str] = os.environ,
    trial: Trial = try_out,
) -> Path:
    """Finds a model that may be used; takes a moment only where it changed since it was last looked at.

    Args:
        name: As in models.yaml.
        pins: What is pinned; that of this terminal if None.
        environment: The environment variables.
        trial: Tries a model.

    Returns:
        Its folder.

    Raises:
        ModelError: It is not installed, or not to be used.
    """
    if pins is None:
        try:
            pins = read_pins(own=own_pins_file(environment))
        except ConfigFaults as error:
            raise ModelError(Trouble.NOT_PINNED, str(error)) from error
    if name not in pins.models:
        raise ModelError(Trouble.UNKNOWN_MODEL, name)
    pin = pins.models[name]
    folder = find(name, environment)
    found = glance(pin, folder)
    if found.state is State.BROKEN:
        found = verify(pin, folder, trial=trial)
    match found.state:
        case State.WHOLE if found.folder is not None:
            return found.folder
        case State.MISSING:
            raise ModelError(Trouble.NOT_FOUND, f"{name} is not installed")
        case State.NOT_PINNED:
            raise ModelError(Trouble.NOT_PINNED, f"the sums of {name} are not pinned")
        case _:
            raise ModelError(Trouble.WRONG_SUM, f"{name}: {'; '.join(found.faults)}")


def _pins_sum(pin: ModelPin) -> str:
    lines = [f"{path} {file.bytes} {file.sha256}" for path, file in sorted(pin.files.items())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _engine_of(self_test: SelfTest) -> str:
    if self_test is SelfTest.NONE:
        return ""
    package, _ = _SELF_TESTS[self_test]
    try:
        return f"{package} {metadata.version(package)}"
    except metadata.PackageNotFoundError:
        return ""


def _signature(path: Path) -> list[int]:
    try:
        looked = path.stat()
    except OSError:
        return []
    return [looked.st_size, looked.st_mtime_ns]


def _receipt(folder: Path) -> dict[str, Any]:
    try:
        content = json.loads((folder / RECEIPT).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
