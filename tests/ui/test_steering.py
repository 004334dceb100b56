from __future__ import annotations

from PySide6.QtCore import QRect

from ui.steering import Way, step

GRID = [QRect(x * 100, y * 100, 80, 80) for y in range(2) for x in range(3)]


def test_without_focus_the_first_is_taken() -> None:
    assert step(GRID, None, Way.DOWN) == 0
    assert step(GRID, None, Way.LEFT, first=2) == 2
    assert step([], None, Way.LEFT) is None


def test_right_and_left_walk_the_reading_order_round() -> None:
    assert step(GRID, 2, Way.RIGHT) == 3
    assert step(GRID, 5, Way.RIGHT) == 0
    assert step(GRID, 0, Way.LEFT) == 5


def test_up_and_down_keep_the_column() -> None:
    assert step(GRID, 1, Way.DOWN) == 4
    assert step(GRID, 4, Way.UP) == 1


def test_where_nothing_stands_below_the_focus_walks_on() -> None:
    assert step(GRID, 5, Way.DOWN) == 0
    assert step(GRID, 0, Way.UP) == 5
