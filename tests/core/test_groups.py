"""A repeating group: members are added, asked about, mended and taken out."""

from __future__ import annotations

from kiosk.core.screens import Check
from tests.core.builders import OTHER, YOUNG, Walk, title, written
from tests.core.filling import journey, page_with, send, sent


def household(walk: Walk | None = None) -> Walk:
    walk = walk or Walk()
    walk.arrive().start("household").press("opt:o0", "more", "opt:o5", "next")
    assert title(walk) == "还有哪些人？"
    return walk


def add(walk: Walk, relation: str, number: str = "") -> Walk:
    walk.press("add")
    if number:
        walk.key(number)
    else:
        walk.press("skip")
    return walk.press(f"opt:{relation}")


def test_members_are_added_asked_about_and_shown() -> None:
    walk = add(household(), "spouse", YOUNG.number)
    assert title(walk) == "还有哪些人？"
    add(walk, "child")
    assert title(walk) == "在读书吗？", "a question about this member rests on this member's answer"
    walk.press("opt:reads")
    assert "老伴" in written(walk.screen)
    assert "儿女 · 在读" in written(walk.screen)


def test_no_more_members_than_there_may_be() -> None:
    walk = household()
    for _ in range(3):
        add(walk, "spouse")
    assert "add" not in walk.screen.targets


def test_a_member_can_be_taken_out_and_those_after_move_up() -> None:
    walk = add(add(household(), "spouse", YOUNG.number), "spouse", OTHER.number)
    walk.press("remove:0", "next", "opt:yes", "agree")
    numbers = [one.answer.value for one in sent(send(walk)).answers if one.field == "number"]
    assert numbers == [OTHER.number]


def test_back_from_a_member_that_was_opened_by_mistake_undoes_it_and_keeps_what_was_keyed() -> None:
    walk = household().press("add", "key:9", "key:9", "back")
    assert title(walk) == "还有哪些人？"
    assert journey(walk).members["subject:members"] == 0
    walk.press("add")
    assert "99" in written(walk.screen)


def test_back_within_a_member_and_from_its_first_question() -> None:
    walk = household().press("add", "skip", "back")
    assert title(walk) == "他的号码？"
    walk.press("back")
    assert title(walk) == "还有哪些人？"
    assert journey(walk).members["subject:members"] == 1, "an answer was given"


def test_back_from_the_group_leads_before_it_and_forward_leads_to_it_again() -> None:
    walk = add(household(), "spouse").press("back")
    assert title(walk) == "要哪些？"
    walk.press("next")
    assert title(walk) == "还有哪些人？"


def test_a_member_can_be_added_from_the_check_page_and_back_again() -> None:
    walk = household().press("next", "opt:yes", "agree")
    page_with(walk, "change:subject:members").press("change:subject:members")
    add(walk, "spouse").press("next")
    walk.shows(Check)
    assert "1 个人" in written(walk.screen)
    fields = [one.field for one in sent(send(walk)).answers]
    assert fields == ["wants", "number", "relation", "sure"]


def test_a_member_opened_from_the_check_page_by_mistake_leaves_nothing_behind() -> None:
    walk = household().press("next", "opt:yes", "agree")
    page_with(walk, "change:subject:members").press("change:subject:members", "add", "back")
    assert title(walk) == "还有哪些人？"
    walk.press("back")
    walk.shows(Check)
    assert [one.field for one in sent(send(walk)).answers] == ["wants", "sure"]


def test_members_answers_are_known_apart() -> None:
    walk = add(household(), "spouse", YOUNG.number).press("next", "opt:yes", "agree")
    concepts = {one.field: (one.role, one.concept) for one in sent(send(walk)).answers}
    assert concepts["number"] == ("relative", "members.0.number")
