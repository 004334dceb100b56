"""Receipts and handoff slips in big type.

First lines: what, when, who calls whom. Text is never under 16 pt, the number in one line of 24, and no slip
carries an identity number (`papers.Slip` refuses it). Everything is black: heat paper has no greys.
"""

from dataclasses import dataclass, replace

from printing.flow import SHEETS, BlockDraw, Flow, Sheet, page_numbers
from printing.fonts import FontBook
from printing.layout import MM, Drawn, Pen, fit
from printing.papers import Align, Slip, Stock
from printing.qr import Code, make_code

SAMPLE_WORDS = "样张 不作凭证"
FREE_WORDS = "不收任何费用"
MIN_NUMBER_PT = 24
_BESIDE_NUMBER = 1.2 * MM


def draw_slip(slip: Slip, fonts: FontBook, *, stock: Stock = Stock.ROLL_80) -> Drawn:
    """Draws a slip.

    Raises:
        PaperRefused: its code would be too fine for this paper.
    """
    sheet = SHEETS[stock]
    flow = Flow(fonts, sheet)
    side = Align.CENTER if stock is Stock.ROLL_80 else Align.LEFT
    if slip.sample:
        flow.banner(SAMPLE_WORDS, sheet.body_pt)
        flow.gap(3)
    flow.text(slip.title, sheet.title_pt, bold=True, align=side, leading=1.25)
    flow.gap(1.5)
    flow.text(slip.when, sheet.body_pt, align=side)
    flow.text(slip.contact, sheet.body_pt, bold=True, align=side)
    if slip.number:
        flow.gap(2)
        _number(flow, slip.number)
    else:
        flow.rule(width_pt=1.6)
    flow.gap(2)
    for line in slip.lines:
        flow.text(line, sheet.body_pt)
        flow.gap(1.2)
    code = make_code(slip.qr, dense=slip.dense_qr) if slip.qr else None
    if code and stock is not Stock.ROLL_80:
        _code_and_phone(flow, slip, code)
    else:
        if code:
            flow.gap(1)
            flow.code(code)
            flow.text(slip.qr_caption, sheet.body_pt, align=Align.CENTER)
        _phone(flow, slip, side)
    if slip.sample and stock is Stock.ROLL_80:
        flow.gap(2)
        flow.banner(SAMPLE_WORDS, sheet.body_pt)
    return flow.drawn(subject="回执", furniture=page_numbers(sheet, sample=slip.sample))


def _phone(flow: Flow, slip: Slip, side: Align) -> None:
    sheet = flow.sheet
    if slip.phone:
        flow.rule(width_pt=1.6)
        flow.text("有事打电话", sheet.body_pt, align=side)
        flow.one_line(slip.phone, sheet.title_pt, 20, bold=True, align=side)
        flow.text(slip.phone_who, sheet.body_pt, align=side)
    flow.rule(width_pt=1.6)
    flow.text(FREE_WORDS, sheet.body_pt + 2, bold=True, align=side)
    flow.text(slip.footer, 16, align=side)


def _code_and_phone(flow: Flow, slip: Slip, code: Code) -> None:
    """On a sheet there is room for the phone beside the code."""
    sheet = flow.sheet
    flow.rule(width_pt=1.6)
    width = (sheet.code_mm + 12) * MM
    beside = Flow(flow.fonts, replace(sheet, margin_pt=sheet.margin_pt + width / 2, shift_pt=width / 2))
    if slip.qr_caption:
        beside.text(f"← {slip.qr_caption}", sheet.body_pt)
        beside.gap(2)
    if slip.phone:
        beside.text("有事打电话", sheet.body_pt)
        beside.one_line(slip.phone, sheet.title_pt, 18, bold=True, align=Align.LEFT)
        beside.text(slip.phone_who, sheet.body_pt)
    flow.code_beside(code, beside)
    flow.rule(width_pt=1.6)
    flow.text(FREE_WORDS, sheet.body_pt + 2, bold=True)
    flow.text(slip.footer, 16)


@dataclass(frozen=True)
class _NumberBox(BlockDraw):
    """The number in a frame, under the word that says what it is."""

    number: str
    sheet: Sheet
    size_pt: float
    height_pt: float

    def __call__(self, pen: Pen, top: float) -> None:
        s = self.sheet
        pen.box(
            s.margin_pt,
            top - self.height_pt,
            s.text_pt,
            self.height_pt,
            stroke="#000000",
            stroke_pt=1.6,
            radius=5,
        )
        y = top - 2 * MM - s.body_pt
        pen.text(s.width_pt / 2, y, "回执号", s.body_pt, align=Align.CENTER)
        y -= self.size_pt * 1.3
        pen.text(s.width_pt / 2, y, self.number, self.size_pt, bold=True, align=Align.CENTER)


def _number(flow: Flow, number: str) -> None:
    sheet = flow.sheet
    size = _number_pt(flow.fonts, number, sheet)
    height = 2 * MM + sheet.body_pt + size * 1.3 + 3.5 * MM
    flow.add(height, _NumberBox(number, sheet, size, height))


def _number_pt(fonts: FontBook, number: str, sheet: Sheet) -> float:
    """How big the number stands in one line: who reads it out from two says only one of them."""
    room = sheet.text_pt - 2 * _BESIDE_NUMBER
    size = fit(fonts, number, width_pt=room, largest_pt=sheet.number_pt, smallest_pt=MIN_NUMBER_PT, bold=True)
    # Only numbers of the longest terminal codes are wider than a roll at that size.
    return size or MIN_NUMBER_PT * room / fonts.width(number, MIN_NUMBER_PT, bold=True)
