"""The chores between visits, with a clock set by hand and a runtime among fakes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from center.protocol.fleet import Command, CommandKind, WhyNot
from center.protocol.notices import NoticeLevel
from kiosk.chores import ILL_SHOWN, WELL_SHOWN, Chores, Moment
from kiosk.core.events import Device
from kiosk.core.screens import Closed, Home, Notice, Result
from kiosk.core.standing import PartTested
from kiosk.health.findings import Finding, Health
from kiosk.link.pulse import CLOSED, Pulse
from kiosk.log import json_log
from tests.conftest import Logged
from tests.kiosk.outside import Desk
from tests.link.test_heartbeat import notice, order

WELL = (Finding(PartTested.SLIP_PRINTER, Health.WORKS), Finding(PartTested.CLOCK, Health.LIMITED))
ILL = (Finding(PartTested.SLIP_PRINTER, Health.BROKEN, "jam"), Finding(PartTested.CENTER, Health.WORKS))
NOW = datetime(2026, 6, 8, 2, 0, tzinfo=UTC)


class House:
    """A terminal with its chores."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk()
        self.pulse = Pulse(folder / "pulse.sqlite")
        self.now = NOW
        self.finds: tuple[Finding, ...] = WELL
        self.tests = 0
        self.pages: list[str] = []
        self.chores = self.begin()

    def begin(self, at: time | None = time(9, 30), *, supervised: bool = True) -> Chores:
        self.chores = Chores(
            pulse=self.pulse,
            test=self._test,
            test_at=at,
            is_idle=lambda: not self.desk.runtime.visit.open,
            deliver=self.desk.events.append,
            moment=Moment(
                now=lambda: self.now,
                local=lambda: self.desk.local,
                clock_s=lambda: self.desk.now_s,
                trusted=lambda: self.desk.trusted,
            ),
            log=json_log(room="test", stream=self.desk.written),
            supervised=supervised,
        )
        return self.chores

    def _test(self) -> tuple[Finding, ...]:
        self.tests += 1
        self.desk.come_back()
        self.pages.append(type(self.desk.screen).__name__)
        return self.finds

    def step(self) -> None:
        self.chores.step()
        self.desk.come_back()

    def ordered(self, kind: CommandKind) -> Command:
        one = order(kind)
        self.pulse.take_orders([one])
        return one


@pytest.fixture(name="house")
def _house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.pulse.close()


def test_it_tests_itself_once_a_day_from_the_set_time_on(house: House) -> None:
    house.desk.local = house.desk.local.replace(hour=9, minute=29)
    house.step()
    assert house.tests == 0
    house.desk.local += timedelta(minutes=1)
    house.step()
    house.step()
    assert (house.tests, house.pages) == (1, ["Working"])
    assert house.desk.shows(Result)
    house.begin()
    house.step()
    assert house.tests == 1, "not again after a restart"
    house.desk.local += timedelta(days=1)
    house.step()
    assert house.tests == 2


def test_without_a_trusted_clock_it_tests_itself_after_each_start(house: House) -> None:
    house.desk.trusted = False
    house.step()
    house.step()
    assert house.tests == 1
    house.begin()
    house.step()
    assert house.tests == 2


def test_nobody_is_disturbed_by_a_test(house: House) -> None:
    house.desk.runtime.touched()
    house.step()
    assert house.tests == 0


@pytest.mark.parametrize(("found", "shown"), [(WELL, WELL_SHOWN), (ILL, ILL_SHOWN)], ids=["well", "ill"])
def test_what_it_found_is_shown_for_a_while(
    house: House, found: tuple[Finding, ...], shown: timedelta
) -> None:
    house.finds = found
    house.step()
    house.desk.wait(shown.total_seconds() - 1)
    house.step()
    assert house.desk.shows(Result)
    house.desk.wait(1)
    house.step()
    assert house.desk.shows(Home)


def test_a_broken_printer_is_marked_before_anybody_starts(house: House) -> None:
    house.finds = ILL
    house.step()
    house.desk.runtime.touched()
    assert Device.SLIP_PRINTER in house.desk.runtime.visit.broken
    assert house.desk.shows(Home)
    assert house.desk.screen.frame.signs
    receipts = house.desk.runtime.visit.service("receipt-again")
    assert house.desk.runtime.visit.missing_device(receipts) is Device.SLIP_PRINTER


def test_a_printer_that_failed_the_test_is_not_believed_until_somebody_mends_it(house: House) -> None:
    house.finds = ILL
    house.step()
    assert house.chores.distrusts(Device.SLIP_PRINTER, ready=True)
    assert not house.chores.distrusts(Device.PRINTER, ready=True)
    house.chores.distrusts(Device.SLIP_PRINTER, ready=False)
    assert not house.chores.distrusts(Device.SLIP_PRINTER, ready=True)


def test_a_test_that_breaks_leaves_no_page_standing(house: House, logged: Logged) -> None:
    def breaks() -> tuple[Finding, ...]:
        raise ValueError

    house.chores._test = breaks
    asked = house.ordered(CommandKind.SELF_TEST)
    house.step()
    assert house.desk.shows(Home)
    assert house.pulse.failed(house.now) == {asked.command_id: WhyNot.BROKE_OFF}
    assert house.pulse.done() == ()
    assert [one for one in logged.warnings if "unexpected_error" in one]
    assert house.chores.test_now() is None  # nobody is told that all is well


def test_a_full_disk_leaves_no_page_of_the_test_standing(house: House, logged: Logged) -> None:
    note = house.pulse.word

    def fails(name: str) -> str | None:
        if name == CLOSED and house.chores._self_test is not None:
            raise sqlite3.OperationalError("disk full")
        return note(name)

    house.pulse.word = fails  # type: ignore[method-assign]
    house.step()
    house.pulse.word = note  # type: ignore[method-assign]
    house.step()
    assert house.desk.shows(Home)
    assert [one for one in logged.warnings if "chores" in one]


def test_an_order_to_test_is_carried_out_once_and_told(house: House) -> None:
    house.begin(at=None)
    one = house.ordered(CommandKind.SELF_TEST)
    house.desk.runtime.touched()
    house.step()
    assert (house.tests, house.pulse.done()) == (0, ())
    house.desk.press("done")
    house.step()
    house.step()
    assert (house.tests, house.pulse.done()) == (1, (one.command_id,))


def test_a_test_that_took_the_terminal_with_it_is_not_repeated_and_not_called_done(
    house: House, logged: Logged
) -> None:
    house.begin(at=None)
    one = house.ordered(CommandKind.SELF_TEST)
    house.pulse.begin(one.command_id)  # and then the power went
    house.begin(at=None)
    house.step()
    assert house.tests == 0
    assert house.pulse.failed(house.now) == {one.command_id: WhyNot.BROKE_OFF}
    assert [one for one in logged.warnings if "order_finished" in one]


def test_without_a_supervisor_a_restart_is_refused_and_with_one_left_to_it(
    house: House, logged: Logged
) -> None:
    house.begin(at=None)
    one = house.ordered(CommandKind.RESTART)
    house.step()
    assert (house.pulse.failed(house.now), len(house.pulse.orders(house.now))) == ({}, 1)
    house.begin(at=None, supervised=False)
    house.step()
    assert house.pulse.failed(house.now) == {one.command_id: WhyNot.NOT_SUPERVISED}
    assert [one for one in logged.warnings if "order_finished" in one]


def test_staff_who_stand_there_open_it_at_once(house: House) -> None:
    house.begin(at=None)
    house.ordered(CommandKind.CLOSE)
    house.step()
    assert house.desk.shows(Closed)
    house.chores.open_again()
    house.desk.come_back()
    assert house.desk.shows(Home)
    house.step()
    assert house.desk.shows(Home), "the order was carried out, and is not again"


def test_staff_have_it_tested_at_once(house: House) -> None:
    house.finds = ILL
    assert house.chores.test_now() == (PartTested.SLIP_PRINTER,)


def test_closed_from_afar_over_a_restart_and_opened_again(house: House) -> None:
    house.begin(at=None)
    close = house.ordered(CommandKind.CLOSE)
    house.step()
    assert house.desk.shows(Closed)
    assert house.pulse.done() == (close.command_id,)
    house.begin(at=None)
    house.step()
    assert house.desk.shows(Closed)
    house.ordered(CommandKind.OPEN)
    house.step()
    assert house.desk.shows(Home)


def test_an_open_visit_ends_in_peace_before_the_terminal_is_closed(house: House) -> None:
    house.begin(at=None)
    house.desk.runtime.touched()
    house.desk.press("more")
    page = house.desk.screen
    house.ordered(CommandKind.CLOSE)
    house.step()
    assert house.desk.screen == page
    house.desk.press("done")
    house.desk.wait(60)
    house.desk.runtime.wake()
    assert house.desk.shows(Closed)


def test_a_notice_is_shown_from_its_beginning_to_its_end_also_offline(house: House) -> None:
    house.begin(at=None)
    house.now = NOW - timedelta(seconds=1)
    house.pulse.keep_notices((notice(), notice(level=NoticeLevel.DANGER, title="山洪来了")))
    house.step()
    assert house.desk.shows(Home)
    house.now = NOW
    house.step()
    assert house.desk.shows(Notice)
    assert house.desk.screen.title.written == "山洪来了"
    house.now = NOW + timedelta(hours=6)
    house.step()
    assert house.desk.shows(Home)


def test_a_notice_that_the_center_leaves_out_goes(house: House) -> None:
    house.begin(at=None)
    house.pulse.keep_notices((notice(),))
    house.step()
    assert house.desk.shows(Notice)
    house.pulse.keep_notices(())
    house.step()
    assert house.desk.shows(Home)
