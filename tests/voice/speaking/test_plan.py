from collections.abc import Iterable
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from voice.speaking.ear_text import PAUSES, for_ear
from voice.speaking.figure_parts import amount_parts, small_parts
from voice.speaking.plan import Clip, Has, Live, parse, plan

SMALL = frozenset(small_parts())
PARTS = SMALL | frozenset(amount_parts())


def store(*names: str, parts: Iterable[str] = ()) -> Has:
    return frozenset((*names, *parts)).__contains__


def said(line: str, *sources: Has) -> list[str]:
    return [step.name if isinstance(step, Clip) else f"<{step.text}>" for step in plan(line, sources)]


def test_a_whole_sentence_comes_first() -> None:
    has = store("您好，请坐", "您好，", "请坐")
    assert said("您好，请坐。", has) == ["您好，请坐"]


def test_clauses_make_up_a_sentence() -> None:
    has = store("第二个，", "交给村上，在窗口")
    assert said("第二个，交给村上，在窗口", has) == ["第二个，", "交给村上，在窗口"]


def test_a_clause_may_end_or_go_on() -> None:
    assert said("交给村上，对的。", store("交给村上", "对的，")) == ["交给村上", "对的，"]


def test_an_amount_is_put_together() -> None:
    has = store("您的养老金本月到账…", parts=PARTS)
    assert said("您的养老金本月到账185.00元。", has) == ["您的养老金本月到账…", "一百八十五元"]
    assert said("您的养老金本月到账 1085.50 元", has) == [
        "您的养老金本月到账…",
        "一千…",
        "零八十五元",
        "五角",
    ]


def test_words_after_figures_have_their_own_clip() -> None:
    has = store("…前有答复", parts=PARTS)
    assert said("2026年12月31日前有答复", has) == ["二零二六年…", "十二月…", "三十一日", "…前有答复"]


def test_amounts_sound_before_the_large_ones_are_baked() -> None:
    has = store("到账…", parts=SMALL)
    assert said("到账185.00元", has) == ["到账…", "一百…", "八十五元"]


@given(st.integers(0, 99_999_999), st.integers(0, 99))
def test_every_amount_has_its_clips(whole: int, fen: int) -> None:
    for parts in (SMALL, PARTS):
        steps = plan(f"{whole}.{fen:02} 元", [store(parts=parts)])
        assert all(isinstance(step, Clip) for step in steps)


@given(st.dates(min_value=date(1930, 1, 1), max_value=date(2045, 12, 31)))
def test_every_date_has_its_clips(day: date) -> None:
    assert all(isinstance(step, Clip) for step in plan(str(day), [store(parts=SMALL)]))


@given(st.from_regex(r"1[3-9][0-9]{9}|023-[0-9]{4} [0-9]{4}|[0-9]{17}[0-9X]", fullmatch=True))
def test_every_number_that_is_read_out_has_its_clips(figures: str) -> None:
    assert all(isinstance(step, Clip) for step in plan(figures, [store(parts=SMALL)]))


def test_what_holds_a_name_is_said_by_the_engine_and_only_that() -> None:
    has = store("您好，", "请坐", parts=PARTS)
    assert said("您好，示例·张大山，请坐。", has) == ["您好，", "<示例，张大山，>", "请坐"]


def test_numerals_within_words_are_no_figures() -> None:
    has = store("看…", "…下", parts=PARTS)
    assert said("看一下", has) == ["<看一下>"]


def test_a_recording_comes_before_a_baked_clip() -> None:
    recorded, baked = store("您好"), store("您好", "请坐")
    first, second = plan("您好。请坐。", [recorded, baked])
    assert isinstance(first, Clip)
    assert isinstance(second, Clip)
    assert (first.source, second.source) == (0, 1)


def test_the_first_thing_that_an_engine_says_is_short() -> None:
    line = "这一句话很长很长，所以先说前面这一半，再说后面那一半，这样就不用等了。"
    live = plan(line, [])
    assert len(live) > 1
    assert isinstance(live[0], Live)
    assert len(live[0].text) <= 16


@given(st.text("您好请坐，。？！19元年月.0 甲乙", max_size=40))
def test_nothing_is_lost_whatever_clips_there_are(line: str) -> None:
    steps = plan(line, [store("您好", "请坐，", "甲…", "…乙", parts=PARTS)])
    got = "".join(step.name if isinstance(step, Clip) else step.text for step in steps)
    assert bare(got) == bare(for_ear(line))


@given(st.text("您好请坐，。？！19元年月.0 甲乙", max_size=40))
def test_parsing_loses_nothing(line: str) -> None:
    whole = "".join(clause.text for sentence in parse(line) for clause in sentence)
    assert whole == for_ear(line)


def bare(text: str) -> str:
    return "".join(sign for sign in text if sign not in PAUSES + "…")
