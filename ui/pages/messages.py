"""Pages with one picture and a few words: what happened, what goes on, is anybody there, goodbye."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect

from kiosk.core.screens import (
    NOTHING,
    Choice,
    Closed,
    Ending,
    Message,
    Notice,
    PaperState,
    StillThere,
    Tone,
    VoiceConfirm,
    Working,
)
from ui.canvas import Align
from ui.kit import SHORT_LINES
from ui.layout import Block
from ui.pages.page import Page, S
from ui.parts.answer import PaperPicture
from ui.parts.lines import Numbered, TextLine
from ui.parts.waiting import CountdownRing, Dots, Picture
from ui.sizes import Type

LOUD = 1.5
"""How much bigger a warning's title is than a page's."""


class PicturePage(Page[S]):
    """A big picture on the left and words on the right; upright: the picture above, all centred."""

    share = 0.3

    def picture(self, icon: str, tone: Tone) -> Callable[[QRect], None]:
        """Places the picture in the middle of a rectangle."""

        def place(rect: QRect) -> None:
            part = self.put(Picture, "picture")
            side = min(rect.width(), rect.height(), self.px(96 * self.stretch))
            part.show_picture(icon, tone, size_px=side)
            part.setGeometry(
                rect.x() + (rect.width() - side) // 2, rect.y() + (rect.height() - side) // 2, side, side
            )

        return place

    def beside(
        self,
        area: QRect,
        place: Callable[[QRect], None] | None,
        said: Callable[[int, Align], list[Block]],
        *,
        picture_mm: float = 90.0,
    ) -> None:
        """Stands the picture and what `said` gives (for a width) side by side or under one another."""
        if place is None:
            align = Align.LEFT if self.wide else Align.CENTRE
            self.stack(area, said(area.width(), align), upright=0.42)
        elif self.wide:
            left = round(area.width() * self.share)
            place(QRect(area.x(), area.y(), left, area.height()))
            right = area.width() - left - self.px(10)
            box = QRect(area.right() + 1 - right, area.y(), right, area.height())
            self.stack(box, said(right, Align.LEFT), upright=0.45)
        else:
            picture = Block(self.px(40), place, grow=1.0, most=self.px(picture_mm * self.stretch))
            self.stack(area, [picture, *said(area.width(), Align.CENTRE)], upright=0.4)

    def ways(self, choices: tuple[Choice, ...], width: int) -> list[Block]:
        """The ways on, as big buttons."""
        if not choices:
            return []
        roomy = self.height() > self.px(160)
        columns = 1 if len(choices) > 2 and roomy else 0
        gap = self.px(5 + self.kit.sizes.space_mm)
        centred = 0.0 if self.wide else 0.5
        return [self.buttons(choices, width, columns=columns, gap=gap, grow=0.2, most_mm=27, centred=centred)]


class MessagePage(PicturePage[Message]):
    """What happened, whose fault, what to do now."""

    def lay(self, area: QRect) -> None:
        screen = self.shown
        place = self.picture(screen.icon, screen.tone) if screen.icon else None
        self.beside(area, place, lambda width, align: [
            *self.head(width, lines=3, align=align), *self.ways(screen.choices, width)])  # fmt: skip


class WorkingPage(PicturePage[Working]):
    """Something takes time."""

    def lay(self, area: QRect) -> None:
        screen = self.shown
        place = self.picture(screen.icon, Tone.PLAIN) if screen.icon else None
        self.beside(area, place, self._said)

    def _said(self, width: int, align: Align) -> list[Block]:
        dots = self.put(Dots, "dots")
        dots.show_wait(NOTHING, centred=align is Align.CENTRE)
        dots_px = self.px(8)
        return [
            *self.head(width, align=align),
            Block(dots_px, dots.setGeometry, gap=self.space * 2),
            *self.ways(self.shown.choices, width),
        ]


class VoiceConfirmPage(PicturePage[VoiceConfirm]):
    """One heard thing with its picture; yes or no."""

    def lay(self, area: QRect) -> None:
        screen = self.shown
        if not screen.icon and any(choice.icon for choice in screen.choices):
            columns = (2, 1) if not self.wide or len(screen.choices) in (2, 4) else (3, 2)
            self.stack(
                area, [*self.head(area.width()), self.grid(screen.choices, columns=columns)], upright=0.2
            )
            return
        place = self.picture(screen.icon, Tone.PLAIN) if screen.icon else None
        self.beside(area, place, lambda width, align: [
            *self.head(width, lines=3, align=align), *self.ways(screen.choices, width)])  # fmt: skip


class StillTherePage(PicturePage[StillThere]):
    """还在吗？ with a ring that empties."""

    share = 0.36

    def lay(self, area: QRect) -> None:
        screen = self.shown
        self.beside(area, self._ring, lambda width, align: [
            *self.head(width, align=align), *self.ways(screen.choices, width)], picture_mm=150)  # fmt: skip

    def _ring(self, rect: QRect) -> None:
        ring = self.put(CountdownRing, "ring")
        ring.show_left(self.shown.left_s, self.shown.total_s, self.shown.title)
        side = min(rect.width(), rect.height(), self.px(140 * self.stretch))
        ring.setGeometry(
            rect.x() + (rect.width() - side) // 2, rect.y() + (rect.height() - side) // 2, side, side
        )


class EndingPage(PicturePage[Ending]):
    """What to take along, and whether paper is still coming."""

    def lay(self, area: QRect) -> None:
        screen = self.shown
        place: Callable[[QRect], None] | None = None
        if screen.paper is not None and screen.paper is not PaperState.READY:
            place = self._paper
        elif screen.icon:
            place = self.picture(screen.icon, Tone.GOOD)
        self.beside(area, place, self._said, picture_mm=120)

    def _paper(self, rect: QRect) -> None:
        assert self.shown.paper is not None
        paper = self.put(PaperPicture, "paper")
        paper.show_paper(self.shown.paper, NOTHING)
        side = min(rect.width(), rect.height(), self.px(120 * self.stretch))
        paper.setGeometry(
            rect.x() + (rect.width() - side) // 2, rect.y() + (rect.height() - side) // 2, side, side
        )

    def _said(self, width: int, align: Align) -> list[Block]:
        blocks = self.head(width, align=align)
        for number, words in enumerate(self.shown.lines):
            if align is Align.CENTRE:
                blocks.append(self.words(f"words:{number}", words, Type.LEAD, width, align=align))
                continue
            line = self.put(Numbered, f"line:{number}")
            line.show_number(words, 0)
            blocks.append(Block(line.need(width), line.setGeometry, gap=round(self.space * 0.9)))
        return blocks


class ClosedPage(PicturePage[Closed]):
    """This terminal rests: why, until when, whom to call."""

    def lay(self, area: QRect) -> None:
        screen = self.shown
        place = self.picture(screen.icon, Tone.PLAIN) if screen.icon else None
        self.beside(area, place, lambda width, align: [
            *self.head(width, align=align),
            *self.listed(screen.rows, width, grow=0.2)])  # fmt: skip


class NoticePage(PicturePage[Notice]):
    """A notice of the township; a warning is read from across the room."""

    @property
    def is_loud(self) -> bool:
        """Whether it is a warning."""
        return self.shown.tone is not Tone.PLAIN

    def lay(self, area: QRect) -> None:
        screen = self.shown
        place = self.picture(screen.icon, screen.tone) if screen.icon else None
        self.beside(area, place, self._said, picture_mm=80)

    def _said(self, width: int, align: Align) -> list[Block]:
        blocks = self._loud(width, align) if self.is_loud else self.head(width, lines=3, align=align)
        for number, words in enumerate(self.shown.lines):
            line = self.words(
                f"line:{number}", words, Type.LEAD, width, align=align, gap=round(self.space * 0.8)
            )
            blocks.append(line)
        return [*blocks, *self.ways(self.shown.choices, width)]

    def _loud(self, width: int, align: Align) -> list[Block]:
        em_mm = self.kit.sizes.styles[Type.TITLE].em_mm * LOUD
        lead, line = self.shown.lead, self.put(TextLine, "text")
        is_long = len(self.kit.flow(lead.written, Type.HEADING, width).lines) > SHORT_LINES
        running = self.kit.sizes.styles[Type.LEAD].spacing
        line.show_line(lead, Type.HEADING, align=align, spacing=running if is_long else 0.0)
        said = Block(line.need(width), line.setGeometry, gap=self.space * 2)
        return [*self.head(width, lines=3, align=align, em_mm=em_mm, lead=NOTHING), said]
