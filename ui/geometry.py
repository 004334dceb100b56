"""The screen in millimetres: everything a villager has to see or hit is sized in them.

The diagonal comes from the terminal's configuration, never from what the display says of itself:
panels of kiosks often report a wrong size, or none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

MM_PER_INCH = 25.4
TALL_MM = 500.0
"""A portrait screen at least this high has a low position."""
LOW_SHARE = 0.6
"""How much of a tall screen, from below, can be reached from a wheelchair."""
LOW_LEAST_MM = 400.0


@dataclass(frozen=True, slots=True)
class Geometry:
    """A screen of `width_px` x `height_px` pixels, `diagonal_in` inches across."""

    width_px: int
    height_px: int
    diagonal_in: float

    def __post_init__(self) -> None:
        if self.width_px <= 0 or self.height_px <= 0 or self.diagonal_in <= 0:
            raise ValueError("a screen has a width, a height and a diagonal above zero")

    @property
    def mm_per_px(self) -> float:
        """How many millimetres one pixel is wide."""
        return self.diagonal_in * MM_PER_INCH / math.hypot(self.width_px, self.height_px)

    @property
    def width_mm(self) -> float:
        """The width of the picture."""
        return self.width_px * self.mm_per_px

    @property
    def height_mm(self) -> float:
        """The height of the picture."""
        return self.height_px * self.mm_per_px

    @property
    def portrait(self) -> bool:
        """Whether the screen stands upright."""
        return self.height_px > self.width_px

    @property
    def can_go_low(self) -> bool:
        """Whether there is a low position: only a tall screen has a part out of reach."""
        return self.portrait and self.height_mm >= TALL_MM

    def px(self, mm: float) -> int:
        """Millimetres as the nearest number of pixels."""
        return round(mm / self.mm_per_px)

    def up(self, mm: float) -> int:
        """Millimetres as pixels, never fewer than asked for."""
        return math.ceil(mm / self.mm_per_px - 1e-9)

    def mm(self, px: float) -> float:
        """Pixels as millimetres."""
        return px * self.mm_per_px

    def top_px(self, *, low: bool) -> int:
        """Where the page begins: 0, or further down in the low position."""
        if not (low and self.can_go_low):
            return 0
        used_mm = max(self.height_mm * LOW_SHARE, LOW_LEAST_MM)
        return max(0, self.height_px - self.up(used_mm))
