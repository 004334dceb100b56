"""How far an installation is: a bar where somebody watches, a few lines where it goes into a file."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TextIO

_WIDTH: Final = 24
_EVERY_S: Final = 0.1
_LINE_EVERY_PCT: Final = 25


class Bar:
    """Shows the progress of one model.

    Args:
        name: The model's.
        out: Where to.
        moving: Whether the line may be drawn over.
        clock: Monotonic seconds.
    """

    def __init__(
        self, name: str, *, out: TextIO, moving: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._name = name
        self._out = out
        self._moving = moving
        self._clock = clock
        self._what = ""
        self._told_pct = -_LINE_EVERY_PCT
        self._told_s = float("-inf")

    def __call__(self, what: str, done: int, of: int) -> None:
        """Tells what is being done, how many bytes of it are done, and of how many (0: not known)."""
        new = what != self._what
        if new:
            self._end_line()
            self._what, self._told_pct = what, -_LINE_EVERY_PCT
        pct = min(100 * done // of, 100) if of else 0
        ended = bool(of) and done >= of
        if self._moving:
            if new or ended or self._clock() - self._told_s >= _EVERY_S:
                self._told_s = self._clock()
                full = _WIDTH * pct // 100
                bar = "#" * full + "." * (_WIDTH - full)
                self._out.write(
                    f"\r  {self._name:<13} {what:<17} [{bar}] {done / 1e6:6.1f} of {of / 1e6:.1f} MB"
                )
                self._out.flush()
        elif pct >= self._told_pct + _LINE_EVERY_PCT:
            self._told_pct = pct - pct % _LINE_EVERY_PCT
            self._out.write(f"  {self._name:<13} {what:<17} {pct:3} % of {of / 1e6:.1f} MB\n")
            self._out.flush()

    def end(self) -> None:
        """Nothing more comes."""
        self._end_line()
        self._what = ""

    def _end_line(self) -> None:
        if self._moving and self._what:
            self._out.write("\n")
            self._out.flush()
