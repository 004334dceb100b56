"""The A4 certificate: drawn to be read, compared and believed by whoever it is handed to.

From the top: office and number, title, the certified sentence, who, what, what for. At the foot of the last
page the code to check it with, and the place of the seal. The true seal is the office's: a terminal draws
none, except an obvious 样章 on trial papers.
"""

from datetime import date
from functools import partial
from math import cos, radians, sin

from printing.fonts import FontBook
from printing.layout import DEEP, INK, LINE, MM, SOFT, TINT, Drawn, Pages, Pen, balanced, fit, watermark, wrap
from printing.papers import Align, Certificate, Row, Table
from printing.qr import Code, draw_code, make_code

WIDTH_PT, HEIGHT_PT = 210 * MM, 297 * MM
LEFT, RIGHT = 22 * MM, 188 * MM
TEXT_PT = RIGHT - LEFT
TOP, BOTTOM = 273 * MM, 21 * MM
FOOT_MM = 43  # the block with code and seal on the last page
QR_MM = 30
SAMPLE_RED = "#B3261E"
_CELL_PAD = 2.5 * MM
_PERSON_ROW_PT = 9.2 * MM
_LABEL_PT, _VALUE_PT = 11, 12.5


def draw_certificate(certificate: Certificate, fonts: FontBook) -> Drawn:
    """Draws a certificate.

    Raises:
        PaperRefused: the address for the code is too long, or the table too wide.
    """
    return _CertificateSheet(certificate, fonts).drawn()


class _CertificateSheet:
    """Lays one certificate out from top to bottom; `y` is how far it has come."""

    def __init__(self, certificate: Certificate, fonts: FontBook) -> None:
        self.c = certificate
        self.fonts = fonts
        self.code = make_code(certificate.verify_url, quick=True)
        self.pages = Pages(
            fonts, width_pt=WIDTH_PT, height_pt=HEIGHT_PT, furniture=self._furniture, subject="证明"
        )
        self.y = TOP

    def drawn(self) -> Drawn:
        self._title()
        if self.c.statement:
            self._paragraph(self.c.statement, size_pt=13.5, leading=1.75, indent_em=2, gap_mm=5)
        self._person()
        if self.c.table:
            _TableSheet(self, self.c.table).draw()
        self._closing()
        return self.pages.drawn()

    def need(self, height_pt: float) -> bool:
        """Turns the page when so much does not fit; says whether it did."""
        if self.y - height_pt >= BOTTOM:
            return False
        self.pages.turn()
        self.y = TOP - 8 * MM  # below the repeated title
        return True

    def _title(self) -> None:
        size = fit(self.fonts, self.c.title, width_pt=TEXT_PT, largest_pt=27, smallest_pt=18, bold=True)
        lines = [self.c.title] if size else wrap(self.fonts, self.c.title, 20, TEXT_PT, bold=True)
        size = size or 20
        self.y -= 10 * MM
        for line in lines:
            self.pages.draw(
                partial(
                    Pen.text, x=WIDTH_PT / 2, y=self.y, text=line, size_pt=size, bold=True, align=Align.CENTER
                )
            )
            self.y -= size * 1.4
        y = self.y + size * 1.4 - 6 * MM

        def rules(pen: Pen) -> None:
            pen.rule(LEFT, RIGHT, y, width_pt=1.4, color=DEEP)
            pen.rule(LEFT, RIGHT, y - 2.6, width_pt=0.5, color=DEEP)

        self.pages.draw(rules)
        self.y = y - 10 * MM

    def _paragraph(
        self,
        text: str,
        *,
        size_pt: float,
        leading: float = 1.6,
        indent_em: int = 0,
        gap_mm: float = 0,
        color: str = INK,
    ) -> None:
        for line in wrap(self.fonts, "　" * indent_em + text, size_pt, TEXT_PT) if text else ():
            self.need(size_pt * leading)
            self._line(LEFT, self.y - size_pt, line, size_pt, color=color)
            self.y -= size_pt * leading
        self.y -= gap_mm * MM

    def _person(self) -> None:
        """Two label-value pairs a row; a value that is too long takes the whole row."""
        labels = max((self.fonts.width(pair.label, _LABEL_PT) for pair in self.c.person), default=0)
        label_width = max(22 * MM, min(labels + 2 * _CELL_PAD, TEXT_PT / 4))
        for row in self._person_rows(label_width):
            width = TEXT_PT / len(row)
            room = width - label_width - 2 * _CELL_PAD
            cells = [wrap(self.fonts, pair.value, _VALUE_PT, room) for pair in row]
            height = _PERSON_ROW_PT + (max(map(len, cells)) - 1) * _VALUE_PT * 1.45
            self.need(height)
            y = self.y - height
            first = self.y - _PERSON_ROW_PT / 2 - _VALUE_PT * 0.36
            for index, (pair, lines) in enumerate(zip(row, cells, strict=True)):
                x = LEFT + index * width
                self.pages.ground(partial(Pen.box, x=x, y=y, width=label_width, height=height, fill=TINT))
                self.pages.draw(partial(Pen.box, x=x, y=y, width=width, height=height, stroke=LINE))
                self._line(x + _CELL_PAD, first + 0.6, pair.label, _LABEL_PT, color=SOFT)
                for number, line in enumerate(lines):
                    at = first - number * _VALUE_PT * 1.45
                    self._line(x + label_width + _CELL_PAD, at, line, _VALUE_PT)
            self.y = y
        self.y -= 7 * MM

    def _person_rows(self, label_width: float) -> list[list[Row]]:
        room = TEXT_PT / 2 - label_width - 2 * _CELL_PAD
        rows: list[list[Row]] = []
        open_row = False
        for pair in self.c.person:
            short = self.fonts.width(pair.value, _VALUE_PT) <= room
            if short and open_row:
                rows[-1].append(pair)
            else:
                rows.append([pair])
            open_row = short and not open_row
        return rows

    def _line(self, x: float, y: float, text: str, size_pt: float, *, color: str = INK) -> None:
        self.pages.draw(lambda pen: pen.text(x, y, text, size_pt, color=color))

    def _closing(self) -> None:
        """Purpose, notes, code and seal stay together on the last page.

        On a certificate of one page the code stands at the foot; on the last of several it follows what is
        above it.
        """
        notes = [line for text in self.c.note.splitlines() for line in wrap(self.fonts, text, 10.5, TEXT_PT)]
        self.need((FOOT_MM + 11) * MM + len(notes) * 10.5 * 1.55)
        if self.c.purpose:
            self._paragraph(f"用途：{self.c.purpose}", size_pt=12.5, gap_mm=2)
        self._paragraph(self.c.note, size_pt=10.5, leading=1.55, color=SOFT)
        top = BOTTOM + (FOOT_MM - 4) * MM if self.pages.count == 1 else self.y - 8 * MM
        self.pages.draw(lambda pen: _foot(pen, self.c, self.code, top))

    def _furniture(self, pen: Pen, page: int, pages: int) -> None:
        if self.c.sample:
            watermark(pen, width_pt=WIDTH_PT, height_pt=HEIGHT_PT)
        top = 281 * MM
        pen.text(LEFT, top, self.c.issued_by, 10.5, color=SOFT)
        pen.text(RIGHT, top, f"编号 {self.c.number}", 10.5, color=SOFT, align=Align.RIGHT)
        if self.c.sample:
            pen.text(
                WIDTH_PT / 2, top, "样张 · 不作凭证", 12, bold=True, color=SAMPLE_RED, align=Align.CENTER
            )
        if page > 1:
            pen.text(LEFT, TOP - 2 * MM, f"{self.c.title}（接上页）", 12, bold=True)
        pen.rule(LEFT, RIGHT, 17 * MM)
        y = 11.6 * MM
        pen.text(LEFT, y, f"验证码 {self.c.verify_code}", 10.5, color=SOFT)
        pen.text(WIDTH_PT / 2, y, "本证明免费打印，不收任何费用", 10.5, color=SOFT, align=Align.CENTER)
        pen.text(RIGHT, y, f"第 {page} 页，共 {pages} 页", 10.5, color=SOFT, align=Align.RIGHT)


class _TableSheet:
    """The facts: a head that is repeated on each page, and rows."""

    size_pt = 11.5
    row_pt = 7.8 * MM

    def __init__(self, sheet: _CertificateSheet, table: Table) -> None:
        self.sheet = sheet
        self.table = table
        self.widths = column_widths(sheet.fonts, table, self.size_pt)

    def draw(self) -> None:
        head = self._cells(tuple(column.title for column in self.table.columns), bold=True)
        self.sheet.need(self._height(head) * 2.5)
        self._head(head)
        for row in self.table.rows:
            cells = self._cells(row, bold=False)
            if self.sheet.need(self._height(cells)):
                self._head(head)
            self._place(cells, bold=False)
            self.sheet.pages.draw(partial(Pen.rule, x1=LEFT, x2=RIGHT, y=self.sheet.y))
        self.sheet.y -= 6 * MM

    def _head(self, cells: list[list[str]]) -> None:
        top, pages = self.sheet.y, self.sheet.pages
        y = top - self._height(cells)
        pages.ground(partial(Pen.box, x=LEFT, y=y, width=TEXT_PT, height=top - y, fill=TINT))
        pages.draw(partial(Pen.rule, x1=LEFT, x2=RIGHT, y=top, width_pt=1.0, color=DEEP))
        pages.draw(partial(Pen.rule, x1=LEFT, x2=RIGHT, y=y, width_pt=0.7, color=DEEP))
        self._place(cells, bold=True)

    def _cells(self, row: tuple[str, ...], *, bold: bool) -> list[list[str]]:
        return [
            balanced(self.sheet.fonts, text, self.size_pt, width - 2 * _CELL_PAD, bold=bold)
            for text, width in zip(row, self.widths, strict=True)
        ]

    def _height(self, cells: list[list[str]]) -> float:
        return self.row_pt + (max(map(len, cells)) - 1) * self.size_pt * 1.35

    def _place(self, cells: list[list[str]], *, bold: bool) -> None:
        """Writes a row, each cell in the middle of its height, and goes down by it."""
        height = self._height(cells)
        x = LEFT
        for column, lines, width in zip(self.table.columns, cells, self.widths, strict=True):
            at = {
                Align.LEFT: x + _CELL_PAD,
                Align.RIGHT: x + width - _CELL_PAD,
                Align.CENTER: x + width / 2,
            }[column.align]
            y = self.sheet.y - height / 2 + (len(lines) - 1) * self.size_pt * 0.675 - self.size_pt * 0.36
            for line in lines:
                self.sheet.pages.draw(
                    partial(
                        Pen.text, x=at, y=y, text=line, size_pt=self.size_pt, bold=bold, align=column.align
                    )
                )
                y -= self.size_pt * 1.35
            x += width
        self.sheet.y -= height


def column_widths(fonts: FontBook, table: Table, size_pt: float) -> list[float]:
    """Widths that sum up to the text's.

    Each column gets what it needs and an even share of what is left. When more is needed than there is, the
    widest columns give way first.
    """
    needs = [
        2 * _CELL_PAD
        + 1
        + max(
            fonts.width(column.title, size_pt, bold=True),
            *(fonts.width(row[i], size_pt) for row in table.rows),
            size_pt,
        )
        for i, column in enumerate(table.columns)
    ]
    spare = TEXT_PT - sum(needs)
    if spare >= 0:
        return [need + spare / len(needs) for need in needs]
    left, cap = TEXT_PT, 0.0
    for index, need in enumerate(sorted(needs)):
        cap = left / (len(needs) - index)
        if need > cap:
            break
        left -= need
    return [min(need, cap) for need in needs]


def chinese_date(day: date) -> str:
    """2026年11月21日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _foot(pen: Pen, c: Certificate, code: Code, top: float) -> None:
    draw_code(pen.canvas, code, x=LEFT, top=top, module_pt=QR_MM * MM / code.size)
    x = LEFT + (QR_MM + 5) * MM
    until = chinese_date(c.valid_until) if c.valid_until else "长期有效"
    pen.text(x, top - 3.8 * MM, "扫码核对真假", 13, bold=True)
    pen.text(x, top - 11 * MM, "验证码", 10.5, color=SOFT)
    pen.text(x, top - 17 * MM, c.verify_code, 14, bold=True)
    pen.text(x, top - 24 * MM, "有效期至" if c.valid_until else "有效期", 10.5, color=SOFT)
    pen.text(x, top - QR_MM * MM, until, 13)
    middle, center = RIGHT - 31 * MM, top - 16 * MM
    if c.sample:
        _sample_seal(pen, middle, center)
    else:
        _seal_place(pen, middle, center)
    size = fit(pen.fonts, c.issued_by, width_pt=62 * MM, largest_pt=14, smallest_pt=10.5) or 10.5
    pen.text(middle, center - 4.5 * MM, c.issued_by, size, align=Align.CENTER)
    pen.text(middle, center - 12 * MM, chinese_date(c.issued_on), 13, align=Align.CENTER)


def _seal_place(pen: Pen, x: float, y: float) -> None:
    pen.stroke(SOFT, 0.6)
    pen.canvas.setDash(2, 2.5)
    pen.canvas.circle(x, y, 20 * MM)
    pen.canvas.setDash()
    pen.text(x, y + 7 * MM, "盖章处", 10.5, color=SOFT, align=Align.CENTER)


def _sample_seal(pen: Pen, x: float, y: float) -> None:
    """A ring that nobody takes for an office's seal: it says 样章 where the star would be."""
    pen.stroke(SAMPLE_RED, 1.6)
    pen.canvas.circle(x, y, 20.5 * MM)
    pen.stroke(SAMPLE_RED, 0.5)
    pen.canvas.circle(x, y, 19.2 * MM)
    pen.text(x, y + 3.6 * MM, "样章", 23, bold=True, color=SAMPLE_RED, align=Align.CENTER)
    ring, step = "演示专用不作凭证", 17
    for index, char in enumerate(ring):
        turn = ((len(ring) - 1) / 2 - index) * step
        at = x + 14.6 * MM * cos(radians(90 + turn)), y + 14.6 * MM * sin(radians(90 + turn))
        with pen.turned(*at, turn):
            pen.text(0, 0, char, 10.5, color=SAMPLE_RED, align=Align.CENTER)
