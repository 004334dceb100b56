"""The end of a visit: the person is wiped at once, everywhere; paper and cases go on without a name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.core.effects import CancelPaper, Issue, Keep, LookUp, PrintDocument, PrintPapers, Wipe
from kiosk.core.events import CaseState, Failed, Failure, Finished, Issued, Kept, PaperMoved, Queued
from kiosk.core.screens import Ending, Help, Home, Message, PaperState
from tests.core.builders import (
    AMOUNT,
    ELDER,
    FACTS,
    JOB,
    OTHER,
    PROFILE_PHONE,
    VISIT_ID,
    YOUNG,
    Walk,
    title,
    written,
)
from tests.core.wiping import reachable, strings

SECRETS = (
    ELDER.name,
    ELDER.number,
    ELDER.number[6:14],
    ELDER.address,
    YOUNG.name,
    YOUNG.number,
    OTHER.number,
    AMOUNT,
    "1371.24",
    PROFILE_PHONE,
    "6213",
    "13800138123",
    "138 0013 8123",
    "300.00",
)


def takes_next(walk: Walk) -> bool:
    """Whether the next person's card would be taken."""
    return walk.visit.takes_next


def busy_visit() -> Walk:
    """Somebody who did a lot of things, and a helper."""
    walk = Walk().arrive().start("pension").press("list:0", "back", "cover").start("agent").lay(YOUNG)
    walk.key("13800138123").key("13800138123").press("agree")
    while "send" not in walk.screen.targets:
        walk.press("more")
    walk.press("send").kept("QS01-000123-7").press("finish")
    walk.start("relative").lay(OTHER).press("key:1", "key:3", "back", "back")
    walk.start("allowance").press("next", "next", "known", "opt:a1", "opt:has").key("300")
    walk.start("certificate").press("opt:bank")
    content = {
        "title": "参保证明",
        "rows": [{"label": "姓名", "value": ELDER.name}, {"label": "钱", "value": AMOUNT}],
    }
    walk.answer(Issue, Issued(content)).press("print").queued(PrintDocument).wait(11).press("finish")
    return walk.start("certificate").press("opt:village")


def end_by_button(walk: Walk) -> None:
    walk.press("done")
    if isinstance(walk.screen, Message):
        walk.press("end")


def end_by_idling(walk: Walk) -> None:
    walk.paper(PaperState.DONE).wait(800)


def end_by_another_card(walk: Walk) -> None:
    walk.visit.home()
    walk.touch()
    walk.press("not-me").lay(OTHER)


@pytest.mark.parametrize("end", [end_by_button, end_by_idling, end_by_another_card])
def test_not_one_character_of_the_person_can_be_reached_after_the_end(end: Callable[[Walk], None]) -> None:
    walk = busy_visit()
    before = strings(walk.visit)
    assert any(AMOUNT in text for text in before), "the search finds what is there"
    assert any(ELDER.number in text for text in before)
    assert any("300.00 元" in text for text in before)
    end(walk)
    assert walk.visit.ended
    left = [text for text in strings(walk.visit) for secret in SECRETS if secret in text]
    assert left == []
    values = {
        id(value) for data in FACTS.values() for value in data.values() if isinstance(value, (list, dict))
    }
    assert not [one for one in reachable(walk.visit) if id(one) in values]


def test_only_the_anonymous_job_remains() -> None:
    walk = busy_visit()
    end_by_button(walk)
    assert walk.visit.outstanding.papers == {JOB: PaperState.PRINTING}
    assert walk.visit.outstanding.cases == {}
    assert "QS01-000123-7" not in strings(walk.visit)


def test_the_wish_to_wipe_goes_out_once() -> None:
    walk = busy_visit()
    end_by_button(walk)
    walk.wait(20)
    walk.paper(PaperState.DONE).wait(100)
    assert len([effect for effect in walk.effects if isinstance(effect, Wipe)]) == 1


def test_what_was_still_asked_for_is_dropped() -> None:
    walk = Walk().lay(ELDER).press("done")
    effect = walk.pending(LookUp)
    walk.do(Finished(walk.at_s, VISIT_ID, effect.id, Failed(Failure.DOWN)))
    assert walk.visit.facts.tree == {}
    walk.shows(Ending)


def test_settings_go_back_to_the_defaults() -> None:
    walk = Walk().arrive().press("see", "size:extra-large", "back", "done")
    assert walk.screen.frame.display == walk.first.display


def test_the_end_page_says_what_to_take_and_leads_to_the_next_one_by_itself() -> None:
    walk = Walk().arrive().press("done")
    page = written(walk.screen)
    assert "屏幕上您的信息已清掉" in page
    assert "请带走身份证" in page
    assert "back" not in walk.screen.targets
    walk.wait(29)
    assert not walk.visit.over
    walk.wait(1)
    assert walk.visit.over


def test_whoever_used_no_card_is_not_told_to_take_one() -> None:
    walk = Walk()
    walk.touch()
    walk.start("how-to").press("done")
    walk.shows(Ending)
    assert "身份证" not in written(walk.screen)


def test_without_anything_begun_there_is_nothing_to_end() -> None:
    walk = Walk()
    walk.touch()
    walk.press("done")
    assert walk.visit.over
    walk.shows(Home)


def test_one_tap_does_not_lose_what_was_filled_in() -> None:
    walk = Walk().arrive().start("home-visit").key("13800138123").press("done")
    assert "还没送出去" in title(walk)
    walk.press("stay")
    assert title(walk) == "您同意吗？"
    walk.press("back", "back", "done")
    assert "还没送出去" in title(walk), "left from its first page, it is still unsent"
    walk.press("end")
    walk.shows(Ending)


# -- paper that is still coming -------------------------------------------------------------------


def ending_with_paper() -> Walk:
    walk = busy_visit()
    end_by_button(walk)
    return walk


def test_no_new_card_is_taken_until_the_paper_is_out() -> None:
    walk = ending_with_paper()
    assert "正在打印" in title(walk)
    assert not takes_next(walk)
    walk.lay(OTHER)
    assert walk.visit.subject is None
    assert not walk.wait(600).visit.over
    walk.paper(PaperState.DONE)
    assert "请带走打好的纸" in written(walk.screen)
    assert takes_next(walk)
    walk.wait(30)
    assert walk.visit.over


@pytest.mark.parametrize("state", [PaperState.FAILED, PaperState.UNKNOWN])
def test_paper_that_did_not_come_goes_to_staff(state: PaperState) -> None:
    walk = ending_with_paper().paper(state)
    assert "请工作人员看一下" in title(walk)
    walk.wait(30)
    assert walk.visit.over


def test_a_printer_in_need_says_so_without_a_name() -> None:
    walk = ending_with_paper().paper(PaperState.NEEDS_CARE, "no-paper")
    assert "请喊工作人员" in title(walk)
    assert "cancel-paper" in walk.screen.targets


def test_paper_can_be_cancelled_once_and_if_nothing_is_heard_staff_look() -> None:
    walk = ending_with_paper().press("cancel-paper", "wait-on", "cancel-paper")
    assert not [effect for effect in walk.effects if isinstance(effect, CancelPaper)]
    walk.press("cancel-sure", "cancel-paper", "cancel-sure")
    cancels = [effect for effect in walk.effects if isinstance(effect, CancelPaper)]
    assert [effect.job_id for effect in cancels] == [JOB]
    walk.wait(10)
    assert "请工作人员看一下" in title(walk)
    walk.wait(30)
    assert walk.visit.over


def test_paper_that_was_cancelled_is_no_fault() -> None:
    walk = ending_with_paper().press("cancel-paper", "cancel-sure").paper(PaperState.FAILED, "cancelled")
    assert "慢走" in title(walk)


def test_paper_that_got_its_name_only_after_the_end_is_waited_for() -> None:
    walk = Walk()
    walk.touch()
    walk.start("how-to").press("more", "more", "more", "print", "back", "back", "back", "back", "done")
    assert "正在打印" in title(walk)
    effect = walk.pending(PrintPapers)
    walk.do(Finished(walk.at_s, VISIT_ID, effect.id, Queued("job-7")))
    assert not takes_next(walk)
    walk.paper(PaperState.DONE, job_id="job-7")
    assert takes_next(walk)


def test_news_that_came_before_the_jobs_name_counts() -> None:
    walk = busy_visit().paper(PaperState.DONE)
    walk.visit.home()
    walk.touch()
    walk.start("how-to").press("more", "more", "more", "print").paper(PaperState.DONE, job_id="job-8")
    walk.queued(PrintPapers, "job-8")
    assert "打好了" in written(walk.screen)


def test_a_paper_that_could_not_even_be_queued_does_not_hold_up_the_end() -> None:
    walk = Walk()
    walk.touch()
    walk.start("how-to").press("more", "more", "more", "print", "done")
    effect = walk.pending(PrintPapers)
    walk.do(Finished(walk.at_s, VISIT_ID, effect.id, Failed(Failure.NONSENSE)))
    assert "请工作人员看一下" in title(walk)
    assert takes_next(walk)


def test_idling_away_while_a_strangers_paper_comes_still_waits_for_it() -> None:
    walk = Walk()
    walk.touch()
    walk.start("how-to").press("more", "more", "more", "print").queued(PrintPapers)
    walk.paper(PaperState.NEEDS_CARE, "jam")
    walk.visit.home()
    walk.touch()
    walk.wait(240)
    walk.shows(Ending)
    assert not takes_next(walk)


def test_another_visits_paper_is_none_of_this_ones() -> None:
    walk = Walk().arrive()
    walk.do(PaperMoved(walk.at_s, "job-of-before", PaperState.PRINTING))
    walk.press("done")
    assert takes_next(walk)


def test_help_on_the_end_page_begins_nothing_and_does_not_hold_it_up() -> None:
    walk = Walk().arrive().press("done", "help")
    assert walk.shows(Help).choices == ()
    walk.wait(31)
    assert walk.visit.over


# -- cases ----------------------------------------------------------------------------------------


def sending() -> Walk:
    walk = Walk().arrive().start("home-visit").key("13800138123").press("agree")
    while "send" not in walk.screen.targets:
        walk.press("more")
    return walk.press("send")


def test_with_a_case_still_queued_the_end_says_that_it_goes_on() -> None:
    walk = sending().kept().press("done")
    assert "您办的事还在办" in written(walk.screen)


def test_a_case_that_the_center_has_waits_no_more_even_if_its_page_is_left() -> None:
    walk = sending()
    case_id = walk.pending(Keep).case.case_id
    walk.kept().press("finish").case(case_id, CaseState.AT_CENTER).press("done")
    assert "您的信息已清掉" in written(walk.screen)
    assert "还在办" not in written(walk.screen)


def test_one_of_two_cases_that_waits_is_enough() -> None:
    walk = sending()
    first = walk.pending(Keep).case.case_id
    walk.kept().press("finish").start("relative").lay(OTHER).key("13800138123").press("agree")
    while "send" not in walk.screen.targets:
        walk.press("more")
    walk.press("send").kept().case(first, CaseState.AT_CENTER).press("done")
    assert "您办的事还在办" in written(walk.screen)


def test_a_case_that_is_being_kept_at_the_end_is_told_truly() -> None:
    walk = sending().press("done")
    assert "正在存" in written(walk.screen)
    effect = walk.pending(Keep)
    walk.do(Finished(walk.at_s, VISIT_ID, effect.id, Kept(effect.case.case_id, "QS01-000123-7")))
    assert "您办的事还在办" in written(walk.screen)
    assert effect.case.case_id not in strings(walk.visit)


def test_a_case_that_could_not_be_kept_after_the_end_is_told_too() -> None:
    walk = sending().press("done")
    effect = walk.pending(Keep)
    walk.do(Finished(walk.at_s, VISIT_ID, effect.id, Failed(Failure.DISK)))
    assert "没存上" in written(walk.screen)


def test_after_it_is_over_nothing_happens_any_more() -> None:
    walk = Walk().arrive().press("done").wait(30)
    before = walk.screen
    walk.lay(ELDER)
    walk.touch()
    walk.do(Finished(walk.at_s, VISIT_ID, 1, Failed(Failure.DOWN)))
    assert walk.screen == before
    assert walk.visit.wake_at_s is None
    assert walk.visit.subject is None
