from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.fonts import FontBook
from printing.layout import balanced, fit, wrap


@cache
def fonts() -> FontBook:
    return FontBook()


texts = st.text("国家一二，。（）《》abc019 -元月日", max_size=60)


@given(texts, st.integers(60, 300))
def test_wrapping_loses_nothing_and_fits(text: str, width: int) -> None:
    for lines in (wrap(fonts(), text, 12, width), balanced(fonts(), text, 12, width)):
        assert "".join("".join(lines).split()) == "".join(text.split())
        assert all(fonts().width(line, 12) <= width + 0.01 for line in lines)


@given(texts.filter(lambda t: "，，" not in t and "。。" not in t))
def test_balanced_lines_are_not_more(text: str) -> None:
    assert len(balanced(fonts(), text, 12, 200)) <= len(wrap(fonts(), text, 12, 200))


def test_closing_marks_do_not_begin_a_line() -> None:
    lines = wrap(fonts(), "一二三四五，六七八九十。", 10, 50)
    assert lines[0] == "一二三四"
    assert not any(line[0] in "，。" for line in lines)


def test_opening_marks_do_not_end_a_line() -> None:
    assert all(not line.endswith("（") for line in wrap(fonts(), "一二三四（五六七八）", 10, 50))


def test_numbers_stay_with_what_they_count() -> None:
    assert wrap(fonts(), "请在12月5日前", 10, 40) == ["请在", "12月5日", "前"]


def test_a_short_text_has_no_last_line_of_one_character() -> None:
    assert balanced(fonts(), "申请已收下，等村里核对。", 17, 187) == ["申请已收下，", "等村里核对。"]


def test_words_stay_whole_where_that_takes_no_more_lines() -> None:
    assert balanced(fonts(), "示例镇便民服务中心 民政窗口", 17, 190) == ["示例镇便民服务中心", "民政窗口"]
    assert balanced(fonts(), "有消息示例镇便民服务中心打电话告诉您", 17, 190)[0] == "有消息示例镇便民服"


def test_on_slips_a_word_is_worth_a_line() -> None:
    assert balanced(fonts(), "有消息示例镇便民服务中心打电话告诉您", 17, 190, whole=True) == [
        "有消息示例镇",
        "便民服务中心",
        "打电话告诉您",
    ]
    assert balanced(fonts(), "便民服务中心", 17, 70, whole=True) == ["便民服", "务中心"]


def test_newlines_are_kept() -> None:
    assert wrap(fonts(), "一\n二", 10, 100) == ["一", "二"]


def test_fit_takes_the_largest_size_that_fits() -> None:
    assert fit(fonts(), "国国", width_pt=41, largest_pt=30, smallest_pt=10) == pytest.approx(20.5)
    assert fit(fonts(), "国国", width_pt=15, largest_pt=30, smallest_pt=10) == 0
