"""What a part has drawn, as a list: painted again and again, and measured by the audit.

Nothing reaches the screen but through a canvas, so what is measured is what is seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from ui.boxes import Corner, paint_box
from ui.colours import colour
from ui.flow import Flow
from ui.fonts import ASCENT
from ui.kit import Kit
from ui.sizes import Type

Operation = Callable[[QPainter], None]


class Align(Enum):
    """Where a line stands in its box."""

    LEFT = 0.0
    CENTRE = 0.5
    RIGHT = 1.0


def _dashed(rect: QRectF, *, fill: str, frame: str, thick: float, radius: float) -> Operation:
    brush = QBrush(colour(fill)) if fill else QBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(colour(frame), thick)
    pen.setDashPattern([4.0, 3.0])
    inner = rect.adjusted(thick / 2, thick / 2, -thick / 2, -thick / 2)

    def paint(painter: QPainter) -> None:
        painter.setPen(pen)
        painter.setBrush(brush)
        painter.drawRoundedRect(inner, radius, radius)

    return paint


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A text where it stands in its part.

    Attributes:
        flow: The lines.
        box: What it may take.
        kind: What kind of text it is.
        align: Where its lines stand in the box.
        colour: Its colour, ``#RRGGBB``.
        top: Where its first line begins.
        running: Whether it is running text, which needs wider lines.
    """

    flow: Flow
    box: QRectF
    kind: Type
    align: Align
    colour: str
    top: float

    @property
    def rect(self) -> QRectF:
        """What it really takes."""
        left = self.box.x() + (self.box.width() - self.flow.width) * self.align.value
        return QRectF(left, self.top, self.flow.width, self.flow.height)


@dataclass(slots=True)
class Canvas:
    """The drawing of one part."""

    kit: Kit
    width: float
    height: float
    texts: list[PlacedText] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)

    def text(
        self,
        flow: Flow,
        box: QRectF,
        *,
        ink: str,
        kind: Type,
        align: Align = Align.LEFT,
        upright: float = 0.0,
    ) -> float:
        """Places lines in a box; `upright` is 0 for its top, 0.5 for its middle. Returns where they end."""
        if not flow.lines:
            return box.y()
        top = box.y() + (box.height() - flow.height) * upright
        placed = PlacedText(flow, box, kind, align, ink, top)
        self.texts.append(placed)
        face = self.kit.fonts.face(flow.em, bold=flow.bold)
        pen = colour(ink)
        air = flow.em * 0.08

        def paint(painter: QPainter) -> None:
            painter.setFont(face.font)
            painter.setPen(pen)
            for number, (line, width) in enumerate(zip(flow.lines, flow.widths, strict=True)):
                x = box.x() + (box.width() - width) * align.value
                painter.drawText(QPointF(x, top + air + number * flow.step + flow.em * ASCENT), line)

        self.operations.append(paint)
        return top + flow.height

    def icon(self, name: str, x: float, y: float, *, size: int, ink: str) -> None:
        """Places a picture."""
        if name:
            icons = self.kit.icons
            self.operations.append(lambda painter: icons.draw(painter, name, x, y, size=size, colour=ink))

    def box(
        self,
        rect: QRectF,
        *,
        fill: str = "",
        frame: str = "",
        frame_px: float = 0.0,
        radius: float = 0.0,
        dashed: bool = False,
    ) -> None:
        """Places a rounded rectangle; the frame stands inside of it."""
        thick = frame_px if frame else 0.0
        if dashed:
            self.operations.append(_dashed(rect, fill=fill, frame=frame, thick=thick, radius=radius))
            return
        bend = round(min(radius, rect.width() / 2, rect.height() / 2))
        look = Corner(fill, frame if thick else "", round(thick), bend)
        whole = QRect(round(rect.x()), round(rect.y()), round(rect.width()), round(rect.height()))
        self.operations.append(lambda painter: paint_box(painter, whole, look))

    def disc(
        self, x: float, y: float, *, radius: float, fill: str = "", frame: str = "", frame_px: float = 0.0
    ) -> None:
        """Places a disc or a ring around (x, y)."""
        box = QRectF(x - radius, y - radius, 2 * radius, 2 * radius)
        self.box(box, fill=fill, frame=frame, frame_px=frame_px, radius=radius)

    def line(self, x1: float, y1: float, x2: float, y2: float, *, ink: str, thick_px: float) -> None:
        """Places a line with round ends."""
        pen = QPen(colour(ink), thick_px)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)

        def paint(painter: QPainter) -> None:
            painter.setPen(pen)
            painter.drawLine(QPointF(x1, y1), QPointF(x2, y2))

        self.operations.append(paint)

    def picture(self, operation: Operation) -> None:
        """Places anything else that is no text."""
        self.operations.append(operation)

    def paint(self, painter: QPainter) -> None:
        """Draws all of it."""
        for operation in self.operations:
            operation(painter)
