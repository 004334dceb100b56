"""The center or a part is not there: pages say so, and what can be done goes on."""

from __future__ import annotations

import pytest

from kiosk.core.effects import LookUp
from kiosk.core.events import (
    Device,
    Failed,
    Failure,
)
from kiosk.core.places.journey import JourneyPlace
from kiosk.core.screens import (
    Home,
    Menu,
    Message,
    MyAffairs,
    PagedList,
    Result,
    Working,
)
from tests.core.builders import ELDER, Walk, own, release, title, written


@pytest.mark.parametrize("failure", list(Failure))
def test_every_failure_of_a_lookup_has_its_words_and_leaves_a_way_on(failure: Failure) -> None:
    walk = Walk().lay(ELDER).answer(LookUp, Failed(failure))
    walk.shows(MyAffairs)
    assert walk.screen.lead.written
    assert "other" in walk.screen.targets
    walk.start("pension")
    assert walk.shows(Message).lead.written
    assert "023-0000 0105" in written(walk.screen)


def test_with_the_center_down_one_can_still_apply_and_unknown_means_maybe() -> None:
    walk = Walk().lay(ELDER).answer(LookUp, Failed(Failure.DOWN)).start("allowance")
    assert "您可能可以申请" in title(walk)
    walk.press("next", "next", "skip", "opt:qingshui", "desk", "opt:none", "agree")
    while "send" not in walk.screen.targets:
        walk.press("more")
    walk.press("send").kept()
    assert "先存在这台机器里" in written(walk.screen)


def test_a_case_list_that_could_not_be_asked_for_is_not_called_empty() -> None:
    walk = Walk().lay(ELDER).answer(LookUp, Failed(Failure.DOWN)).start("progress")
    assert "现在没有在办的事" not in written(walk.screen)
    walk.shows(Message)
    walk.press("retry").know()
    assert len(walk.shows(PagedList).rows) == 2


def test_a_dataset_that_is_missing_is_said_so() -> None:
    walk = Walk().arrive(pension=None).start("pension")
    assert "这一项现在查不到" in title(walk)
    walk.press("finish")
    walk.shows(MyAffairs)


def test_waiting_offers_a_way_out_after_ten_seconds() -> None:
    walk = Walk().lay(ELDER)
    assert walk.shows(Working).choices == ()
    walk.wait(10)
    walk.press("stop-waiting")
    assert "没回话" in written(walk.screen)


def test_a_service_waits_for_the_record_before_it_asks() -> None:
    walk = Walk()
    walk.touch()
    walk.start("allowance").lay(ELDER)
    walk.shows(Working)
    walk.know()
    assert "您可以申请" in title(walk)


def test_what_is_known_of_a_person_later_is_not_asked_any_more() -> None:
    walk = (
        Walk()
        .lay(ELDER)
        .answer(LookUp, Failed(Failure.DOWN))
        .start("allowance")
        .press("next", "next", "skip")
    )
    assert title(walk) == "哪个村？"
    walk.visit.look_up()
    walk.touch()
    walk.know()
    assert title(walk) == "钱打到哪个折子？"


def test_a_broken_part_marks_its_tiles_with_where_to_go_instead() -> None:
    walk = Walk(broken=frozenset({Device.PRINTER}))
    tiles = {choice.id: choice for choice in walk.shows(Home).choices}
    assert not tiles["tile:paper"].enabled
    assert "2号窗口" in tiles["tile:paper"].detail.written
    assert tiles["tile:money"].enabled


def test_a_tile_stays_open_as_long_as_one_of_its_services_can_be_done() -> None:
    walk = Walk(release(own("allowance", needs_devices=["printer"])), broken=frozenset({Device.PRINTER}))
    walk.touch()
    walk.press("tile:apply")
    services = {choice.id: choice for choice in walk.shows(Menu).choices}
    assert not services["service:allowance"].enabled
    assert services["service:household"].enabled


def test_a_service_that_cannot_be_done_is_not_begun_and_names_people() -> None:
    walk = Walk().arrive().device(Device.CENTER, works=False).press("affair:pension:1")
    walk.shows(Message)
    assert "李明" in written(walk.screen)
    assert not [place for place in walk.visit.stack if isinstance(place, JourneyPlace)]
    walk.press("ok").device(Device.CENTER, works=True).press("affair:pension:1")
    walk.shows(Result)


def test_signs_say_what_is_broken() -> None:
    half = frozenset({Device.CENTER, Device.PRINTER})
    walk = Walk(broken=half, clock_trusted=False, trial_printer=True)
    assert {sign.id for sign in walk.screen.frame.signs} == {"center", "printer", "trial", "clock"}


def test_no_more_signs_stand_there_than_can_be_read() -> None:
    walk = Walk(broken=frozenset(Device), clock_trusted=False, trial_printer=True)
    assert {sign.id for sign in walk.screen.frame.signs} == {device.value for device in Device}
