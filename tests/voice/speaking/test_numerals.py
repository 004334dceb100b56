import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.speaking import numerals as say

SAID = {
    0: "零",
    2: "二",
    10: "十",
    15: "十五",
    20: "二十",
    101: "一百零一",
    110: "一百一十",
    200: "两百",
    222: "两百二十二",
    1005: "一千零五",
    1500: "一千五百",
    2000: "两千",
    10005: "一万零五",
    20002: "两万零二",
    120345: "十二万零三百四十五",
    100010001: "一亿零一万零一",
}


@pytest.mark.parametrize(("value", "said"), SAID.items())
def test_numbers_are_said_as_people_say_them(value: int, said: str) -> None:
    assert say.number(value) == said


@given(st.integers(0, say.MOST))
def test_a_number_can_be_understood_again(value: int) -> None:
    assert understood(say.number(value)) == value


@given(st.integers(0, 99_999_999), st.integers(0, 99))
def test_an_amount_can_be_understood_again(whole: int, fen: int) -> None:
    said = say.yuan(whole, fen)
    yuan, _, rest = said.rpartition("元")
    total = (understood(yuan) if yuan else 0) * 100
    for unit, worth in (("角", 10), ("分", 1)):
        before, found, after = rest.partition(unit)
        if found:
            total += understood(before.removeprefix("零")) * worth
            rest = after
    assert total == whole * 100 + fen


@pytest.mark.parametrize("value", [-1, say.MOST + 1])
def test_what_is_no_number_is_refused(value: int) -> None:
    with pytest.raises(ValueError, match="number"):
        say.number(value)


def understood(text: str) -> int:
    """Reads a number independently of how it was made."""
    digits = {sign: value for value, sign in enumerate(say.DIGITS)} | {"两": 2}
    total = group = digit = 0
    for sign in text:
        if sign in digits:
            digit = digits[sign]
        elif sign in "十百千":
            group += (digit or (1 if sign == "十" else 0)) * {"十": 10, "百": 100, "千": 1000}[sign]
            digit = 0
        else:
            total += (group + digit) * {"万": 10_000, "亿": 100_000_000}[sign]
            group = digit = 0
    return total + group + digit
