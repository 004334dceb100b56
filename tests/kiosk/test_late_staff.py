"""Until the parts are there nobody is let in; afterwards everything is passed on."""

from __future__ import annotations

from typing import Any

from config.roster import StaffRight
from kiosk.core.effects import AskLock, NoteAct, Tend, TryLock
from kiosk.core.events import Challenged, Failed, Failure, NotUnlocked, Result, Tended
from kiosk.core.staff.acts import StaffAct, Task
from kiosk.late import LateStaff


class Everything:
    """A lock that answers everything, and remembers it."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def ask(self, effect: AskLock) -> Result:
        self.asked.append(effect)
        return Challenged("KU1:QS01:assist:0000000000000000", "0000")

    def answer(self, effect: TryLock) -> Result:
        self.asked.append(effect)
        return NotUnlocked()

    def note(self, effect: NoteAct) -> None:
        self.asked.append(effect)

    def tend(self, effect: Tend) -> Result:
        self.asked.append(effect)
        return Tended(ok=True, said="done")


def test_nobody_is_let_in_before_the_lock_is_there() -> None:
    late = LateStaff(patience_s=0.0)
    assert late.ask(AskLock(1, "v", "assist")) == Failed(Failure.REFUSED)
    assert late.answer(TryLock(2, "v", StaffRight.ASSIST)) == Failed(Failure.REFUSED)
    assert late.tend(Tend(3, "v", Task.LOOK, ())) == Failed(Failure.REFUSED)
    late.note(NoteAct(4, "v", StaffAct.LOCKED, ("W01",)))


def test_everything_is_passed_on_once_it_is_there() -> None:
    late, lock = LateStaff(), Everything()
    late.arrive(lock)
    wishes = (
        AskLock(1, "v", "assist"),
        TryLock(2, "v", StaffRight.ASSIST, typed="12345678"),
        NoteAct(3, "v", StaffAct.LOCKED, ("W01",)),
        Tend(4, "v", Task.RESTART, ("W01",)),
    )
    assert isinstance(late.ask(wishes[0]), Challenged)
    assert isinstance(late.answer(wishes[1]), NotUnlocked)
    late.note(wishes[2])
    assert late.tend(wishes[3]) == Tended(ok=True, said="done")
    assert tuple(lock.asked) == wishes
