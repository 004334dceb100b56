"""The lock of a whole terminal, with its real parts: nobody guesses it, and nobody waits behind it."""

from __future__ import annotations

import queue
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kiosk.compose import Terminal
from kiosk.core.events import Event, Scanned
from kiosk.core.screens import Closed, Home, Menu, Screen, StaffHome, Unlock
from kiosk.link.home import LinkHome
from kiosk.link.keys import DeviceKey
from kiosk.link.pulse import CLOSED, Pulse
from kiosk.staff.audit import AuditTrail, StaffAct
from kiosk.staff.challenge import Challenge
from kiosk.staff.trial import CLERK, KEEPER
from kiosk.staffing import trail_file

pytestmark = [pytest.mark.whole]

MONDAY = datetime(2026, 11, 23, 10, 0)  # noqa: DTZ001 - a terminal thinks in local time
TRIES = 200


class Hall:
    """One terminal in a hall; its work is done at once, its clock stands still until told."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.now_s = 1000.0
        self.restarts = 0
        self.terminal = self.switch_on()

    def switch_on(self) -> Terminal:
        self.back: queue.Queue[Event] = queue.Queue()
        self.screens: list[Screen] = []

        def restart() -> None:
            self.restarts += 1

        self.terminal = Terminal(
            home=self.home,
            run=lambda work: work(),
            deliver=self.back.put,
            capacities={},
            on_screen=self.screens.append,
            clock=lambda: self.now_s,
            local=lambda: MONDAY + timedelta(seconds=self.now_s),
            on_restart=restart,
        )
        self.terminal.open(paper_folder=self.home / "paper", page_s=0.0)
        self.come_back()
        return self.terminal

    def pull_the_plug(self) -> None:
        self.terminal.close()
        self.switch_on()

    def come_back(self) -> None:
        while not self.back.empty():
            self.terminal.runtime.take(self.back.get())

    @property
    def screen(self) -> Screen:
        return self.terminal.runtime.visit.screen

    def shows(self, kind: type[Screen]) -> bool:
        return isinstance(self.screen, kind)

    def press(self, *targets: str) -> None:
        for target in targets:
            assert target in self.screen.targets, (target, self.screen.targets)
            self.terminal.runtime.touched()
            self.terminal.runtime.press(self.screen.serial, target)
            self.come_back()

    def scan(self, text: str) -> None:
        self.terminal.runtime.take(Scanned(self.now_s, text))
        self.come_back()

    def wait(self, seconds: float) -> None:
        self.now_s += seconds
        self.terminal.runtime.wake()
        self.come_back()

    def to_the_lock(self) -> Challenge:
        self.press("help", "staff")
        return self.challenge

    @property
    def challenge(self) -> Challenge:
        assert isinstance(self.screen, Unlock)
        return Challenge.parse(self.screen.challenge)

    def type(self, digits: str) -> None:
        self.press(*(f"key:{digit}" for digit in digits), "unlock")

    def acts(self) -> list[StaffAct]:
        trail = AuditTrail(
            trail_file(self.home), clock=lambda: MONDAY.astimezone(), monotonic_s=lambda: self.now_s
        )
        try:
            return [entry.act for entry in trail.entries()]
        finally:
            trail.close()

    @property
    def public(self) -> bytes:
        key = DeviceKey.load_or_make(self.home / "keys" / "device.key")
        return bytes(key.signing.verify_key.to_curve25519_public_key())


def test_two_hundred_wrong_tries_never_unlock_and_never_hold_a_villager_up(tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    looked_at = 0
    for number in range(TRIES):
        if number % 10 == 0:
            hall.pull_the_plug()
        challenge = hall.to_the_lock()
        match number % 3:
            case 0:
                hall.type(f"{number:08d}")
            case 1:
                foreign = Challenge(
                    "QS02", challenge.act, challenge.nonce
                )  # signed, but for another terminal
                hall.scan(CLERK.sign(foreign))
            case _:
                hall.scan(f"KA1:W01:{'A' * 86}")
        screen = hall.screen
        assert isinstance(screen, Unlock)
        assert screen.fault
        looked_at += "等" not in screen.fault.written
        # Whoever stands there goes on at once, however long the lock waits.
        hall.press("back", "back")
        assert hall.shows(Home)
        hall.press("more")
        assert hall.shows(Menu)
        hall.press("done")
        hall.wait(61)
        assert hall.shows(Home)
    hall.terminal.close()
    acts = hall.acts()
    assert StaffAct.UNLOCKED not in acts
    assert acts.count(StaffAct.REFUSED) < 20  # five are free; then the lock looks at ever fewer
    assert looked_at <= acts.count(StaffAct.REFUSED)


def test_after_wrong_tries_the_plug_does_not_help_but_waiting_does(tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    hall.to_the_lock()
    for _ in range(5):
        hall.type("00000000")
    hall.press("back", "back", "done")
    hall.wait(61)
    hall.pull_the_plug()
    challenge = hall.to_the_lock()
    hall.scan(CLERK.sign(challenge))
    assert hall.shows(Unlock)  # rightly signed, but too soon: it is not even looked at
    hall.wait(16)
    hall.type(CLERK.digits(hall.challenge, terminal=hall.public))
    assert hall.shows(StaffHome)
    hall.terminal.close()


def test_a_whole_round_of_staff_is_in_the_trail(tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    hall.scan(KEEPER.sign(hall.to_the_lock()))
    hall.press("machine", "task:self-test")
    hall.press("ok", "task:restart", "sure")
    assert hall.restarts == 1
    hall.press("ok", "upkeep", "task:erase", "sure")
    challenge = hall.challenge
    assert challenge.act == "erase"
    hall.scan(KEEPER.sign(challenge))  # the same one again
    assert hall.shows(Unlock)
    hall.scan(CLERK.sign(challenge))
    assert hall.restarts == 2
    assert not (tmp_path / "keys").exists()
    hall.press("lock")
    hall.terminal.close()
    assert hall.acts() == [
        StaffAct.UNLOCKED,
        StaffAct.SELF_TEST,
        StaffAct.RESTARTED,
        StaffAct.REFUSED,
        StaffAct.UNLOCKED,
        StaffAct.ERASED,
        StaffAct.LOCKED,
    ]


def test_a_terminal_that_was_closed_from_afar_is_opened_by_who_stands_there(tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    pulse = Pulse(LinkHome(tmp_path).pulse)
    pulse.note(CLOSED, "yes")
    hall.terminal.do_chores()
    hall.come_back()
    assert hall.shows(Closed)
    hall.scan(KEEPER.sign(hall.to_the_lock()))
    hall.press("task:open", "ok", "lock")
    assert hall.shows(Home)
    assert pulse.word(CLOSED) == ""
    hall.pull_the_plug()
    hall.terminal.do_chores()
    hall.come_back()
    assert hall.shows(Home), "also after a restart"
    pulse.close()
    hall.terminal.close()
    assert StaffAct.OPENED in hall.acts()


def test_nobody_is_let_in_twice_by_one_answer(tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    answer = CLERK.sign(hall.to_the_lock())
    hall.scan(answer)
    hall.press("lock")
    hall.to_the_lock()
    hall.scan(answer)
    assert hall.shows(Unlock)
    hall.terminal.close()
