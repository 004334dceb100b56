"""How much fits on a page of this terminal, reckoned from its millimetres.

The sums follow the pages' own layout with texts of the length that services are written in: a label
of 12 Hanzi, a detail of 22, a value of 7, a button of 5. Longer texts wrap or shrink; what does not
fit even then is told by the audit, and the text gets shorter.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from kiosk.core.screens import Capacity, TextSize
from ui.geometry import Geometry
from ui.sizes import Sizes, Type, room_of, sizes_for

LINE = 1.16
"""The height of one line, in ems."""
MOST_TILES, MOST_ROWS, MOST_AFFAIRS, MOST_CHECKS, MOST_PARAGRAPHS = 6, 8, 6, 6, 8
LABEL_HANZI, DETAIL_HANZI, VALUE_HANZI, ACTION_HANZI, PARAGRAPH_HANZI = 12, 22, 6, 5, 44
DETAIL_LINES = {TextSize.STANDARD: 1.9, TextSize.ELDER: 1.3, TextSize.EXTRA_LARGE: 3.0}
"""How many lines the words under a label take beside an answer; the larger they are, the more they wrap."""
TILE_TITLE_HANZI, TILE_DETAIL_HANZI = 8, 11


def capacities(geometry: Geometry) -> dict[tuple[TextSize, bool], Capacity]:
    """What a terminal's pages hold, for each text size, low or not."""
    return {(size, low): capacity_of(geometry, size, low=low) for size in TextSize for low in (False, True)}


def capacity_of(geometry: Geometry, text_size: TextSize, *, low: bool) -> Capacity:
    """What the pages hold at one text size."""
    page = _Page.of(geometry, text_size, low=low)
    listed, result = (
        _listed(page),
        _result(page, detail_lines=DETAIL_LINES[text_size] + (1.6 if low else 0.0)),
    )
    return Capacity(
        tiles=_tiles(page),
        choices=_choices(page),
        rows=max(2, min(MOST_ROWS, listed)),
        details=result,
        affairs=_affairs(page),
        checks=_checks(page),
        paragraphs=_paragraphs(page),
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """The area between header and bar, in millimetres."""

    sizes: Sizes
    width: float
    height: float
    wide: bool
    tight: bool

    @classmethod
    def of(cls, geometry: Geometry, text_size: TextSize, *, low: bool) -> _Page:
        sizes = sizes_for(geometry, text_size, low=low)
        _, down, tall = room_of(geometry, low=low)
        bars = 2 if geometry.portrait else 1
        bar = 2 * sizes.bar_pad_mm + bars * sizes.bar_button_mm + (bars - 1) * sizes.gap_mm
        header = max(sizes.tool_mm, sizes.styles[Type.SMALL].em_mm * 2.4) + 2 * sizes.header_pad_mm
        used = geometry.height_mm - geometry.mm(geometry.top_px(low=low))
        height = used - header - bar - 2 * (4.0 + 3.5 * down + 4.0 * tall)
        width = geometry.width_mm - 2 * sizes.margin_mm
        wide = geometry.width_mm > (used - header - bar) * 1.2
        return cls(sizes, width, height, wide, wide and sizes.header_pad_mm < 2.8)

    def em(self, kind: Type) -> float:
        return self.sizes.styles[kind].em_mm

    def line(self, kind: Type) -> float:
        return self.em(kind) * LINE

    @property
    def strip(self) -> float:
        return self.em(Type.HEADING) * LINE + 0.8 * self.sizes.space_mm + 1.0

    def head(self, *, steps: bool = False, lead: bool = False) -> float:
        sizes = self.sizes
        height = self.line(Type.TITLE)
        height += self.line(Type.SMALL) + 0.7 * sizes.space_mm if steps else 0.0
        return height + (0.5 * sizes.space_mm + self.line(Type.LEAD) if lead else 0.0)

    @property
    def between(self) -> float:
        """The least space between two rows."""
        return 2.1

    def card_row(
        self, *, icon: bool, detail: int = DETAIL_HANZI, value: int = VALUE_HANZI, action: int = 0
    ) -> float:
        """The height of a row on a card of its own."""
        s = self.sizes
        words = self.width - 2 * 0.8 * s.pad_mm
        picture = max(13.0, s.tile_icon_mm * 0.64)
        words -= picture + s.pad_mm if icon else 0.0
        words -= value * self.em(Type.VALUE) * 0.72 + s.pad_mm if value else 0.0
        if action:
            words -= action * self.em(Type.LABEL) + self.em(Type.LABEL) * 1.2 + 2.6 * s.pad_mm
        lines = math.ceil(detail * self.em(Type.SMALL) * 0.94 / max(words, 1.0)) if detail else 0
        label = math.ceil(LABEL_HANZI * self.em(Type.HEADING) * 0.94 / max(words, 1.0))
        text = _lines(self.em(Type.HEADING), label, 1.2) + (
            0.6 + _lines(self.em(Type.SMALL), lines, 1.25) if lines else 0
        )
        if label > 2 or lines > 2:  # the value goes under the words
            text += self.line(Type.VALUE)
        least = s.target_mm + 4.4 if action else 0.0
        return max(text + 4.0, least, picture + 4.0 if icon else 0.0) + 0.3

    def count(self, room: float, row: float, between: float, most: int) -> int:
        """How many rows of a height stand in a room."""
        return min(most, int((room + between) / (row + between)))


def _lines(em: float, count: int, spacing: float) -> float:
    return em * LINE + (count - 1) * em * spacing if count else 0.0


def _tools(page: _Page) -> float:
    """Small tools and the date under the rows; on a low screen both stand beside the title."""
    return 0.0 if page.tight else page.sizes.gap_mm + page.sizes.tool_mm


def _titled(page: _Page) -> float:
    return max(page.head(lead=True), page.sizes.tool_mm) if page.tight else page.head()


def _affairs(page: _Page) -> int:
    room = page.height - page.strip - _titled(page) - max(page.sizes.space_mm, 4.2) - _tools(page)
    row = page.card_row(icon=True, action=ACTION_HANZI)
    return max(2, page.count(room, row, page.between, MOST_AFFAIRS))


def _listed(page: _Page) -> int:
    """Rows with a long line each; or with a short one, where tools take room."""
    plain = page.height - page.head(lead=True) - page.sizes.space_mm - _tools(page)
    tooled = page.height - _titled(page) - max(page.sizes.space_mm, 4.2) - _tools(page)
    long, short = page.card_row(icon=True, detail=32, value=9), page.card_row(icon=True, detail=16)
    most = page.count(plain, long, page.between, MOST_ROWS)
    return min(most, page.count(tooled, short, page.between, MOST_ROWS))


def _result(page: _Page, *, detail_lines: float) -> int:
    s = page.sizes
    buttons = s.gap_mm + s.target_mm + 0.5
    titled = max(page.head(), s.tool_mm) if page.tight else page.head()
    room = page.height - page.strip - titled - s.space_mm - buttons
    if not page.tight:
        room -= buttons
    if not page.wide:
        room -= (
            max(0.9 * s.tile_icon_mm, 2.2 * page.line(Type.ANSWER) + page.line(Type.SMALL))
            + 1.4 * s.pad_mm
            + s.space_mm
        )
    row = _lines(page.em(Type.LABEL), 1, 1.2) + 0.6 + detail_lines * page.line(Type.SMALL) + 3.4
    return max(1, page.count(room - 2.4, row, 0.0, MOST_ROWS))


def _checks(page: _Page) -> int:
    room = page.height - page.head(steps=True, lead=True) - max(page.sizes.space_mm, 4.2) - 2.5
    row = page.card_row(icon=True, detail=18, value=9, action=2)
    return max(2, page.count(room, row, page.between, MOST_CHECKS))


def _paragraphs(page: _Page) -> int:
    """Paragraphs of running text on a white card with buttons under it, and one more: see `Capacity`."""
    s = page.sizes
    room = page.height - page.head(steps=True) - s.space_mm - s.gap_mm - s.target_mm - 1.2 * s.pad_mm
    left = page.em(Type.LEAD) * 0.36 + 0.8 * s.pad_mm
    free = min(page.width - 2 * s.pad_mm - left, page.em(Type.LEAD) * 40)
    lines = math.ceil(PARAGRAPH_HANZI * page.em(Type.LEAD) / free)
    row = _lines(page.em(Type.LEAD), lines, 1.5)
    return max(2, page.count(room, row, 0.8 * s.space_mm, MOST_PARAGRAPHS - 1) + 1)


def _tiles(page: _Page) -> int:
    """Tiles beside (or under) the panel of the first page."""
    s = page.sizes
    room = page.height - page.head() - s.space_mm
    if page.wide:
        width = (page.width * (0.675 if s.margin_mm > 10 else 0.71) - 2 * s.gap_mm) / 2
    else:
        room -= max(0.2 * room, 1.5 * s.tile_icon_mm + 10) + s.gap_mm
        width = (page.width - s.gap_mm) / 2
    beside = width - 2 * s.pad_mm - 0.7 * s.tile_icon_mm - 0.9 * s.pad_mm
    title = math.ceil(TILE_TITLE_HANZI * page.em(Type.HEADING) / beside)
    detail = math.ceil(TILE_DETAIL_HANZI * page.em(Type.SMALL) / beside)
    text = _lines(page.em(Type.HEADING), title, 1.2) + 0.8 + _lines(page.em(Type.SMALL), detail, 1.25)
    tall = max(text, 0.7 * s.tile_icon_mm) + s.pad_mm + 0.5
    return max(2, min(MOST_TILES, 2 * page.count(room, tall, s.gap_mm, 3)))


def _choices(page: _Page) -> int:
    """Choices of a question with a line under each, in a grid."""
    s = page.sizes
    room = page.height - page.head(steps=True, lead=True) - 1.6 * s.space_mm
    columns = 3 if page.wide else 1
    width = (page.width - (columns - 1) * s.gap_mm) / columns
    beside = width - 2.9 * s.pad_mm - 0.7 * s.tile_icon_mm - s.icon_mm - 2
    title = math.ceil(7 * page.em(Type.HEADING) / beside)
    detail = math.ceil(8 * page.em(Type.SMALL) / beside)
    text = _lines(page.em(Type.HEADING), title, 1.2) + 0.8 + _lines(page.em(Type.SMALL), detail, 1.25)
    tall = max(text + s.pad_mm + 0.5, s.target_mm)
    found = columns * page.count(room, tall, s.gap_mm, 6)
    return max(3, min(MOST_TILES, found))
