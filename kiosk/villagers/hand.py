"""A finger that shakes: it comes down beside the mark, and sometimes twice."""

from __future__ import annotations

import random
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QPoint
from PySide6.QtTest import QTest

from kiosk.villagers.world import World

HOLD_S = (0.06, 0.18)
ROLL_MM = 0.8
AGAIN_MM = 2.0
"""How far the second tap of a double tap is from the first, and how far a finger rolls while it presses."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How somebody presses.

    Attributes:
        wrong: How often they mean the wrong thing.
        jitter_mm: How far beside the mark the finger comes down (sigma, each way).
        double: How often a tap comes twice ...
        double_s: ... and how soon after the first.
        think_s: How long they look at a page.
    """

    wrong: float = 0.10
    jitter_mm: float = 6.0
    double: float = 0.30
    double_s: tuple[float, float] = (0.150, 0.400)
    think_s: tuple[float, float] = (8.0, 20.0)


STEADY = Habits(wrong=0.0, jitter_mm=0.0, double=0.0)


@dataclass(frozen=True, slots=True)
class Tapped:
    """What one wish to press did: the targets that took the first tap, and the second one."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    doubled: bool


class Hand:
    """Touches the window through Qt's own touch events.

    Args:
        world: The terminal.
        habits: How steady it is.
        rng: Where it goes astray.
    """

    def __init__(self, world: World, habits: Habits, rng: random.Random) -> None:
        self._world = world
        self._habits = habits
        self._rng = rng
        self._glass = QTest.createTouchDevice()

    def tap(self, target_id: str) -> Tapped:
        """Aims at the middle of a target.

        Raises:
            LookupError: The page offers it, and the window does not show it.
        """
        target = self._world.window.target(target_id)
        if target is None or not target.isVisible():
            raise LookupError(target_id)
        middle = target.on_window().center()
        sigma = self._habits.jitter_mm
        spot = self._beside(middle, sigma)
        began_s = self._world.clock.now_s
        first = self._touch(spot)
        if self._rng.random() >= self._habits.double:
            return Tapped(first, (), doubled=False)
        due_s = began_s + self._rng.uniform(*self._habits.double_s)
        self._world.advance(max(0.0, due_s - self._world.clock.now_s))
        return Tapped(first, self._touch(self._beside(spot, AGAIN_MM)), doubled=True)

    def _touch(self, spot: QPoint) -> tuple[str, ...]:
        world, window = self._world, self._world.window.windowHandle()
        before = len(world.pressed)
        QTest.touchEvent(window, self._glass).press(0, spot, window).commit(True)
        world.advance(self._rng.uniform(*HOLD_S))
        QTest.touchEvent(window, self._glass).release(0, self._beside(spot, ROLL_MM), window).commit(True)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return tuple(target for _, target in world.pressed[before:])

    def _beside(self, spot: QPoint, sigma_mm: float) -> QPoint:
        geometry = self._world.window.geometry_of_screen
        x = spot.x() + round(self._rng.gauss(0, sigma_mm) / geometry.mm_per_px)
        y = spot.y() + round(self._rng.gauss(0, sigma_mm) / geometry.mm_per_px)
        return QPoint(min(max(x, 0), geometry.width_px - 1), min(max(y, 0), geometry.height_px - 1))
