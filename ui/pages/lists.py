"""Pages of rows: 您的事, every month's pension, all answers to check, the papers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRect

from kiosk.core.screens import NOTHING, Check, Choice, MyAffairs, PagedList, Papers, Row, Steps, Tone, Words
from ui.canvas import Align
from ui.layout import Block, needed
from ui.pages.messages import PicturePage
from ui.pages.page import Page, S
from ui.parts.buttons import Look
from ui.parts.heading import Heading
from ui.parts.lines import TextLine
from ui.sizes import Type


def titled(page: Page[Any], tools: tuple[Choice, ...], width: int, *, as_of: Words = NOTHING) -> Block | None:
    """A title in one line with the tools beside it, the date under it (without tools: beside it).

    ``None`` where the title does not fit into one line.
    """
    kit = page.kit
    made = [page.button(choice, Look.OUTLINE, Type.SMALL) for choice in tools]
    widths = [max(b.natural_width(), kit.up(kit.sizes.target_mm)) for b in made]
    date = page.put(TextLine, "as_of") if as_of and not tools else None
    if date is not None:
        date.show_line(as_of, Type.SMALL, align=Align.RIGHT)
        widths = [date.natural_width()]
    used = sum(widths) + page.gap * len(widths)
    free = width - used
    flow = kit.flow(page.shown.title.written, Type.TITLE, free, lines=1)
    if len(flow.lines) > 1 or flow.width > free:
        return None
    heading = page.put(Heading, "heading")
    lead = page.shown.lead or (as_of if tools else NOTHING)
    heading.show_words(page.shown.title, lead, lines=1)
    own = heading.need(free)
    tall = max(kit.up(kit.sizes.tool_mm) if tools else 0, own)

    def place(rect: QRect) -> None:
        heading.setGeometry(rect.x(), rect.y() + (rect.height() - own) // 2, free, own)
        x = rect.right() + 1 - used + page.gap
        if date is not None:
            date.setGeometry(x, rect.y(), widths[0], round(flow.height))
        button_px = kit.up(kit.sizes.tool_mm)
        for button, wide in zip(made, widths, strict=False):
            button.setGeometry(x, rect.y() + (rect.height() - button_px) // 2, wide, button_px)
            x += wide + page.gap

    return Block(tall, place)


class RowsPage(PicturePage[S]):
    """Rows as cards, their date, and small tools; without rows a picture, and the tools as big buttons."""

    def lay_empty(self, area: QRect, icon: str, tone: Tone, tools: tuple[Choice, ...], as_of: Words) -> None:
        """Lays out the page that has no rows: why, and what can be done now."""

        def said(width: int, align: Align) -> list[Block]:
            blocks = self.head(width, lines=3, align=align)
            if as_of:
                blocks.append(self.words("as_of", as_of, Type.SMALL, width, align=align))
            return [*blocks, *self.ways(tools, width)]

        self.beside(area, self.picture(icon, tone), said)

    def lay_rows(
        self, area: QRect, rows: Sequence[Row], tools: tuple[Choice, ...], as_of: Words, *, upright_mm: float
    ) -> None:
        """Lays out the page."""
        width = area.width()
        beside = titled(self, tools, width, as_of=as_of) if self.tight else None
        shown = self.rows(rows, width, most_mm=34 if self.wide else upright_mm)
        if beside:
            self.stack(area, [beside, *shown])
            return
        head = self.head(width)
        if tools and not as_of:
            # Nothing stands beside the tools: where there is room they are as big as what they do.
            big = [*head, *shown, self.buttons(tools, width, gap=self.space)]
            if needed(big) <= area.height():
                self.stack(area, big, sink=True)
                return
        self.stack(area, [*head, *shown, self.foot(as_of, tools, width)], sink=True)


class MyAffairsPage(RowsPage[MyAffairs]):
    """您的事: a card for each, with the one thing to do at its right end."""

    def lay(self, area: QRect) -> None:
        shown = self.shown
        if not shown.rows and shown.icon:
            self.lay_empty(area, shown.icon, shown.tone, shown.tools, shown.as_of)
            return
        self.lay_rows(area, shown.rows, shown.tools, shown.as_of, upright_mm=46)
        self.dots(area, shown.page, shown.pages)


class PagedListPage(RowsPage[PagedList]):
    """Rows of one kind."""

    def lay(self, area: QRect) -> None:
        shown = self.shown
        if not shown.rows and shown.icon:
            self.lay_empty(area, shown.icon, Tone.PLAIN, shown.tools, shown.as_of)
            return
        self.lay_rows(area, shown.rows, shown.tools, shown.as_of, upright_mm=42)
        self.dots(area, shown.page, shown.pages)


class CheckPage(Page[Check]):
    """All answers, each with a button to change it, and the row 谁按的."""

    def lay(self, area: QRect) -> None:
        screen, width = self.shown, area.width()
        self.dots(area, screen.page, screen.pages)
        blocks = self.head(width, steps=_steps(screen.steps, self), lines=1)
        blocks += self.rows(screen.rows, width, most_mm=34, look=Look.OUTLINE)
        if screen.choices and not screen.rows:
            blocks.append(self.grid(screen.choices, columns=(2, 1), most_mm=52, gap=self.space * 2))
        elif screen.choices:
            blocks.append(self.buttons(screen.choices, width, columns=self._row_of(len(screen.choices))))
        self.stack(area, blocks, upright=0.2, sink=bool(screen.rows and screen.choices))

    def _row_of(self, count: int) -> int:
        return count if self.wide or count <= 2 else 2


class PapersPage(Page[Papers]):
    """带来了吗？ Each paper with a button that changes its state."""

    def lay(self, area: QRect) -> None:
        screen, width = self.shown, area.width()
        self.dots(area, screen.page, screen.pages)
        blocks = self.head(width, steps=_steps(screen.steps, self), lines=1)
        blocks += self.rows(screen.rows, width, most_mm=36, look=Look.OUTLINE)
        self.stack(area, blocks)


def _steps(steps: Steps | None, page: Page[Check] | Page[Papers]) -> Steps | None:
    """The steps, unless the page is so low that its rows need the room."""
    return steps if page.height() > page.kit.px(100) else None
