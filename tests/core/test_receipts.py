from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.receipts import Receipt, parse_receipt, receipt_number

CODES = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", min_size=2, max_size=8)
COUNTERS = st.integers(1, 999_999_999)


def test_it_is_easy_to_read_out() -> None:
    assert receipt_number(terminal="QS01", counter=123) == "QS01-000123-7"


@given(CODES, COUNTERS)
def test_what_is_made_can_be_read(terminal: str, counter: int) -> None:
    assert parse_receipt(receipt_number(terminal=terminal, counter=counter)) == Receipt(terminal, counter)


@given(COUNTERS, st.integers(0, 9), st.data())
def test_a_wrong_digit_and_two_swapped_ones_are_found(counter: int, digit: int, data: st.DataObject) -> None:
    number = receipt_number(terminal="QS01", counter=counter)
    places = [index for index, character in enumerate(number) if index >= 5 and character.isdigit()]
    place = data.draw(st.sampled_from(places))
    wrong = number[:place] + str(digit) + number[place + 1 :]
    assert wrong == number or parse_receipt(wrong) is None
    left = data.draw(st.sampled_from([index for index in places if index + 1 in places]))
    swapped = number[:left] + number[left + 1] + number[left] + number[left + 2 :]
    assert swapped == number or parse_receipt(swapped) is None


@pytest.mark.parametrize("text", [" qs01-000123-7 ", "ＱＳ０１－０００１２３－７", "QS01 — 000123 - 7"])
def test_it_may_be_typed_carelessly(text: str) -> None:
    assert parse_receipt(text) == Receipt("QS01", 123)


@given(st.text())
def test_nothing_stumbles(text: str) -> None:
    assert parse_receipt(text) is None or parse_receipt(text) == parse_receipt(text.strip())


@pytest.mark.parametrize(
    ("terminal", "counter"), [("qs01", 1), ("Q", 1), ("QS01", 0), ("QS01", 10**9), ("QS-1", 1)]
)
def test_a_receipt_needs_a_terminal_and_a_counter(terminal: str, counter: int) -> None:
    with pytest.raises(ValueError, match="receipt"):
        receipt_number(terminal=terminal, counter=counter)
