"""Pages with one answer: a result, a receipt, a paper, a case's way, what may be due."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect

from kiosk.core.screens import (
    NOTHING,
    Choice,
    Document,
    Eligibility,
    Progress,
    Receipt,
    Result,
    Row,
    Tone,
    Words,
)
from ui.layout import Block, needed
from ui.pages.lists import titled
from ui.pages.page import Page, S
from ui.parts.answer import AnswerCard, PaperPicture
from ui.parts.buttons import Look
from ui.parts.timeline import TimelineRow
from ui.sizes import Type

STATE_ICONS = {
    Tone.PLAIN: "information",
    Tone.URGENT: "alert-circle",
    Tone.GOOD: "check-circle",
    Tone.BAD: "close-circle",
}


class SplitPage(Page[S]):
    """A card with the answer on the left, rows on the right, buttons below (upright: one column)."""

    share = 0.4

    def card(self, width: int) -> Block:
        """The card with the answer."""
        raise NotImplementedError

    def split(
        self, area: QRect, head: list[Block], rows: Sequence[Row], below: list[Block], *, beside: bool = True
    ) -> None:
        """Lays out head, card, rows and what is below."""
        if not (self.wide and beside and rows):
            width = area.width()
            card = self.card(width)
            tall = Block(
                card.height,
                card.place,
                grow=0.7,
                most=self.px((100 if rows else 150) * self.stretch),
                gap=self.space,
            )
            self.stack(
                area, [*head, tall, *self.list(rows, width), *below], sink=any(b.height for b in below)
            )
            return
        least = max(self.card(self._left(area)).height, needed(self.list(rows, self._right(area))))
        most = max(self.px(140), least)
        split = Block(
            least, lambda rect: self._split_columns(rect, rows), grow=1.0, most=most, gap=self.space
        )
        blocks = [*head, split, *below]
        self.stack(area, blocks)

    def _left(self, rect: QRect) -> int:
        return round(rect.width() * self.share)

    def _right(self, rect: QRect) -> int:
        return rect.width() - self._left(rect) - self.gap

    def _split_columns(self, rect: QRect, rows: Sequence[Row]) -> None:
        left, right = self._left(rect), self._right(rect)
        self.card(left).place(QRect(rect.x(), rect.y(), left, rect.height()))
        self.stack(
            QRect(rect.right() + 1 - right, rect.y(), right, rect.height()),
            self.list(rows, right),
            upright=0.4,
        )

    def list(self, rows: Sequence[Row], width: int) -> list[Block]:
        """The rows."""
        if any(row.action for row in rows):
            return self.rows(rows, width, grow=0.5, most_mm=30)
        return self.listed(rows, width, most_mm=30)


class ResultPage(SplitPage[Result]):
    """The answer first and big."""

    def card(self, width: int) -> Block:
        card, screen = self.put(AnswerCard, "answer"), self.shown
        card.show_answer(screen.headline, screen.as_of, icon=screen.icon, tone=screen.tone)
        return Block(card.need(width), card.setGeometry)

    def lay(self, area: QRect) -> None:
        """The first way that has room for everything: tools above, labels of two lines side by side, both."""
        abreast = len(self.shown.choices) if self.wide else 0
        for above, columns in ((self.tight, 0), (self.tight, abreast), (True, 0), (True, abreast)):
            self.begin()
            self.spare_px = 0
            self._lay(area, above=above, columns=columns)
            if self.spare_px >= 0:
                return

    def _lay(self, area: QRect, *, above: bool, columns: int) -> None:
        screen, width = self.shown, area.width()
        line = titled(self, screen.tools, width) if above and screen.tools else None
        head = [line] if line else self.head(width)
        below = self.below(screen.choices, () if line else screen.tools, width, columns=columns)
        self.split(area, head, screen.rows, below)

    def below(
        self, choices: Sequence[Choice], tools: Sequence[Choice], width: int, *, columns: int = 0
    ) -> list[Block]:
        """What can be done next, and small tools: in one line where they fit, else under it."""
        one = self.one_line(choices, tools, width) if not columns else None
        if one is not None:
            return [one]
        return [self.buttons(choices, width, columns=columns), self.foot(NOTHING, tools, width)]

    def one_line(self, choices: Sequence[Choice], tools: Sequence[Choice], width: int) -> Block | None:
        """Choices from the left, tools at the right; ``None`` if they do not fit."""
        if not choices or not tools:
            return None
        made = [self.button(choice, Look.OUTLINE, Type.LABEL) for choice in choices]
        small = [self.button(choice, Look.OUTLINE, Type.SMALL) for choice in tools]
        least = self.kit.up(self.kit.sizes.target_mm)
        widths = [max(least, button.natural_width()) for button in (*made, *small)]
        spare = width - sum(widths) - self.gap * (len(widths) - 1) - self.gap
        if spare < 0:
            return None
        tall = self.kit.up(self.kit.sizes.tool_mm)

        def place(rect: QRect) -> None:
            x = rect.x()
            for number, (button, wide) in enumerate(zip((*made, *small), widths, strict=True)):
                x += spare + self.gap if number == len(made) else 0
                button.setGeometry(x, rect.y(), wide, rect.height())
                x += wide + self.gap

        return Block(tall, place, gap=self.gap)


class ReceiptPage(SplitPage[Receipt]):
    """The number, what is known, what happens next."""

    share = 0.46

    def card(self, width: int) -> Block:
        card, screen = self.put(AnswerCard, "answer"), self.shown
        card.show_answer(screen.number, screen.state_words, icon=STATE_ICONS[screen.tone], tone=screen.tone)
        return Block(card.need(width), card.setGeometry)

    def lay(self, area: QRect) -> None:
        screen = self.shown
        self.dots(area, screen.page, screen.pages)
        self.split(area, self.head(area.width()), screen.rows, [self.buttons(screen.choices, area.width())])


class DocumentPage(SplitPage[Document]):
    """What a certificate will say, then what its paper is doing."""

    def card(self, width: int) -> Block:
        card, screen = self.put(PaperPicture, "paper"), self.shown
        card.show_paper(screen.state, screen.state_words)
        return Block(card.need(width), card.setGeometry)

    def lay(self, area: QRect) -> None:
        screen = self.shown
        self.dots(area, screen.page, screen.pages)
        self.split(area, self.head(area.width()), screen.rows, [self.buttons(screen.choices, area.width())])


class EligibilityPage(SplitPage[Eligibility]):
    """可以, 可能 or 暂不, and why, rule by rule."""

    def lay(self, area: QRect) -> None:
        screen, width = self.shown, area.width()
        self.dots(area, screen.page, screen.pages)
        beside = titled(self, screen.choices, width) if self.tight and screen.choices else None
        above = self.steps(screen.steps, width) if beside else []
        blocks = [*above, beside] if beside else self.head(width, steps=screen.steps)
        below = [] if beside else [self.buttons(screen.choices, width)]
        cards = [*blocks, *self.rows(screen.rows, width, most_mm=30), *below]
        if self.tight or needed(cards) > area.height():
            cards = [*blocks, *self.listed(screen.rows, width), *below]
        self.stack(area, cards, sink=bool(screen.choices))

    def card(self, width: int) -> Block:
        return Block(0, lambda _: None)


class ProgressPage(SplitPage[Progress]):
    """A case's way so far, as a line with stations."""

    def card(self, width: int) -> Block:
        card, screen = self.put(AnswerCard, "answer"), self.shown
        card.show_answer(screen.headline, Words(), icon=STATE_ICONS[screen.tone], tone=screen.tone)
        return Block(card.need(width), card.setGeometry)

    def list(self, rows: Sequence[Row], width: int) -> list[Block]:
        blocks: list[Block] = []
        inner = width - 2 * self.inset
        for number, row in enumerate(rows):
            view = self.put(TimelineRow, f"station:{number}")
            view.show_station(row, first=number == 0, last=number == len(rows) - 1)
            height = view.need(inner)
            blocks.append(
                Block(height, view.setGeometry, grow=0.6, most=max(height, self.px(34 * self.stretch)))
            )
        return [self.carded("stations", blocks, grow=0.6 * len(blocks))] if blocks else []

    def lay(self, area: QRect) -> None:
        screen = self.shown
        self.dots(area, screen.page, screen.pages)
        self.split(area, self.head(area.width()), screen.rows, [self.buttons(screen.choices, area.width())])
