"""The head of a page: how far along, the question in big type, a line under it."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from kiosk.core.screens import NOTHING, Steps, Words
from ui.canvas import Align, Canvas
from ui.flow import Flow
from ui.kit import Kit
from ui.parts.part import Part
from ui.sizes import Type


class Heading(Part):
    """Title and lead."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.title, self.lead = NOTHING, NOTHING
        self.lines, self.align, self.em_mm, self.kind = 2, Align.LEFT, 0.0, Type.TITLE

    def show_words(
        self,
        title: Words,
        lead: Words,
        *,
        lines: int = 2,
        align: Align = Align.LEFT,
        em_mm: float = 0.0,
        kind: Type = Type.TITLE,
    ) -> None:
        """Shows a title of at most `lines` lines and a lead."""
        wanted = (title, lead, lines, align, em_mm, kind)
        if wanted != (self.title, self.lead, self.lines, self.align, self.em_mm, self.kind):
            self.title, self.lead, self.lines, self.align, self.em_mm, self.kind = wanted
            self.tell(title, lead)
            self.stale()

    def _flows(self, width: float) -> tuple[Flow, Flow]:
        kit = self.kit
        title = kit.flow(self.title.written, self.kind, width, lines=self.lines, em_mm=self.em_mm)
        if len(title.lines) > 1:
            # Two lines are read as well a little smaller, and leave room for what is below.
            wrapped_mm = (self.em_mm or kit.sizes.styles[self.kind].em_mm) * 0.86
            title = kit.flow(self.title.written, self.kind, width, lines=self.lines, em_mm=wrapped_mm)
        most = min(width, kit.em(Type.LEAD) * 40.0)
        return title, kit.flow(self.lead.written, Type.LEAD, most)

    def _between(self) -> int:
        return self.kit.px(self.kit.sizes.space_mm * 0.5)

    def need(self, width: int) -> int:
        title, lead = self._flows(width)
        return (
            round(title.height + (self._between() + lead.height if lead.lines else 0)) + 1
            if title.lines or lead.lines
            else 0
        )

    def draw(self, canvas: Canvas) -> None:
        p = self.kit.palette
        title, lead = self._flows(self.width())
        box = QRectF(0, 0, self.width(), title.height)
        end = canvas.text(title, box, ink=p.ink, kind=self.kind, align=self.align)
        if lead.lines:
            below = QRectF(0, end + (self._between() if title.lines else 0), self.width(), lead.height)
            canvas.text(lead, below, ink=p.ink_soft, kind=Type.LEAD, align=self.align)


class StepsBar(Part):
    """Short dashes, done and to come, with 第 3 个问题，共 6 个 beside them."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.steps = Steps(NOTHING, 0, 0)

    def show_steps(self, steps: Steps) -> None:
        """Shows how far along."""
        if steps != self.steps:
            self.steps = steps
            self.tell(steps.words)
            self.stale()

    def _dashes(self, width: float) -> tuple[float, float]:
        """The length of a dash and of the gap after it; nothing where there is no room."""
        kit = self.kit
        words = kit.flow(self.steps.words.written, Type.SMALL, 1e6)
        count = max(1, self.steps.of)
        room = width - words.width - kit.px(5)
        dash = min(kit.px(8.0), room / count - kit.px(2.0))
        return (dash, kit.px(2.0)) if dash >= kit.px(3.0) else (0.0, 0.0)

    def need(self, width: int) -> int:
        return round(self.kit.flow(self.steps.words.written, Type.SMALL, width).height) + 1

    def draw(self, canvas: Canvas) -> None:
        kit, p = self.kit, self.kit.palette
        dash, gap = self._dashes(self.width())
        x, thick = 0.0, kit.px(2.4)
        if dash:
            y = (self.height() - thick) / 2
            for number in range(1, self.steps.of + 1):
                fill = (
                    p.good if number < self.steps.step else p.primary if number == self.steps.step else p.line
                )
                todo = p.high_contrast and number > self.steps.step
                canvas.box(QRectF(x, y, dash, thick), fill="" if todo else fill, frame=p.line if todo else "",
                           frame_px=2 if todo else 0, radius=thick / 2)  # fmt: skip
                x += dash + gap
            x += kit.px(2.0)
        words = kit.flow(self.steps.words.written, Type.SMALL, self.width() - x)
        box = QRectF(x, 0, self.width() - x, self.height())
        canvas.text(words, box, ink=p.ink_soft, kind=Type.SMALL, upright=0.5)
