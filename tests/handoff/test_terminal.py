"""找人帮我 at the terminal: what is offered when, what happens next, and that nothing stays behind."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from config.settings import Hours
from kiosk.core.effects import CallStaff, CancelPaper, HandOver, PrintSlip, Wipe
from kiosk.core.events import Called, Device, Failed, Failure, HandedOver, PaperMoved, Queued, Scanned
from kiosk.core.hours import slip_valid_until
from kiosk.core.screens import Ending, Handoff, Help, Message, PaperState, Question, Working
from tests.core.builders import JOB, MONDAY, RECEIPT, Walk

SERVICE = "allowance"
TOKEN = "KH1:ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SATURDAY = datetime(2026, 6, 13, 10, 0)  # noqa: DTZ001 - a terminal thinks in local time


def in_the_middle(**changes: Any) -> Walk:
    walk = Walk(**changes)
    walk.arrive().start(SERVICE)
    while not isinstance(walk.screen, Question):
        walk.press("next")
    return walk


def handed_over(walk: Walk, code: str = TOKEN, cut: int = 0) -> HandOver:
    walk.press("help", "to-window")
    walk.shows(Working)
    effect = walk.pending(HandOver)
    walk.answer(HandOver, HandedOver(effect.draft.case_id, RECEIPT, code, online=True, cut=cut))
    return effect


def paper(walk: Walk, state: PaperState, reason: str = "") -> None:
    walk.do(PaperMoved(walk.at_s, JOB, state, reason))


def test_two_presses_lead_to_the_slip_and_the_visit_ends() -> None:
    walk = in_the_middle()
    effect = handed_over(walk)
    slip = walk.pending(PrintSlip)
    assert (slip.code, slip.number) == (TOKEN, RECEIPT)
    assert "不是收款码" in slip.code_caption
    walk.answer(PrintSlip, Queued(JOB))
    walk.shows(Working)
    paper(walk, PaperState.DONE)
    page = walk.shows(Handoff)
    assert not page.code
    assert any("2号窗口" in line.written for line in page.lines)
    assert effect.draft.people["subject"].number
    walk.press("finish")
    walk.shows(Ending)
    assert any(isinstance(one, Wipe) for one in walk.effects)
    assert not walk.visit.people


def test_the_draft_holds_what_was_filled_in_and_where_it_stopped() -> None:
    walk = in_the_middle()
    home = next(place for place in walk.visit.stack if hasattr(place, "journey"))
    cursor, answers = home.journey.cursor, dict(home.journey.answers)
    effect = handed_over(walk)
    assert effect.draft.cursor == cursor
    assert dict(effect.draft.answers) == answers
    assert effect.case.kind.value == "draft"
    assert effect.case.case_id == effect.draft.case_id == home.journey.case_id


@pytest.mark.parametrize("state", [PaperState.FAILED, PaperState.UNKNOWN, PaperState.NEEDS_CARE])
def test_without_paper_the_code_is_on_the_screen(state: PaperState) -> None:
    walk = in_the_middle()
    handed_over(walk)
    walk.answer(PrintSlip, Queued(JOB))
    paper(walk, state, "no-paper")
    page = walk.shows(Handoff)
    assert page.code == TOKEN
    assert RECEIPT in page.lead.written
    assert (state is PaperState.NEEDS_CARE) == any(isinstance(e, CancelPaper) for e in walk.effects)


def test_a_broken_slip_printer_is_not_even_tried() -> None:
    walk = in_the_middle(broken=frozenset({Device.SLIP_PRINTER}))
    handed_over(walk)
    assert walk.shows(Handoff).code == TOKEN
    assert not any(isinstance(effect, PrintSlip) for effect in walk.effects)


def test_a_code_never_stays_on_the_screen() -> None:
    walk = in_the_middle(broken=frozenset({Device.SLIP_PRINTER}))
    handed_over(walk)
    walk.wait(100)
    assert not isinstance(walk.screen, Handoff)
    assert not walk.visit.people


def test_what_could_not_be_kept_is_still_there() -> None:
    walk = in_the_middle()
    before = walk.screen
    walk.press("help", "to-window").answer(HandOver, Failed(Failure.DISK))
    walk.shows(Message)
    walk.press("back", "back")
    assert walk.screen.title == before.title


def test_what_did_not_fit_is_said_on_the_slip() -> None:
    walk = in_the_middle()
    handed_over(walk, cut=2)
    assert any("2样" in line for line in walk.pending(PrintSlip).lines)


def test_nothing_begun_nothing_to_hand_over() -> None:
    walk = Walk()
    walk.touch()
    walk.press("help")
    assert "to-window" not in walk.screen.targets
    assert "call" in walk.screen.targets


def test_a_covered_page_hands_nothing_over() -> None:
    walk = in_the_middle()
    walk.visit.cover()
    walk.touch()
    walk.press("help")
    assert "to-window" not in walk.screen.targets


def test_nobody_is_called_when_nobody_is_there() -> None:
    walk = in_the_middle(local=SATURDAY)
    walk.press("help")
    page = walk.shows(Help)
    call = next(choice for choice in page.choices if choice.id == "call")
    assert not call.enabled
    assert "星期一9点" in call.detail.written
    window = next(choice for choice in page.choices if choice.id == "to-window")
    assert "后天17点" in window.detail.written


def test_somebody_comes() -> None:
    walk = in_the_middle()
    before = walk.screen.title
    walk.press("help", "call").answer(CallStaff, Called(""))
    walk.shows(Working)
    walk.wait(4)
    assert walk.pending(CallStaff).again
    walk.answer(CallStaff, Called("示例·李干部"))
    assert "示例·李干部" in walk.shows(Message).title.written
    walk.press("ok")
    assert walk.screen.title == before


@pytest.mark.parametrize("failed", [True, False])
def test_it_is_said_that_nobody_answers(failed: bool) -> None:
    walk = in_the_middle()
    walk.press("help", "call")
    if failed:
        walk.answer(CallStaff, Failed(Failure.DOWN))
    else:
        for _ in range(20):
            walk.answer(CallStaff, Called("")).wait(4)
            if not isinstance(walk.screen, Working):
                break
    page = walk.shows(Message)
    assert "没人应" in page.title.written
    assert "023-0000 0000" in page.lead.written


def test_without_a_network_the_call_says_whom_to_ring() -> None:
    walk = in_the_middle(broken=frozenset({Device.CENTER}))
    walk.press("help")
    call = next(choice for choice in walk.shows(Help).choices if choice.id == "call")
    assert not call.enabled
    assert "023-0000 0000" in call.detail.written


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (MONDAY, "2026-06-09 17:00"),
        (datetime(2026, 6, 8, 18, 30), "2026-06-09 18:30"),  # noqa: DTZ001
        (datetime(2026, 6, 12, 16, 0), "2026-06-15 17:00"),  # noqa: DTZ001
        (SATURDAY, "2026-06-15 17:00"),
    ],
)
def test_a_slip_counts_to_the_end_of_the_next_opening_day(now: datetime, until: str) -> None:
    assert f"{slip_valid_until(Hours(), now):%Y-%m-%d %H:%M}" == until


def test_a_slip_of_an_office_that_never_opens_counts_a_day() -> None:
    assert slip_valid_until(Hours(weekdays=()), MONDAY).day == 9


def test_leaving_after_the_handover_asks_nothing_more() -> None:
    walk = in_the_middle()
    handed_over(walk)
    walk.queued(PrintSlip).paper(PaperState.DONE)
    walk.press("done")
    walk.shows(Ending)


def test_it_is_handed_over_once() -> None:
    walk = in_the_middle()
    handed_over(walk)
    walk.queued(PrintSlip).paper(PaperState.DONE)
    walk.press("help")
    assert "to-window" not in walk.screen.targets


def test_on_a_saturday_the_slip_says_from_when_somebody_is_there() -> None:
    walk = in_the_middle(local=SATURDAY)
    handed_over(walk)
    assert "星期一9点起" in walk.pending(PrintSlip).contact
    walk.queued(PrintSlip).paper(PaperState.DONE)
    assert any("星期一9点起" in line.written for line in walk.shows(Handoff).lines)


def test_a_slip_that_holds_the_draft_says_under_the_terminals_scanner_who_scans_it() -> None:
    walk = Walk()
    walk.touch()
    walk.do(Scanned(walk.at_s, "1" * 600))
    assert walk.screen.frame.strip is not None
    assert "窗口" in walk.screen.frame.strip.words.written


def test_leaving_with_something_unsent_offers_the_window() -> None:
    walk = in_the_middle()
    walk.key("13800138000")
    walk.press("done", "to-window")
    assert walk.pending(HandOver).draft.answers
    walk.shows(Working)


def test_one_press_back_takes_the_handover_back() -> None:
    walk = in_the_middle()
    walk.key("13800138000")
    before = walk.shows(Question)
    effect = handed_over(walk)
    walk.queued(PrintSlip).paper(PaperState.DONE)
    walk.shows(Handoff)
    walk.press("back", "back")
    assert walk.shows(Question).title == before.title
    walk.press("help", "to-window")
    assert walk.pending(HandOver).draft.case_id == effect.draft.case_id
