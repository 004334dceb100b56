"""Installing a model: fetched beside its place, held against its sums, tried, and only then moved there."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from voice.models.check import Trial, try_out, write_receipt
from voice.models.errors import ModelError, Trouble
from voice.models.files import faults_of
from voice.models.home import RECEIPT
from voice.models.pins import ModelPin


class Source(Protocol):
    """Where a model comes from."""

    def fill(self, pin: ModelPin, folder: Path, scratch: Path) -> None:
        """Puts its files into a folder.

        Args:
            pin: The model.
            folder: Empty; where they go.
            scratch: Empty; for what is fetched on the way.

        Raises:
            ModelError: They do not come.
        """
        ...


def install(
    name: str, pin: ModelPin, *, source: Source, called: str, into: Path, trial: Trial = try_out
) -> Path:
    """Installs a model; what was there before stays until the new one is known to be whole.

    Args:
        name: The model's.
        pin: What it must be.
        source: Where it comes from.
        called: What the receipt calls the source.
        into: The folder of models.
        trial: Tries it in a process of its own.

    Returns:
        The model's folder.

    Raises:
        ModelError: It did not come, is not the pinned one, or does not work.
    """
    if not pin.files:
        raise ModelError(
            Trouble.NOT_PINNED, f"the sums of {name} are not pinned yet; see: kiosk models pin --help"
        )
    try:
        with _place_for(into) as work:
            fetched = sum(package.bytes for package in pin.packages)
            _room(into, 2 * pin.bytes + 2 * fetched)
            new, scratch = work / "new", work / "scratch"
            new.mkdir()
            scratch.mkdir()
            source.fill(pin, new, scratch)
            faults = faults_of(new, pin.files)
            if faults:
                raise ModelError(Trouble.WRONG_SUM, f"{name}: {'; '.join(faults)}")
            said = trial(pin.self_test, new)
            if said:
                raise ModelError(Trouble.SELF_TEST_FAILED, f"{name}: {said}")
            for path in pin.files:
                (new / path).chmod(0o644)
                _to_disk(new / path)
            write_receipt(pin, new, source=called)
            place = into / name
            if place.exists():
                place.rename(work / "old")
            new.rename(place)
            _to_disk(into)
            return place
    except OSError as error:
        raise ModelError(Trouble.NO_ROOM, f"{into}: {error.strerror or type(error).__name__}") from error


def remove(name: str, folder: Path) -> None:
    """Removes a model; it is gone at once, its files follow.

    Raises:
        ModelError: It cannot be removed.
    """
    try:
        (folder / RECEIPT).unlink(missing_ok=True)
        shutil.rmtree(folder)
    except OSError as error:
        raise ModelError(Trouble.BUSY, f"{name}: {error.strerror or type(error).__name__}") from error


@contextmanager
def _place_for(into: Path) -> Iterator[Path]:
    """A folder to work in, beside the models; gone afterwards, as is what others left behind."""
    into.mkdir(parents=True, exist_ok=True)
    with (into / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ModelError(Trouble.BUSY, f"another installation into {into} is under way") from error
        for left in into.glob(".work-*"):
            shutil.rmtree(left, ignore_errors=True)
        work = Path(tempfile.mkdtemp(prefix=".work-", dir=into))
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _room(folder: Path, wanted: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise ModelError(
            Trouble.NO_ROOM, f"{wanted >> 20} MB are needed at {folder}, {free >> 20} MB are free"
        )


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
