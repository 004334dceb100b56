"""A small thing that every heartbeat asks for: read once a second, and at once after it was changed here."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final, Generic, TypeVar

T = TypeVar("T")
GOOD_FOR_S: Final = 1.0
"""What another process of the same center changed is seen after so long at the latest."""


class Fresh(Generic[T]):
    """Reads again when what it has is old.

    Args:
        read: Reads it.
        monotonic_s: A clock that only goes forward.
    """

    def __init__(self, read: Callable[[], T], *, monotonic_s: Callable[[], float] = time.monotonic) -> None:
        self._read = read
        self._monotonic_s = monotonic_s
        self._lock = threading.Lock()
        self._value: tuple[float, T] | None = None

    def __call__(self) -> T:
        """The value."""
        with self._lock:
            now_s = self._monotonic_s()
            if self._value is None or now_s - self._value[0] > GOOD_FOR_S:
                self._value = (now_s, self._read())
            return self._value[1]

    def drop(self) -> None:
        """It was changed."""
        with self._lock:
            self._value = None
