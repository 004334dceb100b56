"""One service, question by question: Back, 改, answers that rule it out, staff's edits."""

from __future__ import annotations

from kiosk.core.cases import Answer, MessageKind, Source
from kiosk.core.effects import Keep
from kiosk.core.identity import Established
from kiosk.core.places.journey import JourneyPlace
from kiosk.core.screens import Check, Papers, Question
from tests.core.builders import ELDER, PROFILE_PHONE, Walk, own, release, service, title, written
from tests.core.filling import journey, page_with, send, sent, to_check


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


def test_a_paper_that_is_there_has_no_tick_beside_the_word_for_taking_it_back() -> None:
    walk = Walk(release(own("allowance", papers=[{"id": "card", "name": "残疾证"}])))
    walk.arrive().start("allowance").press("next")
    for word, ticked in (("带来了", False), ("没带来", None), ("带来了", False)):
        screen = walk.screen
        assert isinstance(screen, Papers)
        action = screen.rows[0].action
        assert action is not None
        assert (action.words.written, action.chosen) == (word, ticked)
        walk.press("paper:card")
