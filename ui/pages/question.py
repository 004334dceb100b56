"""One question: choices, or boxes with a keypad, or both. And the staff's keypad."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QRect

from kiosk.core.screens import Choice, Entry, Question, Tone, Unlock, Words
from ui.canvas import Align
from ui.layout import Block, cells, needed, shares
from ui.pages.page import Page, S
from ui.parts.code import CodePicture
from ui.parts.keypad import EntryBox, EntryField, Key, entry_height, entry_width
from ui.parts.lines import TextLine
from ui.sizes import Type

KEY_COLUMNS = 3
FAULT_PICTURE = "alert-circle"
ABREAST = 2


class KeypadPage(Page[S]):
    """What pages with a keypad share."""

    def keypad(self, keys: Sequence[Choice | None], rect: QRect) -> None:
        """Twelve keys, row by row."""
        boxes = cells(rect, len(keys), KEY_COLUMNS, self.gap)
        for number, (choice, box) in enumerate(zip(keys, boxes, strict=True)):
            if choice is None:
                continue
            key = self.put(Key, f"key:{number}")
            key.show_choice(choice)
            key.setGeometry(box)

    def keypad_width(self, height: int) -> int:
        """The width at which keys are a little wider than high, within bounds."""
        kit = self.kit
        tall = (height - 3 * self.gap) / 4
        key = min(max(kit.up(kit.sizes.target_mm), tall * 1.14), kit.px(38))
        return round(KEY_COLUMNS * key + 2 * self.gap)

    def boxes(
        self, entry: Entry, parts: Sequence[Choice], faults: Sequence[str], width: int, *, faulty: bool
    ) -> list[Block]:
        """The boxes of an entry in one line, and the remark where it has no room in the box."""
        tall = entry_height(self.kit)
        if len(entry.boxes) == 1 or not parts:
            blocks = []
            for box in entry.boxes:
                field = self.put(EntryField, f"entry:{box.id}")
                field.show_entry(box, remark=entry.remark, fault=box.id in faults or (faulty and not faults))
                blocks.append(Block(tall, field.setGeometry, grow=0.3, most=self.px(30), gap=self.gap,
                                    gap_least=self.px(2.0)))  # fmt: skip
            return blocks
        made = []
        for box, choice in zip(entry.boxes, parts, strict=True):
            target = self.put(EntryBox, f"entry:{choice.id}")
            target.show_entry(box, choice, fault=box.id in faults)
            made.append(target)
        weights = [float(entry_width(self.kit, box)) for box in entry.boxes]
        used = min(width, round(sum(weights)) + self.gap * (len(weights) - 1))

        def place(rect: QRect) -> None:
            line = QRect(rect.x(), rect.y(), used, rect.height())
            for target, cell in zip(made, shares(line, weights, self.gap), strict=True):
                target.setGeometry(cell)

        blocks = [Block(tall, place, gap=self.gap)]
        if entry.remark:
            blocks.append(self.words("remark", entry.remark, Type.SMALL, width, gap=self.px(2)))
        return blocks

    def fault(self, words: Words, width: int) -> list[Block]:
        """What to look at again."""
        if not words:
            return []
        line = self.put(TextLine, "fault")
        line.show_line(words, Type.LABEL, tone=Tone.BAD, icon=FAULT_PICTURE, lines=3)
        return [
            Block(line.need(width), line.setGeometry, gap=round(self.space * 0.8), gap_least=self.px(0.8))
        ]


class QuestionPage(KeypadPage[Question]):
    """One question a page."""

    def lay(self, area: QRect) -> None:
        screen = self.shown
        if screen.entry is None:
            self._choices(area)
        elif self.wide:
            self._beside(area)
        else:
            self._upright(area)

    def _choices(self, area: QRect) -> None:
        screen = self.shown
        self.dots(area, screen.page, screen.pages)
        blocks = self.head(area.width(), steps=screen.steps)
        blocks += self.fault(screen.fault, area.width())
        if screen.choices:
            columns = self._grid_columns()
            most = 52.0 if len(screen.choices) > columns[0] else 66.0
            blocks.append(
                self.grid(screen.choices, columns=columns, most_mm=most, gap=round(self.space * 1.6))
            )
        self.stack(area, blocks, upright=0.22 + 0.3 * self.kit.sizes.tall)

    def _grid_columns(self) -> tuple[int, ...]:
        count = len(self.shown.choices)
        if self.wide:
            return (2, 1) if count in (2, 4) else (3, 2, 1) if count > 1 else (1,)
        long = max(len(choice.words.written) for choice in self.shown.choices)
        return (1, 2) if count <= 4 or long > 7 else (2, 1)

    def _entry(self, width: int, *, columns: int = 0) -> list[Block]:
        screen = self.shown
        assert screen.entry is not None
        lead = Words() if screen.fault else screen.lead
        blocks = self.head(width, steps=screen.steps, lead=lead)
        blocks += self.fault(screen.fault, width)
        blocks += self.boxes(screen.entry, screen.parts, screen.fault_boxes, width, faulty=bool(screen.fault))
        if screen.choices:
            long = max(len(choice.words.written) for choice in screen.choices)
            align = Align.CENTRE if long < 12 else Align.LEFT
            below = self.buttons(screen.choices, width, columns=columns, align=align)
            blocks.append(below if screen.parts else replace(below, gap_least=self.px(2.0)))
        return blocks

    def _beside(self, area: QRect) -> None:
        wide = self.keypad_width(area.height())
        if self.shown.keys:
            self.keypad(self.shown.keys, QRect(area.right() + 1 - wide, area.y(), wide, area.height()))
        left = area.width() - (wide + self.px(8) if self.shown.keys else 0)
        blocks = self._entry(left)
        if needed(blocks) > area.height() and len(self.shown.choices) == ABREAST:
            # Two lines on two buttons side by side are lower than two buttons under one another.
            blocks = self._entry(left, columns=ABREAST)
        self.stack(QRect(area.x(), area.y(), left, area.height()), blocks, upright=0.45)

    def _upright(self, area: QRect) -> None:
        blocks = self._entry(area.width())
        if self.shown.keys:
            least = 4 * self.kit.up(self.kit.sizes.target_mm) + 3 * self.gap
            most = 4 * self.px(46 * self.stretch) + 3 * self.gap
            blocks.append(Block(least, lambda rect: self.keypad(self.shown.keys, rect), grow=1.0, most=most,
                                gap=self.px(8)))  # fmt: skip
        self.stack(area, blocks, upright=0.8)


class UnlockPage(KeypadPage[Unlock]):
    """The staff's lock: a code to photograph, a number to key in."""

    def lay(self, area: QRect) -> None:
        screen = self.shown
        wide = self.keypad_width(area.height()) if self.wide else area.width()
        left = area.width() - wide - self.px(8) if self.wide else area.width()
        blocks = self.head(left, lines=1)
        blocks += self.fault(screen.fault, left)
        if screen.challenge:
            blocks.append(Block(self.px(30), self._code, grow=1.0, most=self.px(90), gap=self.space))
        if screen.entry is not None:
            blocks += self.boxes(screen.entry, (), (), left, faulty=bool(screen.fault))
        if screen.choices:
            blocks.append(self.buttons(screen.choices, left))
        if self.wide:
            self.stack(QRect(area.x(), area.y(), left, area.height()), blocks, upright=0.4)
            if screen.keys:
                self.keypad(screen.keys, QRect(area.right() + 1 - wide, area.y(), wide, area.height()))
            return
        if screen.keys:
            least = 4 * self.kit.up(self.kit.sizes.target_mm) + 3 * self.gap
            blocks.append(Block(least, lambda rect: self.keypad(screen.keys, rect), grow=1.0,
                                most=4 * self.px(60) + 3 * self.gap, gap=self.px(8)))  # fmt: skip
        self.stack(area, blocks)

    def _code(self, rect: QRect) -> None:
        picture = self.put(CodePicture, "code")
        picture.show_code(self.shown.challenge)
        picture.setGeometry(rect.x(), rect.y(), min(rect.width(), rect.height()), rect.height())
