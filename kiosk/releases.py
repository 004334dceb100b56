"""The terminal's configuration as it is now, read again only after it has changed on the disk."""

from __future__ import annotations

from pathlib import Path

from config.release import Release, active_release
from config.staging.store import Stages

Stamp = tuple[int, int, int] | None


class Releases:
    """Holds the release of a data folder; each visit asks for it, and most visits get the same.

    Args:
        home: The terminal's data folder.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._stamp = self._look()
        self._release = active_release(home)

    def current(self) -> Release:
        """The release for a visit that begins now."""
        stamp = self._look()
        if stamp != self._stamp:
            self._stamp, self._release = stamp, active_release(self._home)
        return self._release

    def _look(self) -> Stamp:
        """What tells one state from the next: its file is replaced whole, so it has another inode."""
        try:
            found = Stages(self._home).state_file.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size
