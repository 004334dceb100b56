"""The page that is shown when a page could not be drawn: never white, and a person to call on it.

It stands on as little as possible: Qt's own painting, and words that were there before.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.fonts import FAMILY

GROUND, INK = "#FBF8F3", "#1B1F24"


class SafePage(QWidget):
    """A few lines in big type on a calm ground."""

    def __init__(self, parent: QWidget, *, lines: tuple[str, ...], em_px: int) -> None:
        super().__init__(parent)
        self._lines = tuple(line for line in lines if line)
        self._em_px = max(12, em_px)
        self.setAccessibleName(self._lines[0] if self._lines else "")
        self.setAccessibleDescription(" ".join(self._lines[1:]))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(GROUND))
        painter.setPen(QColor(INK))
        tall = self._em_px * 2
        top = max(0, (self.height() - tall * len(self._lines)) // 2)
        for number, line in enumerate(self._lines):
            font = QFont(FAMILY)
            font.setPixelSize(round(self._em_px * (1.3 if number == 0 else 1.0)))
            font.setBold(number == 0)
            painter.setFont(font)
            box = QRect(self._em_px, top + number * tall, self.width() - 2 * self._em_px, tall)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, line)
        painter.end()
