from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.accents import Accents
from config.loader import shipped_accents
from voice.understanding.denial import Denial
from voice.understanding.distance import Measure, nearness
from voice.understanding.matcher import Limits
from voice.understanding.sounds import parts, plain, spelled, syllables

PHRASES = st.text(alphabet="养老钱发了没得医保卡掉不别打个证明上下一步回四十是师零", min_size=1, max_size=10)
MEASURE = Measure(shipped_accents())


@given(PHRASES, PHRASES)
def test_nearness_is_the_same_both_ways_and_a_share(one: str, other: str) -> None:
    near = MEASURE.nearness(one, other)
    assert 0 <= near <= 1
    assert near == pytest.approx(MEASURE.nearness(other, one))


@given(PHRASES)
def test_what_sounds_the_same_has_no_distance(phrase: str) -> None:
    assert MEASURE.nearness(phrase, phrase) == 0
    assert MEASURE.nearness(phrase, f" {phrase}。") == 0


@given(PHRASES, st.integers(min_value=0, max_value=9))
def test_a_lost_syllable_costs_no_more_than_itself(phrase: str, at: int) -> None:
    line = MEASURE.line(phrase)
    shorter = line[: at % len(line)] + line[at % len(line) + 1 :]
    assert MEASURE.cost(shorter, line) <= line[at % len(line)].weight + 1e-9


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("办老年证", "办老练证"),
        ("社保卡", "色保卡"),
        ("上一步", "桑一步"),
        ("四个", "是个"),
        ("回去", "肥去"),
        ("重庆", "虫庆"),
    ],
)
def test_the_accent_is_near(one: str, other: str) -> None:
    assert nearness(one, other) < 0.1


@pytest.mark.parametrize(
    ("one", "other"),
    [("上一步", "找人帮我"), ("养老钱", "合作医疗"), ("打印", "看不清"), ("是", "不是"), ("要得", "要不得")],
)
def test_different_things_are_farther_apart_than_one_would_ask(one: str, other: str) -> None:
    assert nearness(one, other) > Limits().ask


def test_without_accents_only_the_same_sounds_are_near() -> None:
    strict = Measure(Accents())
    assert strict.nearness("银行", "寅航") == 0
    assert strict.nearness("老", "脑") > nearness("老", "脑")


def test_figures_are_read_aloud() -> None:
    assert spelled("满80") == "满八十"
    assert spelled("82岁") == "八十二岁"
    assert spelled("2026年") == "二零二六年"
    assert spelled("138") == "一百三十八"
    assert spelled("13800138000") == "一三八零零一三八零零零"
    assert spelled("10") == "十"
    assert spelled("05") == "零五"
    assert spelled("1001") == "一千零一"


def test_plain_text_is_simplified_and_without_signs() -> None:
    assert plain("請把身份證放在讀卡區，１２３。") == "请把身份证放在读卡区123"


def test_syllables_follow_the_words_around() -> None:
    assert syllables("重庆银行") == ("chong", "qing", "yin", "hang")
    assert syllables("養老錢") == ("yang", "lao", "qian")
    assert syllables("") == ()
    assert parts("zhuan") == ("zh", "uan")
    assert parts("er") == ("", "er")
    assert parts("qu") == ("q", "v")


@pytest.mark.parametrize(
    ("words", "denied"),
    [
        ("不同意", "不"),
        ("别退出", "别"),
        ("莫忙", "莫"),
        ("我不要证明", "不要"),
        ("养老钱发了没得", ""),
        ("发了没", ""),
        ("农合今年交没交", ""),
        ("高血压药报不报", ""),
        ("多发了钱要退不", ""),
        ("我有没得医保", ""),
        ("没带身份证", "没"),
        ("没得问题", "没"),
        ("行不行", ""),
        ("看不清", "不"),
    ],
)
def test_which_words_deny(words: str, denied: str) -> None:
    marks = Denial(shipped_accents()).in_text(words)
    assert "".join(character for character, denies in zip(words, marks, strict=True) if denies) == denied
