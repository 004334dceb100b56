"""Parts that come after the first page: whoever needs one before it is there waits for it, off the screen.

Loading the line to the center, the printers and the reader takes longer than drawing a page; a person who
walks up sees the page first.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from kiosk.core.effects import (
    AskLock,
    CallStaff,
    FindCase,
    HandOver,
    Issue,
    Keep,
    LookUp,
    NoteAct,
    Printing,
    Rate,
    Tend,
    TryLock,
)
from kiosk.core.events import CaseState, Failed, Failure, PaperMoved, Result
from kiosk.core.screens import PaperState
from kiosk.nobody import NoStaff
from kiosk.ports import Cases, Center, Handoffs, Papers, Staff

PATIENCE_S = 10.0


class LateStaff:
    """Stands for the lock until it is there; until then nobody is let in.

    Args:
        patience_s: How long somebody waits for it.
    """

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._there = threading.Event()
        self._staff: Staff = NoStaff()

    def arrive(self, staff: Staff) -> None:
        """The lock is there."""
        self._staff = staff
        self._there.set()

    def ask(self, effect: AskLock) -> Result:
        """See `kiosk.ports.Staff`."""
        self._there.wait(self._patience_s)
        return self._staff.ask(effect)

    def answer(self, effect: TryLock) -> Result:
        """See `kiosk.ports.Staff`."""
        return self._staff.answer(effect)

    def note(self, effect: NoteAct) -> None:
        """See `kiosk.ports.Staff`."""
        self._staff.note(effect)

    def tend(self, effect: Tend) -> Result:
        """See `kiosk.ports.Staff`."""
        return self._staff.tend(effect)


class LateParts:
    """Stands for the center, the outbox and the printers until they are there, and passes on afterwards.

    Args:
        trial: Whether paper is thought to go into a folder, as far as the settings say.
        clock: Monotonic seconds.
    """

    def __init__(self, *, trial: bool, clock: Callable[[], float]) -> None:
        self._trial = trial
        self._clock = clock
        self._there = threading.Event()
        self._center: Center | None = None
        self._cases: Cases | None = None
        self._papers: Papers | None = None
        self._handoffs: Handoffs | None = None

    @property
    def trial(self) -> bool:
        """See `kiosk.ports.Papers`."""
        return self._papers.trial if self._papers is not None else self._trial

    def arrive(
        self, *, center: Center, cases: Cases, papers: Papers, handoffs: Handoffs | None = None
    ) -> None:
        """The parts are there."""
        self._center, self._cases, self._papers, self._handoffs = center, cases, papers, handoffs
        self._there.set()

    def look_up(self, effect: LookUp) -> Result:
        """See `kiosk.ports.Center`."""
        self._there.wait(PATIENCE_S)
        return self._center.look_up(effect) if self._center is not None else Failed(Failure.SLOW)

    def find_case(self, effect: FindCase) -> Result:
        """See `kiosk.ports.Center`."""
        self._there.wait(PATIENCE_S)
        return self._center.find_case(effect) if self._center is not None else Failed(Failure.SLOW)

    def rate(self, effect: Rate) -> Result:
        """See `kiosk.ports.Center`."""
        self._there.wait(PATIENCE_S)
        return self._center.rate(effect) if self._center is not None else Failed(Failure.SLOW)

    def issue(self, effect: Issue) -> Result:
        """See `kiosk.ports.Center`."""
        self._there.wait(PATIENCE_S)
        return self._center.issue(effect) if self._center is not None else Failed(Failure.SLOW)

    def keep(self, effect: Keep) -> Result:
        """See `kiosk.ports.Cases`."""
        self._there.wait(PATIENCE_S)
        return self._cases.keep(effect) if self._cases is not None else Failed(Failure.DISK)

    def state(self, case_id: str) -> CaseState | None:
        """See `kiosk.ports.Cases`."""
        return self._cases.state(case_id) if self._cases is not None else None

    def hand_over(self, effect: HandOver) -> Result:
        """See `kiosk.ports.Handoffs`."""
        self._there.wait(PATIENCE_S)
        return self._handoffs.hand_over(effect) if self._handoffs is not None else Failed(Failure.DISK)

    def call_staff(self, effect: CallStaff) -> Result:
        """See `kiosk.ports.Handoffs`."""
        self._there.wait(PATIENCE_S)
        return self._handoffs.call_staff(effect) if self._handoffs is not None else Failed(Failure.SLOW)

    def run(self, job_id: str, effect: Printing, tell: Callable[[PaperMoved], None]) -> None:
        """See `kiosk.ports.Papers`."""
        self._there.wait(PATIENCE_S)
        if self._papers is not None:
            self._papers.run(job_id, effect, tell)
        else:
            tell(PaperMoved(self._clock(), job_id, PaperState.FAILED, "offline", may_repeat=True))

    def cancel(self, job_id: str) -> None:
        """See `kiosk.ports.Papers`."""
        self._there.wait(PATIENCE_S)  # as the paper itself does: it must not come out after it was given up
        if self._papers is not None:
            self._papers.cancel(job_id)

    def purge(self) -> None:
        """See `kiosk.ports.Papers`."""
        if self._papers is not None:
            self._papers.purge()
