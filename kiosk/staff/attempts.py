"""Counts wrong tries at the lock. A try is written down, durably, before it is looked at.

So pulling the plug wins nothing. Five tries are free; then 15 seconds, doubled with every further one.
Only the lock waits: villagers' visits never ask here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

from config.durable import write_durably

FREE_TRIES: Final = 5
FIRST_WAIT_S: Final = 15.0
LONGEST_WAIT_S: Final = 7680.0


class LockedOut(Exception):
    """Too many wrong tries; it may be tried again after a while."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"locked for {wait_s:.0f} s")
        self.wait_s = wait_s


class Attempts:
    """The count of this terminal.

    Args:
        path: Where it is kept.
        monotonic_s: Seconds since this program's start; after a restart the whole wait begins anew.
    """

    def __init__(self, path: Path, *, monotonic_s: Callable[[], float]) -> None:
        self._path = path
        self._monotonic_s = monotonic_s
        self._wrong = self._read()
        self._last_s = monotonic_s()

    @property
    def wait_s(self) -> float:
        """How long until it may be tried again; 0 at once."""
        if self._wrong < FREE_TRIES:
            return 0.0
        whole = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(self._wrong - FREE_TRIES, 20))
        return max(0.0, self._last_s + whole - self._monotonic_s())

    def begin(self) -> None:
        """A try begins: it counts as wrong until `right` is called.

        Raises:
            LockedOut: It may not be tried now.
            OSError: It could not be written down, so it may not be tried at all.
        """
        wait_s = self.wait_s
        if wait_s > 0:
            raise LockedOut(wait_s)
        self._write(self._wrong + 1)
        self._wrong += 1
        self._last_s = self._monotonic_s()

    def right(self) -> None:
        """The try was right: the count begins anew."""
        self._write(0)
        self._wrong = 0

    def _read(self) -> int:
        try:
            found = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return 0
        except (OSError, ValueError):
            return FREE_TRIES  # damaged, perhaps by somebody: no free tries
        wrong = found.get("wrong") if isinstance(found, dict) else None
        return wrong if isinstance(wrong, int) and wrong >= 0 else FREE_TRIES

    def _write(self, wrong: int) -> None:
        write_durably(self._path, json.dumps({"wrong": wrong}).encode())
