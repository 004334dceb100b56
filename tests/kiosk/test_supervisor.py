"""The supervisor: trial, good, back; with processes that do as they are told, and a clock set by hand."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from config.release import MODELS, active_release
from config.staging.state import State
from config.staging.store import COMPILED, Stages
from kiosk.log import json_log
from kiosk.processes import RESTART_CODE
from kiosk.supervisor.crew import Event
from kiosk.supervisor.supervisor import Habits, Supervisor, Word
from tests.config.support import GOOD, write
from tests.conftest import Logged

pytestmark = pytest.mark.whole

NIGHT, DAY = datetime.fromisoformat("2026-11-22T03:00"), datetime.fromisoformat("2026-11-22T10:00")


@dataclass
class Played:
    """A process that does as it is told."""

    code: int | None = None
    said: list[Event] = field(default_factory=list)
    stopped: bool = False

    def events(self) -> list[Event]:
        said, self.said = self.said, []
        return said

    def stop(self) -> None:
        self.stopped = True
        self.code = self.code if self.code is not None else 0


@dataclass
class Troupe:
    """A crew on a stage; `verdict` is what checks come to."""

    verdict: int = 0
    shows: bool = True
    terminals: list[Played] = field(default_factory=list)
    updates: list[Played] = field(default_factory=list)
    checks: list[int] = field(default_factory=list)

    def terminal(self) -> Played:
        self.terminals.append(Played(said=[{"event": "first_page_shown"}] if self.shows else []))
        return self.terminals[-1]

    def update(self) -> Played:
        self.updates.append(Played(0, [{"outcome": "unchanged", "next_s": 900}]))
        return self.updates[-1]

    def check(self, number: int) -> Played:
        self.checks.append(number)
        return Played(self.verdict)


class Night:
    """A terminal's house with its supervisor, at three in the night unless said otherwise."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.stages = Stages(home)
        self.crew = Troupe()
        self.now_s = 1000.0
        self.at = NIGHT
        self.word = Word()
        self.supervisor = self.again()

    def again(self) -> Supervisor:
        self.supervisor = Supervisor(
            self.stages,
            crew=self.crew,
            clock=lambda: self.now_s,
            local=lambda: self.at + timedelta(seconds=self.now_s - 1000),
            chance=random.Random(1),
            word=lambda: self.word,
            habits=Habits(),
            log=json_log(room="kiosk"),
        )
        return self.supervisor

    def stage(self, number: int, settings: str = GOOD["settings.yaml"], *, urgent: bool = False) -> None:
        from config.loader import load_folder

        folder = write(self.home.parent / f"set-{number}", {**GOOD, "settings.yaml": settings})
        with self.stages.staging() as staging:
            (staging / COMPILED).write_bytes(load_folder(folder, seq=number).dump())
            self.stages.keep(staging, number, urgent=urgent)

    def good(self, number: int) -> None:
        self.stage(number)
        self.stages.change(lambda state: state.judge(number, sound=True).begin().praise())

    def steps(self, count: int = 4, *, each_s: float = 1.0) -> State:
        for _ in range(count):
            self.supervisor.step()
            self.now_s += each_s
        return self.stages.state()

    @property
    def terminal(self) -> Played:
        return self.crew.terminals[-1]

    def crash(self) -> State:
        self.terminal.code = -11
        return self.steps(8)

    def page_fails(self) -> State:
        self.terminal.said.append({"event": "unexpected_error"})
        return self.steps(1)


@pytest.fixture
def night(tmp_path: Path) -> Night:
    night = Night(tmp_path / "home")
    night.good(1)
    night.steps(1)
    return night


def test_ten_quiet_minutes_make_it_good(night: Night) -> None:
    night.stage(2)
    assert night.steps().trial == 2
    assert active_release(night.home).seq == 2
    assert night.steps(1, each_s=500).trial == 2
    state = night.steps(3, each_s=60)
    assert (state.good, state.trial, state.kept) == (2, None, (2, 1))
    assert len(night.crew.terminals) == 1, "nothing had to be started anew"


def test_two_crashes_and_it_is_back(night: Night, logged: Logged) -> None:
    night.stage(2)
    night.steps()
    assert night.crash().trial == 2
    state = night.crash()
    assert (state.good, state.trial, state.bad) == (1, None, (2,))
    assert active_release(night.home).seq == 1
    assert len(night.crew.terminals) == 3
    assert not state.may_take(2)


def test_a_page_that_fails_twice_and_it_is_back(night: Night, logged: Logged) -> None:
    night.stage(2)
    night.steps()
    assert night.page_fails().trial == 2
    night.steps(2)
    assert len(night.crew.terminals) == 2, "it starts anew, between visits, and so shows its page again"
    assert night.page_fails().bad == (2,)
    assert active_release(night.home).seq == 1


def test_a_terminal_that_shows_nothing_has_failed(night: Night, logged: Logged) -> None:
    night.stage(2, "screen: {diagonal_in: 32.0}\n")
    night.crew.shows = False
    assert night.steps(6).trial == 2
    for _ in range(2):
        night.steps(6, each_s=60)
    assert night.stages.state().bad == (2,)


def test_a_page_that_fails_in_a_visit_disturbs_nobody(night: Night, logged: Logged) -> None:
    night.stage(2)
    night.steps()
    night.terminal.said.append({"event": "visit_started"})
    night.page_fails()
    night.steps(5)
    assert not night.terminal.stopped
    night.terminal.said.append({"event": "visit_finished"})
    night.steps(3)
    assert len(night.crew.terminals) == 2


def test_one_failure_makes_the_ten_minutes_begin_again(night: Night, logged: Logged) -> None:
    night.stage(2)
    night.steps()
    night.now_s += 590
    night.page_fails()
    assert night.steps(2, each_s=300).trial == 2
    assert night.steps(2, each_s=300).good == 2


def test_a_faulty_page_is_found_before_anybody_sees_it(night: Night, logged: Logged) -> None:
    night.crew.verdict = 1
    night.stage(2)
    state = night.steps()
    assert (state.staged, state.trial, state.bad) == (None, None, (2,))
    assert night.stages.numbers() == (1,)


def test_a_check_that_was_ended_by_something_else_is_done_again(night: Night, logged: Logged) -> None:
    night.crew.verdict = -9
    night.stage(2)
    assert night.steps(2).staged == 2
    night.crew.verdict = 0
    assert night.steps().trial == 2


def test_a_failing_terminal_without_a_trial_blames_no_release(night: Night, logged: Logged) -> None:
    for _ in range(5):
        night.crash()
    assert night.stages.state() == State(good=1, kept=(1,), high=1)
    assert len(night.crew.terminals) == 6


def test_by_day_it_waits_for_the_night(night: Night) -> None:
    night.at = DAY
    night.stage(2)
    assert night.steps().staged == 2
    night.at = NIGHT
    assert night.steps().trial == 2


def test_urgent_waits_for_the_end_of_the_visit_only(night: Night) -> None:
    night.at = DAY
    night.terminal.said.append({"event": "visit_started"})
    night.steps(1)
    night.stage(2, urgent=True)
    assert night.steps().staged == 2
    night.terminal.said.append({"event": "visit_finished"})
    assert night.steps().trial == 2


def test_what_is_held_does_not_begin(night: Night) -> None:
    night.stage(2)
    night.stages.change(lambda state: state.hold(held=True))
    assert night.steps().staged == 2
    night.stages.change(lambda state: state.hold(held=False))
    assert night.steps().trial == 2


def test_what_the_center_stopped_does_not_begin_until_it_lets_it_go(night: Night) -> None:
    night.word = Word(held=frozenset({2}))
    night.stage(2)
    assert night.steps().staged == 2
    night.again().begin()
    assert night.steps().staged == 2
    night.word = Word(held=frozenset({3}))
    assert night.steps().trial == 2


def test_other_settings_start_the_terminal_anew_between_visits(night: Night) -> None:
    night.stage(2, "screen: {diagonal_in: 32.0}\n", urgent=True)
    night.steps(8)
    assert [terminal.stopped for terminal in night.crew.terminals] == [True, False]
    assert night.stages.state().trial == 2, "a start that was wanted is no failure"


def test_online_it_needs_a_heartbeat_too(night: Night) -> None:
    night.word = Word(beat_at=NIGHT - timedelta(seconds=30))
    night.stage(2)
    night.steps()
    assert night.steps(3, each_s=600).trial == 2
    night.word = Word(beat_at=NIGHT + timedelta(hours=1))
    assert night.steps(1).good == 2


def test_a_power_cut_in_a_trial_counts_once(night: Night, logged: Logged) -> None:
    night.stage(2)
    night.steps()
    for expected in (2, None):
        night.again().begin()
        assert night.stages.state().trial == expected
    assert night.stages.state().good == 1


def test_what_waits_begins_at_the_next_start(night: Night) -> None:
    night.at = DAY
    night.stage(2)
    night.steps()
    night.again().begin()
    assert night.stages.state().trial == 2


def test_it_looks_after_a_while_and_then_every_quarter_of_an_hour(night: Night) -> None:
    night.steps(3, each_s=150)
    assert len(night.crew.updates) == 1
    night.steps(9, each_s=90)
    assert len(night.crew.updates) == 1
    night.steps(4, each_s=90)
    assert len(night.crew.updates) == 2


def test_a_hint_brings_the_look_forward(night: Night) -> None:
    night.steps(3, each_s=150)
    night.word = Word(hint=5)
    night.steps(8, each_s=10)
    assert len(night.crew.updates) == 2


def test_whoever_ends_the_terminal_ends_the_supervisor(night: Night) -> None:
    night.terminal.code = 0
    night.steps(1)
    assert night.supervisor.over


def test_a_restart_that_staff_wished_is_no_failure(night: Night) -> None:
    before = len(night.crew.terminals)
    for _ in range(3):
        night.terminal.code = RESTART_CODE
        night.steps(2)
    assert len(night.crew.terminals) == before + 3
    assert not night.supervisor.over


def test_an_ordered_restart_waits_for_the_end_of_a_visit_and_happens_once(night: Night) -> None:
    done: list[str] = []

    def carried_out(order: str) -> bool:
        done.append(order)
        return done.count(order) == 1

    night.supervisor.close()
    night.crew = Troupe()
    night.supervisor = Supervisor(
        night.stages,
        crew=night.crew,
        clock=lambda: night.now_s,
        local=lambda: night.at,
        chance=random.Random(1),
        word=lambda: night.word,
        habits=Habits(),
        log=json_log(room="kiosk"),
        carried_out=carried_out,
    )
    night.steps(1)
    night.terminal.said.append({"event": "visit_started"})
    night.steps(1)
    night.word = Word(restart="a")
    assert night.steps(3).good == 1
    assert (len(night.crew.terminals), done) == (1, [])
    night.terminal.said.append({"event": "visit_finished"})
    night.steps(5)
    assert night.crew.terminals[0].stopped
    assert len(night.crew.terminals) == 2
    assert set(done) == {"a"}


def test_other_models_need_a_new_start_and_the_same_do_not(night: Night) -> None:
    def stage_with(number: int, pins: bytes) -> None:
        night.stage(number)
        place = night.stages.files(number) / MODELS
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(pins)

    stage_with(2, b"models: {}")
    assert night.steps(6).trial == 2
    assert len(night.crew.terminals) == 2
    night.steps(4, each_s=400)
    stage_with(3, b"models: {}")
    assert night.steps(6).trial == 3
    assert len(night.crew.terminals) == 2


def test_what_is_activated_by_hand_is_tried_as_well_and_started_with_its_models(
    night: Night, logged: Logged
) -> None:
    night.steps(4, each_s=400)
    night.stage(2)
    place = night.stages.files(2) / MODELS
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"models: {}")
    night.stages.change(lambda state: state.judge(2, sound=True).begin())  # as `kiosk config activate` does
    assert night.steps(6).trial == 2, "it is not called good because the one before it ran for long"
    assert len(night.crew.terminals) == 2
    night.crash()
    assert night.crash().trial is None
    assert night.stages.state().running == 1
    assert logged.warnings
