"""How long things wait, by an injected clock."""

from __future__ import annotations

from datetime import datetime

import pytest

from kiosk.core.effects import Issue, Keep, PrintDocument, PrintSlip
from kiosk.core.events import Issued, Pressed, Woke
from kiosk.core.screens import Home, MyAffairs, PaperState, Question, Receipt, StillThere
from tests.core.builders import AMOUNT, ELDER, OTHER, Walk, written


def strip(walk: Walk) -> str:
    shown = walk.screen.frame.strip
    return shown.words.written if shown is not None else ""


# -- is somebody there ----------------------------------------------------------------------------


def test_after_three_minutes_without_a_touch_it_asks() -> None:
    walk = Walk().arrive().wait(179)
    walk.shows(MyAffairs)
    walk.wait(1)
    asked = walk.shows(StillThere)
    assert (asked.left_s, asked.total_s) == (45, 45)


def test_the_countdown_is_shown_second_by_second_and_then_the_visit_is_wiped() -> None:
    walk = Walk().arrive().wait(180)
    serial, seen = walk.screen.serial, []
    for _ in range(45):
        seen.append(walk.shows(StillThere).left_s)
        assert walk.screen.serial == serial
        walk.wait(1)
    assert seen == list(range(45, 0, -1))
    assert walk.visit.ended
    assert not walk.visit.people


def test_one_touch_goes_on_as_often_as_wanted_with_nothing_lost() -> None:
    walk = Walk().arrive().start("home-visit").press("key:1", "key:3")
    for round_ in range(12):
        walk.wait(180 + round_ * 3)
        walk.shows(StillThere)
        walk.touch()
        assert "13" in written(walk.screen)
    walk.wait(200)
    walk.press("still-here")
    assert "13" in written(walk.screen)


@pytest.mark.parametrize("card", [ELDER, OTHER])
def test_a_card_on_the_plate_is_somebody_there(card: object) -> None:
    walk = Walk().arrive().wait(200).lay(ELDER if card is ELDER else OTHER)
    assert not walk.visit.ended
    assert not isinstance(walk.screen, StillThere)
    walk.wait(60)
    assert not walk.visit.ended


def test_help_from_the_question_whether_somebody_is_there_is_an_answer() -> None:
    walk = Walk().arrive().wait(200).press("help", "back")
    walk.shows(MyAffairs)


def test_every_touch_and_key_counts_as_somebody_there() -> None:
    walk = Walk().arrive()
    for _ in range(5):
        walk.wait(170)
        walk.touch()
    walk.shows(MyAffairs)


def test_nobody_known_and_nobody_there_is_the_first_page_again_silently() -> None:
    walk = Walk()
    walk.touch()
    walk.wait(180)
    assert walk.visit.over
    walk.shows(Home)


def test_a_menu_without_a_name_asks_first_since_somebody_may_be_reading() -> None:
    walk = Walk()
    walk.touch()
    walk.press("more").wait(180)
    walk.shows(StillThere)


def test_idling_pauses_while_the_machine_works() -> None:
    walk = Walk().lay(ELDER).wait(400)
    assert not walk.visit.ended
    walk.know().wait(179)
    assert not isinstance(walk.screen, StillThere)
    walk.wait(2)
    walk.shows(StillThere)


def test_nobody_waits_for_ever_for_a_machine_that_never_answers() -> None:
    walk = Walk().lay(ELDER).wait(539)
    assert not isinstance(walk.screen, StillThere)
    walk.wait(1)
    walk.shows(StillThere)
    walk.wait(45)
    assert walk.visit.ended


def test_idling_pauses_while_paper_comes_out_but_not_while_the_printer_waits_for_staff() -> None:
    walk = document(Walk()).press("print").queued(PrintDocument).wait(400)
    assert not isinstance(walk.screen, StillThere)
    walk.paper(PaperState.NEEDS_CARE, "no-paper").wait(200)
    walk.shows(StillThere)


def test_before_the_first_touch_nothing_is_asked() -> None:
    walk = Walk().wait(3600)
    walk.shows(Home)
    assert not walk.visit.ended


def test_waking_early_or_late_changes_nothing_but_what_is_due() -> None:
    walk = Walk().arrive()
    before = walk.screen
    for _ in range(5):
        walk.do(Woke(walk.at_s + 1))
    assert walk.screen == before
    late = Walk().arrive()
    late.do(Woke(late.at_s + 10_000))
    late.shows(StillThere)


# -- amounts --------------------------------------------------------------------------------------


def test_amounts_are_covered_after_a_minute_without_a_touch() -> None:
    walk = Walk().arrive().wait(59)
    assert AMOUNT in written(walk.screen)
    walk.wait(1)
    assert AMOUNT not in written(walk.screen)


def test_once_covered_they_stay_so_until_the_person_wants_to_see_them() -> None:
    walk = Walk().arrive().wait(61)
    walk.touch()
    assert AMOUNT not in written(walk.screen)
    walk.press("more", "back")
    assert AMOUNT not in written(walk.screen)
    walk.start("pension")
    assert AMOUNT not in written(walk.screen)
    walk.press("cover")
    assert AMOUNT in written(walk.screen)
    walk.wait(59)
    assert AMOUNT in written(walk.screen)


def test_news_is_no_touch_amounts_are_covered_all_the_same() -> None:
    walk = Walk().arrive().start("certificate").press("opt:bank").wait(50)
    content = {"title": "证明", "rows": [{"label": "一个月", "value": f"{AMOUNT} 元"}]}
    walk.answer(Issue, Issued(content)).wait(9)
    assert AMOUNT in written(walk.screen)
    walk.wait(1)
    assert AMOUNT not in written(walk.screen)
    walk.press("cover")
    assert AMOUNT in written(walk.screen)


def test_someone_who_comes_back_after_the_question_finds_the_amounts_covered() -> None:
    walk = Walk().arrive().wait(190)
    walk.touch()
    assert AMOUNT not in written(walk.screen)


# -- no hurry -------------------------------------------------------------------------------------


def test_a_minute_on_a_page_is_answered_once_by_no_hurry() -> None:
    walk = Walk().arrive().start("home-visit")
    for _ in range(6):
        walk.wait(9)
        walk.press("key:1")
    assert "莫着急" not in strip(walk)
    walk.wait(6)
    assert "莫着急" in strip(walk)
    assert "2号窗口" in strip(walk)
    walk.press("key:back")
    assert "莫着急" in strip(walk), "it stays as long as the page"
    walk.press("back")
    assert strip(walk) == ""
    walk.start("home-visit").wait(100)
    assert strip(walk) == "", "once in a visit is enough"


def test_the_second_mistake_on_a_page_is_answered_by_no_hurry() -> None:
    walk = Walk().arrive().start("home-visit").press("next")
    assert walk.shows(Question).fault.written
    assert "莫着急" not in strip(walk)
    walk.press("key:2", "next")
    assert "莫着急" in strip(walk)


def test_two_cards_that_were_not_read_too() -> None:
    walk = Walk()
    walk.touch()
    walk.start("allowance").fail_card()
    assert strip(walk) == ""
    walk.fail_card()
    assert "莫着急" in strip(walk)


def test_when_the_window_is_closed_a_phone_is_named_instead() -> None:
    walk = Walk(local=datetime(2026, 6, 7, 15, 0)).arrive().start("home-visit").wait(60)  # noqa: DTZ001
    assert "023-0000 0000" in strip(walk)
    assert "窗口接着办" not in strip(walk)


def test_a_new_page_starts_the_minute_anew_and_waiting_is_no_hurry() -> None:
    walk = Walk().lay(ELDER).wait(70)
    assert "莫着急" not in strip(walk)
    walk.know().wait(55)
    assert "莫着急" not in strip(walk)
    walk.start("home-visit").wait(55)
    assert "莫着急" not in strip(walk)
    walk.wait(5)
    assert "莫着急" in strip(walk)


# -- paper that was not taken ---------------------------------------------------------------------


def document(walk: Walk) -> Walk:
    walk.arrive().start("certificate").press("opt:bank")
    return walk.answer(Issue, Issued({"title": "参保证明", "rows": [{"label": "年", "value": "15年"}]}))


def test_paper_that_lies_there_for_half_a_minute_is_reminded_of() -> None:
    walk = document(Walk()).press("print").queued(PrintDocument).paper(PaperState.DONE).wait(29)
    assert "纸拿了吗" not in strip(walk)
    walk.wait(1)
    assert "纸拿了吗" in strip(walk)


def test_paper_that_was_taken_is_not() -> None:
    walk = (
        document(Walk()).press("print").queued(PrintDocument).paper(PaperState.DONE).press("finish").wait(50)
    )
    assert "纸拿了吗" not in strip(walk)
    walk.press("done")
    assert "请带走打好的纸" not in written(walk.screen)


def test_the_receipts_slip_is_reminded_of_too() -> None:
    walk = Walk().arrive().start("home-visit").key("13800138000").press("agree")
    while "send" not in walk.screen.targets:
        walk.press("more")
    walk.press("send").kept().press("print").queued(PrintSlip).paper(PaperState.DONE).wait(30)
    walk.shows(Receipt)
    assert "纸拿了吗" in strip(walk)


def test_at_the_end_paper_that_was_not_taken_is_named() -> None:
    walk = document(Walk()).press("print").queued(PrintDocument).paper(PaperState.DONE).press("done")
    assert "请带走打好的纸" in written(walk.screen)


def test_trial_paper_lies_in_a_folder_and_nobody_has_to_take_it() -> None:
    walk = document(Walk(trial_printer=True)).press("print").queued(PrintDocument).paper(PaperState.DONE)
    assert "试用机" in written(walk.screen)
    walk.wait(40)
    assert "纸拿了吗" not in strip(walk)
    walk.press("done")
    assert "请带走打好的纸" not in written(walk.screen)


# -- no wait is silent ----------------------------------------------------------------------------


def test_keeping_offers_a_way_out_after_ten_seconds() -> None:
    walk = Walk().arrive().start("home-visit").key("13800138000").press("agree")
    while "send" not in walk.screen.targets:
        walk.press("more")
    walk.press("send").wait(9)
    assert "stop-waiting" not in walk.screen.targets
    walk.wait(1)
    assert "stop-waiting" in walk.screen.targets
    assert walk.pending(Keep)


def test_printing_offers_to_go_on_with_something_else_after_ten_seconds() -> None:
    walk = document(Walk()).press("print").queued(PrintDocument).wait(9.9)
    assert "finish" not in walk.screen.targets
    walk.wait(0.1)
    walk.press("finish")
    walk.shows(MyAffairs)
    walk.do(Pressed(walk.at_s, walk.screen.serial, "done"))
    assert "正在打印" in walk.screen.title.written
