"""The ring around the target that has the focus."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.colours import colour
from ui.kit import Kit

OUTSIDE_MM = 2.6
"""How far it stands outside of the target."""


class FocusRing(QWidget):
    """Two lines, dark and bright, so that it is seen on every ground."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self.kit = kit
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def around(self, kit: Kit, rect: QRect) -> None:
        """Stands around a rectangle of the window."""
        self.kit = kit
        out = kit.px(OUTSIDE_MM)
        self.setGeometry(rect.adjusted(-out, -out, out, out))
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        kit, p = self.kit, self.kit.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outer, inner = kit.px(1.3), kit.px(1.0)
        radius = kit.px(kit.sizes.radius_mm + OUTSIDE_MM * 0.8)
        box = QRectF(0, 0, self.width(), self.height())
        for thick, ink, inset in ((outer, p.focus, outer / 2), (inner, p.halo, outer + inner / 2)):
            painter.setPen(QPen(colour(ink), thick))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), radius, radius)
        painter.end()
