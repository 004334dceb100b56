"""Whole services, question by question: Back, 改, groups, bundles, helpers, staff."""

from __future__ import annotations

import pytest

from kiosk.core.cases import Answer, CaseContent, MessageKind, Source
from kiosk.core.effects import Keep
from kiosk.core.events import Failed, Failure
from kiosk.core.identity import Established
from kiosk.core.journey import Journey
from kiosk.core.places.journey import JourneyPlace
from kiosk.core.screens import Check, Papers, Question, Receipt, Working
from tests.core.builders import ELDER, OTHER, PROFILE_PHONE, YOUNG, Walk, own, release, service, written


def title(walk: Walk) -> str:
    return walk.screen.title.written


def journey(walk: Walk) -> Journey:
    place = next(place for place in reversed(walk.visit.stack) if isinstance(place, JourneyPlace))
    return place.journey


def sent(walk: Walk) -> CaseContent:
    return walk.pending(Keep).case


def to_check(walk: Walk) -> Walk:
    """The allowance, up to the check page."""
    walk.arrive().start("allowance").press("next", "next", "known", "opt:a1", "opt:none", "agree")
    walk.shows(Check)
    return walk


def page_with(walk: Walk, target: str) -> Walk:
    """Turns the pages until a target is there."""
    while target not in walk.screen.targets:
        walk.press("more")
    return walk


def send(walk: Walk) -> Walk:
    return page_with(walk, "send").press("send")


# -- one service ----------------------------------------------------------------------------------


def test_what_is_known_is_never_asked_and_is_confirmed_by_sending() -> None:
    walk = to_check(Walk()).press("more")
    assert "清水村" in written(walk.screen)
    assert "记录里有的，没再问您" in written(walk.screen)
    assert not journey(walk).answers["subject:village"].confirmed
    case = sent(send(walk))
    village = next(one for one in case.answers if one.field == "village")
    assert (village.answer.value, village.answer.source) == ("qingshui", Source.RECORD)
    assert all(one.answer.confirmed for one in case.answers)


def test_a_case_says_who_how_and_what_with() -> None:
    walk = to_check(Walk())
    page_with(walk, "change:papers").press("change:papers", "paper:register", "next")
    case = sent(send(walk))
    assert case.kind is MessageKind.SUBMIT
    assert case.people["subject"].number == ELDER.number
    assert case.people["subject"].how is Established.CARD
    assert {paper.paper: paper.brought for paper in case.papers} == {"register": True, "passbook": False}
    assert [(part.service, part.consent, part.state) for part in case.parts] == [("allowance", True, "ready")]
    assert case.pressed_by == "self"
    assert case.release == 7


def test_skipping_is_an_answer_and_the_desk_sees_that_it_is_missing() -> None:
    walk = Walk().arrive().start("allowance").press("next", "next", "skip", "opt:a1", "opt:none", "agree")
    case = sent(send(walk))
    assert case.missing == ("手机号",)
    assert case.answers[0].answer.shown == "没有手机"


def test_back_goes_exactly_the_way_one_came_and_keeps_answers_and_drafts() -> None:
    walk = Walk().arrive().start("allowance").press("next", "next")
    for digit in "138001":
        walk.press(f"key:{digit}")
    assert title(walk) == "手机号是多少？"
    walk.press("back")
    assert "带来了吗" in title(walk)
    walk.press("next")
    assert "138 001" in written(walk.screen)
    walk.key("38000").press("opt:a2")
    for expected in ("钱打到哪个折子？", "手机号是多少？", "这些带来了吗？", "您可以申请"):
        walk.press("back")
        assert title(walk) == expected
    walk.press("next", "next")
    assert "138 0013 8000" in written(walk.screen)
    walk.press("next", "keep", "opt:none", "agree")
    shown = [one.answer.shown for one in sent(send(walk)).answers]
    assert shown[0] == "138 0013 8000"
    assert "示例邮储 尾号 0041" in shown


def test_leaving_a_service_by_back_loses_nothing() -> None:
    walk = Walk().arrive().start("allowance").press("next", "next", "known", "opt:a1")
    case_id = journey(walk).case_id
    walk.press(*["back"] * 5)
    assert not isinstance(walk.visit.place, JourneyPlace)
    walk.start("allowance")
    assert title(walk) == "您可以申请"
    walk.press("next", "next", "next", "keep", "opt:none", "agree")
    assert journey(walk).case_id == case_id
    assert f"尾号 {PROFILE_PHONE[-4:]}" not in written(walk.screen)
    assert sent(send(walk)).answers[0].answer.value == PROFILE_PHONE


def test_change_goes_straight_back_to_the_check_page() -> None:
    walk = to_check(Walk())
    page_with(walk, "change:subject:account").press("change:subject:account", "opt:a2")
    walk.shows(Check)
    assert "尾号 0041" in written(walk.screen)


def test_change_goes_back_by_way_of_newly_opened_questions_only() -> None:
    walk = to_check(Walk())
    page_with(walk, "change:subject:other_aid").press("change:subject:other_aid", "opt:has")
    assert title(walk) == "别的一个月多少？"
    walk.key("300")
    assert title(walk) == "从哪天领起？"
    walk.press("unknown")
    walk.shows(Check)


def test_back_from_a_change_leads_over_the_pages_that_were_seen_to_the_check_page() -> None:
    walk = to_check(Walk())
    page_with(walk, "change:subject:other_aid").press("change:subject:other_aid", "opt:has")
    walk.press("back")
    assert title(walk) == "还在领别的吗？"
    walk.press("back")
    walk.shows(Check)
    send(walk)
    assert title(walk) == "别的一个月多少？", "an open question is asked before anything is sent"
    walk.press("unknown")
    walk.shows(Check)


def test_a_change_that_is_not_made_changes_nothing() -> None:
    walk = to_check(Walk())
    page_with(walk, "change:subject:phone").press("change:subject:phone", "back")
    walk.shows(Check)
    assert sent(send(walk)).answers[0].answer.value == PROFILE_PHONE


def test_an_answer_is_there_to_be_mended_not_keyed_anew() -> None:
    walk = to_check(Walk())
    page_with(walk, "change:subject:phone").press("change:subject:phone")
    screen = walk.screen
    assert isinstance(screen, Question)
    assert screen.entry is not None
    assert screen.entry.boxes[0].text.replace(" ", "") == PROFILE_PHONE
    walk.press("key:back").key("7")
    walk.shows(Check)
    assert sent(send(walk)).answers[0].answer.value == PROFILE_PHONE[:-1] + "7"


def test_unreachable_answers_are_hidden_left_out_and_dropped() -> None:
    walk = Walk().arrive().start("allowance").press("next", "next", "known", "opt:a1", "opt:has")
    walk.key("300").press("unknown", "agree")
    page_with(walk, "change:subject:other_aid").press("change:subject:other_aid", "opt:none")
    walk.shows(Check)
    page_with(walk, "send")
    assert "change:subject:aid_amount" not in walk.screen.targets
    assert "change:subject:aid_since" not in walk.screen.targets, "it rested on what is out of sight"
    assert "subject:aid_amount" in journey(walk).answers, "kept as long as it may come back"
    case = sent(walk.press("send"))
    assert "aid_amount" not in [one.field for one in case.answers]
    own_journey = journey(walk)
    walk.kept()
    assert "subject:aid_amount" not in own_journey.answers


def test_what_came_out_of_sight_comes_back_with_its_answer() -> None:
    walk = Walk().arrive().start("allowance").press("next", "next", "known", "opt:a1", "opt:has").key("300")
    walk.press("unknown", "agree")
    page_with(walk, "change:subject:other_aid").press("change:subject:other_aid", "opt:none")
    page_with(walk, "change:subject:other_aid").press("change:subject:other_aid", "opt:has")
    walk.shows(Check)
    assert "300.00 元" in [one.answer.shown for one in sent(send(walk)).answers]


def test_a_question_whose_choices_the_record_should_give_has_a_way_on_without_it() -> None:
    walk = Walk().arrive(profile=None).start("allowance").press("next", "next", "skip")
    walk.press("opt:qingshui", "desk", "opt:none", "agree")
    assert "折子" in sent(send(walk)).missing


def test_papers_that_must_be_there_are_named_and_nobody_is_sent_away() -> None:
    walk = Walk(release(own("allowance", papers=[{"id": "card", "name": "残疾证", "without": False}])))
    walk.arrive().start("allowance").press("next", "next")
    assert "残疾证" in written(walk.screen)
    assert "023-0000 0105" in written(walk.screen)
    walk.press("ok")
    assert "带来了吗" in title(walk)
    walk.press("next", "go-on")
    assert title(walk) == "手机号是多少？"


def test_a_paper_that_was_brought_needs_no_word() -> None:
    walk = Walk(release(own("allowance", papers=[{"id": "card", "name": "残疾证", "without": False}])))
    walk.arrive().start("allowance").press("next", "paper:card", "next")
    assert title(walk) == "手机号是多少？"


def test_refused_consent_sends_nothing_and_keeps_everything() -> None:
    walk = Walk().arrive().start("allowance")
    walk.press("next", "next", "known", "opt:a1", "opt:none", "refuse")
    assert "那就先不办" in title(walk)
    walk.press("ok")
    assert title(walk) == "您同意吗？"
    walk.press("back")
    assert title(walk) == "还在领别的吗？"
    assert not [effect for effect in walk.effects if isinstance(effect, Keep)]


def test_consent_that_is_not_required_may_be_refused() -> None:
    consent = {"lines": ["可以发到群里"], "required": False}
    walk = Walk(release(own("home-visit", consent=consent)))
    walk.arrive().start("home-visit").key("13800138000").press("refuse")
    assert [part.consent for part in sent(send(walk)).parts] == [False]


def test_urgent_danger_is_first_and_back_leads_to_it() -> None:
    walk = Walk()
    walk.touch()
    walk.start("report-problem")
    assert title(walk) == "有危险先打110"
    walk.press("next", "opt:road", "back", "back")
    assert title(walk) == "有危险先打110"


def test_back_from_the_identify_page_leads_to_the_page_before() -> None:
    walk = Walk(release(service("danger", "declare", "急事", urgent="先打120", fields=[])))
    walk.touch()
    walk.start("danger").press("next")
    assert "身份证放在" in title(walk)
    walk.press("back")
    assert title(walk) == "先打120"


# -- an answer rules it out -----------------------------------------------------------------------


def ruled() -> Walk:
    rules = [{"expr": "working == 'no'", "needs": ["working"], "why": "没有上班"}]
    yes_no = [{"id": "yes", "text": "在"}, {"id": "no", "text": "没有"}]
    ask = {"id": "working", "kind": "choice", "ask": "在上班吗？", "label": "上班", "options": yes_no}
    phone = {"id": "phone", "kind": "phone", "ask": "手机号是多少？", "label": "手机号", "skip": "没有"}
    jobless = service("jobless", "declare", "没工作", eligibility=rules, fields=[phone, ask])
    return Walk(release(jobless)).arrive()


def test_an_answer_that_rules_it_out_is_told_with_the_rule() -> None:
    walk = ruled().start("jobless")
    assert "您可能可以申请" in title(walk)
    walk.press("next", "skip", "opt:yes")
    assert "现在还不能申请" in title(walk)
    assert "没有上班" in written(walk.screen)


def test_a_slip_of_the_finger_that_ruled_it_out_is_undone_by_one_back() -> None:
    walk = ruled().start("jobless").press("next", "skip", "opt:yes", "back")
    assert title(walk) == "在上班吗？"
    walk.press("opt:no")
    assert title(walk) == "您同意吗？"


def test_going_all_the_way_back_from_a_refusal_shows_the_first_page_as_it_was() -> None:
    walk = ruled().start("jobless").press("next", "skip", "opt:yes", "back", "back", "back")
    assert "您可能可以申请" in title(walk)
    walk.press("next", "skip")
    assert title(walk) == "在上班吗？"


# -- a repeating group ----------------------------------------------------------------------------


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


# -- a bundle of three parts ----------------------------------------------------------------------


def bundle(where: str = "home") -> Walk:
    walk = Walk().arrive().start("after-death")
    assert title(walk) == "在哪里走的？", "what decides which parts there are comes first"
    return walk.press(f"opt:{where}")


GONE = OTHER.number


def to_consents(walk: Walk, cremated: str = "cremated") -> Walk:
    """All questions of all parts."""
    walk.press("next", "next", "next", "go-on").key("13800138000").key(GONE).press(f"opt:{cremated}")
    if cremated == "cremated":
        walk.press("opt:town")
    while title(walk) == "户口在哪？":
        walk.press("opt:town")
    return walk


def test_parts_that_belong_are_offered_and_each_can_be_left_out() -> None:
    assert "part:part-register" not in bundle("hospital").screen.targets
    walk = bundle("home").press("part:part-grant", "next")
    assert "安葬费" not in written(walk.screen)
    assert "退余钱" in written(walk.screen)


def test_leaving_out_all_parts_is_told_on_the_page() -> None:
    walk = bundle("hospital").press("part:part-grant", "part:part-account", "next")
    screen = walk.screen
    assert isinstance(screen, Question)
    assert "一样都没选" in screen.fault.written
    walk.press("part:part-account", "next")
    assert title(walk) != "要一起办哪些？"


def test_what_is_asked_by_several_parts_is_asked_once_under_the_strictest_checks() -> None:
    walk = bundle().press("next", "next", "next", "go-on")
    screen = walk.screen
    assert title(walk) == "手机号是多少？"
    assert "skip" not in screen.targets, "one part needs it"
    walk.key("19900000000")
    assert walk.shows(Question).fault.written == "这个号码打不通"
    walk.press(*["key:back"] * 4).key("0001").key(GONE)
    assert title(walk) == "火化没有？", "the number of the deceased was asked once for both parts"


def test_both_parts_see_the_shared_answer_under_their_own_names() -> None:
    walk = to_consents(bundle())
    names = journey(walk).scope(walk.visit.names())
    assert names["phone"] == names["call_me"] == "13800138000"
    assert names["gone"] == names["gone_too"] == GONE


def test_papers_of_all_parts_are_asked_for_once() -> None:
    walk = bundle().press("next", "next")
    assert [row.label.written for row in walk.shows(Papers).rows] == ["户口本", "死亡证明"]


def test_each_part_has_its_own_consent_state_and_line_on_the_receipt() -> None:
    walk = to_consents(bundle())
    for part in ("安葬费", "退余钱", "销户口"):
        assert walk.screen.lead.written == part
        walk.press("agree")
    case = sent(send(walk))
    assert [(part.service, part.consent, part.state) for part in case.parts] == [
        ("part-grant", True, "ready"),
        ("part-account", True, "needs_signature"),
        ("part-register", True, "ready"),
    ]
    walk.kept()
    assert written(walk.screen).count("收下了") >= 3


def test_a_part_that_cannot_be_done_does_not_stop_the_others() -> None:
    walk = Walk().arrive(profile={"local_registration": False}).start("after-death").press("opt:home", "next")
    assert "暂时不行" in written(walk.screen)
    walk.press("next", "next", "go-on").key("13800138000").key(GONE).press("opt:cremated", "opt:town")
    assert title(walk) == "您同意吗？", "the part that cannot be done asks nothing"
    walk.press("agree", "agree")
    case = sent(send(walk))
    assert [part.service for part in case.parts] == ["part-grant", "part-account"]
    walk.kept()
    assert "这项没办" in written(walk.screen)


def test_a_part_that_an_answer_rules_out_is_told_before_the_rest_is_sent() -> None:
    walk = to_consents(bundle(), cremated="buried")
    assert walk.screen.lead.written == "退余钱"
    walk.press("agree", "agree")
    assert "安葬费" in written(walk.screen)
    assert "暂时不行" in written(walk.screen)
    case = sent(send(walk))
    assert [part.service for part in case.parts] == ["part-account", "part-register"]
    assert "cremated" not in [one.field for one in case.answers], "it belongs to the part that cannot be done"
    walk.kept()
    walk.shows(Receipt)
    assert "这项没办" in written(walk.screen)


def test_the_answer_that_ruled_a_part_out_can_be_changed() -> None:
    walk = to_consents(bundle(), cremated="buried").press("agree", "agree")
    page_with(walk, "change:subject:cremated").press("change:subject:cremated", "opt:cremated", "opt:town")
    assert walk.screen.lead.written == "安葬费", "its consent is still to be asked"
    walk.press("agree")
    walk.shows(Check)
    assert len(sent(send(walk)).parts) == 3


def test_refused_consent_leaves_out_that_part_only_and_says_so() -> None:
    walk = to_consents(bundle()).press("agree", "refuse")
    assert walk.screen.lead.written == "销户口"
    walk.press("agree")
    walk.shows(Check)
    case = sent(send(walk))
    assert [part.service for part in case.parts] == ["part-grant", "part-register"]
    walk.kept()
    walk.press("more") if "您没同意" not in written(walk.screen) else None
    assert "您没同意，没办" in written(walk.screen)


def test_the_last_part_that_is_refused_sends_nothing() -> None:
    walk = to_consents(bundle()).press("refuse", "refuse", "refuse")
    assert "那就先不办" in title(walk)
    assert not [effect for effect in walk.effects if isinstance(effect, Keep)]


def test_a_refused_part_can_be_taken_in_again() -> None:
    walk = to_consents(bundle()).press("refuse")
    for _ in range(20):
        if title(walk) == "要一起办哪些？":
            break
        walk.press("back")
    walk.press("part:part-grant")
    assert journey(walk).left_out == frozenset()
    assert journey(walk).refused == frozenset()
    to_consents(walk)
    for part in ("安葬费", "退余钱", "销户口"):
        assert walk.screen.lead.written == part, "nothing is sent without this part's own yes"
        walk.press("agree")
    assert [part.consent for part in sent(send(walk)).parts] == [True, True, True]


def test_a_yes_that_is_taken_back_is_none() -> None:
    walk = to_consents(bundle()).press("agree", "agree", "back", "refuse", "agree")
    assert [part.service for part in sent(send(walk)).parts] == ["part-grant", "part-register"]


def test_a_change_cannot_pass_by_a_no() -> None:
    walk = to_check(Walk()).press("back", "refuse", "ok")
    walk.visit.close_asides()
    place = walk.visit.place
    assert isinstance(place, JourneyPlace)
    place.to_check(walk.visit)
    walk.touch()
    page_with(walk, "change:subject:account").press("change:subject:account", "opt:a2")
    assert title(walk) == "您同意吗？", "the yes was taken back"


def test_a_no_after_a_yes_stops_a_change_from_sending() -> None:
    walk = to_check(Walk()).press("back", "refuse", "ok", "back", "keep")
    assert title(walk) == "您同意吗？"


def test_all_parts_ruled_out_is_a_refusal_with_ways_on() -> None:
    walk = Walk().arrive(profile={"local_registration": False})
    walk.start("after-death").press("opt:home", "part:part-grant", "part:part-account", "next")
    assert "现在还不能申请" in title(walk)
    assert {"ask-staff", "leave", "back"} <= walk.screen.targets


def test_the_slip_of_a_bundle_names_each_part() -> None:
    from kiosk.core.effects import PrintSlip

    walk = to_consents(bundle()).press("agree", "agree", "agree")
    send(walk).kept().press("print")
    slip = walk.pending(PrintSlip)
    assert "安葬费：收下了" in slip.lines
    assert any("签字" in line for line in slip.lines)
    assert ELDER.number not in "".join(slip.lines)


# -- helpers --------------------------------------------------------------------------------------


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


# -- staff ----------------------------------------------------------------------------------------


def test_a_staff_edit_resets_confirmed_and_names_who_made_it() -> None:
    before = Answer("13800138000", Source.PERSON, confirmed=True, shown="138 0013 8000")
    after = before.edited("13800138009", staff_id="w5", shown="138 0013 8009")
    assert (after.value, after.source, after.confirmed) == ("13800138009", "staff:w5", False)
    assert after.by_staff
    assert not before.by_staff
    assert before.confirmed


def test_the_person_confirms_a_staff_edit_on_the_check_page() -> None:
    walk = to_check(Walk())
    phone = journey(walk).answers["subject:phone"]
    edited = phone.edited("13800138009", staff_id="w5", shown="138 0013 8009")
    journey(walk).staff_edit("subject:phone", edited)
    walk.touch()
    assert "工作人员改的" in written(walk.screen)
    told = sent(send(walk)).answers[0].answer
    assert (told.value, told.source, told.confirmed) == ("13800138009", "staff:w5", True)


def test_news_from_the_record_never_takes_the_place_of_a_staff_edit() -> None:
    walk = to_check(Walk())
    edited = Answer("shiqiao", "staff:w5", shown="石桥村")
    journey(walk).staff_edit("subject:village", edited)
    journey(walk).take_known(walk.visit.names())
    assert journey(walk).answers["subject:village"] is edited


# -- sending --------------------------------------------------------------------------------------


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
