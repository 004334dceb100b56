"""The first page, menus, and the staff's page: what can be done here, as tiles."""

from __future__ import annotations

from PySide6.QtCore import QRect

from kiosk.core.screens import Choice, Home, Menu, StaffHome
from ui.canvas import Align
from ui.layout import Block
from ui.pages.page import Page
from ui.parts.buttons import Look
from ui.parts.lines import TextLine
from ui.parts.tiles import CardPanel
from ui.sizes import Type


class HomePage(Page[Home]):
    """A panel that shows where the card goes, and tiles beside it (upright: under it)."""

    def lay(self, area: QRect) -> None:
        blocks = self.head(area.width(), lines=1)
        blocks.append(Block(1, self._body, grow=1.0, gap=self.space))
        self.stack(area, blocks)
        self._note(area)

    def _note(self, area: QRect) -> None:
        """What is special today stands beside the title, where nothing else is."""
        screen = self.screen
        if not screen.note:
            return
        line = self.put(TextLine, "note")
        line.show_line(screen.note, Type.LEAD, align=Align.RIGHT, lines=2)
        title = self.kit.flow(screen.title.written, Type.TITLE, area.width(), lines=1)
        left = round(area.x() + title.width + self.px(12))
        line.setGeometry(left, area.y(), area.right() + 1 - left, round(title.height))

    def _body(self, rect: QRect) -> None:
        screen, gap = self.screen, self.gap
        rect = self._tools(rect)
        if screen.panel is None:
            self.tiles(screen.choices, rect, columns=(2, 3) if rect.height() > rect.width() else (3, 2))
            return
        panel = self.put(CardPanel, f"panel:{screen.panel.id}")
        panel.show_choice(screen.panel)
        panel.point_to(screen.plate)
        if rect.height() > rect.width():
            tall = max(panel.need(rect.width()), round(rect.height() * 0.2))
            panel.setGeometry(rect.x(), rect.y(), rect.width(), tall)
            self.tiles(screen.choices, rect.adjusted(0, tall + gap, 0, 0), columns=(2,))
            return
        wide = round(rect.width() * (0.325 if self.kit.sizes.margin_mm > 10 else 0.29))
        panel.setGeometry(rect.x(), rect.y(), wide, rect.height())
        self.tiles(screen.choices, rect.adjusted(wide + gap, 0, 0, 0), columns=(2,))

    def _tools(self, rect: QRect) -> QRect:
        tools = self.screen.tools
        if not tools:
            return rect
        block = self.buttons(tools, rect.width(), look=Look.DASHED)
        block.place(QRect(rect.x(), rect.bottom() + 1 - block.height, rect.width(), block.height))
        return rect.adjusted(0, 0, 0, -block.height - self.gap)


class MenuPage(Page[Menu]):
    """Services of one kind as tiles."""

    def lay(self, area: QRect) -> None:
        self.dots(area, self.screen.page, self.screen.pages)
        blocks = self.head(area.width())
        blocks.append(Block(1, self._grid, grow=1.0, gap=self.space))
        self.stack(area, blocks)

    def _grid(self, rect: QRect) -> None:
        count = len(self.screen.choices)
        columns = (2, 1) if count <= 4 or rect.height() > rect.width() else (3, 2)
        self.tiles(self.screen.choices, self.calm(rect, count, columns[0]), columns=columns)


class StaffHomePage(Page[StaffHome]):
    """What staff can do, and how the machine is."""

    def lay(self, area: QRect) -> None:
        screen = self.screen
        self.dots(area, screen.page, screen.pages)
        blocks = self.head(area.width(), lines=1)
        if self.wide and screen.rows and screen.choices:
            blocks.append(Block(1, self._two, grow=1.0, gap=self.space))
            self.stack(area, blocks)
            return
        blocks += self.rows(screen.rows, area.width(), card=False, grow=0.2, most_mm=20)
        if screen.choices:
            blocks.append(Block(1, self._grid, grow=1.0, gap=self.space))
        self.stack(area, blocks)

    def _two(self, rect: QRect) -> None:
        half = (rect.width() - self.gap) // 2
        left = QRect(rect.x(), rect.y(), half, rect.height())
        right = QRect(rect.right() + 1 - half, rect.y(), half, rect.height())
        self._list(left, self.screen.choices)
        self.stack(right, self.rows(self.screen.rows, half, card=False, grow=0.3, most_mm=24))

    def _list(self, rect: QRect, choices: tuple[Choice, ...]) -> None:
        block = self.buttons(choices, rect.width(), grow=1.0, most_mm=26)
        self.stack(rect, [block])

    def _grid(self, rect: QRect) -> None:
        self.stack(rect, [self.buttons(self.screen.choices, rect.width(), grow=1.0, most_mm=28)])


