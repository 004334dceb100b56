"""Square codes: a real one for staff to photograph, and a dummy on the picture of a slip."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.canvas import Canvas
from ui.colours import colour
from ui.kit import Kit
from ui.parts.part import Part

QUIET = 4
"""Empty modules around a code."""
FINDER = 7
LONG = 200


def code_modules(text: str) -> list[list[bool]]:
    """The modules of a QR code, without its quiet zone."""
    import qrcode  # only pages for staff need it

    # On a clean screen modules matter more than damage: a long number is coarser at level L.
    dense = len(text) > LONG
    level = qrcode.constants.ERROR_CORRECT_L if dense else qrcode.constants.ERROR_CORRECT_M
    code = qrcode.QRCode(error_correction=level, border=0)
    code.add_data(text, optimize=0 if dense else 20)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


def dummy_modules(side: int = 25) -> list[list[bool]]:
    """Something that looks like a code and holds nothing: no reader finds a format in it."""
    field = [[((x * 7 + y * 13 + x * y * 5) % 11) < 5 for x in range(side)] for y in range(side)]
    for left, top in ((0, 0), (side - FINDER, 0), (0, side - FINDER)):
        for y in range(-1, FINDER + 1):
            for x in range(-1, FINDER + 1):
                if 0 <= top + y < side and 0 <= left + x < side:
                    edge = max(abs(x - 3), abs(y - 3))
                    field[top + y][left + x] = edge in (0, 1, 3)
    return field


def paint_modules(
    painter: QPainter, modules: list[list[bool]], box: QRectF, *, ink: str, exact: bool
) -> None:
    """Paints modules into a square; `exact` gives each a whole number of pixels."""
    side = len(modules)
    step = box.width() / side
    if exact:
        step = float(int(step)) or 1.0
    left = box.x() + (box.width() - step * side) / 2
    top = box.y() + (box.height() - step * side) / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=not exact)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(ink))
    for y, row in enumerate(modules):
        x = 0
        while x < side:
            if row[x]:
                end = x
                while end < side and row[end]:
                    end += 1
                painter.drawRect(QRectF(left + x * step, top + y * step, (end - x) * step, step))
                x = end
            else:
                x += 1
    painter.restore()


class CodePicture(Part):
    """A code to be photographed: black on white in every theme."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.code = ""
        self._modules: list[list[bool]] = []

    def show_code(self, text: str) -> None:
        """Shows a code."""
        if text != self.code:
            self.code = text
            self._modules = code_modules(text)
            self.stale()

    def need(self, width: int) -> int:
        return self.kit.px(42)

    def draw(self, canvas: Canvas) -> None:
        side = min(self.width(), self.height())
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        canvas.box(box, fill="#FFFFFF", radius=self.kit.px(2))
        count = len(self._modules) + 2 * QUIET
        quiet = side * QUIET / count
        inner = box.adjusted(quiet, quiet, -quiet, -quiet)
        modules = self._modules
        canvas.picture(lambda painter: paint_modules(painter, modules, inner, ink="#000000", exact=True))
