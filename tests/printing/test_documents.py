from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from printing.documents import TEXT_PT, column_widths, draw_certificate
from printing.errors import PaperRefused
from printing.fonts import FontBook
from printing.papers import Column, Row, Table
from tests.printing.examples import NAME, NUMBER, certificate, fonts_of, sizes_of, text_of

pytestmark = pytest.mark.whole


def test_the_same_certificate_gives_the_same_bytes(fonts: FontBook) -> None:
    first = draw_certificate(certificate(), fonts)
    assert draw_certificate(certificate(), fonts).pdf == first.pdf
    assert draw_certificate(certificate(purpose="别的"), fonts).pdf != first.pdf


def test_its_properties_say_nothing_of_the_person(fonts: FontBook) -> None:
    pdf = draw_certificate(certificate(), fonts).pdf
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert str(file.Root.Lang) == "zh-CN"
        info = {key: str(value) for key, value in file.docinfo.items()}
    assert info.pop("/Title") == info.pop("/Subject") == "证明"
    assert {info[key] for key in ("/Author", "/Creator", "/Producer", "/Keywords")} == {"kiosk"}
    assert "2000" in info["/CreationDate"]


def test_every_font_is_inside_and_no_type_is_under_10_pt(fonts: FontBook) -> None:
    pdf = draw_certificate(certificate(rows=40, note="小字\n" * 5), fonts).pdf
    found = fonts_of(pdf)
    assert len(found.embedded) >= 2
    assert found.not_embedded == []
    assert min(sizes_of(pdf)) >= 10


def test_a_long_table_goes_on_with_its_head_and_code_on_the_last_page(fonts: FontBook) -> None:
    assert draw_certificate(certificate(rows=6), fonts).pages == 1
    drawn = draw_certificate(certificate(rows=70), fonts)
    assert drawn.pages == 3
    assert (drawn.width_mm, drawn.height_mm) == (210, 297)


@pytest.mark.parametrize("rows", [0, 1, 12, 13, 14, 15, 16, 17, 18, 19, 20])
def test_no_length_of_table_breaks_it(fonts: FontBook, rows: int) -> None:
    assert draw_certificate(certificate(rows=rows), fonts).pages in (1, 2)


def test_it_stands_without_a_table_and_with_very_long_words(fonts: FontBook) -> None:
    assert draw_certificate(certificate(table=None), fonts).pages == 1
    long = certificate(
        title="示例" * 30,
        person=(Row("很长的项目名称" * 2, "X" * 200), Row("", "")),
        table=Table((Column("列" * 40), Column("b")), (("长" * 300, "W" * 90),)),
        issued_by="示例县" * 12,
    )
    assert draw_certificate(long, fonts).pages >= 1


def test_column_widths_fill_the_page_and_the_widest_give_way(fonts: FontBook) -> None:
    table = Table((Column("年"), Column("状态"), Column("说明")), (("2026", "好", "很长" * 60),))
    widths = column_widths(fonts, table, 11.5)
    assert sum(widths) == pytest.approx(TEXT_PT)
    assert widths[2] > widths[1] > fonts.width("状态", 11.5, bold=True)


def test_an_address_that_is_too_long_for_the_code_is_refused(fonts: FontBook) -> None:
    with pytest.raises(PaperRefused):
        draw_certificate(certificate(verify_url="https://example.cn/" + "x" * 200), fonts)


@pytest.mark.real
def test_a_reader_copies_out_exactly_what_was_written(fonts: FontBook, tmp_path: Path) -> None:
    paper = certificate(rows=30)
    text = text_of(draw_certificate(paper, fonts).pdf, tmp_path)
    for words in (
        NAME,
        NUMBER,
        paper.title,
        paper.number,
        paper.verify_code,
        "申请住房贷款",
        "2027年5月21日",
    ):
        assert "".join(words.split()) in text
    for row in paper.table.rows if paper.table else ():
        assert "".join(row) in text
    assert "第2页，共2页" in text
    assert text.count("样张·不作凭证") == 2
    assert "样章" in text


@pytest.mark.real
def test_a_genuine_certificate_has_no_sample_mark_and_a_place_for_the_seal(
    fonts: FontBook, tmp_path: Path
) -> None:
    text = text_of(draw_certificate(replace(certificate(), sample=False), fonts).pdf, tmp_path)
    assert "盖章处" in text
    assert not {"样", "演"} & set(text)


@pytest.mark.real
def test_characters_of_the_fallback_font_are_read_back(fonts: FontBook, tmp_path: Path) -> None:
    rare = "示例·\u3400\U00020000\U0002a6d6\U00030000山"
    assert fonts.missing(rare) == []
    text = text_of(draw_certificate(certificate(person=(Row("姓名", rare),)), fonts).pdf, tmp_path)
    assert rare in text
