"""The terminal's configuration as it is now, read again only after it has changed on the disk."""

from __future__ import annotations

from pathlib import Path

from config.release import ACTIVE, PREVIOUS, Release, active_release

Stamp = tuple[tuple[int, int, int] | None, ...]


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
        """What tells one file from the next: files are replaced whole, so it has another inode."""
        return tuple(_stamp_of(self._home / name) for name in (ACTIVE, PREVIOUS))


def _stamp_of(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
