"""Laying the card on the plate, or other ways to say who one is."""

from __future__ import annotations

from PySide6.QtCore import QRect

from kiosk.core.screens import NOTHING, CardState, Identify, Tone, Words
from ui.canvas import Align
from ui.layout import Block, needed
from ui.pages.page import Page
from ui.parts.lines import TextLine
from ui.parts.plate import PlatePicture
from ui.parts.waiting import Dots
from ui.sizes import Type


class IdentifyPage(Page[Identify]):
    """Words and other ways on the left, the machine's picture on the right (upright: above them)."""

    def lay(self, area: QRect) -> None:
        if self.wide:
            left = round(area.width() * 0.53)
            said = self._said(left)
            if needed(said) > area.height() and self.shown.state is CardState.FAULT:
                said = self._said(left, lead=NOTHING)  # what to do now stands in the fault
            self.stack(QRect(area.x(), area.y(), left, area.height()), said, upright=0.5)
            wide = area.width() - left - self.gap * 2
            inset = self.px(2 if self.kit.sizes.margin_mm < 10 else 8)
            self._picture(QRect(area.right() + 1 - wide, area.y() + inset, wide, area.height() - 2 * inset))
            return
        head, *rest = self._said(area.width())
        picture = Block(self.px(60), self._picture, grow=1.0, most=self.px(330), gap=self.space)
        self.stack(area, [head, picture, *rest])

    def _picture(self, rect: QRect) -> None:
        picture = self.put(PlatePicture, "plate")
        picture.show_plate(self.shown.plate, self.shown.state, self.shown.state_words)
        picture.setGeometry(rect)

    def _said(self, width: int, *, lead: Words | None = None) -> list[Block]:
        screen = self.shown
        blocks = self.head(width, lines=2, lead=lead)
        if screen.state is CardState.FAULT:
            line = self.put(TextLine, "state")
            line.show_line(screen.state_words, Type.LABEL, tone=Tone.BAD, icon="alert-circle")
            blocks.append(Block(line.need(width), line.setGeometry, gap=self.space))
        else:
            dots = self.put(Dots, "dots")
            dots.show_wait(screen.state_words)
            blocks.append(Block(dots.need(width), dots.setGeometry, gap=self.space))
        if screen.choices:
            columns = 1 if self.wide else 0
            blocks.append(
                self.buttons(screen.choices, width, columns=columns, align=Align.LEFT, gap=self.px(8))
            )
        return blocks
