"""How much fits on a page."""

from __future__ import annotations

from kiosk.core.screens import Capacity, TextSize
from ui.geometry import Geometry


def capacities(geometry: Geometry) -> dict[tuple[TextSize, bool], Capacity]:
    """What a terminal's pages hold, for each text size, low or not."""
    return {(size, low): Capacity() for size in TextSize for low in (False, True)}
