"""The page that staff print to judge the printer: edges, greys, small type, rare characters, a code."""

from dataclasses import dataclass

from printing.flow import A4, BlockDraw, Flow, page_numbers
from printing.fonts import FontBook
from printing.layout import DEEP, INK, MM, SOFT, Drawn, Pen
from printing.papers import Align, TestPage
from printing.qr import make_code

RARE = "𬭎䶮𠮷㛃喆犇堃·"


def draw_test_page(page: TestPage, fonts: FontBook) -> Drawn:
    """Draws the test page."""
    flow = Flow(fonts, A4)
    flow.text("打印机试印页", 34, bold=True)
    flow.text(f"终端 {page.terminal}　打印机 {page.queue}", 16)
    flow.text(page.when, 16, color=SOFT)
    flow.rule(width_pt=1.6, color=DEEP)
    for size in (10, 12, 16, 24):
        flow.text(f"{size} 号字：示例镇便民服务中心 0123456789 ABC", size)
    flow.text(f"少见字：{RARE}", 24)
    flow.rule()
    flow.text("下面十格应当由白到黑，一格比一格深：", 16)
    flow.add(20 * MM, _Greys())
    flow.text("这条线应当正好 100 毫米：", 16)
    flow.add(14 * MM, _Ruler())
    flow.text("四边的框应当完整；下面的码应当扫得出。", 16)
    flow.code(make_code("https://example.cn/test-page"))
    return flow.drawn(subject="试印页", furniture=_frame)


def _frame(pen: Pen, page: int, pages: int) -> None:
    inset = 6 * MM
    pen.box(inset, inset, A4.width_pt - 2 * inset, 297 * MM - 2 * inset, stroke=INK, stroke_pt=0.8)
    page_numbers(A4, sample=False)(pen, page, pages)


@dataclass(frozen=True)
class _Greys(BlockDraw):
    def __call__(self, pen: Pen, top: float) -> None:
        for index in range(10):
            level = round(255 * (1 - index / 9))
            pen.box(
                A4.left_pt + index * 15 * MM,
                top - 15 * MM,
                13 * MM,
                12 * MM,
                fill=f"#{level:02X}{level:02X}{level:02X}",
                stroke=INK,
            )


@dataclass(frozen=True)
class _Ruler(BlockDraw):
    def __call__(self, pen: Pen, top: float) -> None:
        y = top - 9 * MM
        pen.rule(A4.left_pt, A4.left_pt + 100 * MM, y, width_pt=1, color=INK)
        for index in range(11):
            x = A4.left_pt + index * 10 * MM
            pen.box(x - 0.3, y, 0.6, (4 if index % 5 == 0 else 2.5) * MM, fill=INK)
        pen.text(A4.left_pt + 104 * MM, y, "100", 12, align=Align.LEFT)
