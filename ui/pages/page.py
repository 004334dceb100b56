"""What all pages share: the order of head, body and foot, and how choices and rows are laid out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Generic, TypeVar

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from kiosk.core.screens import Choice, Row, Screen, Steps, Words
from ui.canvas import Align
from ui.colours import colour
from ui.kit import Kit
from ui.layout import Block, cells, stack
from ui.parts.buttons import CHEVRON, Button, Look
from ui.parts.heading import Heading, StepsBar
from ui.parts.lines import PageDots, TextLine
from ui.parts.rows import Backdrop, RowView
from ui.parts.sheet import Sheet
from ui.parts.tiles import Tile
from ui.sizes import Type, room_of

S = TypeVar("S", bound=Screen)
SHARES = (1.8, 1.5, 1.3, 1.15, 1.0, 0.85, 0.7, 0.0)
"""How large a tile's picture may be, of its usual size; 0 is without."""
TIGHT_PAD_MM = 2.8
"""A low screen's header has less air than this above and below."""


class Page(Sheet, Generic[S]):
    """The part of the screen between header and bottom bar.

    Attributes:
        shown: The screen that is shown.
        spare_px: Room left over after the last layout; below zero the page is too full.
    """

    def __init__(self, kit: Kit, parent: QWidget, screen: S) -> None:
        super().__init__(kit, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.shown: S = screen
        self.spare_px = 0
        self._laid_at = QSize()

    def lay(self, area: QRect) -> None:
        """Puts the parts of `screen` into the area; each page its own way."""
        raise NotImplementedError

    def update_screen(self, screen: S, kit: Kit) -> None:
        """The same page in another state, or in another size or theme: the widgets stay."""
        self.shown, self.kit = screen, kit
        self.relay()

    def relay(self) -> None:
        """Lays everything out anew."""
        if self.width() <= 1 or self.height() <= 1:
            return
        self._laid_at = self.size()
        self.setAccessibleName(self.shown.title.written)
        self.begin()
        across, down = self.px(self.kit.sizes.margin_mm), self.px(self.top_mm)
        self.spare_px = 0
        self.lay(self.rect().adjusted(across, down, -across, -down))
        self.finish()

    @property
    def top_mm(self) -> float:
        """The space above and below everything."""
        _, down, tall = room_of(self.kit.geometry, low=self.kit.display.low)
        return 4.0 + 3.5 * down + 4.0 * tall

    @property
    def stretch(self) -> float:
        """How much further things may grow on a tall page."""
        return 1.0 + 0.55 * self.kit.sizes.tall

    def px(self, mm: float) -> int:
        """Millimetres as pixels."""
        return self.kit.px(mm)

    @property
    def gap(self) -> int:
        """Between two targets."""
        return self.kit.up(self.kit.sizes.gap_mm)

    @property
    def space(self) -> int:
        """Between two blocks."""
        return self.px(self.kit.sizes.space_mm)

    @property
    def tight(self) -> bool:
        """Whether the screen is so low that tools stand beside the title."""
        return self.wide and self.kit.sizes.header_pad_mm < TIGHT_PAD_MM

    @property
    def wide(self) -> bool:
        """Whether two columns stand side by side."""
        return self.width() > self.height() * 1.2

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.size() == self._laid_at:
            return
        try:
            self.relay()
        except Exception as fault:  # an override called by Qt: it must not be lost there
            self.kit.on_fault(fault)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), colour(self.kit.palette.ground))
        painter.end()

    def stack(
        self, area: QRect, blocks: Sequence[Block], *, upright: float = 0.0, sink: bool = False
    ) -> None:
        """Stands blocks under one another, and remembers if there was too little room.

        Args:
            area: Where.
            blocks: From the top.
            upright: Where they stand if they do not fill the area: 0 at the top, 1 at the bottom.
            sink: Whether the last one stands at the bottom of a tall page, within reach.
        """
        sink = sink and self.kit.sizes.tall > 0
        left_px = stack(area, blocks, upright=upright, sink=sink)  # blocks may stack others while placed
        self.spare_px = min(self.spare_px, left_px)

    # -- blocks

    def head(
        self,
        width: int,
        *,
        steps: Steps | None = None,
        lines: int = 2,
        align: Align = Align.LEFT,
        em_mm: float = 0.0,
        title: Words | None = None,
        lead: Words | None = None,
    ) -> list[Block]:
        """Steps, title and lead."""
        blocks = self.steps(steps, width)
        heading = self.put(Heading, "heading")
        heading.show_words(
            self.shown.title if title is None else title,
            self.shown.lead if lead is None else lead,
            lines=lines,
            align=align,
            em_mm=em_mm,
        )
        gap = round(self.space * 0.7)
        blocks.append(Block(heading.need(width), heading.setGeometry, gap=gap, gap_least=self.px(0.5)))
        return blocks

    def steps(self, steps: Steps | None, width: int) -> list[Block]:
        """How far along, with the service's name."""
        if steps is None:
            return []
        bar = self.put(StepsBar, "steps")
        bar.show_steps(steps)
        return [Block(bar.need(width), bar.setGeometry)]

    def words(
        self,
        key: str,
        words: Words,
        kind: Type,
        width: int,
        *,
        align: Align = Align.LEFT,
        icon: str = "",
        gap: int = 0,
    ) -> Block:
        """A line of words."""
        line = self.put(TextLine, key)
        line.show_line(words, kind, align=align, icon=icon)
        return Block(line.need(width), line.setGeometry, gap=gap or self.space)

    def buttons(
        self,
        choices: Sequence[Choice],
        width: int,
        *,
        columns: int = 0,
        align: Align = Align.CENTRE,
        look: Look = Look.OUTLINE,
        kind: Type = Type.LABEL,
        gap: int = 0,
        grow: float = 0.0,
        most_mm: float = 30.0,
        centred: float = 0.0,
    ) -> Block:
        """Buttons side by side where they fit in one line, else in two columns, else one."""
        if not choices:
            return Block(0, lambda _: None)
        made: list[Button] = []
        for choice in choices:
            button = self.put(Button, f"choice:{choice.id}")
            button.show_choice(choice)
            button.suit(look, kind=kind, align=align)
            made.append(button)
        count = columns or self._columns(made, width)
        natural = max(button.natural_width() for button in made)
        widest = max(round(natural * 1.25), self.px(118)) if self.wide or centred else width
        cell = min(round((width - self.gap * (count - 1)) / count), widest)
        used = cell * count + self.gap * (count - 1)
        left = round((width - used) * centred)
        self._same_size(made, cell, look=look, kind=kind, align=align)
        tall = max(button.need(cell) for button in made)
        rows = -(-len(made) // count)

        def place(rect: QRect) -> None:
            inner = QRect(rect.x() + left, rect.y(), used, rect.height())
            for button, box in zip(made, cells(inner, len(made), count, self.gap), strict=True):
                button.setGeometry(box)

        most = rows * max(tall, self.px(most_mm * self.stretch)) + (rows - 1) * self.gap
        return Block(rows * tall + (rows - 1) * self.gap, place, grow=grow, most=most, gap=gap or self.gap)

    def button(self, choice: Choice, look: Look, kind: Type) -> Button:
        """A button for a choice."""
        button = self.put(Button, f"choice:{choice.id}")
        button.show_choice(choice)
        button.suit(look, kind=kind, bold=True)
        return button

    def _columns(self, made: Sequence[Button], width: int) -> int:
        most = max(button.natural_width() for button in made)
        for count in range(min(len(made), 4), 1, -1):
            if most * count + self.gap * (count - 1) <= width:
                return count
        return 1

    def _same_size(self, made: Sequence[Button], cell: int, *, look: Look, kind: Type, align: Align) -> None:
        full = self.kit.sizes.styles[kind].em_mm
        natural = max(button.natural_width() for button in made)
        if natural > cell:
            shrunk = max(full * cell / natural, self.kit.sizes.floor_mm)
            for button in made:
                button.suit(look, kind=kind, align=align, em_mm=shrunk)

    def rows(
        self,
        rows: Sequence[Row],
        width: int,
        *,
        card: bool = True,
        grow: float = 1.0,
        most_mm: float = 36.0,
        gap: int = 0,
        look: Look = Look.ROW,
    ) -> list[Block]:
        """Rows, each with its action over its right end."""
        buttons: list[Button | None] = []
        for number, row in enumerate(rows):
            if row.action is None:
                buttons.append(None)
                continue
            button = self.put(Button, f"row:{number}:{row.action.id}")
            button.show_choice(row.action)
            arrow = row.action.icon in ("", CHEVRON) and row.action.chosen is None
            button.suit(look, kind=Type.LABEL, chevron=arrow)
            buttons.append(button)
        natural = [button.natural_width() for button in buttons if button]
        action = min(max(natural, default=0), round(width * 0.36))
        action = max(action, self.kit.up(self.kit.sizes.target_mm)) if natural else 0
        blocks = []
        beside = self.gap - self.px(2.0) if natural else 0
        least = self.px(2.0) if card else 0
        between = gap or self.px(max(2.4, self.kit.sizes.space_mm * 0.9) if card else 0.0)
        for number, (row, pressed) in enumerate(zip(rows, buttons, strict=True)):
            view = self.put(RowView, f"row:{number}")
            view.show_row(row, card=card, ruled=number < len(rows) - 1, action_px=action if pressed else 0)
            height = view.need(width)
            blocks.append(Block(height, _Placer(view, pressed, action, self.kit), grow=grow,
                                most=max(height, self.px(most_mm * self.stretch)),
                                gap=between if number else max(self.space, beside) if card else 0,
                                gap_least=max(least, 0 if number else beside)))  # fmt: skip
        return blocks

    def foot(self, as_of: Words, tools: Sequence[Choice], width: int) -> Block:
        """The date of what is shown on the left, small tools on the right."""
        if not tools and not as_of:
            return Block(0, lambda _: None)
        made: list[Button] = []
        for choice in tools:
            button = self.put(Button, f"choice:{choice.id}")
            button.show_choice(choice)
            button.suit(Look.OUTLINE, kind=Type.SMALL, bold=True)
            made.append(button)
        line = self.put(TextLine, "as_of")
        line.show_line(as_of, Type.SMALL)
        widths = [max(b.natural_width(), self.kit.up(self.kit.sizes.target_mm)) for b in made]
        used = sum(widths) + self.gap * max(0, len(widths) - 1)
        stacked = bool(as_of) and bool(made) and line.natural_width() > width - used - self.gap
        tall = self.kit.up(self.kit.sizes.tool_mm) if made else 0
        line_px = line.need(width if stacked or not made else width - used - self.gap)
        height = line_px + self.px(1) + tall if stacked else max(tall, line_px)

        def place(rect: QRect) -> None:
            y = rect.bottom() + 1 - tall
            x = rect.right() + 1 - used
            for button, wide in zip(made, widths, strict=True):
                button.setGeometry(x, y, wide, tall)
                x += wide + self.gap
            if stacked:
                line.setGeometry(rect.x(), rect.y(), rect.width(), line_px)
            else:
                line.setGeometry(
                    rect.x(), rect.y(), rect.width() - used - (self.gap if used else 0), rect.height()
                )

        return Block(height, place, gap=self.gap)

    def dots(self, area: QRect, page: int, pages: int) -> None:
        """Which page of how many, at the top right."""
        if pages > 1:
            dots = self.put(PageDots, "page-dots")
            dots.show_pages(page, pages)
            width, tall = min(dots.natural_width(), area.width() // 3), dots.need(area.width())
            y = area.y() - self.px(self.top_mm) + round((self.px(self.top_mm) - tall) * 0.75)
            dots.setGeometry(area.right() + 1 - width, max(0, y), width, tall)

    def listed(
        self, rows: Sequence[Row], width: int, *, most_mm: float = 26.0, grow: float = 0.5
    ) -> list[Block]:
        """Rows as lines of one white card."""
        if not rows:
            return []
        inner = self.rows(rows, width - 2 * self.inset, card=False, grow=grow, most_mm=most_mm)
        return [self.carded("rows", inner, grow=grow * len(inner))]

    @property
    def inset(self) -> int:
        """From the edge of a white card to what stands on it."""
        return self.px(self.kit.sizes.pad_mm * 0.8)

    def carded(self, key: str, inner: Sequence[Block], *, grow: float = 1.0, edge_mm: float = 1.2) -> Block:
        """Blocks on one white card; they are as wide as the card without its insets."""
        back = self.put(Backdrop, f"backdrop:{key}")
        inset, edge = self.inset, self.px(edge_mm)
        gaps = sum(block.gap for block in inner[1:]) + 2 * edge

        def place(rect: QRect) -> None:
            back.setGeometry(rect)
            back.lower()
            self.stack(rect.adjusted(inset, edge, -inset, -edge), inner)

        return Block(
            sum(block.height for block in inner) + gaps,
            place,
            grow=grow,
            most=sum(max(block.most, block.height) for block in inner) + gaps,
            gap=self.space,
        )

    def grid(
        self, choices: Sequence[Choice], *, columns: Sequence[int], most_mm: float = 78.0, gap: int = 0
    ) -> Block:
        """Tiles in a grid, as one block: few tiles do not become towers."""
        if not choices:
            return Block(0, lambda _: None)
        rows = -(-len(choices) // columns[0])
        least = rows * self.kit.up(self.kit.sizes.target_mm) + (rows - 1) * self.gap
        most = rows * self.px(most_mm * self.stretch) + (rows - 1) * self.gap
        return Block(least, lambda rect: self.tiles(choices, rect, columns=columns), grow=1.0, most=most,
                     gap=gap or self.space, gap_least=self.px(2.0))  # fmt: skip

    def tiles(self, choices: Sequence[Choice], area: QRect, *, columns: Sequence[int]) -> None:
        """Tiles in a grid: the first number of columns and shape of tile in which every word fits."""
        made: list[Tile] = []
        for choice in choices:
            tile = self.put(Tile, f"choice:{choice.id}")
            tile.show_choice(choice)
            made.append(tile)
        if not made:
            return
        grids = [cells(area, len(made), count, self.gap) for count in columns]
        boxes = next((grid for grid in grids if self._shape(made, grid)), None)
        if boxes is None:
            boxes = min(grids, key=lambda grid: self._lacking(made, grid))
            self.spare_px = min(self.spare_px, -self._lacking(made, boxes))
        for tile, box in zip(made, boxes, strict=True):
            tile.setGeometry(box)

    def _lacking(self, made: Sequence[Tile], boxes: Sequence[QRect]) -> int:
        """How much higher cells would have to be for the plainest shape."""
        floor = self.kit.sizes.floor_mm
        for tile in made:
            tile.shape(em_mm=floor, icon_share=0.0)
        return max(tile.need(boxes[0].width()) for tile in made) - boxes[0].height()

    def _shape(self, made: Sequence[Tile], boxes: Sequence[QRect]) -> bool:
        """Gives the tiles the shape with the fewest lines and the largest picture, if one fits at all."""
        width, height = boxes[0].width(), boxes[0].height()
        stands = width < height * 1.9
        full, floor = self.kit.sizes.styles[Type.HEADING].em_mm, self.kit.sizes.floor_mm
        best: tuple[float, float, bool, float] | None = None
        for em_mm in (full, max(floor, full * 0.88), floor):
            for upright, share in product((stands, not stands), SHARES):
                if share > 1.3 and not upright:
                    continue
                for tile in made:
                    tile.shape(em_mm=em_mm, upright=upright, icon_share=share)
                if all(tile.fits(width, height) for tile in made):
                    lines = sum(tile.lines(width) for tile in made)
                    odd = 0.0 if upright is stands else 0.4
                    score = lines + len(made) * (odd - 0.9 * min(share, 1.3) - 0.1 * share)
                    if best is None or score < best[0]:
                        best = (score, em_mm, upright, share)
            if best is not None:
                break
        if best is None:
            return False
        for tile in made:
            tile.shape(em_mm=best[1], upright=best[2], icon_share=best[3])
        return True


class _Placer:
    """Places a row and its action."""

    def __init__(self, view: RowView, button: Button | None, action: int, kit: Kit) -> None:
        self._view, self._button, self._action, self._kit = view, button, action, kit

    def __call__(self, rect: QRect) -> None:
        self._view.setGeometry(rect)
        if self._button is None:
            return
        kit = self._kit
        inset = kit.px(2.2)
        tall = min(rect.height() - 2 * inset, kit.px(26))
        tall = max(tall, kit.up(kit.sizes.target_mm))
        pad = kit.px(kit.sizes.pad_mm * 0.8)
        left = rect.right() + 1 - pad - self._action
        self._button.setGeometry(left, rect.y() + (rect.height() - tall) // 2, self._action, tall)
        self._button.raise_()
