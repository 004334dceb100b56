"""What staff key in is marked, and counts once the person says yes or signs for it."""

from __future__ import annotations

import pytest

from kiosk.core.effects import Keep
from kiosk.core.events import Failed, Failure, Kept
from kiosk.core.screens import Check, PagedList
from kiosk.core.staff.acts import StaffAct
from kiosk.core.tour.guest import Guest
from kiosk.core.tour.staff import let_in
from tests.core.assisting import (
    begun,
    fill_in_phone,
    filled_in_by_staff,
    is_on,
    notes,
    send_by_authority,
    somebody,
)

pytestmark = pytest.mark.whole


@pytest.fixture(name="guest")
def _guest() -> Guest:
    return somebody()


def test_what_staff_key_in_is_marked_and_the_person_says_yes_to_it(guest: Guest) -> None:
    place = filled_in_by_staff(guest)
    screen = guest.screen
    assert isinstance(screen, Check)
    theirs = {id_: a for id_, a in place.journey.answers.items() if a.by_staff}
    assert theirs
    assert all(a.source == "staff:W01" and not a.confirmed for a in theirs.values())
    mark = guest.visit.words("check.from-staff").written
    assert mark in [row.detail.written for row in screen.rows]
    guest.press("send")
    confirm = guest.screen
    assert isinstance(confirm, PagedList)
    assert not any(isinstance(effect, Keep) for effect in guest.asked)
    guest.press("yes")
    kept = next(effect for effect in guest.asked if isinstance(effect, Keep))
    sent = [one.answer for one in kept.case.answers if one.answer.by_staff]
    assert sent
    assert all(answer.confirmed for answer in sent)
    assert kept.case.pressed_by == "staff"


def test_without_the_persons_yes_it_goes_by_a_signed_authority(guest: Guest) -> None:
    filled_in_by_staff(guest)
    form = send_by_authority(guest)
    assert "示例·周敏（W01）" in form.note
    kept = next(effect for effect in guest.asked if isinstance(effect, Keep))
    assert any(one.answer.by_staff and not one.answer.confirmed for one in kept.case.answers)
    assert all(part.state == "needs_signature" for part in kept.case.parts)
    assert "委托书" in kept.case.notes
    assert StaffAct.FINISHED_FOR in notes(guest)
    guest.answer(Keep, Kept(kept.case.case_id, "QS01-000123-7"))
    assert is_on(guest)


def test_what_is_sent_again_after_the_lock_still_names_the_authority(guest: Guest) -> None:
    filled_in_by_staff(guest)
    send_by_authority(guest)
    guest.answer(Keep, Failed(Failure.DISK))
    guest.press("lock")
    guest.press("retry")
    again = next(effect.case for effect in guest.asked if isinstance(effect, Keep))
    assert "示例·周敏" in again.notes


def test_what_the_person_keyed_in_stays_theirs(guest: Guest) -> None:
    place = begun(guest)
    fill_in_phone(guest)
    own = dict(place.journey.answers)
    let_in(guest)
    guest.press("go-on")
    screen = guest.screen
    assert isinstance(screen, Check)
    change = next(t for t in screen.targets if t.startswith("change:subject:"))
    guest.press(change)
    primary = guest.screen.frame.primary
    assert primary is not None
    guest.press(primary.id)
    assert {k: a.source for k, a in place.journey.answers.items()} == {k: a.source for k, a in own.items()}


def test_after_the_lock_the_check_page_still_shows_what_staff_keyed_in(guest: Guest) -> None:
    place = filled_in_by_staff(guest)
    guest.press("lock")
    screen = guest.screen
    assert isinstance(screen, Check)
    assert guest.visit.words("check.from-staff").written in [row.detail.written for row in screen.rows]
    guest.press("send")
    assert all(answer.confirmed for answer in place.journey.answers.values())
