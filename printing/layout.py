"""Measuring, breaking and placing text, and pages that know how many they are.

Pages collect what is to be drawn and draw it at the end, so that each page can say 第 1 页，共 2 页.
Coordinates are points; y runs up from the lower edge, as in PDF.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from math import ceil
from typing import Literal

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from config.whole import inside
from printing.fonts import FontBook
from printing.papers import Align

MM = 72 / 25.4
INK = "#16191D"
SOFT = "#4A4F57"
LINE = "#B9B4A9"
TINT = "#F1EFEA"
DEEP = "#0A3A66"

# What may not begin a line, and what may not end one (GB/T 15834, kinsoku).
_NOT_FIRST = "，。、；：？！）】》〉」』〕”’…—·％%,.;:?!)]}"
_NOT_LAST = "（【《〈「『〔“‘([{￥"
_PAUSES = "，。、；：？！）》”… "
# What a line costs, one that ends in the middle of a word, and one that does not end behind a mark.
_LINE, _CUT_WORD, _HURRIED = 1_000_000, 3000, 12
# Words, numbers and what they count stay together: 12月 5日 3 项 10:30.
_UNIT = re.compile(r"[A-Za-z0-9@#&+=_~/.:?%,'’-]+(?: ?[年月日号点分元项天岁个次页份张])?|\s|.", re.DOTALL)


def wrap(fonts: FontBook, text: str, size_pt: float, width_pt: float, *, bold: bool = False) -> list[str]:
    """Breaks a text into lines that fit.

    Latin words and numbers stay whole where they can; closing marks never begin a line and opening ones
    never end one. A newline in the text is kept.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for unit in _units(paragraph):
            if fonts.width(line + unit.rstrip(), size_pt, bold=bold) <= width_pt:
                line += unit
                continue
            if line.strip():
                lines.append(line.rstrip())
            line = unit.lstrip()
            while fonts.width(line, size_pt, bold=bold) > width_pt and len(line) > 1:
                cut = next(
                    n
                    for n in range(len(line) - 1, 0, -1)
                    if n == 1 or fonts.width(line[:n], size_pt, bold=bold) <= width_pt
                )
                lines.append(line[:cut])
                line = line[cut:]
        lines.append(line.rstrip())
    return lines


def balanced(
    fonts: FontBook, text: str, size_pt: float, width_pt: float, *, bold: bool = False, whole: bool = False
) -> list[str]:
    """Breaks a short text into as few lines as `wrap`, if it can between words, behind commas, and alike.

    With `whole` it rather takes a line more than it cuts a word: for slips, which people spell.
    """
    units = _units(text)
    widths = [fonts.width(unit, size_pt, bold=bold) for unit in units]
    if "\n" in text or not units or len(units) > 200 or max(widths) > width_pt:
        return wrap(fonts, text, size_pt, width_pt, bold=bold)
    best: list[tuple[float, int]] = [
        (0.0, 0)
    ]  # the cost of the first n units, and where their last line begins
    held, cut = inside(text), 1.5 * _LINE if whole else _CUT_WORD
    place = 0
    for end in range(1, len(units) + 1):
        choices = []
        line = 0.0
        place += len(units[end - 1])
        for start in range(end - 1, -1, -1):
            line += widths[start]
            if line - (widths[end - 1] if units[end - 1] == " " else 0) > width_pt and start < end - 1:
                break
            slack = (width_pt - line) / size_pt
            calm = units[end - 1][-1] in _PAUSES or end == len(units)
            cost = slack * slack + (0 if calm else _HURRIED) + (cut if place in held else 0)
            choices.append((best[start][0] + _LINE + cost, start))
        best.append(min(choices))
    lines: list[str] = []
    end = len(units)
    while end:
        start = best[end][1]
        lines.insert(0, "".join(units[start:end]).strip())
        end = start
    return lines


def _units(paragraph: str) -> list[str]:
    """The stretches between which a line may be broken."""
    units: list[str] = []
    for piece in _UNIT.findall(paragraph):
        if units and (piece[0] in _NOT_FIRST or units[-1][-1] in _NOT_LAST):
            units[-1] += piece
        else:
            units.append(piece)
    return units


@cache
def _color(name: str) -> Color:
    return HexColor(name)


class Pen:
    """Draws on one canvas with the fonts of a `FontBook`."""

    def __init__(self, canvas: Canvas, fonts: FontBook) -> None:
        self.canvas = canvas
        self.fonts = fonts
        # What the page has been told already: repeating it for each word is what takes reportlab's time.
        self._ink = ""
        self._stroke: tuple[str, float] | None = None

    def fresh_page(self) -> None:
        """Forgets colors: a new page begins with reportlab's own."""
        self._ink, self._stroke = "", None

    @contextmanager
    def turned(self, x: float, y: float, degrees: float) -> Iterator[None]:
        """Draws around (x, y), turned to the left."""
        self.canvas.saveState()
        self.canvas.translate(x, y)
        self.canvas.rotate(degrees)
        yield
        self.canvas.restoreState()
        self.fresh_page()

    def ink(self, color: str) -> None:
        """Sets the color that fills."""
        if color != self._ink:
            self.canvas.setFillColor(_color(color))
            self._ink = color

    def stroke(self, color: str, width_pt: float) -> None:
        """Sets the color and width of lines."""
        if (color, width_pt) != self._stroke:
            self.canvas.setStrokeColor(_color(color))
            self.canvas.setLineWidth(width_pt)
            self._stroke = color, width_pt

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size_pt: float,
        *,
        bold: bool = False,
        align: Align = Align.LEFT,
        color: str = INK,
    ) -> None:
        """Writes one line with its baseline at y; x is its left end, right end or middle."""
        width = self.fonts.width(text, size_pt, bold=bold)
        x -= {Align.LEFT: 0.0, Align.RIGHT: width, Align.CENTER: width / 2}[align]
        self.ink(color)
        for run in self.fonts.runs(text, bold=bold):
            self.canvas.setFont(run.font, size_pt)
            self.canvas.drawString(x, y, run.text)
            x += self.canvas.stringWidth(run.text, run.font, size_pt)

    def rule(self, x1: float, x2: float, y: float, *, width_pt: float = 0.5, color: str = LINE) -> None:
        """A horizontal line."""
        self.stroke(color, width_pt)
        self.canvas.line(x1, y, x2, y)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str | None = None,
        stroke: str | None = None,
        stroke_pt: float = 0.5,
        radius: float = 0.0,
    ) -> None:
        """A rectangle, its lower left corner at (x, y)."""
        if fill:
            self.ink(fill)
        if stroke:
            self.stroke(stroke, stroke_pt)
        self.canvas.roundRect(x, y, width, height, radius, stroke=int(bool(stroke)), fill=int(bool(fill)))


Draw = Callable[[Pen], None]
Furniture = Callable[[Pen, int, int], None]


@dataclass(frozen=True)
class Drawn:
    """A finished PDF.

    Attributes:
        pdf: the file's bytes.
        pages: how many pages.
        width_mm: of each page, rounded up.
        height_mm: of each page, rounded up.
    """

    pdf: bytes
    pages: int
    width_mm: int
    height_mm: int


class Pages:
    """Pages of one size, drawn at the end.

    Args:
        fonts: the fonts.
        width_pt: the width of the paper.
        height_pt: its height.
        furniture: draws what every page has; gets the pen, the page's number from 1, and how many there are.
        subject: a neutral word for the file's title; never anything about a person.
    """

    def __init__(
        self, fonts: FontBook, *, width_pt: float, height_pt: float, furniture: Furniture, subject: str
    ) -> None:
        self.fonts = fonts
        self.width_pt = width_pt
        self.height_pt = height_pt
        self._furniture = furniture
        self._subject = subject
        self._pages: list[tuple[list[Draw], list[Draw]]] = [([], [])]

    def draw(self, what: Draw) -> None:
        """Adds text and lines to the current page."""
        self._pages[-1][1].append(what)

    def ground(self, what: Draw) -> None:
        """Adds a tinted field, which lies under a watermark and under all text."""
        self._pages[-1][0].append(what)

    def turn(self) -> None:
        """Begins the next page."""
        self._pages.append(([], []))

    @property
    def count(self) -> int:
        """How many pages there are so far."""
        return len(self._pages)

    def drawn(self) -> Drawn:
        """The finished file; the same content gives the same bytes."""
        out = BytesIO()
        canvas = Canvas(
            out, pagesize=(self.width_pt, self.height_pt), invariant=True, lang="zh-CN", pageCompression=1
        )
        canvas.setTitle(self._subject)
        canvas.setSubject(self._subject)
        for setter in (canvas.setAuthor, canvas.setCreator, canvas.setProducer, canvas.setKeywords):
            setter("kiosk")
        pen = Pen(canvas, self.fonts)
        for index, (ground, figures) in enumerate(self._pages):
            for what in ground:
                what(pen)
            self._furniture(pen, index + 1, len(self._pages))
            for what in figures:
                what(pen)
            canvas.showPage()
            pen.fresh_page()
        canvas.save()
        width_mm, height_mm = ceil(self.width_pt / MM - 0.01), ceil(self.height_pt / MM - 0.01)
        return Drawn(out.getvalue(), len(self._pages), width_mm, height_mm)


def fit(
    fonts: FontBook, text: str, *, width_pt: float, largest_pt: float, smallest_pt: float, bold: bool = False
) -> float | Literal[0]:
    """The largest size at which a text fits one line; 0 when not even the smallest does."""
    size = largest_pt
    while size >= smallest_pt:
        if fonts.width(text, size, bold=bold) <= width_pt:
            return size
        size -= 0.5
    return 0


def watermark(pen: Pen, *, width_pt: float, height_pt: float) -> None:
    """样张 across the page, light enough to read through, dark enough for any copier."""
    size = width_pt * 0.386
    with pen.turned(width_pt / 2, height_pt / 2, 38):
        pen.text(0, -size * 0.36, "样张", size, bold=True, color="#F4E1DE", align=Align.CENTER)
