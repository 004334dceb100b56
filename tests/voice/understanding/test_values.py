from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.talk import Expected
from voice.understanding.dates import day_of, is_lunar
from voice.understanding.numerals import LAST, number, ordinal, signs
from voice.understanding.sounds import read_figures
from voice.understanding.values import value_of

TODAY = date(2026, 11, 22)
DIGITS = "零一二三四五六七八九"


def in_words(value: int) -> str:
    """A number below a hundred million as one reads it aloud."""
    if value >= 10000:
        high, low = divmod(value, 10000)
        gap = "零" if 0 < low < 1000 else ""
        return in_words(high) + "万" + gap + (in_words(low) if low else "")
    return (
        read_figures(str(value))
        if value < 1000 or str(value)[:2] not in ("18", "19", "20")
        else thousands(value)
    )


def thousands(value: int) -> str:
    high, low = divmod(value, 1000)
    gap = "零" if 0 < low < 100 else ""
    words = read_figures(str(low)) if low else ""
    return DIGITS[high] + "千" + gap + ("一" if 10 <= low < 20 else "") + words


@given(st.integers(min_value=0, max_value=99_999_999))
def test_every_number_in_words_is_read_back(value: int) -> None:
    assert number(signs(in_words(value), by_sound=False)) == value


@given(st.integers(min_value=0, max_value=9_999_999), st.integers(min_value=1, max_value=99))
def test_every_amount_is_read_back(yuan: int, cents: int) -> None:
    jiao, fen = divmod(cents, 10)
    below = (f"{DIGITS[jiao]}角" if jiao else "零") + (f"{DIGITS[fen]}分" if fen else "")
    expected = Decimal(yuan) + Decimal(cents) / 100
    found = value_of(f"{in_words(yuan)}元{below}", Expected.AMOUNT)
    assert found is not None
    assert Decimal(found) == expected
    assert value_of(f"{yuan}.{cents:02}元", Expected.AMOUNT) == format(expected.normalize(), "f")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("一百八十五块五", "185.5"),
        ("一百八十五块五毛", "185.5"),
        ("三块二毛五", "3.25"),
        ("三塊兩毛五分錢", "3.25"),
        ("一千二", "1200"),
        ("一千零二十块", "1020"),
        ("两万三", "23000"),
        ("兩萬塊錢", "20000"),
        ("3千", "3000"),
        ("185.50元", "185.5"),
        ("1,200元", "1200"),
        ("大概三百块钱嘛", "300"),
        ("八毛", "0.8"),
        ("五分钱", "0.05"),
        ("十块零五分", "10.05"),
        ("九块九毛九", "9.99"),
        ("十五块半", "15.5"),
    ],
)
def test_amounts(said: str, meant: str) -> None:
    assert value_of(said, Expected.AMOUNT) == meant


@pytest.mark.parametrize(
    "said", ["好多钱", "就是不晓得", "十百块", "块", "三百多块", "一块二块三", "没得钱", ""]
)
def test_what_is_no_amount(said: str) -> None:
    assert value_of(said, Expected.AMOUNT) is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("三亩半", "3.5"),
        ("两亩三", "2.3"),
        ("半亩", "0.5"),
        ("两口人", "2"),
        ("我家有五个人", "5"),
        ("三十五", "35"),
        ("12", "12"),
        ("82岁", "82"),
        ("八十二岁了", "82"),
        ("一百二十斤", "120"),
        ("三点五亩", "3.5"),
    ],
)
def test_numbers(said: str, meant: str) -> None:
    assert value_of(said, Expected.NUMBER) == meant


@pytest.mark.parametrize("said", ["好几个", "我不晓得", "亩", "医保", "要得"])
def test_what_is_no_number(said: str) -> None:
    assert value_of(said, Expected.NUMBER) is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("幺三八零零幺三八零零零", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("138,0013,8000。", "13800138000"),
        ("我的电话是一三八", "138"),
        ("要三八零零", "13800"),
        ("腰三巴", "138"),
        ("138三个零", "138000"),
        ("三个8", "888"),
        ("一三爸零零", "13800"),
        ("五六七", "567"),
        ("兩", "2"),
        ("七", "7"),
        ("陸陸七", "667"),
    ],
)
def test_figures_of_a_phone(said: str, meant: str) -> None:
    assert value_of(said, Expected.PHONE) == meant


@pytest.mark.parametrize(
    "said", ["十", "三十", "一百三十八", "我要走了", "爸", "138001380001234", "没得电话", "就是", "要", "医"]
)
def test_what_is_no_phone(said: str) -> None:
    assert value_of(said, Expected.PHONE) is None


@pytest.mark.parametrize("said", ["十", "五十", "二十四"])
@pytest.mark.parametrize("expected", [Expected.DIGITS, Expected.PHONE, Expected.ID_NUMBER])
def test_ten_is_no_digit_as_it_sounds_like_four(said: str, expected: Expected) -> None:
    assert value_of(said, expected) is None


@given(st.text(alphabet="0123456789", min_size=1, max_size=11))
def test_figures_are_kept_one_by_one(figures: str) -> None:
    assert value_of(figures, Expected.PHONE) == figures
    assert value_of("".join(DIGITS[int(figure)] for figure in figures), Expected.PHONE) == figures
    assert value_of(" ".join(figures), Expected.DIGITS) == figures


CROSSES = st.sampled_from(["X", "x", "叉", "艾克斯", "差", "愛克斯"])


@given(st.text(alphabet="0123456789", min_size=17, max_size=17), CROSSES)
def test_an_identity_number_may_end_with_a_cross(figures: str, cross: str) -> None:
    assert value_of(figures + cross, Expected.ID_NUMBER) == figures + "X"
    assert value_of(cross + figures, Expected.ID_NUMBER) is None


def test_an_identity_number_has_eighteen_places_at_most() -> None:
    assert value_of("9" * 18, Expected.ID_NUMBER) == "9" * 18
    assert value_of("9" * 19, Expected.ID_NUMBER) is None
    assert value_of("9" * 18 + "X", Expected.ID_NUMBER) is None
    assert value_of("幺幺零叉", Expected.ID_NUMBER) == "110X"
    assert value_of("叉", Expected.ID_NUMBER) == "X"


@given(st.text(max_size=30), st.sampled_from(Expected))
def test_no_text_breaks_a_reader(said: str, expected: Expected) -> None:
    value = value_of(said, expected)
    assert value is None or value
    day_of(said, TODAY)
    ordinal(said)


@given(
    st.text(alphabet="零一二三四五六七八九十百千万两半点.0123456789块毛分元角亩斤个", max_size=12),
    st.sampled_from(Expected),
)
def test_a_number_that_was_read_is_a_number(said: str, expected: Expected) -> None:
    value = value_of(said, expected)
    if value is not None and expected in (Expected.AMOUNT, Expected.NUMBER):
        assert Decimal(value) >= 0
        assert "E" not in value


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("一九五零年三月五号", date(1950, 3, 5)),
        ("1950年3月5日", date(1950, 3, 5)),
        ("五零年三月五号", date(1950, 3, 5)),
        ("50年3月5号", date(1950, 3, 5)),
        ("二六年十一月二十号", date(2026, 11, 20)),
        ("二七年一月一号", date(1927, 1, 1)),
        ("我是四二年腊", None),
        ("两千零八年八月八号", date(2008, 8, 8)),
        ("二零二六年十月三十一日生的", date(2026, 10, 31)),
        ("去年三月五号", date(2025, 3, 5)),
        ("今年三月初", None),
        ("三月五号", date(2026, 3, 5)),
        ("十二月一号", date(2025, 12, 1)),
        ("昨天", date(2026, 11, 21)),
        ("是前天走的", date(2026, 11, 20)),
        ("19500305", date(1950, 3, 5)),
        ("1950.3.5", date(1950, 3, 5)),
        ("一九五零年二月三十号", None),
        ("一九五零年十三月一号", None),
        ("五号", None),
        ("1950年", None),
        ("一九五零年三阅五好", date(1950, 3, 5)),
    ],
)
def test_days(said: str, meant: date | None) -> None:
    assert day_of(said, TODAY) == meant


@given(st.dates(min_value=date(1900, 1, 1), max_value=TODAY))
def test_every_day_is_read_back(day: date) -> None:
    year = "".join(DIGITS[int(figure)] for figure in str(day.year))
    month, of_month = in_words(day.month), in_words(day.day)
    assert day_of(f"{year}年{month}月{of_month}号", TODAY) == day
    assert day_of(f"{day.year}年{day.month}月{day.day}日", TODAY) == day


@pytest.mark.parametrize(
    "said", ["农历三月初五", "農曆三月五號", "冬月二十", "臘月初八", "三月初十", "正月十五"]
)
def test_the_old_calendar_is_noticed(said: str) -> None:
    from config.loader import shipped_accents

    assert is_lunar(said, shipped_accents().lunar)


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("第二个", 2),
        ("我要第二个", 2),
        ("第2個嘛", 2),
        ("点第三个", 3),
        ("第三样", 3),
        ("二号", 2),
        ("第五", 5),
        ("地二个", 2),
        ("第一个", 1),
        ("头一个", 1),
        ("最后一个", LAST),
        ("第十个", 10),
        ("第四个", 4),
        ("第十二个", 12),
        ("第二十个", None),
        ("养老钱", None),
        ("的确", None),
        ("二", None),
        ("一张空白表", None),
        ("第", None),
        ("", None),
    ],
)
def test_places(said: str, place: int | None) -> None:
    assert ordinal(said) == place
