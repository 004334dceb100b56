"""Runs the terminal, looks for releases, tries them between visits, and goes back after two failures.

No timers and no threads in here: whoever owns it calls `step` again and again, and the tests let a year pass.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from config.release import MODELS, active_release
from config.settings import Settings
from config.staging.poll import FIRST_S, next_wait_s
from config.staging.state import State
from config.staging.store import Stages
from kiosk.log import Log, LogEvent
from kiosk.processes import RESTART_CODE
from kiosk.supervisor.crew import Crew, Event, Running

HANGS = -1
"""Stands for the exit code of a terminal that had to be ended because it showed nothing."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How a supervisor goes about it; all times in seconds.

    Attributes:
        trial_s: How long a release must run without a failure to be good.
        night: From which full hour to which one releases begin by themselves.
        check_s: How long drawing all pages may take.
        update_s: How long one look for a release may take.
        restart_s: How long it waits before it starts a crashed terminal again, from the second crash on.
        beat_s: A terminal that reached the center within this time before a trial counts as online.
        first_page_s: A terminal that shows nothing for so long after its start has failed.
        first_s: After a start, it looks for releases within this time.
        hint_s: After a hint, it looks within this time: not all terminals in the same second.
    """

    trial_s: float = 600.0
    night: tuple[int, int] = (2, 5)
    check_s: float = 900.0
    update_s: float = 3600.0
    restart_s: float = 5.0
    beat_s: float = 600.0
    first_page_s: float = 180.0
    first_s: float = FIRST_S
    hint_s: float = 30.0


@dataclass(frozen=True, slots=True)
class Word:
    """What the heartbeat left for the supervisor.

    Attributes:
        beat_at: When the center last took a heartbeat.
        hint: A release that may be there; it only brings the next look forward.
        held: Releases that the center stopped; they are not begun, and nothing else follows from it.
        restart: An order to start the terminal anew, between visits; "" if there is none.
    """

    beat_at: datetime | None = None
    hint: int = 0
    held: frozenset[int] = frozenset()
    restart: str = ""


@dataclass(slots=True)
class _Job:
    """A short process, and since when."""

    running: Running
    since_s: float
    number: int = 0


class Supervisor:
    """One terminal's supervisor.

    Args:
        stages: The releases on the disk.
        crew: Starts processes.
        clock: Monotonic seconds.
        local: The local time of day.
        chance: Spreads a county's terminals over time.
        word: What the heartbeat says.
        habits: Times.
        log: Where it is written down.
        carried_out: Notes that an order was carried out; false if it was before.
    """

    def __init__(
        self,
        stages: Stages,
        *,
        crew: Crew,
        clock: Callable[[], float],
        local: Callable[[], datetime],
        chance: random.Random,
        word: Callable[[], Word],
        habits: Habits,
        log: Log,
        carried_out: Callable[[str], bool] = lambda _order: True,
    ) -> None:
        self._stages = stages
        self._carried_out = carried_out
        self._crew = crew
        self._clock = clock
        self._local = local
        self._chance = chance
        self._word = word
        self._habits = habits
        self._log = log
        self._terminal: Running | None = None
        self._start_at_s = clock()
        self._crashes = 0
        self._in_visit = False
        self._shown = False
        self._started_s = clock()
        self._settings: Settings | None = None
        self._models = b""
        self._restart = False
        self._update: _Job | None = None
        self._look_at_s = clock() + chance.uniform(0, habits.first_s)
        self._hinted = stages.state().high
        self._check: _Job | None = None
        self._check_failures = 0
        self._watched: int | None = None
        self._trial_since_s = clock()
        self._trial_began = local()
        self._was_online = False
        self.over = False
        """The terminal was ended by its own wish: so is the supervisor."""

    def begin(self) -> None:
        """After a start: a trial that did not end well counts as failed once; what waits may begin now."""
        state = self._stages.state()
        if state.trial is not None:
            self._strike("start")
            self._watch()
        elif state.staged is not None and state.checked:
            self._try()

    def step(self) -> None:
        """Does what is due."""
        self._look_after_terminal()
        self._look_for_releases()
        self._check_staged()
        self._activate()
        self._judge_trial()

    def close(self) -> None:
        """Ends what was started."""
        for running in (self._terminal, *(job.running for job in (self._update, self._check) if job)):
            if running is not None:
                running.stop()

    # -- the terminal

    def _look_after_terminal(self) -> None:
        if self._terminal is None:
            if self._clock() >= self._start_at_s:
                self._settings = active_release(self._stages.folder.parent).settings
                self._models = self._models_now()
                self._terminal = self._crew.terminal()
                self._in_visit = self._restart = self._shown = False
                self._started_s = self._clock()
            return
        code = self._terminal.code
        for event in self._terminal.events():
            self._hear(event)
        if code is None and not self._shown and self._clock() - self._started_s > self._habits.first_page_s:
            self._terminal.stop()
            code = HANGS
        if code is not None:
            self._ended(code)
        elif not self._in_visit and (self._restart or self._is_ordered()):
            self._terminal.stop()
            self._terminal, self._start_at_s = None, self._clock()

    def _is_ordered(self) -> bool:
        """Whether a maintainer ordered a restart; it is noted as done first, so that it happens once."""
        order = self._word().restart
        if not order or not self._carried_out(order):
            return False
        self._log.info(LogEvent.ORDER_FINISHED, kind="restart", outcome="done")
        return True

    def _hear(self, event: Event) -> None:
        match event.get("event"):
            case LogEvent.FIRST_PAGE_SHOWN:
                self._shown = True
                self._trial_since_s = self._clock()  # only what is seen is tried
            case LogEvent.VISIT_STARTED:
                self._in_visit = True
            case LogEvent.VISIT_FINISHED:
                self._in_visit = False
            case LogEvent.UNEXPECTED_ERROR:
                self._strike("page")
                self._restart = self._restart or self._stages.state().trial is not None

    def _ended(self, code: int) -> None:
        self._terminal = None
        if code == 0:
            self.over = True
            return
        if code == RESTART_CODE:  # staff wished it: nothing is wrong
            self._start_at_s = self._clock()
            return
        self._log.error(LogEvent.HELPER_FINISHED, helper="terminal", outcome="crashed", code=code)
        self._strike("crash")
        self._crashes += 1
        wait_s = 0.0 if self._crashes == 1 else self._habits.restart_s
        self._start_at_s = self._clock() + wait_s

    # -- releases

    def _look_for_releases(self) -> None:
        if self._update is None:
            hint = self._word().hint
            if hint > self._hinted:
                self._hinted = hint
                self._look_at_s = min(
                    self._look_at_s, self._clock() + self._chance.uniform(0, self._habits.hint_s)
                )
            if self._clock() >= self._look_at_s:
                self._update = _Job(self._crew.update(), self._clock())
            return
        code = self._update.running.code
        if code is None and self._clock() - self._update.since_s < self._habits.update_s:
            return
        if code is None:
            self._update.running.stop()
        told = [event for event in self._update.running.events() if "outcome" in event]
        report = told[-1] if told else {}
        next_s = report.get("next_s")
        if not isinstance(next_s, int | float) or next_s <= 0:
            next_s = next_wait_s(self._chance, failures=0 if told else 3)
        self._look_at_s = self._clock() + next_s
        outcome = report.get("outcome", "crashed")
        self._log.info(
            LogEvent.HELPER_FINISHED, helper="update", outcome=outcome, reason=report.get("reason")
        )
        self._update = None

    def _check_staged(self) -> None:
        if self._check is None:
            state = self._stages.state()
            if state.staged is not None and not state.checked and not self._in_visit:
                self._check = _Job(self._crew.check(state.staged), self._clock(), state.staged)
            return
        code, number = self._check.running.code, self._check.number
        if code is None and self._clock() - self._check.since_s < self._habits.check_s:
            return
        if code is None:
            self._check.running.stop()
        self._check = None
        if code == 0:
            self._check_failures = 0
            self._stages.change(lambda state: state.judge(number, sound=True))
            return
        self._check_failures += 1
        if code == 1 or self._check_failures > 1:  # once, something else may have ended it
            self._check_failures = 0
            self._stages.change(lambda state: state.judge(number, sound=False))
            self._log.error(LogEvent.RELEASE_REFUSED, release=number, reason="check")
            self._stages.tidy()

    def _activate(self) -> None:
        if self._in_visit or self._terminal is None:
            return
        state = self._stages.state()
        if state.staged is None or not state.checked or state.held or state.trial is not None:
            return
        first, last = self._habits.night
        if state.urgent or first <= self._local().hour < last:
            self._try()

    def _try(self) -> None:
        if self._stages.state().staged in self._word().held:
            return
        state = self._stages.change(State.begin)
        if state.trial is not None:
            self._watch()
            self._changed(state, "trial")

    def _watch(self) -> None:
        """A trial begins, or goes on after a start."""
        self._watched = self._stages.state().trial
        self._trial_since_s, self._trial_began = self._clock(), self._local()
        beat_at = self._word().beat_at
        passed = None if beat_at is None else self._trial_began - beat_at
        self._was_online = passed is not None and passed.total_seconds() < self._habits.beat_s

    def _judge_trial(self) -> None:
        state = self._stages.state()
        if state.trial is not None and state.trial != self._watched:  # somebody activated it by hand
            self._watch()
            self._changed(state, "trial")
        if self._terminal is None or self._restart or not self._shown:
            return
        if self._clock() - self._trial_since_s < self._habits.trial_s:
            return
        self._crashes = 0
        if state.trial is None:
            return
        beat_at = self._word().beat_at
        if self._was_online and (beat_at is None or beat_at <= self._trial_began):
            return
        self._changed(self._stages.change(State.praise), "good")
        self._stages.tidy()

    def _strike(self, why: str) -> None:
        before = self._stages.state()
        if before.trial is None:
            return
        after = self._stages.change(State.strike)
        if after.trial is None:
            self._log.error(LogEvent.RELEASE_REFUSED, release=before.trial, reason=why)
            self._changed(after, "back")
        else:
            self._log.info(LogEvent.HELPER_FINISHED, helper="trial", outcome="failed-once", reason=why)
            self._trial_since_s = self._clock()

    def _changed(self, state: State, how: str) -> None:
        """Another release runs: visits take it as they begin; what a start alone reads needs a new start."""
        self._log.info(LogEvent.RELEASE_ACTIVATED, release=state.running, outcome=how)
        if self._terminal is not None:
            settings = active_release(self._stages.folder.parent).settings
            self._restart = settings != self._settings or self._models_now() != self._models

    def _models_now(self) -> bytes:
        """The pins of the models that the running release brings; the voice takes them at its start."""
        try:
            return (self._stages.files(self._stages.state().running) / MODELS).read_bytes()
        except OSError:
            return b""
