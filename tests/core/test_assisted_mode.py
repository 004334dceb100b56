"""The assisted mode: it ends by itself, it is silent, and the villager goes on where they were."""

from __future__ import annotations

import pytest

from kiosk.core.effects import Say, Tend
from kiosk.core.events import Tended
from kiosk.core.screens import Ending, Home
from kiosk.core.staff.acts import StaffAct
from kiosk.core.tour.guest import Guest
from kiosk.core.tour.people import ELDER
from kiosk.core.tour.staff import SEEN, let_in
from tests.core.assisting import begun, is_on, notes, somebody

pytestmark = pytest.mark.whole


@pytest.fixture(name="guest")
def _guest() -> Guest:
    return somebody()


def test_two_minutes_without_a_press_lock_it_and_the_villager_goes_on(guest: Guest) -> None:
    place = begun(guest)
    let_in(guest)
    serial = guest.screen.serial
    guest.wait(119)
    assert is_on(guest)
    guest.wait(1)
    assert not is_on(guest)
    assert guest.visit.place is not None
    assert not guest.screen.frame.silent
    assert guest.screen.serial > serial
    guest.visit.close_asides()
    assert guest.visit.host is place
    assert notes(guest)[-1] is StaffAct.LOCKED


def test_half_an_hour_is_enough_however_busy_they_are(guest: Guest) -> None:
    let_in(guest)
    for _ in range(29):
        guest.wait(60)
        guest.touch()
    assert is_on(guest)
    guest.wait(60)
    assert not is_on(guest)


def test_anybody_can_lock_it_on_every_page(guest: Guest) -> None:
    begun(guest)
    let_in(guest)
    for way in ("go-on", "staff", "machine", "witness"):
        guest.press(way)
        assert "lock" in guest.screen.targets
    guest.press("lock")
    assert not is_on(guest)
    assert not any(type(place).__module__.startswith("kiosk.core.staff") for place in guest.visit.stack)


def test_it_is_over_with_the_visit(guest: Guest) -> None:
    begun(guest)
    let_in(guest)
    guest.visit.end()
    guest.touch()
    assert not is_on(guest)
    assert isinstance(guest.screen, Ending) or guest.visit.over
    assert not guest.screen.frame.assisted


def test_a_press_on_a_staff_page_never_counts_on_the_page_after_it(guest: Guest) -> None:
    begun(guest)
    let_in(guest)
    guest.press("go-on")
    before = guest.screen
    guest.wait(120)
    assert guest.screen.serial != before.serial


def test_it_is_silent(guest: Guest) -> None:
    begun(guest)
    let_in(guest)
    said = sum(isinstance(effect, Say) for effect in guest.asked)
    guest.press("go-on")
    guest.press("staff")
    guest.press("machine")
    guest.answer(Tend, Tended(ok=True, said="done", seen=SEEN))
    assert sum(isinstance(effect, Say) for effect in guest.asked) == said
    guest.press("lock")
    assert sum(isinstance(effect, Say) for effect in guest.asked) > said  # the villager is spoken to again


def test_staff_may_begin_where_nobody_has_come_yet(guest: Guest) -> None:
    let_in(guest)
    guest.press("go-on")
    assert isinstance(guest.screen, Home)
    assert guest.screen.frame.assisted
    guest.lay(ELDER.card)
    assert guest.visit.subject is not None
    assert is_on(guest)
