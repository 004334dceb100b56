"""The assisted mode by accessible name: the lock is keyed in, and the way out is on every page."""

from __future__ import annotations

import pytest

from config.release import shipped
from kiosk.core.effects import AskLock, TryLock
from kiosk.core.screens import StaffHome
from kiosk.core.tour.guest import Guest, Stage
from kiosk.core.tour.staff import CHALLENGE, CLERK
from tests.ui.conftest import DESK, Clock, MakeWindow
from tests.ui.test_window import named, tap
from ui.capacity import capacities
from ui.window import Window


class Hall:
    """A window and a visit that only know one another by what is shown and pressed."""

    def __init__(self, window: Window, clock: Clock) -> None:
        self.window, self.clock = window, clock
        self.guest = Guest(Stage(shipped(), capacities(DESK)))
        window.pressed.connect(self._pressed)
        self.show()

    def show(self) -> None:
        self.window.show_screen(self.guest.screen)
        self.clock.wait(1.0)

    def _pressed(self, _serial: int, target: str) -> None:
        self.guest.press(target)

    def press(self, *names: str) -> None:
        for name in names:
            tap(self.window, named(self.window, name))
            self.show()


@pytest.fixture(name="hall")
def _hall(make_window: MakeWindow, clock: Clock) -> Hall:
    return Hall(make_window(DESK), clock)


def test_staff_get_in_by_the_names_on_the_page(hall: Hall) -> None:
    hall.guest.touch()
    hall.show()
    hall.press("找人帮我", "我是工作人员")
    hall.guest.answer(AskLock, CHALLENGE)
    hall.show()
    hall.press(*"12345678", "开锁")
    assert next(e.typed for e in hall.guest.asked if isinstance(e, TryLock)) == "12345678"
    hall.guest.answer(TryLock, CLERK)
    hall.show()
    assert isinstance(hall.guest.screen, StaffHome)
    names = [target.accessibleName() for target in hall.window.targets()]
    assert names.count("上锁") == 2  # in the header of every page, and as this page's own
    hall.press("机器和打印机", "上锁")
    assert not hall.guest.screen.frame.assisted
