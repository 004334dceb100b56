"""How far the baking is: a bar where somebody watches, a line now and then where it goes into a file."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TextIO

_WIDTH: Final = 30
_EVERY_S: Final = 0.2
_LINE_EVERY_PCT: Final = 10


class Bar:
    """Shows how many of how many clips are there.

    Args:
        out: Where to.
        clock: Monotonic seconds.
    """

    def __init__(self, out: TextIO, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._out = out
        self._clock = clock
        self._moving = out.isatty()
        self._began: tuple[int, float] | None = None
        self._told_s = float("-inf")
        self._told_pct = -_LINE_EVERY_PCT

    def __call__(self, done: int, of: int) -> None:
        """Tells how many are done, of how many."""
        now = self._clock()
        if self._began is None:
            self._began = (done, now)
        pct = 100 * done // of if of else 100
        if self._moving:
            if done < of and now - self._told_s < _EVERY_S:
                return
            full = _WIDTH * pct // 100
            bar = "#" * full + "." * (_WIDTH - full)
            self._out.write(f"\r[{bar}] {done} of {of} clips{self._left(done, of, now):<24}")
            self._told_s = now
        elif pct >= self._told_pct + _LINE_EVERY_PCT:
            self._told_pct = pct - pct % _LINE_EVERY_PCT
            self._out.write(f"{pct:3} %  {done} of {of} clips{self._left(done, of, now)}\n")
        self._out.flush()

    def end(self) -> None:
        """Nothing more comes."""
        if self._moving and self._began is not None:
            self._out.write("\n")
            self._out.flush()

    def _left(self, done: int, of: int, now: float) -> str:
        assert self._began is not None
        made, took_s = done - self._began[0], now - self._began[1]
        if made < 5 or done >= of:
            return ""
        minutes = (of - done) * took_s / made / 60
        return f", about {max(1, round(minutes))} min left"
