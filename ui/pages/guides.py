"""Pages to read: guides, consent, who can help, the slip, settings, the five faces."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect

from kiosk.core.screens import Choice, Consent, Guide, Handoff, Help, Rating, Settings, Words
from ui.canvas import Align
from ui.layout import Block, cells
from ui.pages.page import Page, S
from ui.parts.faces import FaceTile
from ui.parts.lines import Numbered, TextLine
from ui.parts.slip import SlipPicture
from ui.sizes import Type


class ReadingPage(Page[S]):
    """What pages with lines of text share."""

    def numbered(self, lines: Sequence[Words], width: int, *, numbers: bool = True, start: int = 0) -> list[Block]:
        """Lines with a number, or a dot, before each."""
        blocks = []
        for number, words in enumerate(lines):
            line = self.put(Numbered, f"line:{number}")
            line.show_number(words, start + number + 1 if numbers else 0)
            blocks.append(Block(line.need(width), line.setGeometry, gap=round(self.space * 1.1)))
        return blocks


class GuidePage(ReadingPage[Guide]):
    """How something is done."""

    def lay(self, area: QRect) -> None:
        screen, width = self.screen, area.width()
        self.dots(area, screen.page, screen.pages)
        blocks = self.head(width)
        blocks += self.numbered(screen.lines, width)
        blocks += self.rows(screen.rows, width, card=False, grow=0.2, most_mm=26)
        blocks.append(Block(1, lambda _: None, grow=1.0))
        blocks.append(self.buttons(screen.choices, width))
        self.stack(area, blocks)


class ConsentPage(ReadingPage[Consent]):
    """What the person agrees to."""

    def lay(self, area: QRect) -> None:
        screen, width = self.screen, area.width()
        self.dots(area, screen.page, screen.pages)
        blocks = self.head(width, steps=screen.steps)
        blocks += self.numbered(screen.lines, width, numbers=False)
        blocks.append(Block(1, lambda _: None, grow=1.0))
        blocks.append(self.buttons(screen.choices, width, gap=self.gap, grow=0.01))
        self.stack(area, blocks)


class HandoffPage(ReadingPage[Handoff]):
    """Where to go with the slip."""

    def lay(self, area: QRect) -> None:
        if self.wide:
            left = round(area.width() * 0.58)
            self.stack(QRect(area.x(), area.y(), left, area.height()), self._said(left), upright=0.45)
            right = area.width() - left - self.px(10)
            self._slip(QRect(area.right() + 1 - right, area.y(), right, area.height()))
            return
        blocks = self._said(area.width())
        slip = Block(self.px(70), self._slip, grow=1.0, most=self.px(230), gap=self.px(8))
        self.stack(area, [*blocks, slip])

    def _said(self, width: int) -> list[Block]:
        screen = self.screen
        blocks = self.head(width)
        blocks += self.numbered(screen.lines, width)
        if screen.note:
            blocks.append(self.words("note", screen.note, Type.BODY, width, gap=round(self.space * 1.3)))
        return blocks

    def _slip(self, rect: QRect) -> None:
        slip = self.put(SlipPicture, "slip")
        slip.show_slip(self.screen.slip)
        slip.setGeometry(rect)


class HelpPage(ReadingPage[Help]):
    """Who can help, how, and when."""

    def lay(self, area: QRect) -> None:
        screen, width = self.screen, area.width()
        blocks = self.head(width)
        blocks += self.rows(screen.rows, width, card=False, grow=0.2, most_mm=26)
        if screen.choices:
            blocks.append(Block(1, self._grid, grow=1.0, gap=self.space))
        self.stack(area, blocks)

    def _grid(self, rect: QRect) -> None:
        choices = self.screen.choices
        count = len(choices)
        columns: tuple[int, ...] = (1, 2) if rect.height() > rect.width() else (2, 1) if count in (2, 4) else (3, 2, 1)
        self.tiles(choices, self.calm(rect, count, columns[0], most_mm=64), columns=columns)


class SettingsPage(ReadingPage[Settings]):
    """看不清 and 听不清."""

    def lay(self, area: QRect) -> None:
        screen, width = self.screen, area.width()
        blocks = self.head(width, lines=1)
        if screen.sample:
            line = self.put(TextLine, "sample")
            line.show_line(screen.sample, Type.HEADING)
            blocks.append(Block(line.need(width), line.setGeometry, gap=self.space))
        if screen.choices:
            blocks.append(Block(1, self._grid, grow=1.0, gap=self.space))
        self.stack(area, blocks)

    def _grid(self, rect: QRect) -> None:
        choices = self.screen.choices
        columns = (2,) if rect.height() > rect.width() else (3, 2)
        self.tiles(choices, self.calm(rect, len(choices), columns[0], most_mm=44), columns=columns)


class RatingPage(ReadingPage[Rating]):
    """Five faces."""

    def lay(self, area: QRect) -> None:
        align = Align.CENTRE if self.wide else Align.LEFT
        blocks = self.head(area.width(), align=align)
        tall = self.px(90) if self.wide else 0
        blocks.append(Block(self.px(40), self._faces, grow=1.0, most=tall, gap=self.space * 2))
        self.stack(area, blocks, upright=0.4)

    def _faces(self, rect: QRect) -> None:
        choices: tuple[Choice, ...] = self.screen.choices
        columns = len(choices) if self.wide else 1
        boxes = cells(rect, len(choices), max(1, columns), self.gap, most=self.px(100))
        for number, (choice, box) in enumerate(zip(choices, boxes, strict=True)):
            face = self.put(FaceTile, f"choice:{choice.id}")
            face.show_choice(choice)
            face.show_face(number, len(choices))
            face.setGeometry(box)
