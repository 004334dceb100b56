"""The picture of the machine: the screen, the plate in its place, and a card sliding onto it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPainterPath, QPen, QShowEvent
from PySide6.QtWidgets import QWidget

from kiosk.core.screens import CardState, Words
from ui.canvas import Canvas
from ui.colours import colour
from ui.kit import Kit
from ui.parts.part import Part

CARD, GOOD, BAD = "card-account-details-outline", "check-circle", "alert-circle"
STEPS = 12
STEP_MS = 120
REST = 8
"""Steps that the card rests on the plate before it slides again."""

_PLACES = {
    # Where the plate is, in shares of the picture: the middle of the plate, and where the card comes from.
    "below": (0.50, 0.76, 0.0, -1.0),
    "below-right": (0.68, 0.76, -0.4, -1.0),
    "below-left": (0.32, 0.76, 0.4, -1.0),
    "right": (0.78, 0.55, -1.0, -0.3),
    "left": (0.22, 0.55, 1.0, -0.3),
}


class PlatePicture(Part):
    """A drawing of this terminal with the card plate where it really is."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.plate, self.state = "below", CardState.WAITING
        self._step = 0
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self._advance)

    def show_plate(self, plate: str, state: CardState, words: Words) -> None:
        """Shows where the plate is and what the card is doing."""
        if (plate, state) != (self.plate, self.state):
            self.plate, self.state = plate, state
            self._step = 0
            self.stale()
        self.tell(words)
        self._run()

    def _run(self) -> None:
        moving = self.kit.motion and self.state is CardState.WAITING and self.isVisible()
        if moving and not self._timer.isActive():
            self._timer.start()
        elif not moving:
            self._timer.stop()

    def showEvent(self, event: QShowEvent) -> None:
        self._run()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()

    def _advance(self) -> None:
        self._step = (self._step + 1) % (STEPS + REST)
        self.stale()

    def need(self, width: int) -> int:
        return self.kit.px(42)

    def draw(self, canvas: Canvas) -> None:
        kit, p = self.kit, self.kit.palette
        canvas.box(self.whole(), fill=p.primary_soft, frame=p.line if p.high_contrast else "",
                   frame_px=3 if p.high_contrast else 0,
                   radius=kit.px(kit.sizes.radius_mm * 1.3))  # fmt: skip
        side = min(self.width() / 1.42, float(self.height())) * 0.88
        wide = side * 1.42
        left, top = (self.width() - wide) / 2, (self.height() - side) / 2
        across, down, dx, dy = _PLACES.get(self.plate, _PLACES["below"])
        screen = QRectF(left + wide * 0.14, top, wide * 0.72, side * 0.46)
        if self.plate in ("right", "left"):
            shift = -0.12 if self.plate == "right" else 0.12
            screen = QRectF(left + wide * (0.16 + shift), top + side * 0.1, wide * 0.62, side * 0.62)
        desk = QRectF(left, top + side * 0.52, wide, side * 0.48)
        thin = max(2, kit.px(0.9))
        canvas.box(screen, fill=p.surface, frame=p.machine, frame_px=kit.px(2.2), radius=kit.px(2.5))
        self._tiny_page(canvas, screen)
        if self.plate.startswith("below"):
            canvas.box(desk, fill=p.machine, radius=kit.px(4))
        middle = QPointF(left + wide * across, top + side * down)
        self._plate(canvas, middle, side, thin)
        if self.state is CardState.WAITING and self._far():
            self._arrow(canvas, middle, QPointF(dx, dy), side)
        self._card(canvas, middle, QPointF(dx, dy), side)

    def _tiny_page(self, canvas: Canvas, screen: QRectF) -> None:
        """Three grey lines, so that the frame is seen to be this screen."""
        p = self.kit.palette
        inset = screen.height() * 0.2
        for number, share in enumerate((0.6, 0.8, 0.5)):
            y = screen.y() + inset + number * screen.height() * 0.22
            box = QRectF(screen.x() + inset, y, (screen.width() - 2 * inset) * share, screen.height() * 0.09)
            canvas.box(box, fill=p.machine, radius=box.height() / 2)

    def _plate(self, canvas: Canvas, middle: QPointF, side: float, thin: int) -> None:
        p = self.kit.palette
        half, tall = side * 0.27, side * 0.1
        path = QPainterPath(QPointF(middle.x() - half * 0.84, middle.y() - tall))
        path.lineTo(middle.x() + half * 0.84, middle.y() - tall)
        path.lineTo(middle.x() + half, middle.y() + tall)
        path.lineTo(middle.x() - half, middle.y() + tall)
        path.closeSubpath()
        frame = p.picture if p.high_contrast else p.warm

        def paint(painter: QPainter) -> None:
            pen = QPen(colour(frame), thin * 2.2)
            painter.setPen(pen)
            painter.setBrush(colour(p.plate))
            painter.drawPath(path)

        canvas.picture(paint)

    def _far(self) -> bool:
        return self._step < STEPS * 0.5

    def _arrow(self, canvas: Canvas, middle: QPointF, way: QPointF, side: float) -> None:
        p = self.kit.palette
        size = round(side * 0.16)
        x, y = middle.x() + way.x() * side * 0.14, middle.y() + way.y() * side * 0.12
        name = "arrow-down-bold" if abs(way.y()) >= abs(way.x()) else (
            "arrow-left-bold" if way.x() > 0 else "arrow-right-bold")  # fmt: skip
        canvas.icon(name, x - size / 2, y - size / 2, size=size, ink=p.picture if p.high_contrast else p.warm)

    def _card(self, canvas: Canvas, middle: QPointF, way: QPointF, side: float) -> None:
        kit, p = self.kit, self.kit.palette
        size = round(side * 0.36)
        share = min(1.0, self._step / STEPS) if self.state is CardState.WAITING else 1.0
        far = side * 0.46 * (1.0 - share * 0.85) if self.state is CardState.WAITING else 0.0
        x = middle.x() + way.x() * far - size / 2
        y = middle.y() + way.y() * far - size / 2 - (side * 0.02)
        card = QRectF(x + size * 0.06, y + size * 0.15, size * 0.88, size * 0.7)
        canvas.box(card, fill=p.paper, frame=p.primary if not p.high_contrast else p.picture,
                   frame_px=kit.px(0.6), radius=size * 0.08)  # fmt: skip
        inner = round(size * 0.78)
        inset = (size - inner) / 2
        canvas.icon(CARD, x + inset, y + inset, size=inner, ink=p.on_paper if p.high_contrast else p.primary)
        badge = round(size * 0.42)
        if self.state is CardState.FAULT:
            self._badge(canvas, BAD, x + size - badge * 0.7, y - badge * 0.1, badge, p.bad)
        elif self.state is CardState.READING:
            self._badge(canvas, GOOD, x + size - badge * 0.7, y - badge * 0.1, badge, p.good)

    def _badge(self, canvas: Canvas, name: str, x: float, y: float, size: int, ink: str) -> None:
        p = self.kit.palette
        canvas.disc(x + size / 2, y + size / 2, radius=size / 2, fill=p.surface)
        canvas.icon(name, x, y, size=size, ink=p.picture if p.high_contrast else ink)
