"""Who helps: an agent's card, a second card, a person keyed, a child who presses."""

from __future__ import annotations

from kiosk.core.cases import Source
from kiosk.core.screens import Check, Question
from tests.core.builders import ELDER, OTHER, YOUNG, Walk, title, written
from tests.core.filling import journey, page_with, send, sent, to_check


def test_a_service_for_an_agent_asks_for_the_agents_card_after_the_villagers() -> None:
    walk = Walk().arrive().start("agent")
    assert "请帮忙的人" in title(walk)
    walk.lay(YOUNG)
    assert title(walk) == "手机号是多少？"
    walk.key("13800138001").key("13800138002").press("agree")
    case = sent(send(walk))
    assert case.people["operator"].number == YOUNG.number
    phones = {one.role: one.answer.value for one in case.answers}
    assert phones == {"operator": "13800138001", "subject": "13800138002"}


def test_a_helpers_data_never_fills_the_villagers() -> None:
    walk = Walk().arrive().start("agent").lay(YOUNG)
    assert walk.visit.subject is not None
    assert walk.visit.subject.number == ELDER.number
    assert walk.visit.names()["age"] == 83
    assert walk.visit.names()["sex"] == "M"


def test_the_villagers_own_card_is_not_taken_for_the_helpers() -> None:
    walk = Walk().arrive().start("agent").lay(ELDER)
    assert "请帮忙的人" in title(walk)
    assert "这是本人的卡" in written(walk.screen)
    walk.press("type").key(ELDER.number)
    assert "本人的号码" in walk.shows(Question).fault.written


def test_a_second_card_answers_the_question_for_a_person() -> None:
    walk = Walk().arrive().start("relative").lay(OTHER)
    assert title(walk) == "手机号是多少？"
    who = walk.key("13800138000").press("agree")
    case = sent(send(who))
    assert case.answers[0].answer.value == {"number": OTHER.number, "name": OTHER.name, "how": "card"}
    assert case.answers[0].answer.source == Source.CARD
    assert set(case.people) == {"subject"}


def test_a_second_card_is_taken_from_beside_the_way_too() -> None:
    walk = Walk().arrive().start("relative").press("help").lay(OTHER)
    assert title(walk) == "手机号是多少？"


def test_a_person_can_be_keyed_instead() -> None:
    walk = Walk().arrive().start("relative").key(OTHER.number)
    assert journey(walk).answers["relative:who"].value == {"number": OTHER.number, "name": "", "how": "typed"}


def test_whoever_pressed_is_kept_with_the_case_and_may_lay_a_card() -> None:
    walk = to_check(Walk())
    page_with(walk, "who").press("who", "by:family").lay(YOUNG)
    walk.shows(Check)
    case = sent(send(walk))
    assert case.pressed_by == "family"
    assert case.people["operator"].number == YOUNG.number


def test_a_helper_of_another_case_does_not_stand_in_this_one() -> None:
    walk = to_check(Walk())
    page_with(walk, "who").press("who", "by:family").lay(YOUNG)
    send(walk).kept().press("finish")
    walk.start("home-visit").key("13800138000").press("agree")
    assert set(sent(send(walk)).people) == {"subject"}
