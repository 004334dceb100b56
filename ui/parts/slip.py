"""The picture of a slip of paper, with a dummy pattern where its code is."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from kiosk.core.screens import Words
from ui.canvas import Align, Canvas
from ui.kit import Kit
from ui.parts.code import dummy_modules, paint_modules
from ui.parts.part import Part
from ui.sizes import Type


class SlipPicture(Part):
    """A slip: its first two lines above the pattern, the rest under it."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.lines: tuple[Words, ...] = ()
        self._modules = dummy_modules()

    def show_slip(self, lines: tuple[Words, ...]) -> None:
        """Shows a slip."""
        if lines != self.lines:
            self.lines = lines
            self.tell(*lines)
            self.stale()

    def need(self, width: int) -> int:
        return self.kit.px(70)

    def draw(self, canvas: Canvas) -> None:
        kit, p = self.kit, self.kit.palette
        width = min(self.width() - kit.px(2), round(self.height() * 1.1))
        tall = min(self.height() - kit.px(1.5), round(width * 1.3))
        paper = QRectF((self.width() - width) / 2, (self.height() - tall - kit.px(1.5)) / 2, width, tall)
        if not p.high_contrast:
            canvas.box(paper.translated(0, kit.px(1.2)), fill=p.shade, radius=kit.px(2))
        canvas.box(paper, fill=p.paper, frame=p.line, frame_px=max(2, kit.px(0.5)), radius=kit.px(2))
        pad = kit.px(kit.sizes.pad_mm)
        free = paper.width() - 2 * pad
        flows = []
        for number, words in enumerate(self.lines):
            kind = Type.LABEL if number in (0, 2) else Type.SMALL
            flows.append((kit.flow(words.written, kind, free, lines=2), kind))
        text = sum(flow.height + kit.px(1) for flow, _ in flows)
        side = min(paper.height() - text - 2 * pad - kit.px(4), free * 0.6)
        shown = side >= kit.px(14)
        total = text + (side + kit.px(4) if shown else 0)
        y = paper.y() + (paper.height() - total) / 2
        for number, (flow, kind) in enumerate(flows):
            if number == 2 and shown:
                y = self._pattern(canvas, paper, y, side)
            box = QRectF(paper.x() + pad, y, free, flow.height)
            y = canvas.text(flow, box, ink=p.on_paper, kind=kind, align=Align.CENTRE) + kit.px(1)
        if len(flows) <= 2 and shown:
            self._pattern(canvas, paper, y, side)

    def _pattern(self, canvas: Canvas, paper: QRectF, y: float, side: float) -> float:
        kit = self.kit
        box = QRectF(paper.x() + (paper.width() - side) / 2, y + kit.px(2), side, side)
        ink, modules = kit.palette.on_paper, self._modules
        canvas.picture(lambda painter: paint_modules(painter, modules, box, ink=ink, exact=False))
        return y + side + kit.px(4)
