"""Shared: typeface and pictures once a session, a clock that stands still, windows that are closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from kiosk.core.screens import Display, Screen
from tests.ui.screens_fixture import examples
from ui.capacity import capacities
from ui.fonts import Fonts
from ui.geometry import Geometry
from ui.icons import Icons
from ui.window import Window

DESK = Geometry(1920, 1080, 21.5)


class Clock:
    """A clock that goes on when told to."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s

    def wait(self, seconds: float) -> None:
        self.now_s += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session", name="drawing")
def _drawing(qapp: object) -> tuple[Fonts, Icons]:
    assert qapp
    return Fonts(), Icons()


MakeWindow = Callable[[Geometry], Window]


@pytest.fixture
def make_window(qtbot: QtBot, clock: Clock, drawing: tuple[Fonts, Icons]) -> Iterator[MakeWindow]:
    fonts, icons = drawing
    made: list[Window] = []

    def make(geometry: Geometry) -> Window:
        window = Window(geometry, clock_s=clock, fonts=fonts, icons=icons, safe_words=("请找人帮您",))
        qtbot.addWidget(window)
        made.append(window)
        window.show()
        return window

    yield make
    for window in made:
        window.close()


@pytest.fixture
def window(make_window: MakeWindow) -> Window:
    return make_window(DESK)


def example(name: str, *, display: Display | None = None, geometry: Geometry = DESK) -> Screen:
    """One of the example screens."""
    shown = display or Display()
    capacity = capacities(geometry)[shown.text_size, shown.low]
    return dict(examples(capacity, shown))[name]
