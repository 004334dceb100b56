"""A private folder for papers on their way to the printer, in memory where the system has such a place.

A folder is locked by the process that made it. Folders whose process died are removed by the next one that
comes: a PDF never outlives a crash by more than a start.
"""

import fcntl
import os
import shutil
import tempfile
from pathlib import Path

_PREFIX = "kiosk-paper-"
_LOCK = ".lock"


def memory_folder() -> Path:
    """A folder that is lost at power-off if there is one, else the system's temporary folder."""
    for candidate in (os.environ.get("XDG_RUNTIME_DIR"), "/dev/shm"):  # noqa: S108 - made private below
        if candidate and os.access(candidate, os.W_OK | os.X_OK):
            return Path(candidate)
    return Path(tempfile.gettempdir())


class PaperFolder:
    """One private folder (0700), empty at the start and gone at the end.

    Args:
        base: where to make it; `memory_folder()` when None.
    """

    def __init__(self, base: Path | None = None) -> None:
        base = base or memory_folder()
        remove_orphans(base)
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=base))
        self._lock = os.open(self.path / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def empty(self) -> None:
        """Removes every paper in it."""
        for entry in self.path.iterdir():
            if entry.name != _LOCK:
                entry.unlink(missing_ok=True)

    def close(self) -> None:
        """Removes the folder."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def remove_orphans(base: Path) -> int:
    """Removes folders whose process is gone; says how many there were."""
    removed = 0
    for folder in base.glob(f"{_PREFIX}*"):
        try:
            if folder.stat().st_uid != os.getuid():
                continue
            lock = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        except OSError:  # somebody else is just removing it
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        else:
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
        finally:
            os.close(lock)
    return removed
