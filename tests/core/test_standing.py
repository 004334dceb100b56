"""What stands in place of the first page, and what a visit is interrupted for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.core.effects import Listen, Say, Sound
from kiosk.core.events import Began, StandingChanged
from kiosk.core.screens import Closed, Home, MyAffairs, Notice, Question, Result, StillThere, Working
from kiosk.core.standing import Bulletin, Level, PartTested, SelfTest, Standing
from kiosk.core.tour.standing import FAIR, FLOOD, POWER
from tests.core.builders import ELDER, MONDAY, Walk, began, written

ILL = Standing(self_test=SelfTest(running=False, at=MONDAY, ill=(PartTested.SLIP_PRINTER,)))


def stands(walk: Walk, standing: Standing) -> list[Sound]:
    before = len(walk.sounds)
    walk.do(StandingChanged(walk.at_s, standing))
    return walk.sounds[before:]


def spoken(effects: list[Sound]) -> str:
    return " ".join(line for one in effects if isinstance(one, Say) for line in one.speech.lines)


def test_a_closed_terminal_begins_nothing_and_says_whom_to_call() -> None:
    walk = Walk(standing=Standing(closed=True))
    page = walk.shows(Closed)
    assert walk.visit.settings.place.owner_phone in written(page)
    walk.touch()
    walk.lay(ELDER)
    walk.shows(Closed)
    assert not walk.visit.may_start("pension")
    assert walk.visit.subject is None


def test_help_can_be_asked_for_at_a_closed_terminal_and_it_closes_again_by_itself() -> None:
    walk = Walk(standing=Standing(closed=True))
    walk.touch()
    walk.press("help")
    assert not isinstance(walk.screen, Closed)
    walk.press("back")
    walk.shows(Closed)


def test_a_visit_under_way_goes_on_when_the_terminal_is_closed() -> None:
    walk = Walk()
    walk.arrive(ELDER)
    stands(walk, Standing(closed=True))
    walk.shows(MyAffairs)
    assert walk.visit.may_start("pension")


def test_a_touch_during_the_self_test_leads_to_the_first_page() -> None:
    walk = Walk(standing=Standing(self_test=SelfTest(running=True)))
    walk.shows(Working)
    walk.touch()
    walk.shows(Home)


def test_what_the_self_test_found_is_shown_with_the_owner_s_phone() -> None:
    walk = Walk()
    walk.shows(Home)
    stands(walk, ILL)
    page = walk.shows(Result)
    place = walk.visit.settings.place
    assert place.owner in written(page)
    assert place.owner_phone in written(page)
    walk.press("ok")
    walk.shows(Home)


@pytest.mark.parametrize("notice", [POWER, FLOOD], ids=lambda one: one.level)
def test_an_urgent_notice_fills_the_idle_page_and_is_spoken_to_nobody_s_ear(notice: Bulletin) -> None:
    walk = Walk()
    effects = stands(walk, Standing(notices=(notice,)))
    assert walk.shows(Notice).title.written == notice.title
    assert notice.text in spoken(effects)
    assert not any(isinstance(one, Listen) for one in effects)
    assert stands(walk, Standing(notices=(notice,))) == []


def test_it_is_said_again_after_a_while_and_not_all_the_time() -> None:
    walk = Walk(standing=Standing(notices=(POWER,)))
    walk.wait(299)
    assert walk.sounds == []
    walk.wait(2)
    assert POWER.text in spoken(walk.sounds)


def test_a_plain_notice_waits_on_the_first_page_until_it_is_asked_for() -> None:
    walk = Walk()
    effects = stands(walk, Standing(notices=(FAIR,)))
    assert spoken(effects) == ""
    assert FAIR.title in written(walk.shows(Home))
    walk.touch()
    walk.press("notices")
    assert FAIR.text in written(walk.shows(Notice))
    walk.press("ok")
    walk.shows(Home)


@pytest.mark.parametrize("notice", [POWER, FAIR], ids=lambda one: one.level)
def test_a_visit_is_not_interrupted_for_less_than_danger(notice: Bulletin) -> None:
    walk = Walk()
    walk.arrive(ELDER)
    before = walk.screen
    assert stands(walk, Standing(notices=(notice,))) == []
    assert walk.screen == before


def test_danger_interrupts_a_visit_and_the_answers_are_kept() -> None:
    walk = Walk()
    walk.enter("household")
    while not isinstance(walk.screen, Question):
        walk.press("next")
    page = walk.shows(Question)
    effects = stands(walk, Standing(notices=(FLOOD,)))
    assert walk.shows(Notice).title.written == FLOOD.title
    assert FLOOD.text in spoken(effects)
    stands(walk, Standing(notices=(FLOOD, POWER)))
    walk.press("ok")
    again = walk.shows(Question)
    assert again.title == page.title
    assert stands(walk, Standing(notices=(FLOOD,))) == [], "once is enough"


def test_danger_comes_before_the_question_whether_somebody_is_there() -> None:
    walk = Walk()
    walk.arrive(ELDER)
    walk.wait(walk.visit.settings.times.idle_s)
    walk.shows(StillThere)
    stands(walk, Standing(notices=(FLOOD,)))
    walk.shows(Notice)
    walk.press("ok")
    walk.shows(MyAffairs)


def test_several_take_turns() -> None:
    other = Bulletin("b", Level.URGENT, "今晚停水", "存点水。", "示例水厂", "", MONDAY + timedelta(hours=8))
    walk = Walk(standing=Standing(notices=(POWER, other)))
    first = walk.shows(Notice).title.written
    walk.wait(150)
    assert {first, walk.shows(Notice).title.written} == {"今晚停电", "今晚停水"}


def test_a_visit_begins_with_how_the_terminal_stands() -> None:
    first: Began = began(standing=ILL)
    assert first.standing is ILL
