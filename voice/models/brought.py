"""Models that maintainers bring: on a stick, in a folder, as a zip, or from a mirror of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

import requests
import urllib3

from voice.models.errors import ModelError, Trouble
from voice.models.files import copy, opened
from voice.models.packages import Progress
from voice.models.pins import ModelPin

_WAIT_S: Final = 30.0
_ARCHIVE_SLACK: Final = 50_000_000


def is_mirror(place: str) -> bool:
    """Whether this is a mirror's address, and not a place on this machine."""
    return urlsplit(place).scheme in ("http", "https")


def place_of(name: str, pin: ModelPin, place: Path) -> Path:
    """Where a model is at a place: the place itself, its zip, or a folder named after it or its zip.

    Raises:
        ModelError: It is not there.
    """
    if place.is_file():
        return place
    stem = (pin.archive or name).removesuffix(".zip")
    for candidate in (place / stem, place / name, place / (pin.archive or f"{name}.zip")):
        if candidate.exists():
            return candidate
    if place.is_dir() and (not pin.files or (place / next(iter(pin.files))).is_file()):
        return place
    raise ModelError(Trouble.NOT_FOUND, f"{place} holds neither {stem}.zip nor a folder {stem}")


class Brought:
    """Copies a model from a folder, a stick or a zip.

    Args:
        name: The model's.
        place: Where maintainers keep it.
        progress: Told of progress.
    """

    def __init__(self, name: str, place: Path, *, progress: Progress) -> None:
        self._name = name
        self._place = place
        self._progress = progress

    def fill(self, pin: ModelPin, folder: Path, scratch: Path) -> None:
        """Puts the files of a model into a folder; what is not pinned stays where it is.

        Raises:
            ModelError: Something is missing, or too long.
        """
        done = 0

        def step(size: int) -> None:
            nonlocal done
            done += size
            self._progress("copying", done, pin.bytes)

        with opened(place_of(self._name, pin, self._place)) as (paths, open_file):
            missing = sorted(pin.files.keys() - set(paths))
            if missing:
                raise ModelError(Trouble.NOT_FOUND, f"not there: {', '.join(missing)}")
            for path, file in pin.files.items():
                with open_file(path) as stream:
                    copy(stream, folder / path, most=file.bytes, step=step)


class Mirror:
    """Fetches a model from the maintainers' own HTTP server: its zip, or its files below its name.

    Args:
        name: The model's.
        address: The folder on the server.
        progress: Told of progress.
    """

    def __init__(self, name: str, address: str, *, progress: Progress) -> None:
        self._name = name
        self._address = address.rstrip("/")
        self._progress = progress

    def fill(self, pin: ModelPin, folder: Path, scratch: Path) -> None:
        """Puts the files of a model into a folder.

        Raises:
            ModelError: Something is missing, too long, or does not come.
        """
        if pin.archive is not None:
            archive = scratch / pin.archive
            if self._get(pin.archive, archive, most=pin.bytes + _ARCHIVE_SLACK, of=0):
                Brought(self._name, archive, progress=self._progress).fill(pin, folder, scratch)
                return
        for path, file in pin.files.items():
            if not self._get(f"{self._name}/{path}", folder / path, most=file.bytes, of=file.bytes):
                raise ModelError(Trouble.NOT_FOUND, f"the mirror has no {self._name}/{path}")

    def _get(self, path: str, target: Path, *, most: int, of: int) -> bool:
        done = 0
        try:
            with requests.get(f"{self._address}/{quote(path)}", stream=True, timeout=_WAIT_S) as answer:
                if answer.status_code == requests.codes.not_found:
                    return False
                answer.raise_for_status()
                length = of or int(answer.headers.get("content-length", 0))
                answer.raw.decode_content = True

                def step(size: int) -> None:
                    nonlocal done
                    done += size
                    self._progress("fetching", done, length)

                copy(answer.raw, target, most=most, step=step)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise ModelError(Trouble.NOT_FETCHED, f"the mirror does not give {path}") from error
        return True
