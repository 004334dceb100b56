"""Pages to read: guides, consent, who can help, the slip, settings, the five faces."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect

from kiosk.core.screens import Choice, Consent, Guide, Handoff, Help, Rating, Settings, Words
from ui.canvas import Align
from ui.layout import Block, cells
from ui.pages.page import Page, S
from ui.parts.code import CodePicture
from ui.parts.faces import FaceTile
from ui.parts.lines import Numbered, TextLine
from ui.parts.slip import SlipPicture
from ui.sizes import Type


class ReadingPage(Page[S]):
    """What pages with lines of text share."""

    def numbered(
        self, lines: Sequence[Words], width: int, *, numbers: bool = True, start: int = 0
    ) -> list[Block]:
        """Lines with a number, or a dot, before each."""
        blocks = []
        for number, words in enumerate(lines):
            line = self.put(Numbered, f"line:{number}")
            line.show_number(words, start + number + 1 if numbers else 0)
            height = line.need(width)
            most = height + self.px(7 * self.stretch * self.stretch)
            blocks.append(Block(height, line.setGeometry, grow=0.3, most=most, gap=round(self.space * 0.8)))
        return blocks

    def paper(self, lines: Sequence[Words], width: int, *, numbers: bool) -> Block:
        """Lines on one white card."""
        if not lines:
            return Block(0, lambda _: None)
        inner = self.numbered(lines, width - 2 * self.inset, numbers=numbers)
        return self.carded("lines", inner, edge_mm=self.kit.sizes.pad_mm * 0.6)


class GuidePage(ReadingPage[Guide]):
    """How something is done."""

    def lay(self, area: QRect) -> None:
        screen, width = self.shown, area.width()
        self.dots(area, screen.page, screen.pages)
        blocks = [*self.head(width), self.paper(screen.lines, width, numbers=True)]
        blocks += self.listed(screen.rows, width, grow=0.1)
        blocks.append(self.buttons(screen.choices, width))
        self.stack(area, blocks, sink=bool(screen.choices))


class ConsentPage(ReadingPage[Consent]):
    """What the person agrees to."""

    def lay(self, area: QRect) -> None:
        screen, width = self.shown, area.width()
        self.dots(area, screen.page, screen.pages)
        blocks = [*self.head(width, steps=screen.steps), self.paper(screen.lines, width, numbers=False)]
        blocks.append(self.buttons(screen.choices, width, gap=self.gap))
        self.stack(area, blocks, sink=bool(screen.choices))


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
        slip = Block(self.px(70), self._slip, grow=1.0, most=self.px(300), gap=self.px(8))
        self.stack(area, [*blocks, slip])

    def _said(self, width: int) -> list[Block]:
        screen = self.shown
        blocks = self.head(width)
        blocks += self.numbered(screen.lines, width)
        if screen.note:
            blocks.append(self.words("note", screen.note, Type.BODY, width, gap=round(self.space * 1.3)))
        return blocks

    def _slip(self, rect: QRect) -> None:
        if self.shown.code:
            code = self.put(CodePicture, "code")
            code.show_code(self.shown.code)
            code.setGeometry(rect)
            return
        slip = self.put(SlipPicture, "slip")
        slip.show_slip(self.shown.slip)
        slip.setGeometry(rect)


class HelpPage(ReadingPage[Help]):
    """Who can help, how, and when."""

    def lay(self, area: QRect) -> None:
        screen, width = self.shown, area.width()
        count = len(screen.choices)
        columns: tuple[int, ...] = (1, 2) if not self.wide else (2, 1) if count in (2, 4) else (3, 2, 1)
        blocks = self.head(width)
        blocks.append(self.grid(screen.choices, columns=columns, most_mm=64))
        blocks += self.listed(screen.rows, width, grow=0.05)
        if screen.tools:
            blocks.append(self.foot(Words(), screen.tools, width))
        self.stack(area, blocks, upright=0.2 + 0.3 * self.kit.sizes.tall)


class SettingsPage(ReadingPage[Settings]):
    """看不清 and 听不清."""

    def lay(self, area: QRect) -> None:
        screen, width = self.shown, area.width()
        blocks = self.head(width, lines=1)
        if screen.sample:
            line = self.put(TextLine, "sample")
            line.show_line(screen.sample, Type.HEADING)
            blocks.append(Block(line.need(width), line.setGeometry, gap=self.space))
        columns = (2, 1) if not self.wide or len(screen.choices) in (2, 4) else (3, 2)
        blocks.append(self.grid(screen.choices, columns=columns, most_mm=56))
        self.stack(area, blocks, upright=0.2 + 0.3 * self.kit.sizes.tall)


class RatingPage(ReadingPage[Rating]):
    """Five faces."""

    def lay(self, area: QRect) -> None:
        align = Align.CENTRE if self.wide else Align.LEFT
        blocks = self.head(area.width(), align=align)
        tall = self.px(90) if self.wide else 0
        blocks.append(Block(self.px(40), self._faces, grow=1.0, most=tall, gap=self.space * 2))
        self.stack(area, blocks, upright=0.4)

    def _faces(self, rect: QRect) -> None:
        choices: tuple[Choice, ...] = self.shown.choices
        columns = len(choices) if self.wide else 1
        boxes = cells(rect, len(choices), max(1, columns), self.gap, most=self.px(88))
        for number, (choice, box) in enumerate(zip(choices, boxes, strict=True)):
            face = self.put(FaceTile, f"choice:{choice.id}")
            face.show_choice(choice)
            face.show_face(number, len(choices))
            face.setGeometry(box)
