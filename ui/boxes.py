"""Rounded boxes, painted fast: plain fills for the middle, four small corners from a picture.

A software renderer takes ten times as long for one big smooth path as for the same box in parts.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from itertools import product

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPixmap

from ui.colours import colour

_KEEP = 64


@dataclass(frozen=True, slots=True)
class Corner:
    """What the corners of a box look like: fill, frame (either may be ``""``), its width, the radius."""

    fill: str
    frame: str
    thick: int
    radius: int


_corners: OrderedDict[tuple[Corner, float], QPixmap] = OrderedDict()


def paint_box(painter: QPainter, box: QRect, look: Corner) -> None:
    """Paints a rounded box; its frame stands inside of it."""
    radius = look.radius
    if radius < 1:
        _plain(painter, box, look)
        return
    picture = _corner(look, painter.device().devicePixelRatioF())
    inner = box.adjusted(radius, radius, -radius, -radius)
    if look.fill:
        fill = colour(look.fill)
        painter.fillRect(QRect(box.x(), inner.y(), box.width(), inner.height()), fill)
        painter.fillRect(QRect(inner.x(), box.y(), inner.width(), radius), fill)
        painter.fillRect(QRect(inner.x(), inner.bottom() + 1, inner.width(), radius), fill)
    if look.frame:
        _edges(painter, box, inner, look)
    ratio = picture.devicePixelRatioF()
    size = round(radius * ratio)
    right, below = inner.right() + 1, inner.bottom() + 1
    top, left = (box.y(), 0), (box.x(), 0)
    for (x, from_x), (y, from_y) in product((left, (right, size)), (top, (below, size))):
        painter.drawPixmap(QRect(x, y, radius, radius), picture, QRect(from_x, from_y, size, size))


def _plain(painter: QPainter, box: QRect, look: Corner) -> None:
    if look.fill:
        painter.fillRect(box, colour(look.fill))
    if look.frame:
        _edges(painter, box, box, look)


def _edges(painter: QPainter, box: QRect, inner: QRect, look: Corner) -> None:
    frame, thick = colour(look.frame), look.thick
    painter.fillRect(QRect(inner.x(), box.y(), inner.width(), thick), frame)
    painter.fillRect(QRect(inner.x(), box.bottom() + 1 - thick, inner.width(), thick), frame)
    painter.fillRect(QRect(box.x(), inner.y(), thick, inner.height()), frame)
    painter.fillRect(QRect(box.right() + 1 - thick, inner.y(), thick, inner.height()), frame)


def _corner(look: Corner, ratio: float) -> QPixmap:
    """A disc with the four corners as its quarters."""
    known = _corners.get((look, ratio))
    if known is not None:
        _corners.move_to_end((look, ratio))
        return known
    side = 2 * round(look.radius * ratio)
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    thick = look.thick * ratio if look.frame else 0.0
    painter.setPen(QPen(colour(look.frame), thick) if look.frame else QPen(Qt.PenStyle.NoPen))
    painter.setBrush(QBrush(colour(look.fill)) if look.fill else QBrush(Qt.BrushStyle.NoBrush))
    half = thick / 2
    painter.drawEllipse(QRectF(half, half, side - thick, side - thick))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    _corners[(look, ratio)] = picture
    while len(_corners) > _KEEP:
        _corners.popitem(last=False)
    return picture
