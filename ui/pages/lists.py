"""Pages of rows: 您的事, every month's pension, all answers to check, the papers."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect

from kiosk.core.screens import Check, Choice, MyAffairs, PagedList, Papers, Steps
from ui.layout import Block
from ui.pages.page import Page
from ui.parts.buttons import Button, Look
from ui.parts.heading import Heading
from ui.sizes import Type


def titled(page: Page[Any], tools: tuple[Choice, ...], width: int) -> Block | None:
    """A title with the tools beside it, if that fits in one line; else ``None``."""
    kit = page.kit
    made: list[Button] = []
    for choice in tools:
        button = page.put(Button, f"choice:{choice.id}")
        button.show_choice(choice)
        button.suit(Look.OUTLINE, kind=Type.SMALL, bold=True)
        made.append(button)
    widths = [max(b.natural_width(), kit.up(kit.sizes.target_mm)) for b in made]
    used = sum(widths) + page.gap * len(widths)
    heading = page.put(Heading, "heading")
    heading.show_words(page.shown.title, page.shown.lead, lines=1)
    free = width - used
    flow = kit.flow(page.shown.title.written, Type.TITLE, free, lines=1)
    if len(flow.lines) > 1 or flow.width > free:
        return None
    tall = max(kit.up(kit.sizes.tool_mm), heading.need(free))

    def place(rect: QRect) -> None:
        own = heading.need(free)
        heading.setGeometry(rect.x(), rect.y() + (rect.height() - own) // 2, free, own)
        x = rect.right() + 1 - used + page.gap
        button_px = kit.up(kit.sizes.tool_mm)
        for button, wide in zip(made, widths, strict=True):
            button.setGeometry(x, rect.y() + (rect.height() - button_px) // 2, wide, button_px)
            x += wide + page.gap

    return Block(tall, place)


class MyAffairsPage(Page[MyAffairs]):
    """您的事: a card for each, with the one thing to do at its right end."""

    def lay(self, area: QRect) -> None:
        screen, width = self.shown, area.width()
        tight = self.wide and self.kit.sizes.header_pad_mm < 2.8
        beside = titled(self, screen.tools, width) if tight and screen.tools else None
        head = [beside] if beside else self.head(width)
        foot = self.foot(screen.as_of, () if beside else screen.tools, width)
        if not beside:
            self.dots(area, screen.page, screen.pages)
        rows = self.rows(screen.rows, width, most_mm=34 if self.wide else 46)
        self.stack(area, [*head, *rows, foot], sink=True)


class PagedListPage(Page[PagedList]):
    """Rows of one kind."""

    def lay(self, area: QRect) -> None:
        screen, width = self.shown, area.width()
        tight = self.wide and self.kit.sizes.header_pad_mm < 2.8
        beside = titled(self, screen.tools, width) if tight and screen.tools else None
        head = [beside] if beside else self.head(width)
        foot = self.foot(screen.as_of, () if beside else screen.tools, width)
        if not beside:
            self.dots(area, screen.page, screen.pages)
        rows = self.rows(screen.rows, width, most_mm=34 if self.wide else 42)
        self.stack(area, [*head, *rows, foot], sink=True)


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
