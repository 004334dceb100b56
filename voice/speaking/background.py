"""Baking by itself: after a start and after every new configuration, while nobody is kept waiting by it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from config.staging.store import Stages
from kiosk.log import Log, LogEvent
from kiosk.processes import environment

_LOOK_EVERY_S: Final = 30.0
_FIRST_AFTER_S: Final = 90.0
"""A start has enough to do."""
_LOOKS_AFTER_FAILURE: Final = 20
_POLL_S: Final = 0.5
Stamp = tuple[int, int]
_COMMAND: Final = (sys.executable, "-m", "voice.cli", "bake", "--background")


class BackgroundBaking:
    """Keeps the clips of a terminal up to its configuration, in a process of lowest priority.

    Args:
        home: The terminal's data folder.
        log: Where starts and ends are told.
        command: What bakes; ends when its standard input closes.
        look_every_s: How often it looks for a new configuration.
        first_after_s: How long it waits before it bakes for the first time.
    """

    def __init__(
        self,
        home: Path,
        log: Log,
        *,
        command: Sequence[str] = _COMMAND,
        look_every_s: float = _LOOK_EVERY_S,
        first_after_s: float = _FIRST_AFTER_S,
    ) -> None:
        self._first_after_s = first_after_s
        self._home = home
        self._log = log
        self._command = tuple(command)
        self._look_every_s = look_every_s
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="baking", daemon=True)

    def start(self) -> None:
        """Begins; returns at once."""
        self._thread.start()

    def close(self) -> None:
        """Ends it; what was baked stays, and the next start goes on there."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def _follow(self) -> None:
        baked: Stamp | None = None
        self._ended.wait(self._first_after_s)
        while not self._ended.is_set():
            stamp = _stamp(Stages(self._home).state_file)
            rest_s = self._look_every_s
            if stamp != baked:
                if self._bake():
                    baked = stamp
                else:
                    rest_s *= _LOOKS_AFTER_FAILURE
            self._ended.wait(rest_s)

    def _bake(self) -> bool:
        """Bakes once; True if everything is there now."""
        try:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment() | {"KIOSK_HOME": str(self._home)},
            )
        except OSError:
            return False
        self._log.info(LogEvent.HELPER_STARTED, helper="baking")
        while process.poll() is None and not self._ended.wait(_POLL_S):
            pass
        if process.poll() is None:
            process.kill()
        code = process.wait()
        assert process.stdin is not None
        process.stdin.close()
        self._log.info(LogEvent.HELPER_FINISHED, helper="baking", outcome="done" if code == 0 else "failed")
        return code == 0


def _stamp(path: Path) -> Stamp:
    """What tells one file from the next: files are replaced whole, so it has another inode."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_ino, found.st_mtime_ns)
