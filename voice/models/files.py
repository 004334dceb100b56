"""Files of a model: copied with their sum looked at on the way, taken out of zips and folders, measured."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Final, Protocol

from voice.models.errors import ModelError, Trouble
from voice.models.home import RECEIPT
from voice.models.pins import FilePin

BLOCK: Final = 1 << 20
Step = Callable[[int], None]
"""Told how many bytes were written since the last call."""


class Readable(Protocol):
    """What can be read in blocks."""

    def read(self, amount: int, /) -> bytes:
        """Reads up to so many bytes; none at the end."""
        ...


def copy(stream: Readable, path: Path, *, most: int, step: Step, add: bool = False) -> None:
    """Writes a stream to a file.

    Args:
        stream: Where from.
        path: Where to; its folder is made.
        most: How long the file may become.
        step: Told of progress.
        add: Goes on at the end of what is there.

    Raises:
        ModelError: The file becomes longer than it may be.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab" if add else "wb") as file:
        size = file.tell()
        while block := stream.read(BLOCK):
            size += len(block)
            if size > most:
                raise ModelError(
                    Trouble.WRONG_SUM, f"{path.name} is longer than the {most} bytes that are pinned"
                )
            file.write(block)
            step(len(block))


def measure(path: Path) -> FilePin:
    """The size and sum of a file."""
    with path.open("rb") as file:
        return FilePin(bytes=path.stat().st_size, sha256=hashlib.file_digest(file, "sha256").hexdigest())


def files_in(folder: Path) -> tuple[str, ...]:
    """The paths of all files below a folder, without the receipt; links are files too."""
    found = (
        (Path(place) / name).relative_to(folder).as_posix()
        for place, _, names in os.walk(folder)
        for name in names
    )
    return tuple(sorted(path for path in found if path != RECEIPT))


def faults_of(folder: Path, files: Mapping[str, FilePin]) -> tuple[str, ...]:
    """Holds a folder against its pins.

    Args:
        folder: The model.
        files: What must be in it, and nothing else.

    Returns:
        What is wrong, a line per file; empty if it is whole.
    """
    there = set(files_in(folder))
    faults = [f"{path}: not pinned" for path in sorted(there - files.keys())]
    for path, pin in files.items():
        if path not in there:
            faults.append(f"{path}: missing")
        elif (folder / path).is_symlink() or not (folder / path).is_file():
            faults.append(f"{path}: not a plain file")
        elif (folder / path).stat().st_size != pin.bytes:
            faults.append(f"{path}: {(folder / path).stat().st_size} bytes, not {pin.bytes}")
        elif measure(folder / path) != pin:
            faults.append(f"{path}: wrong sum")
    return tuple(faults)


Opener = Callable[[str], IO[bytes]]


@contextmanager
def opened(place: Path) -> Iterator[tuple[tuple[str, ...], Opener]]:
    """Opens a model where maintainers keep it: a folder, or a zip that may hold one folder around everything.

    Yields:
        The paths of its files, and what opens one of them.

    Raises:
        ModelError: It is neither, or the zip is damaged.
    """
    if place.is_dir():
        yield files_in(place), lambda path: (place / path).open("rb")
        return
    try:
        with zipfile.ZipFile(place) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            around = _folder_around(names)
            yield (
                tuple(sorted(name.removeprefix(around) for name in names)),
                lambda path: archive.open(around + path),
            )
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError) as error:
        raise ModelError(Trouble.NOT_FETCHED, f"{place.name} is damaged, or no zip") from error
    except OSError as error:
        raise ModelError(Trouble.NOT_FOUND, f"{place.name}: {error.strerror or 'cannot be read'}") from error


def _folder_around(names: list[str]) -> str:
    tops = {PurePosixPath(name).parts[0] for name in names if name}
    top = next(iter(tops)) + "/" if len(tops) == 1 else ""
    return top if top and all(name.startswith(top) for name in names) else ""
