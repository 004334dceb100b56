import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from voice.speaking.ear_text import PAUSES, for_ear, stretches

HEARD = {
    "您的养老金本月到账185.00元。": "您的养老金本月到账一百八十五元。",
    "本月 185.50 元": "本月一百八十五元五角",
    "2026年10月3日到账 1,205.00 元": "二零二六年十月三日到账一千两百零五元",
    "截至 10月3日": "截至十月三日",
    "2026-10-03": "二零二六年十月三日",
    "比如 1950。": "比如一九五零。",
    "电话 023-0000 0100，找窗口。": "电话零二三，零零零零，零幺零零，找窗口。",
    "手机 13800138000": "手机幺三八，零零幺三，八零零零",
    "打12345": "打幺二三四五",
    "打500元": "打五百元",
    "身份证尾号 1234": "身份证尾号幺二三四",
    "990101195003071237": "九九零幺零幺，幺九五零零三零七，幺二三七",
    "99010119500307123X": "九九零幺零幺，幺九五零零三零七，幺二三艾克斯",
    "回执 QS01-000123-7": "回执丘艾丝零幺，零零零幺二三，七",
    "满80岁每月100元": "满八十岁每月一百元",
    "50-59岁": "五十到五十九岁",
    "9:00-12:00": "九点到十二点",
    "13:30": "十三点半",
    "8:05": "八点零五分",
    "还差 2 位": "还差两位",
    "第 2 个人": "第二个人",
    "2号窗口": "二号窗口",
    "2个月": "两个月",
    "2角": "两角",
    "80%": "百分之八十",
    "2.50万元": "二点五万元",
    "0.5亩": "零点五亩",
    "50元/月": "五十元每月",
    "¥1,200": "一千两百元",
    "点“找人帮我”": "点找人帮我",
    "不收钱 · 有事说": "不收钱，有事说",
    "（样张）不能用": "样张，不能用",
    "张*山": "张某山",
    "＊＊＊ 元": "遮住了元",
    "１８５．００元": "一百八十五元",
    "行……好": "行，好",
    "好？！": "好！",
}


@pytest.mark.parametrize(("written", "heard"), HEARD.items())
def test_text_is_made_ready_for_the_ear(written: str, heard: str) -> None:
    assert for_ear(written) == heard


WRITTEN = st.text(
    st.one_of(
        st.sampled_from("0123456789.,:-/%¥元年月日号个岁第尾号打电话X 。，？！·（）“”*至~"),
        st.characters(codec="utf-8"),
    ),
    max_size=40,
)


@given(WRITTEN)
@example("1.2.3.4")
@example("尾号12345678901234567890")
@example("2026年13月45日")
@example("²³½Ⅷ")
def test_nothing_but_hanzi_and_pauses_is_left(written: str) -> None:
    heard = for_ear(written)
    assert re.fullmatch(f"[{PAUSES}\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]*", heard), (
        heard
    )
    assert not heard.startswith(tuple(PAUSES))
    assert not re.search(f"[{PAUSES}]{{2}}", heard)


@given(WRITTEN)
def test_what_is_ready_stays_as_it_is(written: str) -> None:
    heard = for_ear(written)
    assert for_ear(heard) == heard


@given(st.text("0123456789", min_size=9, max_size=30))
def test_long_figures_lose_no_digit(digits: str) -> None:
    said = for_ear(digits).replace("，", "").replace("幺", "一")
    assert "".join(str("零一二三四五六七八九".index(sign)) for sign in said) == digits


@given(st.integers(0, 10**9 - 1), st.integers(0, 99), st.sampled_from(["", " ", "￥"]))
def test_amounts_are_figures_apart_from_the_words_around_them(whole: int, fen: int, between: str) -> None:
    row = stretches(f"到账{between}{whole}.{fen:02} 元了")
    assert [one.figures for one in row] == [False, True, False]
    assert (row[0].text, row[2].text) == ("到账", "了")


@given(WRITTEN)
def test_the_stretches_together_are_the_text(written: str) -> None:
    assert "".join(one.text for one in stretches(written)) == for_ear(written)
