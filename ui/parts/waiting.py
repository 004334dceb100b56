"""Signs that something goes on: three dots, a big picture, a ring that counts down."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPen, QShowEvent
from PySide6.QtWidgets import QWidget

from kiosk.core.screens import NOTHING, Tone, Words
from ui.canvas import Align, Canvas
from ui.colours import colour
from ui.kit import Kit
from ui.parts.part import Part
from ui.sizes import Type
from ui.theme import tint_of

STEP_MS = 400
DOTS = 3


class Dots(Part):
    """Three dots, of which one is dark: it waits, or works. In high contrast they stand still."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self._step = 0
        self._words = NOTHING
        self.centred = False
        self.kind = Type.LEAD
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self._advance)

    def show_wait(self, words: Words, *, centred: bool = False, kind: Type = Type.LEAD) -> None:
        """Shows the dots, and words beside them."""
        if (words, centred, kind) != (self._words, self.centred, self.kind):
            self._words, self.centred, self.kind = words, centred, kind
            self.tell(words)
            self.stale()

    def showEvent(self, event: QShowEvent) -> None:
        if self.kit.motion:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()

    def _advance(self) -> None:
        self._step = (self._step + 1) % DOTS
        self.stale()

    def need(self, width: int) -> int:
        flow = self.kit.flow(self._words.written, self.kind, width - self._dots_px())
        return round(max(flow.height, self.kit.px(7))) + 1

    def _dots_px(self) -> int:
        return self.kit.px(8) * DOTS + self.kit.px(2)

    def draw(self, canvas: Canvas) -> None:
        kit, p = self.kit, self.kit.palette
        flow = kit.flow(self._words.written, self.kind, self.width() - self._dots_px())
        step, radius = kit.px(8), kit.px(2.2)
        used = self._dots_px() + flow.width if flow.lines else step * DOTS
        left = (self.width() - used) / 2 if self.centred else 0.0
        y = self.height() / 2
        for number in range(DOTS):
            dark = number == self._step or p.high_contrast
            canvas.disc(
                left + radius + number * step, y, radius=radius, fill=p.picture if dark else p.machine
            )
        box = QRectF(left + self._dots_px(), 0, flow.width + 1, self.height())
        canvas.text(flow, box, ink=p.ink_soft, kind=self.kind, upright=0.5)


class Picture(Part):
    """One big picture on a tinted round ground."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.icon, self.tone, self.size_px = "", Tone.PLAIN, 0

    def show_picture(self, icon: str, tone: Tone, *, size_px: int) -> None:
        """Shows a picture."""
        if (icon, tone, size_px) != (self.icon, self.tone, self.size_px):
            self.icon, self.tone, self.size_px = icon, tone, size_px
            self.stale()

    def need(self, width: int) -> int:
        return self.size_px if self.icon else 0

    def draw(self, canvas: Canvas) -> None:
        if not self.icon:
            return
        p = self.kit.palette
        tint = tint_of(p, self.tone)
        size = min(self.width(), self.height())
        x, y = self.width() / 2, self.height() / 2
        if not p.high_contrast:
            canvas.disc(x, y, radius=size / 2, fill=tint.soft)
        glyph = round(size * (0.62 if not p.high_contrast else 0.9))
        ink = p.picture if p.high_contrast or self.tone is Tone.PLAIN else tint.ink
        canvas.icon(self.icon, x - glyph / 2, y - glyph / 2, size=glyph, ink=ink)


class CountdownRing(Part):
    """A ring that empties, with the seconds left in it."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.left_s, self.total_s = 0, 1

    def show_left(self, left_s: int, total_s: int, words: Words) -> None:
        """Shows the seconds that are left."""
        if (left_s, total_s) != (self.left_s, self.total_s):
            self.left_s, self.total_s = left_s, total_s
            self.setAccessibleName(words.written)
            self.setAccessibleDescription(str(left_s))
            self.stale()

    def need(self, width: int) -> int:
        return self.kit.px(44)

    def draw(self, canvas: Canvas) -> None:
        kit, p = self.kit, self.kit.palette
        size = min(self.width(), self.height())
        thick = max(4, round(size * 0.085))
        x, y = self.width() / 2, self.height() / 2
        ring = QRectF(x - size / 2 + thick, y - size / 2 + thick, size - 2 * thick, size - 2 * thick)
        share = max(0.0, min(1.0, self.left_s / max(1, self.total_s)))
        ink = p.picture if p.high_contrast else p.warm

        def paint(painter: QPainter) -> None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour(p.line), max(2, thick / 4)))
            painter.drawEllipse(ring)
            pen = QPen(colour(ink), thick)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawArc(ring, 90 * 16, round(share * 360 * 16))

        canvas.picture(paint)
        digits = kit.flow(str(self.left_s), Type.ANSWER, ring.width(), em_mm=kit.geometry.mm(size) * 0.4)
        canvas.text(digits, ring, ink=p.ink, kind=Type.ANSWER, align=Align.CENTRE, upright=0.5)
