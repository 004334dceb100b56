"""Sending: once, honestly, and never back into the form."""

from __future__ import annotations

import pytest

from kiosk.core.effects import Keep
from kiosk.core.events import Failed, Failure
from kiosk.core.places.journey import JourneyPlace
from kiosk.core.screens import Check, Question, Receipt, Working
from tests.core.builders import OTHER, YOUNG, Walk, title, written
from tests.core.filling import journey, page_with, send, sent, to_check


def test_nothing_is_sent_twice_by_a_second_press() -> None:
    walk = to_check(Walk())
    page_with(walk, "send")
    serial = walk.screen.serial
    from kiosk.core.events import Pressed

    walk.do(Pressed(walk.at_s, serial, "send"))
    walk.do(Pressed(walk.at_s, serial, "send"))
    assert len([effect for effect in walk.effects if isinstance(effect, Keep)]) == 1


def test_a_case_that_was_not_kept_is_told_and_keeps_all_answers() -> None:
    walk = send(to_check(Walk())).answer(Keep, Failed(Failure.DISK))
    assert "没存上" in title(walk)
    assert "023-0000 0000" in written(walk.screen)
    walk.press("back")
    walk.shows(Check)
    walk.press("back")
    page_with(walk, "change:subject:account").press("change:subject:account", "opt:a2")
    walk.shows(Check)  # and a change does not send it
    assert sent(send(walk)).answers[2].answer.value == "a2"


def test_trying_again_sends_the_same_case() -> None:
    walk = send(to_check(Walk()))
    first = sent(walk)
    walk.answer(Keep, Failed(Failure.DISK)).press("retry")
    assert sent(walk) == first


def test_as_long_as_nothing_is_known_it_is_not_kept_once_more() -> None:
    walk = send(to_check(Walk())).wait(11).press("stop-waiting")
    assert "还没存好" in title(walk)
    assert "retry" not in walk.screen.targets
    walk.press("wait")
    walk.shows(Working)
    walk.wait(11).press("stop-waiting").kept()
    walk.shows(Receipt)
    assert len([effect for effect in walk.effects if isinstance(effect, Keep)]) == 1


def test_news_of_the_person_does_not_move_what_is_being_sent() -> None:
    walk = to_check(Walk())
    send(walk)
    walk.visit.look_up()
    walk.touch()
    walk.know(profile={"local_registration": False})
    walk.shows(Working)
    walk.kept()
    walk.shows(Receipt)


def test_the_receipt_leads_home_and_never_back_into_the_form() -> None:
    walk = send(to_check(Walk())).kept()
    assert "back" not in walk.screen.targets
    walk.press("finish")
    assert not [place for place in walk.visit.stack if isinstance(place, JourneyPlace)]


@pytest.mark.parametrize("service_id", ["allowance", "household", "agent", "relative", "home-visit"])
def test_a_service_can_be_done_twice_in_a_visit_as_two_cases(service_id: str) -> None:
    walk = Walk().arrive()
    cases = []
    for _ in range(2):
        walk.start(service_id)
        answer_everything(walk)
        cases.append(sent(walk).case_id)
        walk.kept().press("finish")
    assert len(set(cases)) == 2


def answer_everything(walk: Walk) -> None:
    """The shortest way to 送出."""
    ways = ("send", "agree", "skip", "known", "opt:yes", "opt:a1", "opt:none", "more", "next")
    for _ in range(60):
        if isinstance(walk.screen, Working):
            return
        if "请帮忙的人" in title(walk):
            walk.lay(YOUNG)
        elif isinstance(walk.screen, Question) and walk.screen.entry is not None:
            walk.key(OTHER.number if "替哪个" in title(walk) else "13800138000")
        else:
            walk.press(next(way for way in ways if way in walk.screen.targets))
    raise AssertionError("no end")


def test_asking_to_send_with_a_question_open_leads_to_it() -> None:
    walk = to_check(Walk())
    journey(walk).answers.pop("subject:account")
    journey(walk).settled.discard("subject:account")
    send(walk)
    assert title(walk) == "钱打到哪个折子？"
    walk.press("opt:a2")
    walk.shows(Check)
    assert not [effect for effect in walk.effects if isinstance(effect, Keep)]
