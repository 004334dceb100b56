from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from printing.errors import PaperRefused, RefusedFor
from printing.flow import SHEETS
from printing.fonts import FontBook
from printing.layout import Drawn, Pen
from printing.lists import draw_blank_form, draw_papers_list
from printing.papers import FormField, PaperItem, Stock
from printing.slips import draw_slip
from printing.testpage import draw_test_page
from tests.printing.examples import TEST_PAGE, blank_form, fonts_of, papers_list, sizes_of, slip, text_of


class Written(list[tuple[str, float]]):
    """What was written, in which size, in order."""


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Written:
    found = Written()
    real = Pen.text

    def overhear(self: Pen, x: float, y: float, text: str, size_pt: float, **rest: Any) -> None:
        found.append((text, size_pt))
        real(self, x, y, text, size_pt, **rest)

    monkeypatch.setattr(Pen, "text", overhear)
    return found


@pytest.mark.parametrize("stock", Stock)
def test_big_type_and_a_bigger_number(fonts: FontBook, written: Written, stock: Stock) -> None:
    drawn = draw_slip(slip(), fonts, stock=stock)
    assert min(sizes_of(drawn.pdf)) >= 16
    assert dict(written)["LJ01-000123-7"] >= 24
    assert fonts_of(drawn.pdf).not_embedded == []
    assert drawn.pages == 1


@pytest.mark.parametrize("stock", Stock)
@pytest.mark.parametrize("number", ["QS01-000001-8", "QS010203-000123-7", "QSWMWMWM-999999999-9"])
def test_a_number_stands_in_one_line(fonts: FontBook, written: Written, stock: Stock, number: str) -> None:
    draw_slip(slip(number=number), fonts, stock=stock)
    size = dict(written)[number]
    assert fonts.width(number, size, bold=True) < SHEETS[stock].text_pt
    assert size >= (24 if len(number) <= 13 else 11)


def test_names_of_places_stand_in_one_line(fonts: FontBook, written: Written) -> None:
    draw_slip(slip(phone_who="示例镇便民服务中心 民政窗口", contact="到示例镇便民服务中心，2号窗口"), fonts)
    lines = [text for text, _ in written]
    assert lines.index("到示例镇便民服务中心，") + 1 == lines.index("2号窗口")
    assert lines.index("示例镇便民服务中心") + 1 == lines.index("民政窗口")


@pytest.mark.parametrize("stock", Stock)
def test_first_what_then_when_then_who_calls_whom(fonts: FontBook, written: Written, stock: Stock) -> None:
    draw_slip(slip(sample=False), fonts, stock=stock)
    text = "".join(text for text, _ in written)
    assert text.startswith("80岁老人补贴2026年11月21日 9:4112月5日前，镇民政办打电话给您")
    assert "不收任何费用" in text
    assert "样张" not in text


@pytest.mark.parametrize("stock", Stock)
def test_a_sample_says_so(fonts: FontBook, written: Written, stock: Stock) -> None:
    draw_slip(slip(), fonts, stock=stock)
    assert sum("样张" in text for text, _ in written) >= 2


def test_the_roll_is_as_long_as_it_must_be(fonts: FontBook) -> None:
    short = draw_slip(slip(lines=()), fonts)
    long = draw_slip(slip(lines=("一二三四五六七八九十" * 6,) * 3), fonts)
    assert short.width_mm == long.width_mm == 73
    assert long.height_mm > short.height_mm + 50
    assert long.pages == 1


def test_a_slip_without_number_phone_and_code_stands(fonts: FontBook) -> None:
    for stock in Stock:
        assert draw_slip(slip(number="", phone="", qr=None, lines=()), fonts, stock=stock).pages == 1


def test_a_long_sheet_goes_on_with_page_numbers(fonts: FontBook, written: Written) -> None:
    assert draw_slip(slip(lines=("一二三四五六七八九十" * 9,) * 12), fonts, stock=Stock.A5).pages > 1
    assert any(text.startswith("第 2 页") for text, _ in written)


def test_a_code_that_could_not_be_read_is_refused(fonts: FontBook) -> None:
    for changes in ({"qr": "A" * 300}, {"qr": "a" * 1500, "dense_qr": True}):
        with pytest.raises(PaperRefused) as caught:
            draw_slip(slip(**changes), fonts)
        assert caught.value.reason is RefusedFor.QR_TOO_LONG


def lists() -> list[Any]:
    items = tuple(PaperItem("证件" * 12, "说明" * 40, later=True) for _ in range(9))
    choices = tuple("选项" * n for n in range(1, 9))
    fields = (FormField("很长的题目" * 3, choices=choices), *(FormField("项") for _ in range(30)))
    return [
        (draw_papers_list, papers_list(), 1),
        (draw_papers_list, papers_list(items=items, sample=True), 3),
        (draw_blank_form, blank_form(), 1),
        (draw_blank_form, blank_form(fields=fields, sample=True), 3),
    ]


@pytest.mark.parametrize(("draw", "paper", "pages"), lists())
def test_lists_and_forms_are_big_and_go_on(
    fonts: FontBook, written: Written, draw: Any, paper: Any, pages: int
) -> None:
    drawn: Drawn = draw(paper, fonts)
    assert drawn.pages == pages
    assert min(size for text, size in written if not text.startswith("第 ")) >= 16
    assert fonts_of(drawn.pdf).not_embedded == []
    assert any("不收任何费用" in text for text, _ in written)


@pytest.mark.real
def test_what_is_on_slips_and_lists_can_be_copied_out(fonts: FontBook, tmp_path: Path) -> None:
    text = text_of(draw_slip(slip(), fonts).pdf, tmp_path)
    assert "80岁老人补贴" in text
    assert "LJ01-000123-7" in text
    text = text_of(draw_papers_list(papers_list(), fonts).pdf, tmp_path)
    assert "户口本没带也能先办复印件1份" in text
    assert "𬭎䶮𠮷㛃" in text_of(draw_test_page(TEST_PAGE, fonts).pdf, tmp_path)
