"""Getting about in a visit: one's affairs, beside the way, without a card."""

from __future__ import annotations

from datetime import datetime

from kiosk.core.effects import Keep, PrintPapers
from kiosk.core.events import (
    Touched,
)
from kiosk.core.places.home import HomePlace
from kiosk.core.places.journey import JourneyPlace
from kiosk.core.screens import (
    Document,
    Guide,
    Home,
    Menu,
    MyAffairs,
    Question,
    Result,
    Settings,
    TextSize,
)
from tests.core.builders import (
    Walk,
    written,
)


def test_all_that_matters_is_in_order_and_each_row_has_one_press_to_go_on() -> None:
    walk = Walk().arrive()
    labels = [row.label.written for row in walk.shows(MyAffairs).rows]
    walk.press("more")
    labels += [row.label.written for row in walk.shows(MyAffairs).rows]
    assert labels == ["年审", "这个月养老钱", "您可能能领：老人补贴", "有 2 件在办"]
    walk.press("other", "back", "back", "affair:pension:0")
    walk.shows(Result)
    walk.press("back")
    walk.shows(MyAffairs)


def test_a_service_that_is_finished_returns_to_ones_affairs() -> None:
    walk = Walk().arrive().start("pension").press("more", "finish")
    walk.shows(MyAffairs)


def test_help_settings_and_how_to_stand_beside_the_way_one_of_each() -> None:
    walk = Walk().arrive().start("home-visit").press("key:1")
    for target in ("help", "see", "help", "hear", "see", "help"):
        walk.press(target)
    walk.press("back")
    assert walk.shows(Question).entry is not None
    assert "1" in written(walk.screen)


def test_settings_act_at_once_and_stay_for_the_visit() -> None:
    walk = Walk()
    walk.touch()
    walk.press("see", "size:extra-large")
    assert walk.shows(Settings).frame.display.text_size is TextSize.EXTRA_LARGE
    while "low" not in walk.screen.targets:
        walk.press("more")
    walk.press("low", "ok")
    assert walk.screen.frame.display.low


def test_how_it_is_used_stands_on_the_first_page() -> None:
    walk = Walk()
    walk.touch()
    walk.press("howto")
    assert len(walk.shows(Guide).lines) == 4
    walk.press("back")
    walk.shows(Home)


def test_opening_the_service_that_one_is_in_begins_nothing_anew() -> None:
    walk = Walk().arrive().start("home-visit").press("key:1", "help", "home-visit")
    assert "1" in written(walk.screen)
    assert len([place for place in walk.visit.stack if isinstance(place, JourneyPlace)]) == 1


def test_without_a_card_there_is_something_to_do_too() -> None:
    walk = Walk()
    walk.touch()
    walk.start("allowance").press("no-card")
    found = set()
    while True:
        found |= {choice.id for choice in walk.shows(Menu).choices}
        if "more" not in walk.screen.targets:
            break
        walk.press("more")
    assert found == {f"service:{one}" for one in ("papers-list", "how-to", "report-problem", "home-visit")}
    walk.press("service:how-to")
    walk.shows(Guide)


def test_a_list_at_home_needs_nobodys_name() -> None:
    walk = Walk()
    walk.touch()
    walk.start("papers-list").press("opt:allowance", "print")
    walk.shows(Document)
    assert walk.pending(PrintPapers).service == "老人补贴"


def test_this_is_wrong_opens_a_problem_with_its_context() -> None:
    walk = (
        Walk().arrive().start("pension").press("wrong", "next", "opt:money").key("13800138000").press("agree")
    )
    while "send" not in walk.screen.targets:
        walk.press("more")
    assert walk.press("send").pending(Keep).case.notes == "pension"


def test_a_touch_is_no_press() -> None:
    walk = Walk().arrive()
    before = walk.screen
    for _ in range(3):
        walk.do(Touched(walk.at_s))
    assert walk.screen == before
    assert isinstance(walk.visit.stack[0], HomePlace)


def test_a_day_that_changes_in_mid_visit_is_the_new_day() -> None:
    walk = Walk(local=datetime(2026, 6, 8, 23, 59, 30)).arrive()  # noqa: DTZ001
    assert walk.visit.names()["today"] == "2026-06-08"
    walk.wait(40)
    walk.touch()
    assert walk.visit.names()["today"] == "2026-06-09"
    assert "还有 11 天" in written(walk.screen)
