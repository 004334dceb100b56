"""Lines of words: plain, with a picture, or numbered; and the dots that tell the page."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from kiosk.core.screens import NOTHING, Tone, Words
from ui.canvas import Align, Canvas
from ui.flow import Flow
from ui.kit import Kit
from ui.parts.part import Part
from ui.sizes import Type
from ui.theme import tint_of

MOST_HANZI = 40.0
"""Running text is never wider than this many characters."""


class TextLine(Part):
    """Words of one kind, with a picture before them if there is one."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.words, self.kind, self.align = NOTHING, Type.BODY, Align.LEFT
        self.tone: Tone | None = None
        self.icon, self.lines, self.em_mm, self.spacing = "", 0, 0.0, 0.0

    def show_line(
        self,
        words: Words,
        kind: Type,
        *,
        align: Align = Align.LEFT,
        tone: Tone | None = None,
        icon: str = "",
        lines: int = 0,
        em_mm: float = 0.0,
        spacing: float = 0.0,
    ) -> None:
        """Shows words; `tone` colours them, ``None`` is the soft ink."""
        wanted = (words, kind, align, tone, icon, lines, em_mm, spacing)
        now = (self.words, self.kind, self.align, self.tone, self.icon, self.lines, self.em_mm, self.spacing)
        if wanted != now:
            self.words, self.kind, self.align, self.tone = words, kind, align, tone
            self.icon, self.lines, self.em_mm, self.spacing = icon, lines, em_mm, spacing
            self.tell(words)
            self.stale()

    def _flow(self, width: float) -> tuple[Flow, int]:
        kit = self.kit
        size = round(kit.em(self.kind) * 1.2) if self.icon else 0
        free = width - (size + kit.px(2.5) if size else 0)
        free = min(free, kit.em(self.kind) * MOST_HANZI)
        return kit.flow(
            self.words.written, self.kind, free, lines=self.lines, em_mm=self.em_mm, spacing=self.spacing
        ), size

    def need(self, width: int) -> int:
        flow, size = self._flow(width)
        return round(max(flow.height, size)) + 1 if flow.lines else 0

    def natural_width(self) -> int:
        """The width at which it stands in one line."""
        flow, size = self._flow(1e6)
        return round(flow.width + (size + self.kit.px(2.5) if size else 0)) + 2

    def draw(self, canvas: Canvas) -> None:
        kit, p = self.kit, self.kit.palette
        flow, size = self._flow(self.width())
        ink = (
            p.ink_soft
            if self.tone is None
            else p.ink
            if self.tone is Tone.PLAIN
            else tint_of(p, self.tone).ink
        )
        picture = p.picture if p.high_contrast or self.tone in (None, Tone.PLAIN) else ink
        beside = size + kit.px(2.5) if size else 0
        left = (self.width() - flow.width - beside) * self.align.value
        first = flow.em * 1.16
        top = (self.height() - max(flow.height, size)) / 2
        if size:
            middle = top + (max(flow.height, size) / 2 if len(flow.lines) == 1 else first / 2)
            canvas.icon(self.icon, left, middle - size / 2, size=size, ink=picture)
        box = QRectF(left + beside, 0, flow.width + 1, self.height())
        canvas.text(flow, box, ink=ink, kind=self.kind, align=self.align, upright=0.5)


class Numbered(Part):
    """A line of a guide: its number in a disc, or a dot, and what to do."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.words, self.number, self.kind = NOTHING, 0, Type.LEAD

    def show_number(self, words: Words, number: int, *, kind: Type = Type.LEAD) -> None:
        """Shows a line; number 0 shows a dot."""
        if (words, number, kind) != (self.words, self.number, self.kind):
            self.words, self.number, self.kind = words, number, kind
            self.tell(words)
            self.stale()

    def _disc(self) -> float:
        kit = self.kit
        return kit.em(Type.LEAD) * 1.5 if self.number else kit.em(Type.LEAD) * 0.36

    def _left(self) -> float:
        return self._disc() + self.kit.px(self.kit.sizes.pad_mm * 0.8)

    def _flow(self, width: float) -> Flow:
        kit = self.kit
        free = min(width - self._left(), kit.em(self.kind) * MOST_HANZI)
        return kit.flow(self.words.written, self.kind, free, spacing=1.5)

    def need(self, width: int) -> int:
        return round(max(self._flow(width).height, self._disc())) + 1

    def draw(self, canvas: Canvas) -> None:
        kit, p = self.kit, self.kit.palette
        flow, disc = self._flow(self.width()), self._disc()
        top = (self.height() - max(flow.height, disc if self.number else 0)) / 2
        first = top + (max(disc, flow.em * 1.16) / 2 if self.number else flow.em * 0.58)
        canvas.disc(disc / 2, first, radius=disc / 2, fill=p.primary)
        if self.number:
            digits = kit.flow(str(self.number), Type.LEAD, 1e6, bold=True)
            box = QRectF(0, first - digits.height / 2, disc, digits.height)
            canvas.text(digits, box, ink=p.on_primary, kind=Type.LEAD, align=Align.CENTRE)
        start = first - flow.em * 0.58 if len(flow.lines) == 1 or not self.number else top
        box = QRectF(self._left(), start, self.width() - self._left(), flow.height)
        canvas.text(flow, box, ink=p.ink, kind=self.kind)


class PageDots(Part):
    """Which page of how many, as dots: no words are needed."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.page, self.pages = 0, 1

    def show_pages(self, page: int, pages: int) -> None:
        """Shows page `page` (from 0) of `pages`."""
        if (page, pages) != (self.page, self.pages):
            self.page, self.pages = page, pages
            self.setAccessibleName(f"{page + 1}/{pages}")
            self.stale()

    def need(self, width: int) -> int:
        return self.kit.px(5)

    def natural_width(self) -> int:
        """The width of all the dots."""
        return self.kit.px(7) * self.pages

    def draw(self, canvas: Canvas) -> None:
        kit, p = self.kit, self.kit.palette
        step, radius = kit.px(7), kit.px(1.9)
        x, y = self.width() - self.pages * step + step / 2, self.height() / 2
        for number in range(self.pages):
            here = number == self.page
            canvas.disc(x, y, radius=radius * (1.25 if here else 1.0), fill=p.primary if here else "",
                        frame=p.frame, frame_px=kit.px(0.5))  # fmt: skip
            x += step
