"""Runs visits: takes events, runs their effects off the screen's thread, posts the results back.

No Qt in here: the terminal's window, the demo, the simulated villager and the tests all drive the same
runtime, with another way of running work and of coming back to the one thread that owns the visit.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from config.release import Release
from kiosk.core.effects import (
    CancelPaper,
    Deafen,
    Effect,
    Hush,
    Listen,
    NoteAct,
    PrintDocument,
    PrintForm,
    PrintPapers,
    PrintSlip,
    PrintTest,
    Say,
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
    Finished,
    Kept,
    LeftCardSeen,
    PaperMoved,
    Pressed,
    SoundChanged,
    StandingChanged,
    Touched,
    Woke,
)
from kiosk.core.outstanding import OPEN
from kiosk.core.places.asides import MessagePlace
from kiosk.core.screens import Capacity, Display, Screen, TextSize, Theme, Tone
from kiosk.core.standing import Standing
from kiosk.core.visit import Visit
from kiosk.devices.left_card import LeftCard
from kiosk.log import LogEvent
from kiosk.outside import Outside

CLOCK_CORRECTED = timedelta(minutes=1)
"""An idle terminal whose clock was set by more than this begins its visit anew, with the right day."""


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
        outside = self.outside
        match effect:
            case Say() | Hush() | Listen() | Deafen() | Tune():
                outside.sound(effect)
            case PrintDocument() | PrintSlip() | PrintPapers() | PrintForm() | PrintTest():
                job_id = outside.new_id()
                self._jobs[job_id] = effect.visit_id
                outside.print(job_id, effect)
            case CancelPaper(job_id=job_id):
                outside.run_safely("CancelPaper", lambda: outside.papers.cancel(job_id))
            case NoteAct():
                outside.run_safely("NoteAct", lambda: outside.staff.note(effect))
            case Wipe():
                self.left_card.visit_ended(outside.clock())
                self._waiting_cases.clear()
                self._purge()
            case _:
                outside.ask(effect)

    def _purge(self) -> None:
        self.outside.run_safely("Purge", self.outside.papers.purge)

    def poll_cases(self) -> None:
        """Looks whether cases of this visit have reached the center; call it about once a second."""
        for case_id, known in tuple(self._waiting_cases.items()):
            self.outside.run_safely("CaseState", partial(self.outside.look_at_case, case_id, known))
