"""The configuration releases that the center keeps: a draft of last month's form still opens."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from pathlib import Path

from config.durable import write_durably
from config.model import Release, ReleaseFileError
from config.release import shipped

_FILE = re.compile(r"(\d{1,9})\.json")
_KEPT_IN_MEMORY = 8


@dataclass(frozen=True, slots=True)
class Found:
    """A release, and whether it is the very one that was asked for."""

    release: Release
    exact: bool


class Releases:
    """Releases by their number; 0 is what was shipped with this program."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._loaded: dict[int, Release] = {}

    def find(self, seq: int) -> Found:
        """That release; where it is not kept here, the newest, and `exact` is false."""
        release = self._load(seq)
        if release is not None:
            return Found(release, exact=True)
        return Found(self.newest(), exact=False)

    def newest(self) -> Release:
        """The newest release that can be read."""
        for seq in sorted(self._kept(), reverse=True):
            release = self._load(seq)
            if release is not None:
                return release
        release = self._load(0)
        assert release is not None, "the shipped release is always there"
        return release

    def highest(self) -> int:
        """The highest number that is kept; 0 if there is none but the shipped one."""
        return max(self._kept(), default=0)

    def keep(self, release: Release) -> Path:
        """Keep a release that terminals follow."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"{release.seq}.json"
        write_durably(path, release.dump())
        with self._lock:
            self._loaded.pop(release.seq, None)
        return path

    def _kept(self) -> list[int]:
        names = (_FILE.fullmatch(path.name) for path in self._folder.glob("*.json"))
        return [int(name[1]) for name in names if name is not None]

    def _load(self, seq: int) -> Release | None:
        with self._lock:
            known = self._loaded.get(seq)
            if known is not None:
                return known
            try:
                release = Release.load(self._folder / f"{seq}.json")
            except ReleaseFileError:
                if seq != 0:
                    return None
                release = shipped()
            if len(self._loaded) >= _KEPT_IN_MEMORY:
                self._loaded.pop(next(iter(self._loaded)))
            self._loaded[seq] = release
            return release
