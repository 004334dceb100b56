"""Certificates, lists, slips; receipts and what is known of a case; taking back and correcting."""

from __future__ import annotations

import pytest

from kiosk.core.cases import MessageKind
from kiosk.core.effects import Issue, Keep, PrintDocument, PrintPapers, PrintSlip
from kiosk.core.events import CaseState, Device, Failed, Failure, Finished, Issued
from kiosk.core.screens import (
    Check,
    Document,
    Guide,
    Message,
    MyAffairs,
    PagedList,
    PaperState,
    Progress,
    Receipt,
    Working,
)
from tests.core.builders import ELDER, RECEIPT, VISIT_ID, Walk, title, written

CONTENT = {
    "title": "参保证明",
    "sample": True,
    "rows": [{"label": f"行{n}", "value": "有"} for n in range(6)],
}
FIRST, SECOND = (f"00000000-0000-4000-8000-0000000000c{n}" for n in (1, 2))


def asked_for() -> Walk:
    return Walk().arrive().start("certificate").press("opt:bank")


def ready() -> Walk:
    walk = asked_for().answer(Issue, Issued(CONTENT))
    while "more" in walk.screen.targets:
        walk.press("more")
    return walk


def printing() -> Walk:
    return ready().press("print").queued(PrintDocument)


# -- a certificate --------------------------------------------------------------------------------


def test_a_certificate_is_issued_by_the_center_with_what_it_is_for() -> None:
    walk = asked_for()
    wish = walk.pending(Issue)
    assert (wish.kind, wish.number) == ("pension_contributions", ELDER.number)
    assert dict(wish.params) == {"purpose": "银行办事"}
    assert "正在开证明" in walk.shows(Working).title.written
    walk.answer(Issue, Issued(CONTENT))
    assert "样张" in walk.shows(Document).lead.written
    assert walk.shows(Document).state is PaperState.READY


def test_printed_is_said_only_after_the_printers_word() -> None:
    walk = ready().press("print")
    assert "打好了" not in written(walk.screen)
    walk.queued(PrintDocument)
    assert walk.shows(Document).state is PaperState.PRINTING
    walk.paper(PaperState.PRINTING)
    assert "打好了" not in written(walk.screen)
    walk.paper(PaperState.DONE)
    assert "打好了" in written(walk.screen)
    walk.press("finish")
    walk.shows(MyAffairs)


def test_one_document_is_printed_once_however_often_it_is_pressed() -> None:
    walk = printing()
    for _ in range(3):
        assert "print" not in walk.screen.targets
        walk.touch()
    assert len([effect for effect in walk.effects if isinstance(effect, PrintDocument)]) == 1


@pytest.mark.parametrize("repeat", [True, False])
def test_a_sure_failure_may_be_repeated_if_the_printer_says_so(repeat: bool) -> None:
    walk = printing().paper(PaperState.FAILED, "offline", may_repeat=repeat)
    assert ("print" in walk.screen.targets) is repeat
    assert "没有打" in written(walk.screen)
    if repeat:
        walk.press("print").queued(PrintDocument, "job-2").paper(PaperState.DONE, job_id="job-2")
        assert "打好了" in written(walk.screen)


def test_an_unknown_outcome_is_never_repeated() -> None:
    walk = printing().paper(PaperState.UNKNOWN, may_repeat=True)
    assert "print" not in walk.screen.targets
    assert walk.visit.words("paper.unknown").written in written(walk.screen)
    while title(walk) != "拿来做什么？":
        walk.press("back")
    walk.press("opt:bank")
    assert "print" not in walk.screen.targets, "not by way of the question before either"
    assert len([effect for effect in walk.effects if isinstance(effect, Issue)]) == 1


def test_news_of_another_paper_is_not_this_ones() -> None:
    walk = printing().paper(PaperState.DONE, job_id="job-of-somebody")
    assert walk.shows(Document).state is PaperState.PRINTING


@pytest.mark.parametrize(("reason", "said"), [("no-paper", "没纸了"), ("jam", "卡住了"), ("", "要人看一下")])
def test_a_printer_in_need_says_what_and_that_it_is_nobodys_fault(reason: str, said: str) -> None:
    walk = printing().paper(PaperState.NEEDS_CARE, reason)
    assert said in written(walk.screen)
    walk.paper(PaperState.PRINTING).paper(PaperState.DONE)
    assert "打好了" in written(walk.screen)


def test_a_reason_without_words_of_its_own_is_said_in_general_words() -> None:
    walk = printing().paper(PaperState.FAILED, "the-printer-speaks-klingon")
    assert "没打出来" in written(walk.screen)


def test_characters_that_cannot_be_printed_are_told_before_printing() -> None:
    walk = ready().press("print").answer(PrintDocument, Failed(Failure.REFUSED))
    assert "打不出来" in written(walk.screen)
    assert "print" not in walk.screen.targets


@pytest.mark.parametrize("failure", list(Failure))
def test_every_failure_of_issuing_has_its_words_and_a_way_on(failure: Failure) -> None:
    walk = asked_for().answer(Issue, Failed(failure))
    assert walk.shows(Message).lead.written
    assert "023-0000 0105" in written(walk.screen)
    again = failure in (Failure.DOWN, Failure.SLOW, Failure.NONSENSE)
    assert ("retry" in walk.screen.targets) is again
    walk.press("retry" if again else "finish")
    if again:
        walk.answer(Issue, Issued(CONTENT)).shows(Document)
    else:
        walk.shows(MyAffairs)


def test_an_answer_that_comes_after_one_no_longer_waited_still_counts() -> None:
    walk = asked_for().wait(11).press("stop-waiting")
    assert "没回话" in title(walk)
    walk.answer(Issue, Issued(CONTENT)).shows(Document)


def test_the_failure_of_a_first_try_is_not_the_seconds() -> None:
    walk = asked_for()
    first = walk.pending(Issue)
    walk.wait(11).press("stop-waiting", "retry").answer(Issue, Issued(CONTENT))
    walk.do(Finished(walk.at_s, VISIT_ID, first.id, Failed(Failure.DOWN)))
    assert walk.shows(Document).state is PaperState.READY
    assert "没打出来" not in written(walk.screen)


def test_back_and_forth_asks_for_no_second_document_but_another_choice_does() -> None:
    walk = ready()
    while title(walk) != "拿来做什么？":
        walk.press("back")
    walk.press("opt:bank")
    walk.shows(Document)
    while title(walk) != "拿来做什么？":
        walk.press("back")
    walk.press("opt:village")
    assert dict(walk.pending(Issue).params) == {"purpose": "交给村上"}
    assert len([effect for effect in walk.effects if isinstance(effect, Issue)]) == 2


# -- lists ----------------------------------------------------------------------------------------


def test_a_list_of_papers_needs_no_center_and_another_choice_gives_another_list() -> None:
    walk = Walk(broken=frozenset({Device.CENTER}))
    walk.touch()
    walk.start("papers-list").press("opt:allowance", "print").queued(PrintPapers).paper(PaperState.DONE)
    assert "打好了" in written(walk.screen)
    walk.press("back", "opt:household", "print")
    assert walk.pending(PrintPapers).service == "家里人"


def test_a_guide_is_printed_with_whom_to_call() -> None:
    walk = Walk()
    walk.touch()
    walk.start("how-to").press("more", "more", "more", "print")
    paper = walk.pending(PrintPapers)
    assert (paper.phone, paper.when) == ("023-0000 0105", "2026年6月8日 10:00")
    assert paper.items == (("户口本", "原件", True),)


def test_without_a_printer_a_guide_is_still_a_guide() -> None:
    walk = Walk(broken=frozenset({Device.PRINTER}))
    walk.touch()
    walk.start("how-to").press("more", "more", "more")
    assert "print" not in walk.screen.targets
    walk.shows(Guide)
    walk.press("finish")


def test_with_an_untrusted_clock_no_date_is_printed() -> None:
    walk = Walk(clock_trusted=False)
    walk.touch()
    walk.start("how-to").press("more", "more", "more", "print")
    assert walk.pending(PrintPapers).when == ""


# -- the receipt ----------------------------------------------------------------------------------


def sending() -> Walk:
    walk = Walk().arrive().start("home-visit").key("13800138000").press("agree")
    while "send" not in walk.screen.targets:
        walk.press("more")
    return walk.press("send")


def case_of(walk: Walk) -> str:
    return walk.pending(Keep).case.case_id


def test_the_receipt_says_only_what_is_known_as_it_becomes_known() -> None:
    walk = sending()
    case_id = case_of(walk)
    walk.kept()
    assert walk.shows(Receipt).number.written == RECEIPT
    seen = [walk.shows(Receipt).state_words.written]
    serial = walk.screen.serial
    for state in (CaseState.AT_CENTER, CaseState.ACCEPTED):
        walk.case(case_id, state)
        seen.append(walk.shows(Receipt).state_words.written)
    assert "先存在这台机器里" in seen[0]
    assert seen[1:] == ["已送到服务中心", "部门已受理"]
    assert walk.screen.serial == serial


def test_news_of_a_case_that_came_before_the_receipt_counts() -> None:
    walk = sending()
    walk.case(case_of(walk), CaseState.AT_CENTER).kept()
    assert walk.shows(Receipt).state_words.written == "已送到服务中心"


def test_news_of_another_case_is_not_this_ones() -> None:
    walk = sending().kept().case("another", CaseState.ACCEPTED)
    assert "先存在这台机器里" in walk.shows(Receipt).state_words.written


def test_the_slip_has_the_number_and_no_identity_number() -> None:
    walk = sending().kept().press("print")
    slip = walk.pending(PrintSlip)
    assert (slip.number, slip.phone) == (RECEIPT, "023-0000 0105")
    assert ELDER.number not in repr(slip) + "".join(slip.lines)
    walk.queued(PrintSlip).paper(PaperState.DONE).press("finish")
    walk.shows(MyAffairs)


def test_nobody_has_to_take_a_slip_and_without_a_printer_none_is_offered() -> None:
    sending().kept().press("finish").shows(MyAffairs)
    walk = sending().kept().device(Device.SLIP_PRINTER, works=False)
    assert "print" not in walk.screen.targets
    walk.press("finish").shows(MyAffairs)


def test_without_a_trusted_clock_days_are_counted_and_no_day_is_named() -> None:
    walk = Walk(clock_trusted=False).arrive().start("home-visit").key("13800138000").press("agree")
    while "send" not in walk.screen.targets:
        walk.press("more")
    walk.press("send").kept()
    assert "15 天内" in written(walk.screen)
    assert "月" not in written(walk.screen).replace("个月", "")


# -- cases ----------------------------------------------------------------------------------------


def cases() -> Walk:
    return Walk().arrive().start("progress")


def test_ones_cases_are_listed_and_each_can_be_opened() -> None:
    walk = cases()
    assert [row.value.written for row in walk.shows(PagedList).rows] == ["已送到服务中心", "部门已受理"]
    walk.press(f"case:{FIRST}")
    assert walk.shows(Progress).headline.written == "已送到服务中心"
    page = written(walk.screen)
    assert "要带：户口本" in page
    walk.press("more", "finish")
    walk.shows(PagedList)


def test_a_case_that_the_department_has_can_no_longer_be_taken_back() -> None:
    walk = cases().press(f"case:{SECOND}")
    assert not {"withdraw", "correct"} & walk.screen.targets


def test_taking_back_is_asked_about_kept_once_and_said_as_it_is() -> None:
    walk = cases().press(f"case:{FIRST}", "withdraw")
    assert "真的不办了" in title(walk)
    walk.press("stay", "withdraw", "withdraw-yes")
    walk.shows(Working)
    message = walk.pending(Keep).case
    assert (message.kind, message.case_id, message.answers) == (MessageKind.WITHDRAW, FIRST, ())
    assert message.people["subject"].number == ELDER.number
    walk.kept()
    assert "撤回的话记下了" in title(walk)
    walk.press("finish")
    assert "要撤回，已经记下" in written(walk.screen)
    walk.press(f"case:{FIRST}")
    assert "withdraw" not in walk.screen.targets
    assert len([effect for effect in walk.effects if isinstance(effect, Keep)]) == 1


def test_taking_back_that_was_not_kept_is_told_and_may_be_tried_again() -> None:
    walk = cases().press(f"case:{FIRST}", "withdraw", "withdraw-yes").answer(Keep, Failed(Failure.DISK))
    assert "没存上" in title(walk)
    walk.press("withdraw-yes").kept()
    assert "撤回的话记下了" in title(walk)


def test_a_case_is_corrected_under_its_own_id() -> None:
    walk = cases().press(f"case:{FIRST}", "correct", "next", "next", "known", "opt:a1", "opt:none", "agree")
    walk.shows(Check)
    while "send" not in walk.screen.targets:
        walk.press("more")
    message = walk.press("send").pending(Keep).case
    assert (message.kind, message.case_id) == (MessageKind.CORRECT, FIRST)


def test_a_correction_and_a_new_case_of_the_same_service_are_two() -> None:
    walk = cases().press(f"case:{FIRST}", "correct", "next", "next", "known")
    walk.visit.home()
    walk.start("allowance").press("next", "next", "known", "opt:a1", "opt:none", "agree")
    while "send" not in walk.screen.targets:
        walk.press("more")
    message = walk.press("send").pending(Keep).case
    assert message.kind is MessageKind.SUBMIT
    assert message.case_id != FIRST


def test_what_was_just_sent_can_be_seen_taken_back_and_corrected_at_once() -> None:
    walk = sending()
    case_id = case_of(walk)
    walk.kept().press("finish").start("progress")
    rows = walk.shows(PagedList).rows
    assert rows[0].label.written == "到家里办"
    assert "还没送到" in rows[0].value.written
    walk.case(case_id, CaseState.AT_CENTER)
    assert walk.shows(PagedList).rows[0].value.written == "已送到服务中心"
    walk.press(f"case:{case_id}")
    assert {"withdraw", "correct"} <= walk.screen.targets
    walk.press("withdraw", "withdraw-yes")
    assert walk.pending(Keep).case.case_id == case_id
    walk.kept().press("finish").case(case_id, CaseState.ACCEPTED)
    assert "withdraw" not in walk.press(f"case:{case_id}").screen.targets


def test_a_state_that_nobody_knows_is_said_in_general_words() -> None:
    odd = {"case_id": FIRST, "state": "teleported", "title": "怪事"}
    walk = Walk().arrive(cases={"items": [odd, "nonsense", None]}).start("progress")
    assert [row.value.written for row in walk.shows(PagedList).rows] == ["正在办"]
    walk.press(f"case:{FIRST}").shows(Progress)
