from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.errors import FontsMissing
from printing.fonts import FontBook, find_font_files, to_unicode_cmap


def test_names_with_rare_characters_can_be_printed(fonts: FontBook) -> None:
    assert fonts.missing("示例·张𬭎䶮𠮷㛃喆犇堃 Aa 09，。（）￥") == []


def test_missing_characters_come_once_and_in_order(fonts: FontBook) -> None:
    assert fonts.missing("甲\U0010fffd乙\u0378丙\u0378\n丁") == ["\U0010fffd", "\u0378"]


@pytest.mark.parametrize("char", ["\ue863", "\uf8ff", "\U000f0000", "\ud800", "\x07"])
def test_what_nobody_can_read_on_paper_is_missing(fonts: FontBook, char: str) -> None:
    assert fonts.missing(char) == [char]


def test_a_character_stands_in_the_first_font_that_has_it(fonts: FontBook) -> None:
    runs = fonts.runs("张\u3400大")  # 㐀 is in the fallback only
    assert [run.text for run in runs] == ["张", "\u3400", "大"]
    assert runs[0].font == runs[2].font != runs[1].font
    assert fonts.runs("张", bold=True)[0].font != runs[0].font


def test_width_is_the_sum_of_its_characters(fonts: FontBook) -> None:
    assert fonts.width("国国", 10) == pytest.approx(20)
    assert fonts.width("国\u3400", 10) == pytest.approx(20, rel=0.05)


def test_fonts_that_are_not_there_are_named_with_their_package(tmp_path: Path) -> None:
    with pytest.raises(FontsMissing, match="fonts-lxgw-wenkai"):
        find_font_files([tmp_path])


@given(
    st.lists(st.integers(1, 0x10FFFF).filter(lambda c: not 0xD800 <= c < 0xE000), max_size=255, unique=True)
)
def test_each_code_can_be_read_back_from_the_map(codes: list[int]) -> None:
    text = to_unicode_cmap("F1", [0, *codes])
    pairs = re.findall(r"^<(..)> <((?:....){1,2})>$", text, re.MULTILINE)
    read = {int(code, 16): bytes.fromhex(utf16).decode("utf-16-be") for code, utf16 in pairs}
    assert read == {index: chr(code) for index, code in enumerate(codes, start=1)}
    assert all(int(n) <= 100 for n in re.findall(r"(\d+) beginbfchar", text))
