"""The assisted mode: it helps, it marks what it did, it ends by itself, and it never holds a villager up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from config.release import shipped
from config.services import Role
from kiosk.core.effects import AskLock, HandOver, Keep, NoteAct, PrintForm, Say, Tend, TryLock
from kiosk.core.events import (
    CardRead,
    Challenged,
    Failed,
    Failure,
    Kept,
    NotUnlocked,
    Queued,
    Scanned,
    StandingChanged,
    Tended,
    Unlocked,
    Woke,
)
from kiosk.core.handoff.compact import pack, unpack
from kiosk.core.identity import Established, IdCard
from kiosk.core.places.interruptions import CoveredPlace
from kiosk.core.places.journey import JourneyPlace
from kiosk.core.screens import (
    Check,
    Ending,
    Help,
    Home,
    Message,
    PagedList,
    PaperState,
    Question,
    StaffHome,
    Unlock,
)
from kiosk.core.staff.acts import StaffAct, Task
from kiosk.core.standing import Standing
from kiosk.core.tour.guest import JOB, Guest, Stage
from kiosk.core.tour.people import ELDER
from kiosk.core.tour.staff import CHALLENGE, CLERK, KEEPER, SEEN, let_in

pytestmark = pytest.mark.whole

SERVICE = "pension-certification"


@pytest.fixture(name="guest")
def _guest() -> Guest:
    return Guest(Stage(shipped()))


def asked(guest: Guest) -> None:
    guest.touch()
    guest.press("help")
    guest.press("staff")
    guest.answer(AskLock, CHALLENGE)


def begun(guest: Guest, service: str = SERVICE) -> JourneyPlace:
    guest.lay(ELDER.card)
    guest.know(ELDER)
    guest.visit.start(service)
    guest.touch()
    place = guest.visit.host
    assert isinstance(place, JourneyPlace)
    return place


def unlock(guest: Guest) -> Unlock:
    assert isinstance(guest.screen, Unlock)
    return guest.screen


def is_on(guest: Guest) -> bool:
    return guest.visit.staff is not None


def notes(guest: Guest) -> list[StaffAct]:
    return [effect.act for effect in guest.asked if isinstance(effect, NoteAct)]


def last(guest: Guest, kind: type[TryLock]) -> TryLock:
    return next(effect for effect in reversed(guest.asked) if isinstance(effect, kind))


def fill_in_phone(guest: Guest) -> None:
    """Through the form as staff would, up to the check page."""
    for _ in range(12):
        screen = guest.screen
        if isinstance(screen, Check):
            return
        if isinstance(screen, Question) and screen.entry is not None:
            for digit in "19900000024":
                guest.press(f"key:{digit}")
        elif isinstance(screen, Question) and "known" in screen.targets:
            guest.press("known")
            continue
        primary = guest.screen.frame.primary
        if primary is None or not guest.press(primary.id):
            return


# -- the lock ------------------------------------------------------------------------------------------


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


# -- it ends ---------------------------------------------------------------------------------------------


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


# -- the form --------------------------------------------------------------------------------------------


def test_what_staff_key_in_is_marked_and_the_person_says_yes_to_it(guest: Guest) -> None:
    place = begun(guest)
    let_in(guest)
    guest.press("go-on")
    fill_in_phone(guest)
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
    begun(guest)
    let_in(guest)
    guest.press("go-on")
    fill_in_phone(guest)
    guest.press("send")
    guest.press("behalf")
    guest.press("print")
    form = next(effect for effect in guest.asked if isinstance(effect, PrintForm))
    assert "示例·周敏（W01）" in form.note
    guest.answer(PrintForm, Queued(JOB))
    guest.paper(PaperState.DONE)
    guest.press("signed")
    kept = next(effect for effect in guest.asked if isinstance(effect, Keep))
    assert any(one.answer.by_staff and not one.answer.confirmed for one in kept.case.answers)
    assert all(part.state == "needs_signature" for part in kept.case.parts)
    assert "委托书" in kept.case.notes
    assert StaffAct.FINISHED_FOR in notes(guest)
    guest.answer(Keep, Kept(kept.case.case_id, "QS01-000123-7"))
    assert is_on(guest)


def test_what_is_sent_again_after_the_lock_still_names_the_authority(guest: Guest) -> None:
    begun(guest)
    let_in(guest)
    guest.press("go-on")
    fill_in_phone(guest)
    guest.press("send")
    guest.press("behalf")
    guest.press("print")
    guest.answer(PrintForm, Queued(JOB))
    guest.paper(PaperState.DONE)
    guest.press("signed")
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
    place = begun(guest)
    let_in(guest)
    guest.press("go-on")
    fill_in_phone(guest)
    guest.press("lock")
    screen = guest.screen
    assert isinstance(screen, Check)
    assert guest.visit.words("check.from-staff").written in [row.detail.written for row in screen.rows]
    guest.press("send")
    assert all(answer.confirmed for answer in place.journey.answers.values())


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
    from kiosk.core.roles import Person

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


# -- the machine -----------------------------------------------------------------------------------------


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


def test_staff_may_begin_where_nobody_has_come_yet(guest: Guest) -> None:
    let_in(guest)
    guest.press("go-on")
    assert isinstance(guest.screen, Home)
    assert guest.screen.frame.assisted
    guest.lay(ELDER.card)
    assert guest.visit.subject is not None
    assert is_on(guest)


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


# -- a closed terminal ---------------------------------------------------------------------------------


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
