"""A case's way as a line with stations."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from kiosk.core.screens import Row, Tone, Words
from ui.canvas import Align, Canvas
from ui.flow import Flow
from ui.kit import Kit
from ui.parts.part import Part
from ui.sizes import Type
from ui.theme import tint_of

DONE, HERE, AHEAD = "check-circle", "circle-slice-8", "circle-outline"


class TimelineRow(Part):
    """One station: its picture on the line, what happened, when and who."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.row, self.first, self.last = Row(Words()), False, False

    def show_station(self, row: Row, *, first: bool, last: bool) -> None:
        """Shows a station; the line goes on above it and below it, but for the first and the last."""
        if (row, first, last) != (self.row, self.first, self.last):
            self.row, self.first, self.last = row, first, last
            self.tell(row.label, row.value, row.detail)
            self.stale()

    def _left(self) -> int:
        return round(self.kit.em(Type.HEADING) * 1.3) + self.kit.px(4)

    def _flows(self, width: float) -> tuple[Flow, Flow, Flow]:
        kit = self.kit
        words = width - self._left()
        value = kit.flow(self.row.value.written, Type.LABEL, words * 0.5, lines=1, bold=False)
        label = kit.flow(
            self.row.label.written,
            Type.LABEL,
            words - (value.width + kit.px(4) if value.lines else 0),
            lines=2,
        )
        return label, kit.flow(self.row.detail.written, Type.SMALL, words, spacing=1.3), value

    def need(self, width: int) -> int:
        label, detail, value = self._flows(width)
        return round(max(label.height, value.height) + detail.height + self.kit.px(3.4))

    def draw(self, canvas: Canvas) -> None:
        kit, p, row = self.kit, self.kit.palette, self.row
        label, detail, value = self._flows(self.width())
        size = round(kit.em(Type.HEADING) * 1.15)
        said = max(label.height, value.height)
        top = (self.height() - said - detail.height) / 2
        middle = top + said / 2
        x = size / 2
        thick = kit.px(1.0)
        ink = p.line if not p.high_contrast else p.ink
        if not self.first:
            canvas.line(x, 0, x, middle - size * 0.55, ink=ink, thick_px=thick)
        if not self.last:
            canvas.line(x, middle + size * 0.55, x, self.height(), ink=ink, thick_px=thick)
        tint = tint_of(p, row.tone)
        icon = row.icon or (DONE if row.tone is Tone.GOOD else AHEAD if row.tone is Tone.PLAIN else HERE)
        picture = p.picture if p.high_contrast or row.tone is Tone.PLAIN else tint.ink
        canvas.icon(icon, 0, middle - size / 2, size=size, ink=picture)
        left, words = self._left(), self.width() - self._left()
        label_box = QRectF(left, top, words - value.width, said)
        text_ink = tint.ink if row.tone in (Tone.URGENT, Tone.BAD) else p.ink
        canvas.text(label, label_box, ink=text_ink, kind=Type.LABEL, upright=0.5)
        value_box = QRectF(self.width() - value.width - 1, top, value.width + 1, label_box.height())
        canvas.text(value, value_box, ink=p.ink_soft, kind=Type.LABEL, align=Align.RIGHT, upright=0.5)
        below = QRectF(left, top + label_box.height(), words, detail.height)
        canvas.text(detail, below, ink=p.ink_soft, kind=Type.SMALL)
