"""Five faces: how a finished case went, from one's own cases or by the slip."""

from __future__ import annotations

import pytest

from kiosk.core.effects import FindCase, Rate
from kiosk.core.events import Failed, Failure, FoundCases, Rated, Scanned
from kiosk.core.screens import Home, Message, PagedList, Progress, Question, Rating, Working
from tests.core.builders import RECEIPT, Walk, written

ID = "00000000-0000-4000-8000-0000000000c9"
DONE = {
    "case_id": ID,
    "receipt": RECEIPT,
    "service": "allowance",
    "title": "老人补贴",
    "state": "done",
    "holder": "民政窗口",
    "phone": "023-0000 0105",
    "bring": [],
    "timeline": [{"on": "2026-05-20", "what": "办好了", "who": "民政窗口"}],
    "can_withdraw": False,
    "can_rate": True,
}


def own() -> Walk:
    walk = Walk().arrive(cases={"items": [DONE]}).start("progress")
    return walk.press(f"case:{ID}")


def by_slip(**changes: object) -> Walk:
    walk = Walk()
    walk.do(Scanned(walk.at_s, RECEIPT))
    return walk.answer(FindCase, FoundCases(({**DONE, **changes},)))


@pytest.mark.parametrize("start", [own, by_slip])
def test_whoever_is_content_presses_once(start: object) -> None:
    walk = start()  # type: ignore[operator]
    assert walk.shows(Progress).headline.written == "办好了"
    page = walk.press("rate").shows(Rating)
    assert [choice.id for choice in page.choices] == [f"face:{score}" for score in (5, 4, 3, 2, 1)]
    walk.press("face:5").shows(Working)
    asked = walk.pending(Rate)
    assert (asked.receipt, asked.score, asked.words) == (RECEIPT, 5, "")
    assert "谢谢" in walk.answer(Rate, Rated()).shows(Message).title.written
    walk.press("finish").shows(Progress)
    assert "rate" not in walk.screen.targets  # nothing is asked twice


def test_whoever_is_not_may_say_why_in_one_press() -> None:
    walk = own().press("rate", "face:2")
    walk.shows(Question)
    walk.press("back").shows(Rating)
    walk.press("face:1", "why:trips")
    asked = walk.pending(Rate)
    assert (asked.score, asked.words) == (1, "跑了好几趟")


def test_a_reason_goes_with_the_face_it_was_given_for() -> None:
    walk = own().press("rate", "face:2", "why:waited").answer(Rate, Failed(Failure.DOWN))
    walk.press("back", "face:5")
    asked = walk.pending(Rate)
    assert (asked.score, asked.words) == (5, "")


def test_nobody_has_to_say_why_or_to_rate_at_all() -> None:
    walk = own().press("rate", "face:3", "unsaid")
    assert walk.pending(Rate).words == ""
    own().press("rate", "finish").shows(Progress)


def test_what_did_not_arrive_is_said_and_may_be_tried_again() -> None:
    walk = own().press("rate", "face:4").answer(Rate, Failed(Failure.DOWN))
    assert "没送出去" in walk.shows(Message).title.written
    walk.press("retry").answer(Rate, Rated())
    assert "谢谢" in walk.shows(Message).title.written
    own().press("rate", "face:4").answer(Rate, Failed(Failure.SLOW)).press("finish").shows(Progress)


def test_an_unfinished_case_is_not_rated() -> None:
    assert "rate" not in by_slip(state="in_work", can_rate=False).screen.targets


def test_the_slip_of_a_draft_says_until_when_and_what_to_bring() -> None:
    walk = by_slip(state="waiting", can_rate=False, bring=["存折"], promised_by="2026-07-01")
    page = walk.shows(Progress)
    assert page.headline.written == "等窗口接着办"
    assert "7月1日前带身份证到窗口" in written(page)
    assert "要带：存折" in written(page)
    while "finish" not in walk.screen.targets:
        walk.press("more")
    walk.press("finish").shows(Home)


def test_why_it_came_back_is_not_told_to_whoever_holds_the_slip() -> None:
    page = by_slip(state="returned", can_rate=False, reason="折子是别人的").shows(Progress)
    assert "放身份证看" in written(page)
    assert "折子是别人的" not in written(page)


def test_what_waits_for_the_window_can_be_taken_back_but_not_corrected_here() -> None:
    waits = {**DONE, "state": "waiting", "can_rate": False, "can_withdraw": True}
    walk = Walk().arrive(cases={"items": [waits]}).start("progress")
    assert "等窗口接着办" in written(walk.shows(PagedList))
    walk.press(f"case:{ID}")
    assert "withdraw" in walk.screen.targets
    assert "correct" not in walk.screen.targets


@pytest.mark.parametrize("state", ["done", "withdrawn"])
def test_a_case_that_is_over_promises_no_answer(state: str) -> None:
    page = by_slip(state=state, can_rate=False, promised_by="2026-07-01").shows(Progress)
    assert "前有答复" not in written(page)
