"""No tap loses anything: 办完了 asks while something is unsent, and whoever went away finds it again."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.release import Release, shipped
from kiosk.core.cases import Answer
from kiosk.core.events import CardSeen
from kiosk.core.journey import Journey
from kiosk.core.screens import (
    CardState,
    Check,
    Eligibility,
    Ending,
    Help,
    Home,
    Identify,
    Message,
    MyAffairs,
    Question,
    Screen,
)
from kiosk.core.tour.guest import Guest, Stage
from kiosk.core.tour.people import ELDER, HELPER, STRANGER
from tests.walks.reach import reachable

SERVICE = "report-problem"


@pytest.fixture(name="release", scope="session")
def _release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return shipped(Path(tmp_path_factory.mktemp("release")))


@pytest.fixture(name="guest")
def _guest(release: Release) -> Guest:
    guest = Guest(Stage(release))
    guest.touch()
    guest.lay(ELDER.card)
    assert guest.know(ELDER)
    assert shown(guest) is MyAffairs
    return guest


def shown(guest: Guest) -> type[Screen]:
    return type(guest.screen)


def to_a_question(guest: Guest) -> None:
    guest.visit.start(SERVICE)
    guest.touch()
    for _ in range(6):
        if shown(guest) is Question:
            return
        assert guest.press("more") or guest.press("next")
    raise AssertionError("no question came")


def answer_one(guest: Guest) -> str:
    to_a_question(guest)
    title = guest.screen.title.written
    screen = guest.screen
    assert isinstance(screen, Question)
    assert guest.press(screen.choices[0].id)
    assert guest.screen.title.written != title
    return title


def test_leaving_with_something_unsent_asks_first(guest: Guest) -> None:
    answer_one(guest)
    before = guest.screen.title
    guest.press("done")
    assert shown(guest) is Message
    guest.press("back")
    assert guest.screen.title == before
    guest.press("done")
    guest.press("stay")
    assert guest.screen.title == before
    guest.press("done")
    guest.press("end")
    assert shown(guest) is Ending
    assert not guest.visit.people


def test_leaving_with_nothing_begun_ends_at_once(guest: Guest) -> None:
    guest.press("done")
    assert shown(guest) is Ending


def test_leaving_after_looking_only_ends_at_once(guest: Guest) -> None:
    guest.visit.start("pension")
    guest.touch()
    guest.press("done")
    assert shown(guest) is Ending


def test_the_card_again_on_the_first_page_opens_ones_own_page(guest: Guest) -> None:
    guest.press("back")
    assert shown(guest) is Home
    guest.lay(ELDER.card)
    assert shown(guest) is MyAffairs


def test_the_card_again_amid_a_question_stays_there(guest: Guest) -> None:
    answer_one(guest)
    before = guest.screen.title
    guest.lay(ELDER.card)
    assert guest.screen.title == before


def test_backing_out_of_a_service_keeps_its_answers(guest: Guest) -> None:
    title = answer_one(guest)
    for _ in range(12):
        if shown(guest) is MyAffairs:
            break
        assert guest.press("back")
    assert shown(guest) is MyAffairs
    to_a_question(guest)
    screen = guest.screen
    assert screen.title.written == title
    assert isinstance(screen, Question)
    assert screen.choices[0].chosen is True


def test_leaving_asks_also_when_what_is_unsent_was_set_aside(guest: Guest) -> None:
    answer_one(guest)
    while shown(guest) is not MyAffairs:
        assert guest.press("back")
    guest.press("done")
    assert shown(guest) is Message


def test_the_next_person_finds_nothing_that_was_set_aside(guest: Guest) -> None:
    answer_one(guest)
    while shown(guest) is not MyAffairs:
        assert guest.press("back")
    guest.press("done")
    guest.press("end")
    assert not guest.visit.people
    assert not [one for one in reachable(guest.visit) if isinstance(one, (Journey, Answer))]


def test_the_villagers_own_card_is_not_a_helpers(guest: Guest) -> None:
    guest.visit.start("old-age-allowance")
    guest.touch()
    for _ in range(20):
        screen = guest.screen
        if isinstance(screen, Check) and guest.press("who"):
            break
        if isinstance(screen, Question):
            guest.press("skip") or guest.press(screen.choices[0].id)
        elif isinstance(screen, Eligibility) and "next" not in screen.targets:
            pytest.skip("this person may not apply")
        else:
            assert guest.press("more") or guest.press("next") or guest.press("agree")
    guest.press("by:neighbor")
    assert shown(guest) is Identify
    guest.do(CardSeen(guest.at_s))
    guest.lay(ELDER.card)
    screen = guest.screen
    assert isinstance(screen, Identify)
    assert screen.state is not CardState.READING
    guest.lay(HELPER)
    assert shown(guest) is Check
    assert STRANGER.number not in str(guest.visit.people)


def test_back_from_a_home_visit_shows_who_can_help_again(guest: Guest) -> None:
    guest.press("help")
    assert shown(guest) is Help
    guest.press("home-visit")
    assert shown(guest) is not Help
    guest.press("back")
    assert shown(guest) is Help
