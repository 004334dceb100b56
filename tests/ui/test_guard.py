from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.conftest import Clock
from ui.guard import Guard, Press, is_palm


@pytest.fixture(name="guard")
def _guard(clock: Clock) -> Guard:
    return Guard(clock)


def at(target: str, x_mm: float, y_mm: float = 50.0) -> Press:
    return Press(target, x_mm, y_mm)


def key(target: str, x_mm: float) -> Press:
    return Press(target, x_mm, 50.0, keypad=True)


def test_nothing_counts_right_after_a_page_change(guard: Guard, clock: Clock) -> None:
    guard.page_changed()
    clock.wait(0.39)
    assert guard.resting()
    assert not guard.allows(at("next", 10))
    clock.wait(0.02)
    assert guard.allows(at("next", 10))


def test_the_same_target_again_is_ignored_for_half_a_second(guard: Guard, clock: Clock) -> None:
    assert guard.allows(at("next", 10))
    clock.wait(0.3)
    assert not guard.allows(at("next", 60))
    clock.wait(0.51)
    assert guard.allows(at("next", 10))


def test_the_same_place_is_ignored_though_the_target_is_another(guard: Guard, clock: Clock) -> None:
    assert guard.allows(at("next", 10))
    clock.wait(0.45)
    assert not guard.allows(at("send", 21.9))
    clock.wait(0.45)
    assert guard.allows(at("stop", 34.1))


def test_a_drummer_presses_once(guard: Guard, clock: Clock) -> None:
    counted = 0
    for _ in range(20):
        counted += guard.allows(at("next", 10))
        clock.wait(0.3)
    assert counted == 1


def test_another_target_elsewhere_counts_at_once(guard: Guard, clock: Clock) -> None:
    assert guard.allows(at("yes", 10))
    clock.wait(0.05)
    assert guard.allows(at("no", 80))


def test_a_digit_may_come_twice(guard: Guard, clock: Clock) -> None:
    assert guard.allows(key("key:8", 10))
    clock.wait(0.13)
    assert guard.allows(key("key:8", 10))


def test_a_neighbour_key_at_once_is_a_slip(guard: Guard, clock: Clock) -> None:
    assert guard.allows(key("key:8", 10))
    clock.wait(0.1)
    assert not guard.allows(key("key:9", 46))
    clock.wait(0.03)
    assert guard.allows(key("key:9", 46))


def test_next_right_after_a_key_elsewhere_counts(guard: Guard, clock: Clock) -> None:
    assert guard.allows(key("key:8", 10))
    clock.wait(0.05)
    assert guard.allows(at("next", 90))


def test_a_press_by_key_has_no_place(guard: Guard, clock: Clock) -> None:
    assert guard.allows(Press("a", None, None))
    clock.wait(0.1)
    assert guard.allows(Press("b", None, None))
    clock.wait(0.1)
    assert not guard.allows(Press("b", None, None))


@given(st.lists(st.floats(0.01, 0.49), min_size=1, max_size=30))
def test_however_one_hammers_on_one_place_it_counts_once(pauses: list[float]) -> None:
    clock = Clock()
    guard = Guard(clock)
    counted = int(guard.allows(at("next", 10)))
    for pause_s in pauses:
        clock.wait(pause_s)
        counted += guard.allows(at("next", 10))
    assert counted == 1


def test_palms_are_told_from_fingers() -> None:
    assert not is_palm(0.0, 0.0)
    assert not is_palm(18.0, 22.0)
    assert is_palm(20.0, 60.0)
