"""The bands around every page: header, strip, bottom bar. Always in the same places."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QWidget

from kiosk.core.screens import NOTHING, Sign, Strip, Tone, Words
from ui.canvas import Align, Canvas
from ui.flow import Flow
from ui.kit import Kit
from ui.parts.part import Part
from ui.sizes import Type
from ui.theme import tint_of

MARK = "home-heart"
STAFF_MARK = "badge-account-outline"
MOST_LINES = 4
"""Of the header; signs that still have no room are left out."""


class HeaderBand(Part):
    """Where this is, no fee, whom to call by name, and small signs."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.place, self.owner = NOTHING, NOTHING
        self.signs: tuple[Sign, ...] = ()
        self.right_px = 0
        self.caption = NOTHING
        self.assisted = False

    def show_header(
        self,
        place: Words,
        owner: Words,
        signs: tuple[Sign, ...],
        *,
        right_px: int,
        caption: Words = NOTHING,
        assisted: bool = False,
    ) -> None:
        """Shows the header; `right_px` is kept free for the tools at its right end.

        A caption stands in the place of all else: it comes and goes, and nothing moves. In the
        assisted mode the whole band is filled with another colour.
        """
        wanted = (place, owner, signs, right_px, caption, assisted)
        if wanted != (self.place, self.owner, self.signs, self.right_px, self.caption, self.assisted):
            self.place, self.owner, self.signs, self.right_px, self.caption, self.assisted = wanted
            self.tell(*((caption,) if caption else (place, owner, *(sign.words for sign in signs))))
            self.stale()

    def _plan(self) -> tuple[int, Flow, Flow, list[list[tuple[Sign, Flow]]]]:
        """The mark's size (0: no room), the two lines, and the signs line by line."""
        kit = self.kit
        free = self.width() - 2 * kit.px(kit.sizes.margin_mm) - self.right_px
        mark = kit.px(min(16.0, kit.sizes.tool_mm * 0.78))
        beside = mark + kit.px(5)
        owner = kit.flow(self.owner.written, Type.SMALL, 1e6)
        if owner.width > free - beside:
            mark = beside = 0
        place = kit.flow(self.place.written, Type.SMALL, free - beside, bold=True)
        owner = kit.flow(self.owner.written, Type.SMALL, free - beside)
        room = [free - beside - place.width, free - beside - owner.width]
        lines: list[list[tuple[Sign, Flow]]] = [[], []]
        for sign in self.signs:
            word = kit.flow(sign.words.written, Type.SMALL, 1e6)
            wide = self._sign_px(word)
            for number in range(len(room) + 1):
                if number == len(room):
                    room.append(free - beside)
                    lines.append([])
                if room[number] >= wide:
                    room[number] -= wide
                    lines[number].append((sign, word))
                    break
                if number >= MOST_LINES - 1:
                    break
        return mark, place, owner, lines

    def _sign_px(self, word: Flow) -> float:
        return word.width + self.kit.em(Type.SMALL) * 1.15 + self.kit.px(5)

    def need(self, width: int) -> int:
        if self.width() != width:
            self.resize(width, self.height())
        kit = self.kit
        _, place, owner, lines = self._plan()
        step = kit.em(Type.SMALL) * 1.2
        text = place.height + (len(owner.lines) + max(0, len(lines) - 2)) * step
        tool = kit.up(kit.sizes.tool_mm)
        # Lines above and below one another need less air around them than buttons do.
        return round(max(tool + 2 * kit.px(kit.sizes.header_pad_mm), text + 2 * kit.px(1.0)))

    def draw(self, canvas: Canvas) -> None:
        kit, p = self.kit, self.kit.palette
        mark, place, owner, lines = self._plan()
        canvas.box(self.whole(), fill=p.warm if self.assisted else p.surface)
        y = self.height() - 1
        canvas.line(0, y, self.width(), y, ink=p.line, thick_px=2)
        left = kit.px(kit.sizes.margin_mm)
        if self.caption:
            self._draw_caption(canvas, left)
            return
        if mark:
            top = (self.height() - mark) / 2
            filled = p.picture if p.high_contrast else p.primary
            if self.assisted:
                filled = p.warm
            canvas.box(QRectF(left, top, mark, mark), fill=filled, radius=kit.px(4))
            glyph = round(mark * 0.72)
            inset = (mark - glyph) / 2
            ink = p.on_warm if self.assisted else p.ground if p.high_contrast else p.on_primary
            canvas.icon(STAFF_MARK if self.assisted else MARK, left + inset, top + inset, size=glyph, ink=ink)
            left += mark + kit.px(5)
        step = kit.em(Type.SMALL) * 1.2
        count = len(place.lines) + len(owner.lines) + max(0, len(lines) - 2)
        top = (self.height() - count * step) / 2
        free = self.width() - left - self.right_px - kit.px(kit.sizes.margin_mm)
        below = top + (len(place.lines) + len(owner.lines)) * step
        rows = [top, top + len(place.lines) * step, below, below + step]
        ink, soft = (p.on_warm, p.on_warm) if self.assisted else (p.ink, p.ink_soft)
        canvas.text(place, QRectF(left, rows[0], free, place.height), ink=ink, kind=Type.SMALL)
        canvas.text(owner, QRectF(left, rows[1], free, owner.height), ink=soft, kind=Type.SMALL)
        starts = [left + place.width, left + owner.width, left - kit.px(5), left - kit.px(5)]
        for line, start, row in zip(lines, starts, rows, strict=False):
            self._draw_signs(canvas, line, start, row)

    def _draw_caption(self, canvas: Canvas, left: float) -> None:
        """What is being said, in as many lines as the header has; so much of its end as has room."""
        kit, p = self.kit, self.kit.palette
        size = round(kit.em(Type.SMALL) * 1.3)
        free = self.width() - left - self.right_px - kit.px(kit.sizes.margin_mm) - size - kit.px(3)
        flow = tail_of(kit, self.caption.written, free, self.height() - 2 * kit.px(0.5))
        top = (self.height() - flow.height) / 2
        canvas.icon("account-voice", left, (self.height() - size) / 2, size=size, ink=p.picture)
        box = QRectF(left + size + kit.px(3), top, free, flow.height)
        canvas.text(flow, box, ink=p.ink, kind=Type.SMALL)

    def _draw_signs(self, canvas: Canvas, line: list[tuple[Sign, Flow]], x: float, top: float) -> None:
        kit, p = self.kit, self.kit.palette
        size = kit.em(Type.SMALL)
        for sign, word in line:
            x += kit.px(5)
            tint = tint_of(p, sign.tone)
            ink = tint.ink if sign.tone is not Tone.PLAIN else p.ink_soft
            picture = p.picture if p.high_contrast or sign.tone is Tone.PLAIN else tint.ink
            if self.assisted:
                ink = picture = p.on_warm
            canvas.icon(sign.icon, x, top + size * 0.08, size=size, ink=picture)
            x += size * 1.15
            canvas.text(word, QRectF(x, top, word.width + 1, word.height), ink=ink, kind=Type.SMALL)
            x += word.width


def tail_of(kit: Kit, text: str, width: float, height: float) -> Flow:
    """A caption, as large as it may be; of a long one the beginning is left out, sentence by sentence."""
    large = kit.flow(text, Type.LEAD, width, height=height)
    if large.height <= height:
        return large
    left = text
    while True:
        flow = kit.flow(left, Type.SMALL, width, height=height)
        shorter = left.lstrip("…").partition("。")[2] or left.lstrip("…").partition("，")[2]
        if flow.height <= height or not shorter:
            return flow
        left = f"…{shorter}"


class StripBand(Part):
    """A full-width line: 请现在拿走身份证."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.strip = Strip(NOTHING)

    def show_strip(self, strip: Strip) -> None:
        """Shows the line."""
        if strip != self.strip:
            self.strip = strip
            self.tell(strip.words)
            self.stale()

    def _flow(self, width: float) -> tuple[Flow, int]:
        kit = self.kit
        icon = round(kit.em(Type.HEADING) * 1.15) if self.strip.icon else 0
        free = width - 2 * kit.px(kit.sizes.margin_mm) - (icon + kit.px(3) if icon else 0)
        return kit.flow(self.strip.words.written, Type.HEADING, free, lines=1), icon

    def need(self, width: int) -> int:
        flow, icon = self._flow(width)
        return round(max(flow.height, icon) + 2 * self.kit.px(self.kit.sizes.space_mm * 0.4))

    def draw(self, canvas: Canvas) -> None:
        kit = self.kit
        flow, icon = self._flow(self.width())
        tint = tint_of(kit.palette, self.strip.tone)
        canvas.box(self.whole(), fill=tint.fill)
        space = kit.px(3) if icon else 0
        left = (self.width() - flow.width - icon - space) / 2
        canvas.icon(self.strip.icon, left, (self.height() - icon) / 2, size=icon, ink=tint.on_fill)
        box = QRectF(left + icon + space, 0, flow.width + 1, self.height())
        canvas.text(flow, box, ink=tint.on_fill, kind=Type.HEADING, align=Align.LEFT, upright=0.5)


class BarBand(Part):
    """The ground of the bottom bar."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def need(self, width: int) -> int:
        return 0

    def draw(self, canvas: Canvas) -> None:
        p = self.kit.palette
        canvas.box(self.whole(), fill=p.surface)
        canvas.line(0, 1, self.width(), 1, ink=p.line, thick_px=2)
