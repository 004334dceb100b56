"""Cards that hold the answer: a sum, a receipt's number, the state of a paper."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPolygonF
from PySide6.QtWidgets import QWidget

from kiosk.core.screens import NOTHING, PaperState, Tone, Words
from ui.canvas import Align, Canvas
from ui.colours import colour
from ui.flow import Flow
from ui.kit import Kit
from ui.parts.part import Part
from ui.sizes import Type
from ui.theme import tint_of


class AnswerCard(Part):
    """A tinted card: a picture, the answer as big as it may be, a line under it.

    Of an answer of two sentences only the first is the answer; what it means stands under it, smaller.
    """

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.answer, self.note, self.icon, self.tone = NOTHING, NOTHING, "", Tone.PLAIN

    def show_answer(self, answer: Words, note: Words, *, icon: str, tone: Tone) -> None:
        """Shows an answer."""
        if (answer, note, icon, tone) != (self.answer, self.note, self.icon, self.tone):
            self.answer, self.note, self.icon, self.tone = answer, note, icon, tone
            self.tell(answer, note)
            self.stale()

    def _pad(self) -> int:
        return self.kit.px(self.kit.sizes.pad_mm)

    def _icon_px(self) -> int:
        return self.kit.px(self.kit.sizes.tile_icon_mm * 0.9) if self.icon else 0

    def _flows(self, width: float) -> tuple[Flow, Flow, Flow]:
        """The answer, what it means, and the line under both."""
        kit = self.kit
        said, stop, meant = self.answer.written.partition("。")
        said += stop
        answer = kit.flow(said, Type.ANSWER, width, lines=1)
        full = kit.sizes.styles[Type.ANSWER].em_mm
        if len(answer.lines) > 1 or answer.em < kit.up(full * 0.6):
            answer = kit.flow(said, Type.ANSWER, width, lines=2, em_mm=full * 0.7)
        return (
            answer,
            kit.flow(meant, Type.LABEL, width),
            kit.flow(self.note.written, Type.SMALL, width, spacing=1.3),
        )

    def _tall(self, flows: tuple[Flow, Flow, Flow]) -> float:
        """The height of all words."""
        gaps = self.kit.px(2.4) if flows[1].lines else 0
        return sum(flow.height for flow in flows) + gaps

    def _lying(self, width: float, height: float = 0.0) -> bool:
        """Whether the picture stands beside the words: in a wide, low card."""
        return width > self.kit.px(190) and height < self.kit.px(80)

    def need(self, width: int) -> int:
        pad, icon = self._pad(), self._icon_px()
        if self._lying(width):
            flows = self._flows(width - 2 * pad - (icon + pad if icon else 0))
            return round(max(self._tall(flows), icon) + 1.4 * pad)
        flows = self._flows(width - 2 * pad)
        return round(self._tall(flows) + (self.kit.px(2) if flows[2].lines else 0) + 1.4 * pad)

    def draw(self, canvas: Canvas) -> None:
        kit, p = self.kit, self.kit.palette
        tint = tint_of(p, self.tone)
        thick = kit.px(0.6 if not p.high_contrast else 1.2)
        canvas.box(
            self.whole(),
            fill=tint.soft,
            frame=tint.frame,
            frame_px=thick,
            radius=kit.px(kit.sizes.radius_mm * 1.2),
        )
        pad, icon = self._pad(), self._icon_px()
        ink = p.picture if p.high_contrast else tint.ink
        if self._lying(self.width(), self.height()):
            left = pad + (icon + pad if icon else 0)
            words = self.width() - left - pad
            flows = self._flows(words)
            canvas.icon(self.icon, pad, (self.height() - icon) / 2, size=icon, ink=ink)
            top = (self.height() - self._tall(flows)) / 2
        else:
            left, words = pad, self.width() - 2 * pad
            flows = self._flows(words)
            text = self._tall(flows) + kit.px(2)
            free = self.height() - text - 2 * pad
            size = min(round(icon * 1.6), round(free - kit.px(3))) if icon else 0
            size = size if size >= kit.px(12) else 0
            top = (self.height() - text - (size + kit.px(3) if size else 0)) / 2
            if size:
                canvas.icon(self.icon, (self.width() - size) / 2, top, size=size, ink=ink)
                top += size + kit.px(3)
        align = Align.LEFT if self._lying(self.width(), self.height()) else Align.CENTRE
        answer, meant, note = flows
        end = canvas.text(
            answer, QRectF(left, top, words, answer.height), ink=tint.ink, kind=Type.ANSWER, align=align
        )
        if meant.lines:
            below = QRectF(left, end + kit.px(2.4), words, meant.height)
            end = canvas.text(meant, below, ink=p.ink, kind=Type.LABEL, align=align)
        below = QRectF(left, end + kit.px(1), words, note.height)
        canvas.text(note, below, ink=p.ink_soft, kind=Type.SMALL, align=align)


_BADGES = {
    PaperState.READY: ("", Tone.PLAIN),
    PaperState.PRINTING: ("dots-horizontal-circle", Tone.PLAIN),
    PaperState.NEEDS_CARE: ("alert-circle", Tone.URGENT),
    PaperState.DONE: ("check-circle", Tone.GOOD),
    PaperState.FAILED: ("close-circle", Tone.BAD),
    PaperState.UNKNOWN: ("help-circle", Tone.URGENT),
}


class PaperPicture(Part):
    """A printer with its paper: still inside, coming out, out; and a badge that tells how it went."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.state, self.words = PaperState.READY, NOTHING

    def show_paper(self, state: PaperState, words: Words) -> None:
        """Shows what the paper is doing."""
        if (state, words) != (self.state, self.words):
            self.state, self.words = state, words
            self.tell(words)
            self.stale()

    def _flow(self, width: float) -> Flow:
        return self.kit.flow(self.words.written, Type.HEADING, width - 2 * self._pad(), lines=3)

    def _pad(self) -> int:
        return self.kit.px(self.kit.sizes.pad_mm * 0.8)

    def need(self, width: int) -> int:
        return round(self._flow(width).height + self.kit.px(34) + 2 * self._pad())

    def draw(self, canvas: Canvas) -> None:
        kit, p = self.kit, self.kit.palette
        _, tone = _BADGES[self.state]
        tint = tint_of(p, tone)
        thick = kit.px(0.6 if not p.high_contrast else 1.2)
        canvas.box(
            self.whole(),
            fill=tint.soft,
            frame=tint.frame,
            frame_px=thick,
            radius=kit.px(kit.sizes.radius_mm * 1.2),
        )
        flow, pad = self._flow(self.width()), self._pad()
        side = min(self.height() - flow.height - 3 * pad, self.width() * 0.62, kit.px(110))
        total = side + flow.height + pad
        top = (self.height() - total) / 2
        self._machine(canvas, (self.width() - side) / 2, top, side)
        box = QRectF(pad, top + side + pad, self.width() - 2 * pad, flow.height)
        canvas.text(
            flow,
            box,
            ink=tint.ink if tone is not Tone.PLAIN else p.ink,
            kind=Type.HEADING,
            align=Align.CENTRE,
        )

    def _machine(self, canvas: Canvas, x: float, y: float, side: float) -> None:
        p = self.kit.palette
        out = {PaperState.READY: 0.0, PaperState.PRINTING: 0.45, PaperState.DONE: 0.62}.get(self.state, 0.3)
        body = QRectF(x, y + side * 0.1, side, side * 0.34)
        line = max(2, round(side * 0.022))
        slot_y = body.bottom() - side * 0.06
        if out == 0.0:  # what it will be: a whole sheet above the machine's tray
            sheet = QRectF(x + side * 0.18, y, side * 0.64, side * 0.94)
            self._sheet(canvas, sheet, line, side)
            return
        canvas.box(body, fill=p.machine, frame=p.picture, frame_px=line, radius=side * 0.06)
        canvas.line(x + side * 0.12, slot_y, x + side * 0.88, slot_y, ink=p.plate, thick_px=line * 1.6)
        sheet = QRectF(x + side * 0.2, slot_y, side * 0.6, side * out)
        self._sheet(canvas, sheet, line, side)
        name, tone = _BADGES[self.state]
        tint = tint_of(p, tone)
        size = round(side * 0.34)
        canvas.disc(x + side * 0.86, y + side * 0.76, radius=size * 0.5, fill=p.surface)
        canvas.icon(name, x + side * 0.86 - size / 2, y + side * 0.76 - size / 2, size=size,
                    ink=p.picture if p.high_contrast else tint.ink)  # fmt: skip
        if self.state is PaperState.PRINTING:
            self._arrow(canvas, x + side * 0.5, y + side * 0.88, side * 0.09)

    def _arrow(self, canvas: Canvas, x: float, y: float, half: float) -> None:
        ink = self.kit.palette.picture
        points = QPolygonF([QPointF(x - half, y), QPointF(x + half, y), QPointF(x, y + half)])

        def paint(painter: QPainter) -> None:
            painter.setPen(colour(ink))
            painter.setBrush(colour(ink))
            painter.drawPolygon(points)

        canvas.picture(paint)

    def _sheet(self, canvas: Canvas, sheet: QRectF, line: int, side: float) -> None:
        p = self.kit.palette
        canvas.box(sheet, fill=p.paper, frame=p.picture, frame_px=line, radius=side * 0.02)
        y, step = sheet.y() + side * 0.12, side * 0.11
        for share in (0.5, 0.8, 0.7, 0.8, 0.4):
            if y + step > sheet.bottom():
                break
            width = sheet.width() * share * 0.8
            x = sheet.x() + sheet.width() * 0.12
            canvas.line(x, y, x + width, y, ink=p.machine, thick_px=line * 1.4)
            y += step
