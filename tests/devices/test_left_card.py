"""A forgotten card."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.left_card import LeftCard

KEY = bytes(range(32))
NUMBER = "990101194402290118"
OTHER = "990101195001010011"


def _after_visit(at: float = 100.0) -> LeftCard:
    left = LeftCard(KEY)
    left.remember(NUMBER)
    left.visit_ended(at)
    return left


def test_the_same_card_without_a_touch_is_left() -> None:
    assert _after_visit().is_left(NUMBER, 101.0)


def test_another_card_is_not() -> None:
    assert not _after_visit().is_left(OTHER, 101.0)


def test_after_a_touch_the_same_card_was_laid_for_a_reason() -> None:
    left = _after_visit()
    left.touched()
    assert not left.is_left(NUMBER, 101.0)


def test_a_touch_during_the_visit_does_not_count() -> None:
    left = LeftCard(KEY)
    left.remember(NUMBER)
    left.touched()
    left.visit_ended(100.0)
    assert left.is_left(NUMBER, 101.0)


def test_during_the_visit_no_card_is_left() -> None:
    left = LeftCard(KEY)
    left.remember(NUMBER)
    assert not left.is_left(NUMBER, 101.0)
    assert left.wipe_at is None


def test_before_any_visit_no_card_is_left() -> None:
    left = LeftCard(KEY)
    left.visit_ended(1.0)
    assert not left.is_left(NUMBER, 2.0)
    assert left.wipe_at is None


def test_ten_minutes_after_the_visit_it_is_forgotten() -> None:
    left = _after_visit(100.0)
    assert left.wipe_at == 700.0
    assert left.is_left(NUMBER, 699.9)
    assert not left.is_left(NUMBER, 700.0)
    assert left.wipe_at is None


def test_a_timer_wipes_without_another_card() -> None:
    left = _after_visit(100.0)
    left.expire(700.0)
    assert left.__dict__["_digest"] is None


def test_a_second_card_replaces_the_first() -> None:
    left = _after_visit()
    left.remember(OTHER)
    left.visit_ended(200.0)
    assert not left.is_left(NUMBER, 201.0)
    assert left.is_left(OTHER, 201.0)


@given(st.text(min_size=4, max_size=20))
def test_the_number_is_nowhere_in_it(number: str) -> None:
    left = LeftCard(KEY)
    left.remember(number)
    assert number.encode() not in pickle.dumps({**left.__dict__, "_key": b""})


def test_another_boot_does_not_know_the_card() -> None:
    first, second = _after_visit(), LeftCard(bytes(32))
    assert first.__dict__["_digest"] not in second.__dict__.values()
    second.remember(NUMBER)
    assert first.__dict__["_digest"] != second.__dict__["_digest"]


@pytest.mark.parametrize(("key", "keep_s"), [(b"short", 600.0), (KEY, 601.0), (KEY, 0.0)])
def test_it_cannot_be_made_weaker(key: bytes, keep_s: float) -> None:
    with pytest.raises(ValueError, match="too short, or the time too long"):
        LeftCard(key, keep_s=keep_s)
