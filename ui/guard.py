"""Which presses count: hands may shake, drum, rest on the glass, or still be falling from the last page.

The guard knows no widgets and no clock of its own; it is asked, and says yes or no.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

PAGE_REST_S = 0.4
SAME_REST_S = 0.5
KEY_REST_S = 0.12
PLACE_RADIUS_MM = 12.0
KEY_RADIUS_MM = 48.0
"""A keypad's key and its neighbours, from middle to middle."""
PALM_MM = 32.0
"""A contact wider than this is a palm or a sleeve."""


@dataclass(frozen=True, slots=True)
class Press:
    """One try to press: which target, where in millimetres (``None`` from a key), and what kind."""

    target: str
    x_mm: float | None
    y_mm: float | None
    keypad: bool = False


class Guard:
    """Refuses what was not meant.

    - Nothing counts for 0.4 s after a page change.
    - The same target, or the same place, again within 0.5 s does not count, and starts the half
      second anew: a drummer presses once.
    - A keypad's key, and its neighbours, may follow after 0.12 s.
    """

    def __init__(self, clock_s: Callable[[], float]) -> None:
        self._clock_s = clock_s
        self._changed_s = -math.inf
        self._last: Press | None = None
        self._last_s = -math.inf

    def page_changed(self) -> None:
        """Another page is shown from now on."""
        self._changed_s = self._clock_s()

    def resting(self) -> bool:
        """Whether the page is so new that nothing counts yet."""
        return self._clock_s() - self._changed_s < PAGE_REST_S

    def allows(self, press: Press) -> bool:
        """Whether a press counts; it is remembered either way."""
        now_s = self._clock_s()
        if self.resting():
            return False
        refused = self._again(press, now_s - self._last_s)
        if not refused or not press.keypad:
            self._last, self._last_s = press, now_s
        return not refused

    def _again(self, press: Press, since_s: float) -> bool:
        last = self._last
        if last is None:
            return False
        if press.keypad and last.keypad:
            near = press.target == last.target or _near(press, last, KEY_RADIUS_MM)
            return near and since_s < KEY_REST_S
        same = press.target == last.target or _near(press, last, PLACE_RADIUS_MM)
        return same and since_s < SAME_REST_S


def _near(one: Press, other: Press, radius_mm: float) -> bool:
    if one.x_mm is None or one.y_mm is None or other.x_mm is None or other.y_mm is None:
        return False
    return math.hypot(one.x_mm - other.x_mm, one.y_mm - other.y_mm) <= radius_mm


def is_palm(width_mm: float, height_mm: float) -> bool:
    """Whether a contact is too large for a fingertip; 0 where the panel does not say."""
    return max(width_mm, height_mm) > PALM_MM
