"""What staff may do to the machine: alone, two together, and when it is closed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.release import shipped
from kiosk.core.effects import AskLock, Tend, TryLock
from kiosk.core.events import Scanned, StandingChanged, Tended
from kiosk.core.screens import Home, Message, Unlock
from kiosk.core.staff.acts import Task
from kiosk.core.standing import Standing
from kiosk.core.tour.guest import Guest, Stage
from kiosk.core.tour.staff import CHALLENGE, CLERK, KEEPER, SEEN, let_in
from tests.core.assisting import SERVICE, last, somebody

pytestmark = pytest.mark.whole


@pytest.fixture(name="guest")
def _guest() -> Guest:
    return somebody()


def test_grave_tasks_need_a_second_member_of_the_staff(guest: Guest) -> None:
    let_in(guest, KEEPER)
    guest.press("machine")
    guest.press("upkeep")
    guest.press(f"task:{Task.ERASE}")
    guest.press("sure")
    screen = guest.screen
    assert isinstance(screen, Unlock)
    assert next(e for e in reversed(guest.asked) if isinstance(e, AskLock)).act == "erase"
    guest.answer(AskLock, replace(CHALLENGE, challenge="KU1:QS01:erase:7f3a09c2d81b4e65"))
    guest.do(Scanned(guest.at_s, "KA1:W01:x"))
    assert last(guest, TryLock).other_than == "M01"
    assert not any(isinstance(e, Tend) and e.task is Task.ERASE for e in guest.asked)
    guest.answer(TryLock, CLERK)
    done = next(e for e in guest.asked if isinstance(e, Tend) and e.task is Task.ERASE)
    assert done.who == ("M01", "W01")
    guest.answer(Tend, Tended(ok=True, said="done"))
    assert isinstance(guest.screen, Message)


def test_who_may_only_assist_finds_nothing_to_maintain(guest: Guest) -> None:
    let_in(guest, CLERK)
    guest.press("machine")
    assert "upkeep" not in guest.screen.targets


def test_a_self_test_names_what_is_ill(guest: Guest) -> None:
    let_in(guest)
    guest.press("machine")
    guest.press(f"task:{Task.SELF_TEST}")
    guest.answer(Tend, Tended(ok=False, said="ill", seen=SEEN[:1]))
    assert guest.visit.words("machine.printer").written in guest.screen.lead.written


def test_who_maintains_opens_a_closed_terminal_and_it_can_be_used_at_once() -> None:
    guest = Guest(Stage(shipped()), standing=Standing(closed=True))
    let_in(guest, KEEPER)
    guest.press("task:open")
    asked = guest.asked[-1]
    assert isinstance(asked, Tend)
    assert (asked.task, asked.who) == (Task.OPEN, ("M01",))
    guest.do(StandingChanged(guest.at_s, Standing()))
    guest.answer(Tend, Tended(ok=True, said="done"))
    guest.press("ok")
    assert "task:open" not in guest.screen.targets
    guest.press("lock")
    assert isinstance(guest.screen, Home)
    assert guest.visit.may_start(SERVICE)


def test_who_only_assists_is_told_who_opens_it(guest: Guest) -> None:
    let_in(guest)
    assert "task:open" not in guest.screen.targets
    closed = Guest(Stage(shipped()), standing=Standing(closed=True))
    let_in(closed)
    (told,) = [choice for choice in closed.screen.body_choices if choice.id == "task:open"]
    assert not told.enabled
    assert "维护员" in told.detail.written
    assert not closed.press("task:open")
