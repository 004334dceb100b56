"""Runs visits: takes events, runs their effects off the screen's thread, posts the results back.

No Qt in here: the terminal's window, the demo, the simulated villager and the tests all drive the same
runtime, with another way of running work and of coming back to the one thread that owns the visit.
"""

from __future__ import annotations

import secrets
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from config.release import Release
from kiosk.core.effects import (
    AskLock,
    CallStaff,
    CancelPaper,
    Deafen,
    Effect,
    FindCase,
    HandOver,
    Hush,
    Issue,
    Keep,
    Listen,
    LookUp,
    NoteAct,
    PrintDocument,
    PrintForm,
    Printing,
    PrintPapers,
    PrintSlip,
    PrintTest,
    Rate,
    Say,
    Sound,
    Tend,
    TryLock,
    Tune,
    Wipe,
)
from kiosk.core.events import (
    Began,
    CardFailed,
    CardRead,
    CaseMoved,
    CaseState,
    Device,
    DeviceChanged,
    Event,
    Failed,
    Failure,
    Finished,
    Kept,
    LeftCardSeen,
    PaperMoved,
    Pressed,
    Queued,
    Result,
    SoundChanged,
    StandingChanged,
    Touched,
    Woke,
)
from kiosk.core.outstanding import OPEN
from kiosk.core.places.asides import MessagePlace
from kiosk.core.screens import Capacity, Display, PaperState, Screen, TextSize, Theme, Tone
from kiosk.core.standing import Standing
from kiosk.core.visit import Visit
from kiosk.devices.left_card import LeftCard
from kiosk.log import Log, LogEvent
from kiosk.nobody import NoHandoffs, NoStaff
from kiosk.ports import Cases, Center, Handoffs, Papers, Staff, Voice
from kiosk.silence import NoVoice

Work = Callable[[], None]

CLOCK_CORRECTED = timedelta(minutes=1)
"""An idle terminal whose clock was set by more than this begins its visit anew, with the right day."""


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


@dataclass
class Runtime:
    """One terminal's visits, one after another.

    Args:
        release: Gives the release for the next visit.
        outside: The parts around.
        capacities: What fits on this screen's pages.
        on_screen: Called with each screen to show.
        on_mistake: Called with an error of ours inside a visit; by default it is written down.
        on_handled: Called with each event and what became of the visit; for the accounts.
    """

    release: Callable[[], Release]
    outside: Outside
    capacities: Mapping[tuple[TextSize, bool], Capacity]
    on_screen: Callable[[Screen], None]
    broken: set[Device] = field(default_factory=set)
    left_card: LeftCard = field(default_factory=lambda: LeftCard(secrets.token_bytes(32)))
    visit: Visit = field(init=False)
    _waiting_cases: dict[str, CaseState] = field(default_factory=dict)
    _jobs: dict[str, str] = field(default_factory=dict)
    _sound: SoundChanged | None = None
    _standing: Standing = field(default_factory=Standing)
    _talks: bool = False

    def __post_init__(self) -> None:
        self.on_mistake: Callable[[Exception], None] = self._write_down
        self.on_handled: Callable[[Event, Visit], None] = lambda _event, _visit: None
        self.visit = self._new_visit(serial=1)

    def _new_visit(self, *, serial: int) -> Visit:
        release = self.release()
        screen = release.settings.screen
        outside = self.outside
        outside.voice.use(sound=release.settings.sound, accents=release.accents)
        began = Began(
            at_s=outside.clock(),
            visit_id=outside.new_id(),
            serial=serial,
            local=outside.local(),
            clock_trusted=outside.clock_trusted(),
            capacities=self.capacities,
            display=Display(TextSize(screen.text_size), Theme(screen.theme)),
            broken=frozenset(self.broken),
            trial_printer=outside.papers.trial,
            has_sound=self._sound is not None,
            speaks=self._sound is not None and self._sound.speaks,
            listens=self._sound is not None and self._sound.listens,
            headphones=self._sound is not None and self._sound.headphones,
            standing=self._standing,
        )
        return Visit(release, began)

    @property
    def sound(self) -> SoundChanged | None:
        """What can be done with sound, as the voice told it last."""
        return self._sound

    def show(self) -> None:
        """Shows the page as it is."""
        self.on_screen(self.visit.screen)

    # -- events ----------------------------------------------------------------------------------

    def press(self, serial: int, target: str) -> None:
        """A target was pressed."""
        self.take(Pressed(self.outside.clock(), serial, target))

    def touched(self) -> None:
        """Any press-down or key. On the end page it may still be the last visitor's: that is no new touch."""
        if not self.visit.ended:
            self.left_card.touched()
        self.take(Touched(self.outside.clock()))

    def device(self, device: Device, *, works: bool) -> None:
        """A part broke, or came back."""
        self.take(DeviceChanged(self.outside.clock(), device, works))

    def wake(self) -> None:
        """The time that `wake_at_s` named has come."""
        self.left_card.expire(self.outside.clock())
        self._renew_idle(self._is_outdated)
        self.take(Woke(self.outside.clock()))

    @property
    def wake_at_s(self) -> float | None:
        """When to call `wake`, monotonic seconds."""
        due = [at for at in (self.visit.wake_at_s, self.left_card.wipe_at) if at is not None]
        return min(due, default=None)

    def take(self, event: Event) -> None:
        """Takes one event, runs what follows, shows what is to be seen."""
        self._note(event)
        if isinstance(event, DeviceChanged):
            self._renew_idle(lambda: self.visit.began.trial_printer != self.outside.papers.trial)
        if isinstance(event, StandingChanged):
            self._renew_idle(lambda: self.visit.closed != self._standing.closed)
        if isinstance(event, CardRead):
            taken = self._card(event)
            if taken is None:
                return
            event = taken
        if (
            self.visit.ended
            and self.visit.takes_next
            and isinstance(event, (CardRead, CardFailed, LeftCardSeen))
        ):
            self._next()
        before = self.visit.screen
        try:
            effects = self.visit.handle(event)
        except Exception as error:  # a mistake of ours: a safe page and a clean start, never a white screen
            self.on_mistake(error)
            effects = self._start_afresh()
        if isinstance(event, CardRead) and not self.visit.is_guarded:
            self.left_card.remember(event.card.number)
        if self.visit.open and not self._talks:
            self._talks = True
            self.outside.voice.visit_began()
        self.on_handled(event, self.visit)
        for effect in effects:
            self._run(effect)
        if self.visit.over:
            self._next()
        if self.visit.screen != before:
            self.show()

    def _note(self, event: Event) -> None:
        """What is kept account of beside the visit."""
        match event:
            case SoundChanged():
                self._sound = event
            case StandingChanged(standing=standing):
                self._standing = standing
            case DeviceChanged(device=device, works=works):
                (self.broken.discard if works else self.broken.add)(device)
            case CaseMoved(case_id=case_id, state=state) if case_id in self._waiting_cases:
                self._waiting_cases[case_id] = state
            case Finished(visit_id=visit_id, result=Kept(case_id=case_id)):
                if visit_id == self.visit.began.visit_id and not self.visit.ended:
                    self._waiting_cases[case_id] = CaseState.KEPT
            case PaperMoved(job_id=job_id, state=state) if state not in OPEN:
                owner = self._jobs.pop(job_id, None)
                if owner is not None and (owner != self.visit.began.visit_id or self.visit.ended):
                    self._purge()  # at the visit's end it was still being printed
            case _:
                pass

    def _write_down(self, error: Exception) -> None:
        place = type(self.visit.place).__name__
        self.outside.log.error(LogEvent.UNEXPECTED_ERROR, place=place, error=type(error).__name__)

    def _start_afresh(self) -> list[Effect]:
        """Wipes the visit that went wrong, takes back its paper, and says so on a new one's page."""
        visit_id = self.visit.began.visit_id
        effects: list[Effect] = [Wipe(0, visit_id)]
        effects += [CancelPaper(0, visit_id, job) for job, owner in self._jobs.items() if owner == visit_id]
        self._next()
        try:
            self.visit.open = True
            self.visit.go(MessagePlace("safe", tone=Tone.BAD, icon="alert-circle-outline"))
            return [*effects, *self.visit.handle(Touched(self.outside.clock()))]
        except Exception as error:  # not even that page: then the first one
            self.on_mistake(error)
            self._next()
            return effects

    def _card(self, event: CardRead) -> Event | None:
        if self.left_card.is_left(event.card.number, self.outside.clock()):
            return LeftCardSeen(event.at_s)
        return None if self.visit.ended and not self.visit.takes_next else event

    def _next(self) -> None:
        if self._talks:
            self._talks = False
            self.outside.voice.visit_ended()
        self.visit = self._new_visit(serial=self.visit.serial + 1)

    def _renew_idle(self, is_due: Callable[[], bool]) -> None:
        """Begins the visit of whoever comes next anew, if nobody has come yet."""
        if not self.visit.open and not self.visit.ended and len(self.visit.stack) == 1 and is_due():
            self._next()
            self.show()

    def _is_outdated(self) -> bool:
        """Whether a newer release or a corrected clock waits for whoever comes next."""
        visit, outside = self.visit, self.outside
        expected = visit.began.local + timedelta(seconds=outside.clock() - visit.began.at_s)
        return (
            abs(outside.local() - expected) > CLOCK_CORRECTED
            or outside.clock_trusted() != visit.began.clock_trusted
            or self.release().seq != visit.release.seq
        )

    # -- effects ---------------------------------------------------------------------------------

    def _run(self, effect: Effect) -> None:
        match effect:
            case LookUp():
                self._ask(effect, lambda: self.outside.center.look_up(effect))
            case FindCase():
                self._ask(effect, lambda: self.outside.center.find_case(effect))
            case Rate():
                self._ask(effect, lambda: self.outside.center.rate(effect))
            case Issue():
                self._ask(effect, lambda: self.outside.center.issue(effect))
            case PrintDocument() | PrintSlip() | PrintPapers() | PrintForm() | PrintTest():
                self._print(effect)
            case CancelPaper(job_id=job_id):
                self._run_safely("CancelPaper", lambda: self.outside.papers.cancel(job_id))
            case Keep():
                self._ask(effect, lambda: self.outside.cases.keep(effect))
            case HandOver():
                self._ask(effect, lambda: self.outside.handoffs.hand_over(effect))
            case CallStaff():
                self._ask(effect, lambda: self.outside.handoffs.call_staff(effect))
            case AskLock():
                self._ask(effect, lambda: self.outside.staff.ask(effect))
            case TryLock():
                self._ask(effect, lambda: self.outside.staff.answer(effect))
            case Tend():
                self._ask(effect, lambda: self.outside.staff.tend(effect))
            case NoteAct():
                self._run_safely("NoteAct", lambda: self.outside.staff.note(effect))
            case Wipe():
                self.left_card.visit_ended(self.outside.clock())
                self._waiting_cases.clear()
                self._purge()
            case Say() | Hush() | Listen() | Deafen() | Tune():
                self._sound_out(effect)

    def _sound_out(self, effect: Sound) -> None:
        """The voice's calls neither block nor raise."""
        voice = self.outside.voice
        match effect:
            case Say(speech=speech):
                voice.say(speech)
            case Hush():
                voice.hush()
            case Listen(ear=ear):
                voice.listen(ear)
            case Deafen():
                voice.deafen()
            case Tune(tuning=tuning):
                voice.tune(tuning)

    def _purge(self) -> None:
        self._run_safely("Purge", self.outside.papers.purge)

    def _run_safely(self, name: str, work: Work) -> None:
        """Runs what nobody waits for; a mistake in it is written down."""
        log = self.outside.log

        def safely() -> None:
            try:
                work()
            except Exception as error:  # there is no page to tell it on
                log.error(LogEvent.UNEXPECTED_ERROR, effect=name, error=error)

        self.outside.run(safely)

    def _ask(
        self,
        effect: LookUp | FindCase | Rate | Issue | Keep | HandOver | CallStaff | AskLock | TryLock | Tend,
        ask: Callable[[], Result],
    ) -> None:
        clock, deliver, log = self.outside.clock, self.outside.deliver, self.outside.log
        name = type(effect).__name__

        def work() -> None:
            began_s = clock()
            log.info(LogEvent.EFFECT_STARTED, effect=name)
            try:
                result = ask()
            except Exception as error:  # a mistake of ours: the person gets a page, the log gets the trace
                log.error(LogEvent.UNEXPECTED_ERROR, effect=name, error=error)
                result = Failed(Failure.NONSENSE)
            outcome = result.failure.value if isinstance(result, Failed) else "done"
            log.info(
                LogEvent.EFFECT_FINISHED, effect=name, outcome=outcome, ms=round((clock() - began_s) * 1000)
            )
            deliver(Finished(clock(), effect.visit_id, effect.id, result))

        self.outside.run(work)

    def _print(self, effect: Printing) -> None:
        job_id, clock, deliver = self.outside.new_id(), self.outside.clock, self.outside.deliver
        log, papers = self.outside.log, self.outside.papers
        self._jobs[job_id] = effect.visit_id

        def work() -> None:
            log.info(LogEvent.PRINT_STARTED, paper=type(effect).__name__)
            try:
                papers.run(job_id, effect, deliver)
            except Exception as error:  # nobody may wait for ever for a paper: its end is unknown
                log.error(LogEvent.UNEXPECTED_ERROR, paper=type(effect).__name__, error=error)
                deliver(PaperMoved(clock(), job_id, PaperState.UNKNOWN))

        deliver(Finished(clock(), effect.visit_id, effect.id, Queued(job_id)))
        (self.outside.run_paper or self.outside.run)(work)

    def poll_cases(self) -> None:
        """Looks whether cases of this visit have reached the center; call it about once a second."""
        for case_id, known in tuple(self._waiting_cases.items()):
            self._run_safely("CaseState", partial(self._look_at_case, case_id, known))

    def _look_at_case(self, case_id: str, known: CaseState) -> None:
        state = self.outside.cases.state(case_id)
        if state is not None and state is not known:
            self.outside.deliver(CaseMoved(self.outside.clock(), case_id, state))
