"""The face's one typeface: Noto Sans CJK SC, in pixels, with its widths remembered."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtGui import QFont, QFontMetricsF

FAMILY = "Noto Sans CJK SC"
ASCENT = 0.88
"""From the baseline to the top of the em box, in ems."""
_KEEP = 6000


@dataclass(slots=True)
class Face:
    """A font of one size and weight."""

    font: QFont
    metrics: QFontMetricsF
    widths: dict[str, float] = field(default_factory=dict)

    def width(self, text: str) -> float:
        """The advance width of a text in pixels."""
        known = self.widths.get(text)
        if known is None:
            if len(self.widths) > _KEEP:
                self.widths.clear()
            known = self.metrics.horizontalAdvance(text)
            self.widths[text] = known
        return known

    def forget(self) -> None:
        """Keeps the widths of single characters only: words and numbers may be somebody's."""
        self.widths = {text: width for text, width in self.widths.items() if len(text) == 1}


class Fonts:
    """Fonts by size and weight, each made once."""

    def __init__(self) -> None:
        self._faces: dict[tuple[int, bool], Face] = {}

    def face(self, em_px: int, *, bold: bool) -> Face:
        """The font of `em_px` pixels."""
        key = (em_px, bold)
        face = self._faces.get(key)
        if face is None:
            font = QFont(FAMILY)
            font.setPixelSize(em_px)
            font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            face = Face(font, QFontMetricsF(font))
            self._faces[key] = face
        return face

    def forget(self) -> None:
        """Keeps none of the texts that were measured."""
        for face in self._faces.values():
            face.forget()
