"""What staff have seen: a witness, who was covered, and what they hand over."""

from __future__ import annotations

import pytest

from config.services import Role
from kiosk.core.effects import HandOver, Keep
from kiosk.core.handoff.compact import pack, unpack
from kiosk.core.identity import Established
from kiosk.core.places.interruptions import CoveredPlace
from kiosk.core.roles import Person
from kiosk.core.screens import Message
from kiosk.core.staff.acts import StaffAct
from kiosk.core.tour.guest import Guest
from kiosk.core.tour.people import ELDER
from kiosk.core.tour.staff import let_in
from tests.core.assisting import begun, fill_in_phone, notes, somebody

pytestmark = pytest.mark.whole


@pytest.fixture(name="guest")
def _guest() -> Guest:
    return somebody()


def test_a_witness_is_recorded_in_the_case(guest: Guest) -> None:
    begun(guest)
    let_in(guest)
    guest.press("witness")
    assert isinstance(guest.screen, Message)
    guest.press("seen")
    guest.press("go-on")
    fill_in_phone(guest)
    guest.press("send")
    guest.press("yes")
    kept = next(effect for effect in guest.asked if isinstance(effect, Keep))
    witness = kept.case.people[Role.WITNESS.value]
    assert (witness.name, witness.number, witness.how) == ("示例·周敏", "", Established.WITNESS)
    assert all(part.state == "ready" for part in kept.case.parts)
    assert notes(guest).count(StaffAct.WITNESSED) == 1


def test_a_typed_number_counts_for_more_once_staff_have_seen_the_person(guest: Guest) -> None:
    guest.touch()
    guest.visit.identify(Role.SUBJECT, Person.typed(ELDER.card.number))
    guest.visit.home()
    guest.touch()
    let_in(guest)
    guest.press("witness")
    guest.press("seen")
    subject = guest.visit.subject
    assert subject is not None
    assert subject.how is Established.WITNESS
    assert subject.sees_money


def test_who_was_covered_stays_covered_before_staff(guest: Guest) -> None:
    guest.lay(ELDER.card)
    guest.know(ELDER)
    guest.press("not-me")
    let_in(guest)
    assert "witness" not in guest.screen.targets
    guest.press("go-on")
    assert isinstance(guest.visit.place, CoveredPlace)
    guest.lay(ELDER.card)
    assert not guest.visit.is_guarded


def test_staff_hand_over_what_is_begun(guest: Guest) -> None:
    begun(guest)
    let_in(guest)
    guest.press("hand-over")
    assert any(isinstance(effect, HandOver) for effect in guest.asked)
    assert StaffAct.HANDED_OVER in notes(guest)


def test_a_witness_goes_into_the_code_on_the_slip_as_well(guest: Guest) -> None:
    begun(guest)
    let_in(guest)
    guest.press("witness")
    guest.press("seen")
    guest.press("hand-over")
    handed = next(effect for effect in guest.asked if isinstance(effect, HandOver))
    release = handed.release
    assert unpack(pack(handed.draft, release), lambda _: release).people == handed.draft.people
