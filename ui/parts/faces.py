"""Faces from glad to sad, each with its word."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from ui.canvas import Align, Canvas
from ui.kit import Kit
from ui.parts.part import Target
from ui.sizes import Type

FACES = (
    "emoticon-excited-outline",
    "emoticon-happy-outline",
    "emoticon-neutral-outline",
    "emoticon-sad-outline",
    "emoticon-cry-outline",
)


class FaceTile(Target):
    """A face and its word; the choice may bring a picture of its own."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.face = FACES[0]

    def show_face(self, number: int, count: int) -> None:
        """Which face this is, from 0 (gladdest) to `count` - 1."""
        last = len(FACES) - 1
        face = self.choice.icon or FACES[min(last, round(number * last / max(1, count - 1)))]
        if face != self.face:
            self.face = face
            self.stale()

    def need(self, width: int) -> int:
        return self.kit.px(40)

    def draw(self, canvas: Canvas) -> None:
        kit, p = self.kit, self.kit.palette
        fill, ink, picture, frame = p.surface, p.ink, p.picture, p.line
        if self.held:
            fill, ink, picture, frame = p.primary, p.on_primary, p.on_primary, p.primary
        elif self.choice.chosen:
            fill, frame = p.chosen, p.chosen_frame
        thick = max(2, kit.px(kit.sizes.border_mm * (2 if self.choice.chosen else 0.75)))
        canvas.box(self.whole(), fill=fill, frame=frame, frame_px=thick, radius=kit.px(kit.sizes.radius_mm))
        words = self.choice.words.written
        if self.width() > self.height() * 1.8:
            size = min(round(self.height() * 0.7), kit.px(40))
            pad = kit.px(kit.sizes.pad_mm)
            canvas.icon(self.face, pad, (self.height() - size) / 2, size=size, ink=picture)
            left = pad * 2 + size
            flow = kit.flow(words, Type.HEADING, self.width() - left - pad, lines=2)
            box = QRectF(left, 0, self.width() - left - pad, self.height())
            canvas.text(flow, box, ink=ink, kind=Type.HEADING, upright=0.5)
            return
        flow = kit.flow(words, Type.LABEL, self.width() - kit.px(4), lines=2)
        size = round(min(self.width() * 0.62, self.height() - flow.height - kit.px(8)))
        top = (self.height() - size - flow.height - kit.px(3)) / 2
        canvas.icon(self.face, (self.width() - size) / 2, top, size=size, ink=picture)
        box = QRectF(0, top + size + kit.px(3), self.width(), flow.height)
        canvas.text(flow, box, ink=ink, kind=Type.LABEL, align=Align.CENTRE)
