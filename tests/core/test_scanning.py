"""A receipt before the scanner: its case is shown to whoever holds it, without a name or an amount."""

from __future__ import annotations

import pytest

from kiosk.core.effects import FindCase
from kiosk.core.events import CaseState, Failed, Failure, FoundCases, Scanned
from kiosk.core.handoff.codes import TOKEN_BYTES, token_text
from kiosk.core.screens import Home, Message, MyAffairs, Progress, Working
from tests.core.builders import ELDER, RECEIPT, Walk, written

FOUND = FoundCases(
    (
        {
            "title": "老人补贴",
            "state": "accepted",
            "holder": "民政窗口",
            "phone": "023-0000 0105",
            "promised_by": "2026-07-01",
        },
    )
)


def scan(walk: Walk, text: str = RECEIPT) -> Walk:
    """A code is held before the scanner."""
    walk.do(Scanned(walk.at_s, text))
    return walk


def test_a_receipt_on_the_first_page_opens_its_case() -> None:
    walk = scan(Walk(), " qs01-000123-7 ")
    walk.shows(Working)
    assert walk.pending(FindCase).receipt == RECEIPT
    walk.answer(FindCase, FOUND)
    page = walk.shows(Progress)
    assert "部门已受理" in page.headline.written
    assert "023-0000 0105" in written(page)
    assert "7月1日" in written(page)
    assert not page.choices
    walk.press("finish").shows(Home)


def test_from_a_persons_own_page_one_comes_back_to_it() -> None:
    walk = scan(Walk().arrive()).answer(FindCase, FOUND)
    assert ELDER.name not in written(walk.shows(Progress))
    walk.press("back").shows(MyAffairs)


def test_the_page_that_asks_for_a_card_takes_a_receipt_too() -> None:
    walk = Walk()
    walk.touch()
    scan(walk.start("progress")).answer(FindCase, FOUND).shows(Progress)


def test_a_page_of_another_service_takes_none() -> None:
    walk = scan(Walk().arrive().start("allowance"))
    assert not [effect for effect in walk.effects if isinstance(effect, FindCase)]


@pytest.mark.parametrize("text", ["", "6901234567892", "QS01-000123-8"])
def test_any_other_code_is_told_and_asks_nothing(text: str) -> None:
    walk = scan(Walk(), text)
    strip = walk.shows(Home).frame.strip
    assert strip is not None
    assert "不是我们的回执" in strip.words.written
    assert not walk.effects


def test_the_slip_of_a_handover_shows_how_far_it_is() -> None:
    token = token_text(b"\x01" * TOKEN_BYTES)
    walk = scan(Walk(), token)
    assert walk.pending(FindCase).token == token
    assert "FindCase" in repr(walk.pending(FindCase))
    assert token not in repr(walk.pending(FindCase))
    walk.answer(FindCase, FOUND).shows(Progress)


def test_a_slip_that_was_made_without_a_network_is_for_the_window() -> None:
    strip = scan(Walk(), "7" * 900).shows(Home).frame.strip
    assert strip is not None
    assert "给窗口的工作人员扫" in strip.words.written


def test_what_the_center_does_not_know_or_does_not_say_is_told() -> None:
    assert "没查到" in scan(Walk()).answer(FindCase, FoundCases(())).shows(Message).title.written
    assert "网断了" in scan(Walk()).answer(FindCase, Failed(Failure.DOWN)).shows(Message).title.written


def test_whoever_does_not_wait_gets_no_late_answer() -> None:
    walk = scan(Walk()).wait(11).press("stop-waiting")
    before = walk.shows(Message)
    walk.answer(FindCase, FOUND)
    assert walk.screen == before


def test_the_next_receipt_takes_the_place_of_the_last() -> None:
    walk = scan(Walk()).answer(FindCase, FOUND)
    scan(walk).answer(FindCase, FoundCases(())).press("ok" if "ok" in walk.screen.targets else "finish")
    walk.shows(Home)


def test_withdrawing_a_case_is_waited_for_to_its_end() -> None:
    walk = Walk().arrive().start("progress").press("case:00000000-0000-4000-8000-0000000000c1")
    walk.press("withdraw", "withdraw-yes").wait(40)
    assert "stop-waiting" not in walk.screen.targets
    walk.kept().press("finish")
    assert "要撤回" in written(walk.screen)


def test_a_withdrawal_that_the_department_forestalled_is_told() -> None:
    case_id = "00000000-0000-4000-8000-0000000000c1"
    walk = Walk().arrive().start("progress").press(f"case:{case_id}", "withdraw", "withdraw-yes").kept()
    walk.case(case_id, CaseState.REFUSED)
    assert "撤不回来" in written(walk.screen)
    assert "023-0000 0105" in written(walk.screen)
    walk.press("finish")
    assert "要撤回" not in written(walk.screen)
