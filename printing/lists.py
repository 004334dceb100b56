"""材料清单 and 空白表格: what to bring, and a form to fill in by hand. A4, at least 16 pt."""

from dataclasses import dataclass

from printing.flow import A4, BlockDraw, Flow, Sheet, page_numbers
from printing.fonts import FontBook
from printing.layout import DEEP, INK, LINE, MM, SOFT, Drawn, Pen, balanced
from printing.papers import Align, BlankForm, FormField, PaperItem, PapersList
from printing.slips import FREE_WORDS, SAMPLE_WORDS

_NAME_PT, _TEXT_PT, _SMALL_PT = 22, 18, 16
_BOX_MM, _INDENT_MM = 8, 14


def draw_papers_list(paper: PapersList, fonts: FontBook) -> Drawn:
    """Draws the list of what to bring, each with a box to tick."""
    flow = Flow(fonts, A4)
    if paper.sample:
        flow.banner(SAMPLE_WORDS, _TEXT_PT)
        flow.gap(4)
    flow.text("要带的东西", 34, bold=True, leading=1.25)
    flow.text(paper.service, _NAME_PT, color=DEEP, bold=True)
    flow.text(f"{paper.when}打印", _SMALL_PT, color=SOFT)
    flow.rule(width_pt=1.6, color=DEEP, gap_mm=3.5)
    for item in paper.items:
        _item(flow, item)
    flow.gap(3)
    flow.text(paper.note, _TEXT_PT)
    flow.rule(width_pt=1.6, color=DEEP, gap_mm=3.5)
    if paper.place:
        flow.text(f"到哪里办：{paper.place}", _TEXT_PT)
    if paper.phone:
        flow.text(f"有事打电话：{paper.phone}　{paper.phone_who}".rstrip(), _NAME_PT, bold=True)
    flow.text(FREE_WORDS, _TEXT_PT, bold=True)
    return flow.drawn(subject="材料清单", furniture=page_numbers(A4, sample=paper.sample))


def draw_blank_form(form: BlankForm, fonts: FontBook) -> Drawn:
    """Draws a form with writing lines and boxes, and a place to sign at its end."""
    flow = Flow(fonts, A4)
    if form.sample:
        flow.banner(SAMPLE_WORDS, _TEXT_PT)
        flow.gap(4)
    flow.one_line(form.title, 28, 20, bold=True, align=Align.CENTER)
    flow.text(form.office, _SMALL_PT, color=SOFT, align=Align.CENTER)
    flow.rule(width_pt=1.6, color=DEEP, gap_mm=3)
    for field in form.fields:
        _field(flow, field)
    flow.gap(2)
    flow.text(form.note, _SMALL_PT, color=SOFT)
    flow.gap(4)
    flow.add(16 * MM, _Signature(A4))
    flow.text(FREE_WORDS, _SMALL_PT, bold=True)
    return flow.drawn(subject="空白表格", furniture=page_numbers(A4, sample=form.sample))


@dataclass(frozen=True)
class _Item(BlockDraw):
    names: tuple[str, ...]
    details: tuple[str, ...]
    later: bool
    sheet: Sheet
    height_pt: float

    def __call__(self, pen: Pen, top: float) -> None:
        left = self.sheet.left_pt
        pen.box(left, top - 11.2 * MM, _BOX_MM * MM, _BOX_MM * MM, stroke=INK, stroke_pt=1.4, radius=2)
        x, y = left + _INDENT_MM * MM, top - 9.6 * MM
        for line in self.names:
            pen.text(x, y, line, _NAME_PT, bold=True)
            y -= _NAME_PT * 1.3
        if self.later:
            self._tag(pen, y + _NAME_PT * 1.3)
        for line in self.details:
            pen.text(x, y, line, _TEXT_PT, color=SOFT)
            y -= _TEXT_PT * 1.4
        pen.rule(left, self.sheet.right_pt, top - self.height_pt, color=LINE)

    def _tag(self, pen: Pen, y: float) -> None:
        words = "没带也能先办"
        width = pen.fonts.width(words, _SMALL_PT, bold=True) + 6 * MM
        pen.box(self.sheet.right_pt - width, y - 2 * MM, width, 8 * MM, stroke=DEEP, stroke_pt=1, radius=8)
        pen.text(self.sheet.right_pt - width + 3 * MM, y, words, _SMALL_PT, bold=True, color=DEEP)


def _item(flow: Flow, item: PaperItem) -> None:
    width = flow.sheet.text_pt - _INDENT_MM * MM
    tag = flow.fonts.width("没带也能先办", _SMALL_PT, bold=True) + 9 * MM if item.later else 0
    names = tuple(balanced(flow.fonts, item.name, _NAME_PT, width - tag, bold=True))
    details = tuple(balanced(flow.fonts, item.detail, _TEXT_PT, width)) if item.detail else ()
    height = 7 * MM + len(names) * _NAME_PT * 1.3 + len(details) * _TEXT_PT * 1.4
    flow.add(height, _Item(names, details, item.later, flow.sheet, height))


@dataclass(frozen=True)
class _Field(BlockDraw):
    label: str
    label_width: float
    lines: int
    choices: tuple[str, ...]
    sheet: Sheet

    def __call__(self, pen: Pen, top: float) -> None:
        left, right = self.sheet.left_pt, self.sheet.right_pt
        y = top - 9 * MM
        pen.text(left, y, self.label, _TEXT_PT)
        x = left + self.label_width
        for choice in self.choices:
            width = pen.fonts.width(choice, _TEXT_PT) + 13 * MM
            if x + width > right:
                x, y = left + self.label_width, y - 11 * MM
            pen.box(x, y - 0.9 * MM, 6 * MM, 6 * MM, stroke=INK, stroke_pt=1.2, radius=1.5)
            pen.text(x + 8 * MM, y, choice, _TEXT_PT)
            x += width
        for index in range(0 if self.choices else self.lines):
            pen.rule(
                x if index == 0 else left, right, y - 1.6 * MM - index * 12 * MM, width_pt=0.8, color=SOFT
            )


def _field(flow: Flow, field: FormField) -> None:
    sheet = flow.sheet
    label_width = max(32 * MM, flow.fonts.width(field.label, _TEXT_PT) + 4 * MM)
    rows = max(1, field.lines)
    if field.choices:
        x, rows = label_width, 1
        for choice in field.choices:
            width = flow.fonts.width(choice, _TEXT_PT) + 13 * MM
            if x + width > sheet.text_pt:
                x, rows = label_width, rows + 1
            x += width
    flow.add(
        rows * (11 if field.choices else 12) * MM + 2 * MM,
        _Field(field.label, label_width, field.lines, field.choices, sheet),
    )


@dataclass(frozen=True)
class _Signature(BlockDraw):
    sheet: Sheet

    def __call__(self, pen: Pen, top: float) -> None:
        left, right, y = self.sheet.left_pt, self.sheet.right_pt, top - 9 * MM
        middle = left + (right - left) * 0.6
        pen.text(left, y, "签字或按手印", _TEXT_PT)
        pen.rule(left + 42 * MM, middle - 6 * MM, y - 1.6 * MM, width_pt=0.8, color=SOFT)
        pen.text(middle, y, "　　　年　　月　　日", _TEXT_PT)
