"""What a terminal does of itself between visits: its self-test, what it was ordered, the township's notices.

Everything here runs off the screen's thread and reaches the screen as events. What came from afar was
looked at by the heartbeat's process, which writes down only what is rightly signed.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final, Protocol

from center.protocol.fleet import CommandKind, WhyNot
from center.protocol.notices import Notice, NoticeLevel
from kiosk.core.events import Device, DeviceChanged, Event, StandingChanged
from kiosk.core.standing import Bulletin, Level, PartTested, SelfTest, Standing
from kiosk.health.findings import Finding, Health, ill
from kiosk.link.pulse import CLOSED, Pulse
from kiosk.log import Log, LogEvent

WELL_SHOWN: Final = timedelta(minutes=1)
ILL_SHOWN: Final = timedelta(minutes=10)
DEVICES: Final = {
    PartTested.PRINTER: Device.PRINTER,
    PartTested.SLIP_PRINTER: Device.SLIP_PRINTER,
    PartTested.CARD_READER: Device.CARD_READER,
    PartTested.CENTER: Device.CENTER,
}
_LEVELS: Final = {
    NoticeLevel.PLAIN: Level.PLAIN,
    NoticeLevel.URGENT: Level.URGENT,
    NoticeLevel.DANGER: Level.DANGER,
}
_MOST_URGENT_FIRST: Final = (Level.DANGER, Level.URGENT, Level.PLAIN)


class Tester(Protocol):
    """Makes the self-test; blocks for as long as that takes."""

    def __call__(self) -> tuple[Finding, ...]:
        """Looks at everything, prints the slip, and writes down what was found."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The time, as the chores see it.

    Attributes:
        now: Aware; for what is signed.
        local: As it hangs on the office's wall.
        clock_s: Monotonic seconds.
        trusted: Whether the day is to be trusted.
    """

    now: Callable[[], datetime]
    local: Callable[[], datetime]
    clock_s: Callable[[], float]
    trusted: Callable[[], bool]


class Chores:
    """One terminal's; call `step` every few seconds.

    Args:
        pulse: Orders, notices, and what is kept over a restart.
        test: Makes the self-test.
        test_at: From when on it is due each day; ``None`` leaves it to orders.
        is_idle: Whether nobody uses the terminal just now.
        deliver: Brings events to the screen's thread.
        moment: The time.
        log: Where it is written down.
        supervised: Whether somebody starts the terminal again when that is ordered.
    """

    def __init__(
        self,
        *,
        pulse: Pulse,
        test: Tester,
        test_at: time | None,
        is_idle: Callable[[], bool],
        deliver: Callable[[Event], None],
        moment: Moment,
        log: Log,
        supervised: bool = True,
    ) -> None:
        self._supervised = supervised
        self._pulse = pulse
        self._test = test
        self._test_at = test_at
        self._is_idle = is_idle
        self._deliver = deliver
        self._moment = moment
        self._log = log
        self._testing = threading.Lock()
        self._telling = threading.Lock()
        self._told = Standing()
        self._self_test: SelfTest | None = None
        self._shown_until_s = 0.0
        self._tested = False
        self._failed: set[Device] = set()

    def step(self) -> None:
        """Does what is due. A test takes long; meanwhile other steps go on with all else."""
        try:
            self._carry_out()
            self._tell()
            if self._testing.acquire(blocking=False):
                try:
                    self._look_after_test()
                finally:
                    self._testing.release()
        except sqlite3.Error as error:  # a full disk, or the end of the terminal
            self._log.warning(LogEvent.HELPER_FINISHED, helper="chores", outcome="failed", error=error)

    # -- orders

    def _carry_out(self) -> None:
        """What takes no time; a restart is the supervisor's, where there is one."""
        for order in self._pulse.orders(self._moment.now()):
            if order.kind in (CommandKind.CLOSE, CommandKind.OPEN):
                self._pulse.note(CLOSED, "yes" if order.kind is CommandKind.CLOSE else "")
                self._finish(order.command_id, order.kind)
            elif order.kind is CommandKind.RESTART and not self._supervised:
                self._give_up(order.command_id, order.kind, WhyNot.NOT_SUPERVISED)

    def _finish(self, command_id: str, kind: CommandKind) -> None:
        if self._pulse.carried_out(command_id):
            self._log.info(LogEvent.ORDER_FINISHED, kind=kind.value, outcome="done")

    def _give_up(self, command_id: str, kind: CommandKind, why: WhyNot) -> None:
        self._pulse.give_up(command_id, why)
        self._log.warning(LogEvent.ORDER_FINISHED, kind=kind.value, outcome=why.value)

    def open_again(self) -> None:
        """Ends that the terminal is closed, for staff who stand there; what is seen changes at once.

        Raises:
            sqlite3.Error: It can't be kept, and the terminal stays closed.
        """
        self._pulse.note(CLOSED, "")
        self._tell()

    # -- the self-test

    def test_now(self) -> tuple[PartTested, ...] | None:
        """Tests at once, for staff who stand there; nothing is shown but to them.

        Returns:
            What does not work; ``None`` if the test itself did not come to an end.
        """
        with self._testing:
            found = self._test_all()
            return ill(found) if found else None

    def distrusts(self, device: Device, *, ready: bool) -> bool:
        """Whether a device that calls itself ready failed the test all the same.

        Once it is not ready somebody is mending it, and its own word counts again.
        """
        if not ready:
            self._failed.discard(device)
        return device in self._failed

    def _look_after_test(self) -> None:
        for command_id in self._pulse.begun():  # nobody tests now, so that test was cut off
            self._give_up(command_id, CommandKind.SELF_TEST, WhyNot.BROKE_OFF)
        if not self._is_idle():
            return
        ordered = [o for o in self._pulse.orders(self._moment.now()) if o.kind is CommandKind.SELF_TEST]
        if not ordered and not self._is_morning():
            return
        for order in ordered:
            self._pulse.begin(order.command_id)  # first, so that a crash does not repeat it for ever
        came_to_an_end = self._run_test()
        for order in ordered:
            if came_to_an_end:
                self._finish(order.command_id, order.kind)
            else:
                self._give_up(order.command_id, order.kind, WhyNot.BROKE_OFF)

    def _is_morning(self) -> bool:
        """Whether today's test is still to be made; with an untrusted clock it is made after each start."""
        if self._test_at is None:
            return False
        if not self._moment.trusted():
            return not self._tested
        local, last = self._moment.local(), self._pulse.word("self_test_day")
        return local.time() >= self._test_at and last != local.date().isoformat()

    def _run_test(self) -> bool:
        self._tested = True
        self._pulse.note("self_test_day", self._moment.local().date().isoformat())
        self._self_test = SelfTest(running=True)
        found: tuple[Finding, ...] = ()
        try:
            self._tell()
            found = self._test_all()
        finally:
            broken = ill(found)
            shown = ILL_SHOWN if broken else WELL_SHOWN
            self._shown_until_s = self._moment.clock_s() + shown.total_seconds()
            self._self_test = SelfTest(running=False, at=self._moment.local(), ill=broken) if found else None
        self._tell()
        return bool(found)

    def _test_all(self) -> tuple[Finding, ...]:
        try:
            found = self._test()
        except Exception as error:  # a mistake of ours must not leave the page of the test standing
            self._log.error(LogEvent.UNEXPECTED_ERROR, part="selftest", error=error)
            return ()
        for one in found:
            device = DEVICES.get(one.part)
            if device is not None and one.health is not Health.LIMITED:
                works = one.health is Health.WORKS
                (self._failed.discard if works else self._failed.add)(device)
                self._deliver(DeviceChanged(self._moment.clock_s(), device, works))
        return found

    # -- what is shown

    def _tell(self) -> None:
        """Tells the screen how the terminal stands, if that has changed."""
        with self._telling:
            test = self._self_test
            if test is not None and not test.running and self._moment.clock_s() >= self._shown_until_s:
                self._self_test = None
            closed = self._pulse.word(CLOSED) == "yes"
            standing = Standing(closed, self._in_force(), self._self_test)
            if standing != self._told:
                self._told = standing
                self._deliver(StandingChanged(self._moment.clock_s(), standing))

    def _in_force(self) -> tuple[Bulletin, ...]:
        now = self._moment.now()
        found = [bulletin(one) for one in self._pulse.notices() if one.is_on(now)]
        return tuple(sorted(found, key=lambda one: _MOST_URGENT_FIRST.index(one.level)))


def bulletin(notice: Notice) -> Bulletin:
    """A notice as it is shown."""
    return Bulletin(
        id=notice.notice_id,
        level=_LEVELS[notice.level],
        title=notice.title,
        text=notice.text,
        office=notice.office,
        phone=notice.phone,
        until=notice.ends_at.astimezone().replace(tzinfo=None),
    )
