"""The releases on a terminal's disk: each in its own folder, and one small file that says which is which.

release/state.json          which runs, which is tried
release/<number>/           release.json (compiled), files/ (as they came)
release/.staging/           being written; renamed when whole
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from config.durable import write_durably
from config.staging.state import SHIPPED, State

RELEASES: Final = "release"
STATE: Final = "state.json"
COMPILED: Final = "release.json"
FILES: Final = "files"
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,8}")
NO_SPACE: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Stages:
    """The releases below a terminal's data folder.

    Args:
        home: The terminal's data folder.
    """

    def __init__(self, home: Path) -> None:
        self.folder = home / RELEASES

    @property
    def state_file(self) -> Path:
        """The file that says which release is which."""
        return self.folder / STATE

    def compiled(self, number: int) -> Path:
        """The compiled file of a release."""
        return self.folder / str(number) / COMPILED

    def files(self, number: int) -> Path:
        """The files of a release, as they came."""
        return self.folder / str(number) / FILES

    def numbers(self) -> tuple[int, ...]:
        """The releases on the disk, newest first."""
        try:
            names = os.listdir(self.folder)
        except OSError:
            return ()
        return tuple(sorted((int(name) for name in names if _NUMBER.fullmatch(name)), reverse=True))

    def state(self) -> State:
        """What is known; a damaged file is guessed anew from what lies on the disk."""
        try:
            return State.parse(self.state_file.read_bytes())
        except FileNotFoundError:
            return State()
        except (OSError, ValueError):
            kept = self.numbers()
            return State(good=kept[0] if kept else SHIPPED, kept=kept, high=max(kept, default=SHIPPED))

    def change(self, step: Callable[[State], State]) -> State:
        """Goes from the state as it is to the next one; nobody else does so meanwhile.

        Returns:
            The new state.
        """
        with self.locked("state.lock"):
            return self._change(step)

    def _change(self, step: Callable[[State], State]) -> State:
        before = self.state()
        after = step(before)
        if after != before:
            write_durably(self.state_file, after.dump())
        return after

    @contextlib.contextmanager
    def locked(self, name: str, *, wait: bool = True) -> Iterator[None]:
        """Holds a lock; it ends with the process, whatever happens to it.

        Raises:
            BlockingIOError: Somebody else holds it, and `wait` is false.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            yield
        finally:
            os.close(handle)

    @contextlib.contextmanager
    def staging(self) -> Iterator[Path]:
        """An empty folder to write a release into; it is gone afterwards, unless `keep` renamed it."""
        folder = self.folder / ".staging"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def keep(self, folder: Path, number: int, *, urgent: bool = False) -> State:
        """A staging folder is whole: it gets its place, durably, and is staged."""
        for path in [*folder.rglob("*"), folder]:
            sync(path)
        place = self.folder / str(number)
        with self.locked("state.lock"):
            shutil.rmtree(place, ignore_errors=True)  # left by a power cut between these lines
            os.rename(folder, place)
            sync(self.folder)
            return self._change(lambda state: state.stage(number, urgent=urgent))

    def tidy(self) -> None:
        """Removes releases that nobody needs any more."""
        with self.locked("state.lock"):
            needed = self.state().needed
            for number in self.numbers():
                if number not in needed:
                    shutil.rmtree(self.folder / str(number), ignore_errors=True)


def sync(path: Path) -> None:
    """Makes sure that a file's or a folder's content is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
