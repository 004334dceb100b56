"""The identity number and what is told about a slip in it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from kiosk.core.identity import (
    CardKind,
    IdCard,
    NumberFault,
    NumberGroup,
    age_on,
    birth_of,
    is_number,
    parse_number,
    sex_of,
    suspicious_groups,
    tail,
)

TODAY = date(2026, 11, 22)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    birth = draw(st.dates(date(1900, 1, 1), TODAY))
    area = draw(st.integers(990100, 990199))
    body = f"{area}{birth:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return body + ric.calc_check_digit(body + "0")


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_the_vectors_of_the_standard_are_numbers(number: str) -> None:
    assert parse_number(number) == number
    assert suspicious_groups(number) == ()


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２ｘ",
        " 110105 19491231-002X ",
        "110105—19491231—002Ｘ",
    ],
)
def test_ways_of_writing_it_are_taken(typed: str) -> None:
    assert parse_number(typed) == "11010519491231002X"


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", NumberFault.EMPTY),
        ("   ", NumberFault.EMPTY),
        ("1101051949", NumberFault.TOO_SHORT),
        ("11010519491231002X0", NumberFault.TOO_LONG),
        ("1101051949123100XX", NumberFault.CHARACTERS),
        ("X10105194912310021", NumberFault.CHARACTERS),
        ("十10105194912310021", NumberFault.CHARACTERS),
        ("०10105194912310021", NumberFault.CHARACTERS),
        ("010105194912310021", NumberFault.AREA),
        ("110105194913310021", NumberFault.BIRTH),
        ("110105190002290021", NumberFault.BIRTH),
        ("110105194912310021", NumberFault.CHECK_DIGIT),
    ],
)
def test_each_fault_is_told_apart(typed: str, fault: NumberFault) -> None:
    assert parse_number(typed) is fault
    assert not is_number(typed)


@given(st.text(max_size=30))
def test_no_text_raises(text: str) -> None:
    parse_number(text)
    suspicious_groups(text, TODAY)
    birth_of(text)
    sex_of(text)
    tail(text)


@given(numbers(), st.integers(0, 17), st.integers(0, 9))
def test_a_single_wrong_digit_is_always_noticed_and_its_group_always_named(
    number: str, at: int, digit: int
) -> None:
    wrong = number[:at] + str(digit) + number[at + 1 :]
    groups = suspicious_groups(wrong, TODAY)
    if wrong == number:
        assert groups == ()
    else:
        assert not is_number(wrong)
        start_of = {group: range(*group.span) for group in groups}
        assert any(at in positions for positions in start_of.values())


@given(numbers())
def test_birth_and_sex_stand_in_the_number(number: str) -> None:
    birth = birth_of(number)
    assert birth is not None
    assert f"{birth:%Y%m%d}" == number[6:14]
    assert sex_of(number) == ("M" if int(number[16]) % 2 else "F")


def test_the_last_four_are_what_a_page_may_show() -> None:
    assert tail("11010519491231002x") == "002X"


@pytest.mark.parametrize(
    ("number", "groups"),
    [
        ("010105194912310021", (NumberGroup.AREA,)),
        ("110105194913310021", (NumberGroup.BIRTH,)),
        ("110105304912310021", (NumberGroup.BIRTH,)),
        ("110105174912310021", (NumberGroup.BIRTH,)),
        ("010105194913310021", (NumberGroup.AREA, NumberGroup.BIRTH)),
        ("110105194912310021", (NumberGroup.AREA, NumberGroup.BIRTH, NumberGroup.ORDER)),
        ("11010519491231X021", (NumberGroup.ORDER,)),
        ("1101051949", (NumberGroup.BIRTH,)),
        ("110105", (NumberGroup.BIRTH,)),
        ("11010519491231002X0", (NumberGroup.ORDER,)),
        ("", (NumberGroup.AREA,)),
    ],
)
def test_the_group_that_cannot_be_right_is_named_alone(number: str, groups: tuple[NumberGroup, ...]) -> None:
    assert suspicious_groups(number, TODAY) == groups


def test_a_birth_in_the_future_is_only_suspected_with_a_known_day() -> None:
    assert suspicious_groups("110105304912310021") == tuple(NumberGroup)


@pytest.mark.parametrize(
    ("birth", "today", "age"),
    [
        (date(1946, 11, 22), date(2026, 11, 22), 80),
        (date(1946, 11, 23), date(2026, 11, 22), 79),
        (date(1944, 2, 29), date(2025, 2, 28), 80),
        (date(1944, 2, 29), date(2025, 3, 1), 81),
        (date(2026, 11, 22), date(2026, 11, 22), 0),
    ],
)
def test_age(birth: date, today: date, age: int) -> None:
    assert age_on(birth, today) == age


def _card(valid_to: date | None) -> IdCard:
    return IdCard(
        name="示例·张大山",
        number="990101194802030013",
        sex="M",
        ethnic="汉",
        birth=date(1948, 2, 3),
        address="示例县示例村一组",
        authority="示例县公安局",
        valid_from=date(2010, 5, 1),
        valid_to=valid_to,
        kind=CardKind.CITIZEN,
    )


def test_a_card_is_good_through_its_last_day_and_one_without_end_never_expires() -> None:
    assert not _card(TODAY).expired_on(TODAY)
    assert _card(date(2026, 11, 21)).expired_on(TODAY)
    assert not _card(None).expired_on(date(2999, 1, 1))


def test_a_card_never_shows_the_person_when_it_is_printed_by_accident() -> None:
    shown = f"{_card(None)!r} {_card(None)!s} {[_card(None)]} {_card(None)}"
    for personal in ("张大山", "990101", "1948", "示例", "0013"):
        assert personal not in shown
