"""How tall letters really are: the outline of 国 in the font that the pages are drawn with."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtGui import QFontInfo, QRawFont

from ui.fonts import FAMILY, Fonts

PROBE: Final = "国"


class FontMissingError(Exception):
    """The typeface is not installed: nothing that is measured would hold on a terminal."""


@lru_cache(maxsize=512)
def ink_of_em(em_px: int) -> float:
    """The height of 国 in pixels, in the weight that is drawn less tall.

    Raises:
        FontMissingError: Another typeface stands in for the one that is wanted.
    """
    return min(_outline(em_px, bold=bold) for bold in (False, True))


def _outline(em_px: int, *, bold: bool) -> float:
    font = Fonts().face(em_px, bold=bold).font
    if QFontInfo(font).family() != FAMILY:
        raise FontMissingError(f"{FAMILY} is not installed")
    raw = QRawFont.fromFont(font)
    glyphs = raw.glyphIndexesForString(PROBE)
    return float(raw.boundingRect(glyphs[0]).height())
