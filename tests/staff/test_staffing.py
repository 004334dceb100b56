"""The lock with its real parts: a folder, the shipped roster, the trial's phones."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from config.loader import load_folder
from config.model import Release
from config.release import DEFAULTS
from config.roster import StaffRight
from kiosk.core.effects import AskLock, NoteAct, Tend, TryLock
from kiosk.core.events import Challenged, NotUnlocked, Seen, Tended, Unlocked
from kiosk.core.staff.acts import StaffAct, Task
from kiosk.link.keys import DeviceKey
from kiosk.link.pulse import Pulse
from kiosk.staff.challenge import Challenge
from kiosk.staff.lock import Today
from kiosk.staff.trial import CLERK, KEEPER, MEMBERS
from kiosk.staffing import RealStaff, open_staff, roster_of, trail_file
from kiosk.tending import Machine


@cache
def release() -> Release:
    return load_folder(DEFAULTS)


class FakeParts:
    """Printers, reader and outbox of which the machine asks."""

    has_reader = True

    def __init__(self) -> None:
        self.waiting = 0
        self.resumed = 0
        self.ready = self.online = True

    def printers(self) -> tuple[tuple[Any, bool], ...]:
        from kiosk.core.events import Device

        return ((Device.PRINTER, self.ready), (Device.SLIP_PRINTER, True))

    def resume_printers(self) -> tuple[tuple[Any, bool], ...]:
        self.resumed += 1
        self.ready = True
        return self.printers()

    def center_answers(self) -> bool:
        return self.online

    def unsent(self) -> int:
        return self.waiting


class Bench:
    """One terminal's lock, whose clock stands still until told."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.now_s = 0.0
        self.restarts = 0
        self.sticks: list[Path] = []
        self.parts: Any = FakeParts()
        self.pulse = Pulse(home / "pulse.sqlite")
        self.staff = self.plug_in()

    def plug_in(self) -> RealStaff:
        def restart() -> None:
            self.restarts += 1

        self.staff = open_staff(
            home=self.home,
            terminal="QS01",
            trial=True,
            release=release,
            machine=lambda trail: Machine(
                home=self.home,
                terminal="QS01",
                parts=self.parts,
                trail=trail,
                release=release,
                restart=restart,
                sticks=lambda: self.sticks,
            ),
            clock=lambda: self.now_s,
            today=lambda: Today(date(2026, 6, 8), trusted=True),
            pulse=self.pulse,
        )
        return self.staff

    def ask(self, act: str = "assist") -> Challenge:
        asked = self.staff.ask(AskLock(1, "v", act))
        assert isinstance(asked, Challenged)
        return Challenge.parse(asked.challenge)

    def answer(self, **given: Any) -> object:
        return self.staff.answer(TryLock(2, "v", StaffRight.ASSIST, **given))

    def do(self, task: Task, *who: str, code: str = "") -> Tended:
        done = self.staff.tend(Tend(3, "v", task, who or ("M01",), code))
        assert isinstance(done, Tended)
        return done

    @property
    def terminal(self) -> bytes:
        key = DeviceKey.load_or_make(self.home / "keys" / "device.key")
        return bytes(key.signing.verify_key.to_curve25519_public_key())

    def close(self) -> None:
        self.staff.close()
        self.pulse.close()


@pytest.fixture(name="bench")
def _bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.close()


def test_the_shipped_roster_knows_the_trials_staff(bench: Bench) -> None:
    assert {entry.code for entry in release().roster} == {member.code for member in MEMBERS}
    for member, maintains in ((CLERK, False), (KEEPER, True)):
        opened = Unlocked(member.code, member.name, maintains)
        assert bench.answer(scanned=member.sign(bench.ask())) == opened
        assert bench.answer(typed=member.digits(bench.ask(), terminal=bench.terminal)) == opened
        assert bench.answer(card=member.card, pin=member.pin) == opened


def test_a_terminal_of_a_real_center_takes_nobody_from_the_trial() -> None:
    shipped = release()
    assert roster_of(shipped, trial=True)
    assert not roster_of(shipped, trial=False)
    clerk, keeper = shipped.roster
    phone = base64.b64encode(bytes(range(32))).decode()
    ours = clerk.model_copy(update={"name": "示例·李芳", "sign_key": phone, "agree_key": phone})
    half = keeper.model_copy(update={"name": "示例·赵强", "sign_key": phone})
    copied = shipped.model_copy(update={"seq": 3, "roster": (*shipped.roster, half, ours)})
    assert roster_of(copied, trial=False) == (ours,)


def test_wrong_answers_wait_and_tell_nothing(bench: Bench) -> None:
    for number in range(5):
        bench.ask()
        assert isinstance(bench.answer(typed=f"{number:08d}"), NotUnlocked)
    locked = bench.answer(typed=CLERK.digits(bench.ask(), terminal=bench.terminal))
    assert locked == NotUnlocked(15.0)
    bench.now_s += 15.0
    assert isinstance(bench.answer(typed=CLERK.digits(bench.ask(), terminal=bench.terminal)), Unlocked)


def test_every_act_is_in_the_trail_and_its_head_goes_to_the_heartbeat(bench: Bench) -> None:
    bench.answer(scanned=KEEPER.sign(bench.ask()))
    bench.staff.note(NoteAct(4, "v", StaffAct.WITNESSED, ("M01",), "case-1"))
    assert bench.do(Task.SELF_TEST).said == "well"
    assert bench.do(Task.LOOK).ok
    bench.do(Task.RESTART)
    trail = bench.staff._trail
    acts = [StaffAct.UNLOCKED, StaffAct.WITNESSED, StaffAct.SELF_TEST, StaffAct.RESTARTED]
    assert [entry.act for entry in trail.entries()] == acts
    assert bench.pulse.word("audit_head") == trail.head
    assert bench.restarts == 1


def test_looking_tells_what_is_ill(bench: Bench) -> None:
    bench.parts.ready, bench.parts.online, bench.parts.waiting = False, False, 3
    seen = {one.name: one for one in bench.do(Task.LOOK).seen}
    assert (seen["printer"].ok, seen["center"].ok, seen["outbox"].value) == (False, False, "3")
    assert bench.do(Task.SELF_TEST).seen == (Seen("printer", ok=False), Seen("center", ok=False))
    assert bench.do(Task.RESUME) == Tended(ok=True, said="done")
    assert bench.parts.resumed == 1


def test_a_trail_that_was_meddled_with_is_told_and_hides_nothing_else(bench: Bench) -> None:
    bench.do(Task.RESTART)
    with closing(sqlite3.connect(trail_file(bench.home), isolation_level=None)) as other:
        other.execute("DROP TRIGGER audit_keeps")
        other.execute("UPDATE audit SET body = replace(body, 'M01', 'M02')")
    seen = {one.name: one for one in bench.do(Task.LOOK).seen}
    assert seen["trail"] == Seen("trail", ok=False)
    assert seen["printer"].ok


def test_a_self_test_that_breaks_off_is_not_called_well(bench: Bench) -> None:
    bench.staff._machine._self_test = lambda: None
    assert bench.do(Task.SELF_TEST) == Tended(ok=False, said="failed")
    bench.staff._machine._self_test = lambda: ("clock",)
    assert bench.do(Task.SELF_TEST) == Tended(ok=False, said="ill", seen=(Seen("clock", ok=False),))


def test_a_stick_that_is_not_there(bench: Bench) -> None:
    assert bench.do(Task.STICK).said == "no-stick"
    assert bench.do(Task.EXPORT, "M01", "W01").said == "no-stick"


def test_an_export_holds_the_trail_and_nothing_in_clear(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    bench.sticks = [stick]
    synced: list[str] = []
    monkeypatch.setattr("kiosk.tending.sync", lambda path: synced.append(path.name))
    assert bench.do(Task.EXPORT, "M01", "W01").ok
    (folder,) = stick.iterdir()
    assert {path.name for path in folder.iterdir()} == {"audit.sqlite", "export.json"}
    assert bench.staff._trail.head in (folder / "export.json").read_text()
    assert synced == ["audit.sqlite", "stick"], "its folder stays when the stick is drawn out at once"


def test_erasing_keeps_the_trail_and_never_loses_a_case(bench: Bench) -> None:
    (bench.home / "enrollment.json").write_text("{}")
    bench.ask()
    bench.parts.waiting = 1
    assert bench.do(Task.ERASE, "M01", "W01").said == "unsent"
    assert (bench.home / "enrollment.json").exists()
    bench.parts.waiting = 0
    assert bench.do(Task.ERASE, "M01", "W01").ok
    assert [path.name for path in bench.home.iterdir()] == ["staff"]
    assert trail_file(bench.home).exists()
    assert [entry.who for entry in bench.staff._trail.entries()] == [("M01", "W01")] * 2


def test_new_keys_need_a_center(bench: Bench) -> None:
    assert bench.do(Task.KEYS, "M01", "W01", code="AAAA-BBBB-CCCC").said == "refused"
    assert bench.restarts == 0
