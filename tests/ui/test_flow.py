from __future__ import annotations

import re

from hypothesis import assume, example, given
from hypothesis import strategies as st

from ui.flow import cuts_a_word, pieces, words, wrap

LETTERS = st.text(alphabet="养老钱已发到没看存折，。（）12345.- 元月日A", min_size=1, max_size=80)


def wide(text: str) -> float:
    """A Hanzi is 1 wide, everything of ASCII half of it."""
    return sum(0.5 if ord(letter) < 128 else 1.0 for letter in text)


@given(LETTERS, st.floats(3.0, 60.0))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: float) -> None:
    lines = wrap(text, width, wide)
    kept = "".join(lines).replace(" ", "")
    assert kept == text.strip().replace(" ", "")
    for line in lines:
        # What must stay together may be wider than a very narrow line; it then stands alone.
        assert wide(line) <= width or len(pieces(line)) == 1


@given(LETTERS)
@example("一" * 19 + " ，")
@example("1" * 41 + "，")
def test_marks_do_not_begin_a_line(text: str) -> None:
    assume(not re.search("[，。（）]{9,}", text))  # nobody writes so, and nothing could be done about it
    for line in wrap("养" + text, 20.0, wide)[1:]:
        assert line == "" or line[0] not in "，。）"


def test_a_number_stays_with_its_unit() -> None:
    assert pieces("11月10日已发") == ["11月10日", "已", "发"]
    assert "还有" not in "".join(pieces("还有 12 天")[-1:])
    assert pieces("还有 12 天")[-1] == "12 天"
    assert "185.00 元" in pieces("发了 185.00 元，")[-1]
    assert pieces("打 023-0000 0000 问")[2] == "023-0000 0000"


def test_two_lines_break_after_a_mark_near_the_middle() -> None:
    assert wrap("工作人员接着帮您办，填过的不用再填", 12.0, wide) == [
        "工作人员接着帮您办，",
        "填过的不用再填",
    ]


def test_lines_are_even_without_marks() -> None:
    one, two = wrap("甲乙丙丁戊己庚辛壬癸子丑寅", 12.0, wide)
    assert abs(wide(one) - wide(two)) <= 1
    assert wrap("身份证放在右下方黑色板子上", 12.0, wide) == ["身份证放在右下方", "黑色板子上"]


def test_words_stay_whole_where_that_takes_no_more_lines() -> None:
    assert wrap("把身份证放在右下方黑色板子上", 8.0, wide) == ["把身份证放在", "右下方黑色板子上"]
    assert wrap("老人的医保停了、账报完", 6.0, wide) == ["老人的医保", "停了、账报完"]
    assert len(wrap("问进度打示例镇便民服务中心 民政窗口", 10.0, wide)) == 2
    assert words("不用带了") == ["不用", "带了"]
    assert words("没带 也行") == ["没带", " ", "也", "行"]


def test_a_line_that_ends_within_a_word_is_found() -> None:
    assert cuts_a_word("把身份证放在右下方", ["把身份证放在右", "下方"])
    assert not cuts_a_word("把身份证放在右下方", ["把身份证放在", "右下方"])
    assert not cuts_a_word("身份证 放在\n右下方", ["身份证", "放在", "右下方"])


def test_a_wanted_break_is_kept() -> None:
    assert wrap("身份证放在右下方\n黑色板子上", 40.0, wide) == ["身份证放在右下方", "黑色板子上"]


def test_a_long_number_is_cut_rather_than_lost() -> None:
    assert "".join(wrap("9" * 30, 5.0, wide)) == "9" * 30
