"""Everything around a visit, and how its work is done off the screen's thread."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from kiosk.core.effects import (
    AskLock,
    CallStaff,
    Deafen,
    FindCase,
    HandOver,
    Hush,
    Issue,
    Keep,
    Listen,
    LookUp,
    Printing,
    Rate,
    Say,
    Sound,
    Tend,
    TryLock,
    Tune,
)
from kiosk.core.events import (
    CaseMoved,
    CaseState,
    Event,
    Failed,
    Failure,
    Finished,
    PaperMoved,
    Queued,
    Result,
)
from kiosk.core.screens import PaperState
from kiosk.log import Log, LogEvent
from kiosk.nobody import NoHandoffs, NoStaff
from kiosk.ports import Cases, Center, Handoffs, Papers, Staff, Voice
from kiosk.silence import NoVoice

Work = Callable[[], None]
Asking = LookUp | FindCase | Rate | Issue | Keep | HandOver | CallStaff | AskLock | TryLock | Tend
"""What the visit waits for an answer to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Everything around the visit.

    Attributes:
        center: The service center.
        cases: The outbox.
        papers: The printers.
        run: Runs work off this thread.
        deliver: Brings an event back to the thread that owns the runtime.
        clock: Monotonic seconds.
        local: The local time of day.
        new_id: A fresh random id.
        clock_trusted: Whether today's date is to be trusted.
        run_paper: Runs what waits for printers, so that nothing else ever waits behind paper; `run` if None.
        voice: Mouth and ear.
        handoffs: Codes for staff, and the call for them.
        staff: The lock of the assisted mode, and what staff may do to the machine.
    """

    center: Center
    cases: Cases
    papers: Papers
    run: Callable[[Work], None]
    deliver: Callable[[Event], None]
    log: Log
    clock: Callable[[], float] = time.monotonic
    local: Callable[[], datetime] = datetime.now
    new_id: Callable[[], str] = lambda: str(uuid.uuid4())
    clock_trusted: Callable[[], bool] = lambda: True
    run_paper: Callable[[Work], None] | None = None
    voice: Voice = field(default_factory=NoVoice)
    handoffs: Handoffs = field(default_factory=NoHandoffs)
    staff: Staff = field(default_factory=NoStaff)

    def ask(self, effect: Asking) -> None:
        """Asks the part that knows; the answer comes back as `Finished`, also when the asking goes wrong."""
        name = type(effect).__name__

        def work() -> None:
            began_s = self.clock()
            self.log.info(LogEvent.EFFECT_STARTED, effect=name)
            try:
                result = self._answer(effect)
            except Exception as error:  # a mistake of ours: the person gets a page, the log gets its kind
                self.log.error(LogEvent.UNEXPECTED_ERROR, effect=name, error=error)
                result = Failed(Failure.NONSENSE)
            outcome = result.failure.value if isinstance(result, Failed) else "done"
            ms = round((self.clock() - began_s) * 1000)
            self.log.info(LogEvent.EFFECT_FINISHED, effect=name, outcome=outcome, ms=ms)
            self.deliver(Finished(self.clock(), effect.visit_id, effect.id, result))

        self.run(work)

    def _answer(self, effect: Asking) -> Result:
        match effect:
            case LookUp():
                return self.center.look_up(effect)
            case FindCase():
                return self.center.find_case(effect)
            case Rate():
                return self.center.rate(effect)
            case Issue():
                return self.center.issue(effect)
            case Keep():
                return self.cases.keep(effect)
            case HandOver():
                return self.handoffs.hand_over(effect)
            case CallStaff():
                return self.handoffs.call_staff(effect)
            case AskLock():
                return self.staff.ask(effect)
            case TryLock():
                return self.staff.answer(effect)
            case Tend():
                return self.staff.tend(effect)

    def print(self, job_id: str, effect: Printing) -> None:
        """Prints, behind whatever is being printed; how it goes comes back as `PaperMoved`."""

        def work() -> None:
            self.log.info(LogEvent.PRINT_STARTED, paper=type(effect).__name__)
            try:
                self.papers.run(job_id, effect, self.deliver)
            except Exception as error:  # nobody may wait for ever for a paper: its end is unknown
                self.log.error(LogEvent.UNEXPECTED_ERROR, paper=type(effect).__name__, error=error)
                self.deliver(PaperMoved(self.clock(), job_id, PaperState.UNKNOWN))

        self.deliver(Finished(self.clock(), effect.visit_id, effect.id, Queued(job_id)))
        (self.run_paper or self.run)(work)

    def sound(self, effect: Sound) -> None:
        """Speaks and listens at once: the voice's calls neither block nor raise."""
        match effect:
            case Say(speech=speech):
                self.voice.say(speech)
            case Hush():
                self.voice.hush()
            case Listen(ear=ear):
                self.voice.listen(ear)
            case Deafen():
                self.voice.deafen()
            case Tune(tuning=tuning):
                self.voice.tune(tuning)

    def run_safely(self, name: str, work: Work) -> None:
        """Runs what nobody waits for; a mistake in it is written down."""

        def safely() -> None:
            try:
                work()
            except Exception as error:  # there is no page to tell it on
                self.log.error(LogEvent.UNEXPECTED_ERROR, effect=name, error=error)

        self.run(safely)

    def look_at_case(self, case_id: str, known: CaseState) -> None:
        """Tells if the state of a case is another one than is known."""
        state = self.cases.state(case_id)
        if state is not None and state is not known:
            self.deliver(CaseMoved(self.clock(), case_id, state))
