"""The lock of the assisted mode: who gets in, who does not, and that nobody waits for it."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.core.effects import AskLock, TryLock
from kiosk.core.events import CardRead, Challenged, Failed, Failure, NotUnlocked, Scanned, Unlocked, Woke
from kiosk.core.identity import IdCard
from kiosk.core.screens import Help, StaffHome, Unlock
from kiosk.core.tour.guest import Guest
from kiosk.core.tour.people import ELDER
from kiosk.core.tour.staff import CHALLENGE, CLERK
from tests.core.assisting import asked, begun, last, somebody, unlock

pytestmark = pytest.mark.whole


@pytest.fixture(name="guest")
def _guest() -> Guest:
    return somebody()


def test_staff_get_in_by_eight_digits(guest: Guest) -> None:
    asked(guest)
    screen = guest.screen
    assert isinstance(screen, Unlock)
    assert screen.challenge == CHALLENGE.challenge
    assert CHALLENGE.short in screen.lead.written
    for digit in "123456789":
        guest.press(f"key:{digit}")
    guest.press("unlock")
    assert last(guest, TryLock).typed == "12345678"
    guest.answer(TryLock, CLERK)
    assert isinstance(guest.screen, StaffHome)
    assert guest.screen.frame.silent
    assert guest.screen.frame.assisted
    assert "示例·周敏" in guest.screen.frame.place.written


def test_nobody_is_told_of_a_code_that_is_not_there_yet(guest: Guest) -> None:
    guest.touch()
    guest.press("help")
    guest.press("staff")
    assert unlock(guest).lead.written == "正在出码，请等一下"


def test_a_scanned_answer_needs_no_press(guest: Guest) -> None:
    asked(guest)
    guest.do(Scanned(guest.at_s, "KA1:W01:whatever"))
    assert last(guest, TryLock).scanned == "KA1:W01:whatever"
    guest.answer(TryLock, CLERK)
    assert isinstance(guest.screen, StaffHome)


def test_an_own_card_and_a_pin_that_is_never_shown(guest: Guest) -> None:
    asked(guest)
    guest.do(CardRead(guest.at_s, ELDER.card))
    assert guest.visit.subject is None  # nobody's affairs are looked up
    for digit in "246810":
        guest.press(f"key:{digit}")
    screen = guest.screen
    assert isinstance(screen, Unlock)
    assert screen.entry is not None
    assert screen.entry.boxes[0].text == "*** ***"
    guest.press("unlock")
    tried = last(guest, TryLock)
    assert (tried.card, tried.pin) == (ELDER.card, "246810")
    assert "246810" not in repr(tried)


def test_a_wrong_answer_waits_here_and_nowhere_else(guest: Guest) -> None:
    place = begun(guest)
    asked(guest)
    guest.do(Scanned(guest.at_s, "nonsense"))
    guest.answer(TryLock, NotUnlocked(30.0))
    screen = guest.screen
    assert isinstance(screen, Unlock)
    assert "30" in screen.fault.written
    tries = sum(isinstance(effect, TryLock) for effect in guest.asked)
    guest.do(Scanned(guest.at_s, "nonsense"))
    assert sum(isinstance(effect, TryLock) for effect in guest.asked) == tries  # none is even begun
    guest.press("back")
    assert isinstance(guest.screen, Help)
    guest.press("back")
    assert guest.visit.place is place  # the villager goes on at once


def test_an_old_question_is_asked_anew_and_what_was_keyed_is_void(guest: Guest) -> None:
    asked(guest)
    guest.press("key:1")
    guest.wait(61)
    screen = guest.screen
    assert isinstance(screen, Unlock)
    assert screen.entry is not None
    assert screen.entry.boxes[0].text == ""
    assert sum(isinstance(effect, AskLock) for effect in guest.asked) == 1
    other = Challenged("KU1:QS01:assist:0000000000000001", "0000-0000-0000-0001")
    guest.answer(AskLock, other)
    screen = guest.screen
    assert isinstance(screen, Unlock)
    assert screen.challenge == other.challenge
    assert other.short in screen.fault.written  # who cannot photograph it keys it in


def test_a_lock_that_comes_back_no_longer_says_that_it_is_not_there(guest: Guest) -> None:
    asked(guest)
    guest.wait(61)
    guest.answer(AskLock, Failed(Failure.DISK))
    assert "用不了" in unlock(guest).fault.written
    guest.wait(61)
    guest.answer(AskLock, CHALLENGE)
    assert not unlock(guest).fault
    assert CHALLENGE.short in unlock(guest).lead.written


def test_a_lock_that_is_not_there_says_so(guest: Guest) -> None:
    guest.touch()
    guest.press("help")
    guest.press("staff")
    guest.answer(AskLock, Failed(Failure.REFUSED))
    screen = guest.screen
    assert isinstance(screen, Unlock)
    assert screen.fault


def test_cards_of_staff_are_no_visitors(guest: Guest) -> None:
    asked(guest)
    card = IdCard(
        name="示例·周敏",
        number="99010119780412001X",
        sex="M",
        ethnic="汉",
        birth=date(1978, 4, 12),
        address="示例县",
        authority="示例县公安局",
        valid_from=date(2020, 1, 1),
        valid_to=None,
    )
    guest.do(CardRead(guest.at_s, card))
    guest.do(Woke(guest.at_s))
    assert guest.visit.people == {}
    assert Unlocked("W01", card.name, maintains=False) == CLERK
