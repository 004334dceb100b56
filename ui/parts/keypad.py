"""Keys of a keypad, and the boxes that they write into."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from kiosk.core.screens import NOTHING, Choice, EntryPart, Words
from ui.canvas import Align, Canvas
from ui.flow import Flow
from ui.kit import Kit
from ui.parts.part import Part, Target
from ui.sizes import Type


class Key(Target):
    """One key: a big digit, or a picture with a word under it."""

    repeats = True

    def need(self, width: int) -> int:
        return self.kit.up(self.kit.sizes.target_mm)

    def draw(self, canvas: Canvas) -> None:
        kit, p, choice = self.kit, self.kit.palette, self.choice
        fill, ink, picture, frame = p.surface, p.ink, p.picture, p.line
        if not choice.enabled:
            ink = picture = p.disabled
            fill = p.ground
        elif self.held:
            fill, ink, picture, frame = p.primary, p.on_primary, p.on_primary, p.primary
        radius = kit.px(kit.sizes.radius_mm)
        card = self.whole().adjusted(0, 0, 0, -kit.px(0.7))
        if not p.high_contrast and choice.enabled and not self.held:
            canvas.box(self.whole(), fill=p.shade, radius=radius)
        canvas.box(card, fill=fill, frame=frame, frame_px=max(2, kit.px(0.5)), radius=radius)
        if not choice.icon:
            kind = Type.KEY if len(choice.words.written) == 1 else Type.LABEL
            most = kit.geometry.mm(self.height()) * 0.56
            em = min(kit.sizes.styles[kind].em_mm, max(most, kit.sizes.floor_mm))
            flow = kit.flow(choice.words.written, kind, self.width() - kit.px(2), lines=1, em_mm=em)
            canvas.text(flow, card, ink=ink, kind=kind, align=Align.CENTRE, upright=0.5)
            return
        word = kit.flow(choice.words.written, Type.SMALL, self.width() - kit.px(1.5), lines=1, bold=True)
        size = round(kit.em(Type.LABEL) * 1.3)
        total = size + word.height
        if total > self.height() - kit.px(1.5):
            self._beside(canvas, word, ink, picture)
            return
        top = card.y() + (card.height() - total) / 2
        canvas.icon(choice.icon, (self.width() - size) / 2, top, size=size, ink=picture)
        box = QRectF(0, top + size, self.width(), word.height)
        canvas.text(word, box, ink=ink, kind=Type.SMALL, align=Align.CENTRE)

    def _beside(self, canvas: Canvas, word: Flow, ink: str, picture: str) -> None:
        """Picture and word in one line, where the key is low; the word alone where it is narrow too."""
        kit = self.kit
        size = round(word.em * 1.1)
        used = size + kit.px(1) + word.width
        with_icon = used <= self.width() - kit.px(2)
        left = (self.width() - (used if with_icon else word.width)) / 2
        if with_icon:
            canvas.icon(self.choice.icon, left, (self.height() - size) / 2, size=size, ink=picture)
            left += size + kit.px(1)
        box = QRectF(left, 0, word.width + 1, self.height())
        canvas.text(word, box, ink=ink, kind=Type.SMALL, upright=0.5)


def entry_width(kit: Kit, part: EntryPart) -> int:
    """The width of a box for a full entry with its label."""
    label = kit.flow(part.label, Type.LABEL, 1e6)
    beside = label.width + kit.px(3) if label.lines else 0
    return round(kit.em(Type.KEY) * 0.58 * (part.width + 0.9) + beside + kit.px(9))


def entry_height(kit: Kit) -> int:
    """The least height of a box."""
    return max(kit.up(kit.sizes.target_mm), round(kit.em(Type.KEY) * 1.3 + kit.px(2)))


def draw_entry(canvas: Canvas, part: EntryPart, remark: Words, *, fault: bool, held: bool = False) -> None:
    """Draws a box: what is keyed, a caret where it is active, its label or a remark at its right."""
    kit, p = canvas.kit, canvas.kit.palette
    whole = QRectF(0, 0, canvas.width, canvas.height)
    frame = p.bad if fault else p.frame if part.active else p.line
    thick = kit.px(1.1 if part.active or fault else 0.6)
    fill = p.primary_soft if held else p.bad_soft if fault else p.surface
    canvas.box(whole, fill=fill, frame=frame, frame_px=thick, radius=kit.px(kit.sizes.radius_mm * 0.9))
    pad = kit.px(4)
    nothing = Flow((), (), 1, False, 1.0)
    label = kit.flow(part.label, Type.LABEL, 1e6)
    right = label if label.lines else kit.flow(remark.written, Type.LABEL, 1e6)
    free = canvas.width - 2 * pad - (right.width + kit.px(3) if right.lines else 0)
    digits = kit.flow(part.text, Type.KEY, free, lines=1, bold=True)
    if right is not label and (len(digits.lines) > 1 or digits.width > free):
        right, free = nothing, canvas.width - 2 * pad
        digits = kit.flow(part.text, Type.KEY, free, lines=1, bold=True)
    box = QRectF(pad, 0, free, canvas.height)
    canvas.text(digits, box, ink=p.ink, kind=Type.KEY, upright=0.5)
    if part.active:
        x = pad + digits.width + kit.px(1.2)
        tall, middle = kit.em(Type.KEY) * 0.55, canvas.height / 2
        canvas.line(x, middle - tall, x, middle + tall, ink=p.frame, thick_px=kit.px(0.8))
    ink = p.ink if right is label else p.bad_ink if fault else p.warm_ink
    box = QRectF(canvas.width - pad - right.width - 1, 0, right.width + 1, canvas.height)
    canvas.text(right, box, ink=ink, kind=Type.LABEL, align=Align.RIGHT, upright=0.5)


class EntryField(Part):
    """The only box of an entry: there is nothing to press."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.part = EntryPart("", "", "", 1, active=False)
        self.remark, self.fault = NOTHING, False

    def show_entry(self, part: EntryPart, *, remark: Words, fault: bool) -> None:
        """Shows what is keyed."""
        if (part, remark, fault) != (self.part, self.remark, self.fault):
            self.part, self.remark, self.fault = part, remark, fault
            self.setAccessibleName(part.label or part.text or remark.written)
            self.setAccessibleDescription(" ".join((part.text, remark.written)).strip())
            self.stale()

    def need(self, width: int) -> int:
        return entry_height(self.kit)

    def draw(self, canvas: Canvas) -> None:
        draw_entry(canvas, self.part, self.remark, fault=self.fault)


class EntryBox(Target):
    """One box of several (a date): one is active, and a press makes another so."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.part = EntryPart("", "", "", 1, active=False)
        self.fault = False

    def show_entry(self, part: EntryPart, choice: Choice, *, fault: bool) -> None:
        """Shows what is keyed."""
        self.show_choice(choice)
        self.setAccessibleDescription(part.text)
        if (part, fault) != (self.part, self.fault):
            self.part, self.fault = part, fault
            self.stale()

    def need(self, width: int) -> int:
        return entry_height(self.kit)

    def draw(self, canvas: Canvas) -> None:
        draw_entry(canvas, self.part, NOTHING, fault=self.fault, held=self.held)
