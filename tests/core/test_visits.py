"""A visit's frame: waking, serials, effects and their results."""

from __future__ import annotations

from datetime import datetime

from kiosk.core.effects import LookUp, PrintPapers
from kiosk.core.events import (
    Device,
    Failed,
    Failure,
    Finished,
    Kept,
    LookedUp,
    Pressed,
)
from kiosk.core.identity import Established
from kiosk.core.screens import (
    Home,
    MyAffairs,
    Working,
)
from tests.core.builders import AMOUNT, ELDER, VISIT_ID, Walk, facts, title, written


def test_the_first_touch_only_wakes_and_never_activates_what_lies_under_it() -> None:
    walk = Walk()
    serial = walk.screen.serial
    walk.touch()
    walk.do(Pressed(walk.at_s, serial, "tile:money"))
    walk.shows(Home)
    assert walk.visit.open
    assert walk.screen.serial == serial + 1


def test_before_the_first_touch_nothing_is_said_and_no_way_out_is_offered() -> None:
    walk = Walk()
    assert walk.screen.title.spoken == ""
    assert "done" not in walk.screen.targets
    walk.touch()
    assert walk.screen.title.spoken.startswith("您好，不要钱")
    assert "done" in walk.screen.targets


def test_the_idle_page_changes_its_sentence_every_now_and_then_silently() -> None:
    walk = Walk()
    seen = {title(walk)}
    for _ in range(4):
        walk.wait(91)
        seen.add(title(walk))
        assert walk.screen.title.spoken == ""
    assert len(seen) == 4


def test_a_tap_on_the_drawn_card_says_where_the_card_goes() -> None:
    walk = Walk()
    walk.touch()
    walk.press("panel")
    assert "不是放屏幕" in title(walk)
    walk.arrive()
    walk.shows(MyAffairs)


def test_outside_the_opening_hours_the_first_page_says_when_somebody_is_there() -> None:
    sunday = Walk(local=datetime(2026, 6, 7, 15, 0))  # noqa: DTZ001
    assert "明天9点" in sunday.shows(Home).note.written
    friday_evening = Walk(local=datetime(2026, 6, 12, 18, 0))  # noqa: DTZ001
    assert "星期一9点" in friday_evening.shows(Home).note.written
    noon = Walk(local=datetime(2026, 6, 8, 12, 30))  # noqa: DTZ001
    assert "今天13点30分" in noon.shows(Home).note.written
    assert Walk().shows(Home).note.written == ""


def test_without_a_trusted_clock_nothing_is_said_of_hours() -> None:
    walk = Walk(local=datetime(2026, 6, 7, 15, 0), clock_trusted=False)  # noqa: DTZ001
    assert walk.shows(Home).note.written == ""


def test_what_was_pressed_on_another_page_no_longer_counts() -> None:
    walk = Walk().arrive()
    old = walk.screen.serial
    walk.press("more", "other")
    before = walk.screen
    walk.do(Pressed(walk.at_s, old, "back"))
    walk.do(Pressed(walk.at_s, walk.screen.serial + 1, "back"))
    assert walk.screen == before


def test_a_target_that_is_not_there_or_not_enabled_does_nothing() -> None:
    walk = Walk(broken=frozenset({Device.PRINTER}))
    walk.touch()
    before = walk.screen
    for target in ("tile:paper", "no-such-thing", "part:0", "key:1", "affair:pension:0"):
        walk.do(Pressed(walk.at_s, walk.screen.serial, target))
    assert walk.screen == before


def test_the_same_page_in_another_state_keeps_its_serial() -> None:
    walk = Walk().arrive().start("home-visit")
    serial = walk.screen.serial
    walk.press("key:1", "key:3", "key:back")
    assert walk.screen.serial == serial
    walk.press("next")
    assert walk.screen.serial == serial, "a fault is told on the page"
    walk.device(Device.PRINTER, works=False)
    assert walk.screen.serial == serial


def test_another_page_has_another_serial_even_if_it_looks_the_same() -> None:
    walk = Walk()
    walk.touch()
    serials = {walk.screen.serial}
    for _ in range(3):
        walk.press("help")
        serials.add(walk.screen.serial)
        walk.press("back")
        serials.add(walk.screen.serial)
    assert len(serials) == 7


def test_serials_go_on_from_the_last_visit() -> None:
    assert Walk(serial=41).screen.serial == 41


def test_effects_come_once_each_with_ids_of_their_own() -> None:
    walk = Walk().lay(ELDER)
    assert [type(effect) for effect in walk.effects] == [LookUp]
    walk.touch()
    walk.wait(5)
    assert len(walk.effects) == 1
    walk.know().start("how-to").press("more", "more", "more", "print")
    kinds = [type(effect) for effect in walk.effects]
    assert kinds == [LookUp, PrintPapers]
    assert len({effect.id for effect in (*walk.effects, *walk.sounds)}) == 2 + len(walk.sounds)
    assert {effect.visit_id for effect in walk.effects} == {VISIT_ID}


def test_a_lookup_carries_how_it_is_known_who_asks() -> None:
    walk = Walk().lay(ELDER)
    assert walk.pending(LookUp).how is Established.CARD
    typed = Walk()
    typed.touch()
    typed.start("allowance").press("type").key(ELDER.number).press("next")
    assert typed.pending(LookUp).how is Established.TYPED


def test_a_result_of_another_visit_is_dropped() -> None:
    walk = Walk().lay(ELDER)
    walk.do(Finished(walk.at_s, "another", walk.pending(LookUp).id, LookedUp(facts())))
    walk.shows(Working)


def test_a_result_comes_once() -> None:
    walk = Walk().lay(ELDER)
    effect = walk.pending(LookUp)
    walk.know()
    walk.do(Finished(walk.at_s, VISIT_ID, effect.id, Failed(Failure.DOWN)))
    assert walk.visit.lookup_failure is None
    assert AMOUNT in written(walk.screen)


def test_an_answer_that_nobody_waits_for_any_more_is_dropped() -> None:
    walk = Walk().lay(ELDER)
    effect = walk.pending(LookUp)
    walk.wait(11).press("stop-waiting")
    walk.do(Finished(walk.at_s, VISIT_ID, effect.id, LookedUp(facts())))
    assert AMOUNT not in written(walk.screen)
    walk.press("retry").know()
    assert AMOUNT in written(walk.screen)


def test_a_failed_lookup_is_no_failure_of_anything_else() -> None:
    walk = Walk().arrive().start("home-visit").key("13800138000").press("agree")
    while "send" not in walk.screen.targets:
        walk.press("more")
    walk.press("send")
    walk.visit.look_up()
    walk.touch()
    walk.answer(LookUp, Failed(Failure.DOWN))
    walk.shows(Working)
    assert "正在存" in title(walk)


def test_a_nonsense_result_is_an_honest_page() -> None:
    walk = Walk().lay(ELDER).answer(LookUp, Kept("x", "y"))
    assert "看不懂" in written(walk.screen)
