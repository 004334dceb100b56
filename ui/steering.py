"""Six keys: four ways, Enter and help, and where the focus goes with them.

Right and left walk the reading order, so every target is reached; up and down jump to what stands
there, and walk on where nothing does.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from PySide6.QtCore import QRect


class Way(Enum):
    """Where the focus is sent."""

    UP = auto()
    DOWN = auto()
    LEFT = auto()
    RIGHT = auto()


def step(rects: Sequence[QRect], here: int | None, way: Way, *, first: int = 0) -> int | None:
    """The index of the next target.

    Args:
        rects: The targets' rectangles in reading order.
        here: Which one has the focus, or ``None``.
        way: Where to.
        first: Where the focus goes when nothing has it.

    Returns:
        An index, or ``None`` without targets.
    """
    if not rects:
        return None
    if here is None or here >= len(rects):
        return min(first, len(rects) - 1)
    if way is Way.RIGHT:
        return (here + 1) % len(rects)
    if way is Way.LEFT:
        return (here - 1) % len(rects)
    found = _there(rects, here, up=way is Way.UP)
    if found is not None:
        return found
    return (here + (-1 if way is Way.UP else 1)) % len(rects)


def _there(rects: Sequence[QRect], here: int, *, up: bool) -> int | None:
    own = rects[here]
    middle = own.center()
    best: tuple[float, int] | None = None
    for number, rect in enumerate(rects):
        if number == here:
            continue
        away = own.top() - rect.bottom() if up else rect.top() - own.bottom()
        if away <= 0:
            continue
        beside = max(0, rect.left() - middle.x(), middle.x() - rect.right())
        score = away + 2.5 * beside
        if best is None or score < best[0]:
            best = (score, number)
    return best[1] if best else None
