"""The first page, menus, and the staff's page: what can be done here, as tiles."""

from __future__ import annotations

from PySide6.QtCore import QRect

from kiosk.core.screens import Home, Menu, StaffHome
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
        screen = self.shown
        if not screen.note:
            return
        line = self.put(TextLine, "note")
        line.show_line(screen.note, Type.LEAD, align=Align.RIGHT, lines=2)
        title = self.kit.flow(screen.title.written, Type.TITLE, area.width(), lines=1)
        left = round(area.x() + title.width + self.px(12))
        wide = area.right() + 1 - left
        tall = max(round(title.height), line.need(wide))
        line.setGeometry(left, area.y() + (round(title.height) - tall) // 2, wide, tall)

    def _body(self, rect: QRect) -> None:
        screen, gap = self.shown, self.gap
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
        tools = self.shown.tools
        if not tools:
            return rect
        block = self.buttons(tools, rect.width(), look=Look.DASHED)
        block.place(QRect(rect.x(), rect.bottom() + 1 - block.height, rect.width(), block.height))
        return rect.adjusted(0, 0, 0, -block.height - self.gap)


class MenuPage(Page[Menu]):
    """Services of one kind as tiles."""

    def lay(self, area: QRect) -> None:
        self.dots(area, self.shown.page, self.shown.pages)
        count = len(self.shown.choices)
        columns = (2, 1) if count <= 4 or not self.wide else (3, 2)
        grid = self.grid(self.shown.choices, columns=columns)
        self.stack(area, [*self.head(area.width()), grid], upright=0.15 + 0.3 * self.kit.sizes.tall)


class StaffHomePage(Page[StaffHome]):
    """What staff can do, and how the machine is."""

    def lay(self, area: QRect) -> None:
        screen = self.shown
        self.dots(area, screen.page, screen.pages)
        blocks = self.head(area.width(), lines=1)
        if self.wide and screen.rows and screen.choices:
            blocks.append(Block(1, self._two, grow=1.0, gap=self.space))
        else:
            blocks += self.listed(screen.rows, area.width(), grow=0.1)
            blocks.append(self.grid(screen.choices, columns=(2, 1), most_mm=40, gap=self.gap))
        self.stack(area, blocks)

    def _two(self, rect: QRect) -> None:
        columns = 2 if len(self.shown.choices) > 4 or self.height() < self.px(170) else 1
        free = rect.width() - self.gap
        half = round(free * (0.4 if columns > 1 else 0.5))
        left = QRect(rect.x(), rect.y(), free - half, rect.height())
        right = QRect(rect.right() + 1 - half, rect.y(), half, rect.height())
        self.stack(left, [self.grid(self.shown.choices, columns=(columns,), most_mm=44)])
        self.stack(right, self.listed(self.shown.rows, half, grow=0.3))
