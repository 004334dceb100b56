"""Blocks one under another: how slips, lists and forms are laid out.

A block knows its height and draws itself below a given line. On sheets the blocks are divided into pages; on
a roll the paper becomes as long as they are.
"""

from dataclasses import dataclass
from functools import partial

from printing.fonts import FontBook
from printing.layout import INK, MM, SOFT, Draw, Drawn, Furniture, Pages, Pen, balanced, fit, watermark
from printing.papers import Align, Stock
from printing.qr import DOT_PT, HAIR_PT, QUIET_MODULES, Code, draw_code, on_dot, slip_module_pt


@dataclass(frozen=True)
class Sheet:
    """A kind of paper and the sizes of type on it, in points unless said otherwise.

    Attributes:
        stock: what it is.
        width_pt: the paper's width.
        height_pt: its height; None for a roll.
        margin_pt: left and right.
        top_pt: upper margin.
        bottom_pt: lower margin.
        title_pt: the title .
        number_pt: the receipt number; at least 24.
        body_pt: running text; at least 16.
        code_mm: how wide the code should be.
        shift_pt: how far the text is moved to the right, where something stands on its left.
    """

    stock: Stock
    width_pt: float
    height_pt: float | None
    margin_pt: float
    top_pt: float
    bottom_pt: float
    title_pt: float
    number_pt: float
    body_pt: float
    code_mm: float
    shift_pt: float = 0.0

    @property
    def left_pt(self) -> float:
        """Where the text begins."""
        return self.margin_pt + self.shift_pt

    @property
    def right_pt(self) -> float:
        """Where it ends."""
        return self.width_pt - self.margin_pt + self.shift_pt

    @property
    def text_pt(self) -> float:
        """The width of the text."""
        return self.width_pt - 2 * self.margin_pt


# The roll is 80 mm wide; print heads cover 72 mm of it, 576 dots. A page of just that width is never scaled.
_SHAVE_PT = 0.002  # what rounding may add to a length; else 576 dots are rasterized into 577
ROLL_80 = Sheet(Stock.ROLL_80, 576 * DOT_PT - _SHAVE_PT, None, 20 * DOT_PT, 4 * MM, 6 * MM, 25, 27, 17, 30)
A5 = Sheet(Stock.A5, 148 * MM, 210 * MM, 14 * MM, 11 * MM, 10 * MM, 30, 31, 18, 33)
A4 = Sheet(Stock.A4, 210 * MM, 297 * MM, 24 * MM, 22 * MM, 20 * MM, 34, 36, 21, 38)
SHEETS = {sheet.stock: sheet for sheet in (ROLL_80, A5, A4)}


@dataclass(frozen=True)
class Block:
    """Something with a height.

    Attributes:
        height_pt: how much room it takes.
        draw: draws it; gets the pen and the y of its upper edge.
    """

    height_pt: float
    draw: "BlockDraw"


class BlockDraw:
    """What a block draws; the base draws nothing, which is a gap."""

    def __call__(self, pen: Pen, top: float) -> None:
        """Draws below `top`."""


@dataclass(frozen=True)
class _Lines(BlockDraw):
    lines: tuple[str, ...]
    x: float
    size_pt: float
    leading_pt: float
    bold: bool
    align: Align
    color: str

    def __call__(self, pen: Pen, top: float) -> None:
        first = top - (self.leading_pt - self.size_pt) / 2 - self.size_pt * 0.86
        for index, line in enumerate(self.lines):
            y = first - index * self.leading_pt
            pen.text(self.x, y, line, self.size_pt, bold=self.bold, align=self.align, color=self.color)


@dataclass(frozen=True)
class _Rule(BlockDraw):
    x1: float
    x2: float
    width_pt: float
    color: str
    below_pt: float

    def __call__(self, pen: Pen, top: float) -> None:
        pen.rule(self.x1, self.x2, top - self.below_pt, width_pt=self.width_pt, color=self.color)


@dataclass(frozen=True)
class _Banner(BlockDraw):
    text: str
    sheet: Sheet
    size_pt: float
    height_pt: float

    def __call__(self, pen: Pen, top: float) -> None:
        s = self.sheet
        pen.box(s.margin_pt, top - self.height_pt, s.text_pt, self.height_pt, fill="#000000")
        y = top - self.height_pt / 2 - self.size_pt * 0.36
        pen.text(s.width_pt / 2, y, self.text, self.size_pt, bold=True, align=Align.CENTER, color="#FFFFFF")


@dataclass(frozen=True)
class _CodeBlock(BlockDraw):
    code: Code
    x: float
    module_pt: float

    def __call__(self, pen: Pen, top: float) -> None:
        first = on_dot(top - QUIET_MODULES * self.module_pt)
        draw_code(
            pen.canvas, self.code, x=on_dot(self.x), top=first, module_pt=self.module_pt, hair_pt=HAIR_PT
        )


@dataclass(frozen=True)
class _Beside(BlockDraw):
    left: BlockDraw
    right: tuple[Block, ...]

    def __call__(self, pen: Pen, top: float) -> None:
        self.left(pen, top)
        for block in self.right:
            block.draw(pen, top)
            top -= block.height_pt


class Flow:
    """Collects blocks for one sheet.

    Args:
        fonts: the fonts.
        sheet: the kind of paper.
    """

    def __init__(self, fonts: FontBook, sheet: Sheet) -> None:
        self.fonts = fonts
        self.sheet = sheet
        self.blocks: list[Block] = []

    def add(self, height_pt: float, draw: BlockDraw) -> None:
        """Adds a block."""
        self.blocks.append(Block(height_pt, draw))

    def gap(self, mm: float) -> None:
        """Leaves room."""
        self.add(mm * MM, BlockDraw())

    def text(
        self,
        text: str,
        size_pt: float,
        *,
        bold: bool = False,
        align: Align = Align.LEFT,
        leading: float = 1.42,
        color: str = INK,
    ) -> None:
        """Adds a paragraph over the whole width; nothing when the text is empty."""
        if not text.strip():
            return
        s = self.sheet
        x = {Align.LEFT: s.left_pt, Align.CENTER: s.width_pt / 2, Align.RIGHT: s.right_pt}[align]
        lines = tuple(balanced(self.fonts, text, size_pt, s.text_pt, bold=bold, whole=True))
        self.add(
            len(lines) * size_pt * leading,
            _Lines(lines, x, size_pt, size_pt * leading, bold, align, color),
        )

    def one_line(self, text: str, largest_pt: float, smallest_pt: float, *, bold: bool, align: Align) -> None:
        """Adds a text on one line if it fits at the smallest size, else on several at that size."""
        size = fit(
            self.fonts,
            text,
            width_pt=self.sheet.text_pt,
            largest_pt=largest_pt,
            smallest_pt=smallest_pt,
            bold=bold,
        )
        self.text(text, size or smallest_pt, bold=bold, align=align, leading=1.3)

    def rule(self, *, width_pt: float = 1.0, color: str = INK, gap_mm: float = 2.5) -> None:
        """Adds a line with room above and below."""
        s = self.sheet
        draw = _Rule(s.left_pt, s.right_pt, width_pt, color, gap_mm * MM)
        self.add(2 * gap_mm * MM, draw)

    def banner(self, text: str, size_pt: float) -> None:
        """Adds white words on black: heat paper has no colors and no greys."""
        height = size_pt * 1.7
        self.add(height, _Banner(text, self.sheet, size_pt, height))

    def code(self, code: Code) -> None:
        """Adds a code in the middle, its modules on whole dots.

        Raises:
            PaperRefused: the code has too many modules for this paper.
        """
        s = self.sheet
        module = slip_module_pt(code, printable_pt=s.width_pt, wanted_mm=s.code_mm)
        x = (s.width_pt - code.size * module) / 2
        self.add((code.size + 2 * QUIET_MODULES) * module, _CodeBlock(code, x, module))

    def code_beside(self, code: Code, beside: "Flow") -> None:
        """Adds a code on the left and other blocks, laid out in a flow of their own, on its right.

        Raises:
            PaperRefused: the code has too many modules for this paper.
        """
        s = self.sheet
        module = slip_module_pt(code, printable_pt=s.width_pt, wanted_mm=s.code_mm)
        height = max(
            (code.size + 2 * QUIET_MODULES) * module, sum(block.height_pt for block in beside.blocks)
        )
        self.add(height, _Beside(_CodeBlock(code, s.margin_pt, module), tuple(beside.blocks)))

    def drawn(self, *, subject: str, furniture: Furniture) -> Drawn:
        """Divides the blocks into pages and draws them."""
        s = self.sheet
        needed = sum(block.height_pt for block in self.blocks) + s.top_pt + s.bottom_pt
        # A whole number of dots, so that the modules lie on dots when counted from either edge.
        height = s.height_pt or (int(needed / DOT_PT) + 1) * DOT_PT - _SHAVE_PT
        pages = Pages(self.fonts, width_pt=s.width_pt, height_pt=height, furniture=furniture, subject=subject)
        y = height - s.top_pt
        for block in self.blocks:
            if s.height_pt and y - block.height_pt < s.bottom_pt:
                pages.turn()
                y = height - s.top_pt
            pages.draw(_at(block, y))
            y -= block.height_pt
        return pages.drawn()


def _at(block: Block, top: float) -> Draw:
    return partial(block.draw, top=top)


def page_numbers(sheet: Sheet, *, sample: bool) -> Furniture:
    """What each page has: 样张 across sheets of trial data, and the page's number where there are several."""

    def furniture(pen: Pen, page: int, pages: int) -> None:
        if sheet.height_pt is None:
            return
        if sample:
            watermark(pen, width_pt=sheet.width_pt, height_pt=sheet.height_pt)
        if pages > 1:
            pen.text(
                sheet.right_pt, 9 * MM, f"第 {page} 页，共 {pages} 页", 12, align=Align.RIGHT, color=SOFT
            )

    return furniture
