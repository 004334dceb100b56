"""Killed with -9 at any moment of staging and activation, a terminal always has a release to run."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

from config.model import Release
from config.release import active_release
from config.staging.state import SHIPPED, State
from config.update import Outcome
from tests.config.repository.support import Box, County
from tests.meta.sources import ROOT

STAGER = "tests.config.repository.soak_stager"


def usable(box: Box) -> None:
    """The state is whole, and all that it names can be run."""
    state = State.parse(box.stages.state_file.read_bytes()) if box.stages.state_file.exists() else State()
    for number in (*state.candidates, *state.needed):
        assert Release.load(box.stages.compiled(number)).seq == number
    assert active_release(box.home).seq == state.running
    assert state.good == SHIPPED or state.good not in state.bad


def stager(box: Box, seed: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", STAGER, str(box.home), str(seed)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    return child


def one_round_s(box: Box) -> float:
    """How long a round takes on this machine, now."""
    began_s = time.monotonic()
    with stager(box, 0) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"round\n"
        child.kill()
    return time.monotonic() - began_s


def kill_at_random(county: County, box: Box, *, kills: int, seed: int) -> set[tuple[int, bool, bool, bool]]:
    """Publishes a release, starts a stager, kills it, looks; returns the states that it met."""
    chance = random.Random(seed)
    county.clock.now = datetime.now(UTC)
    county.release()
    met, round_s = set(), one_round_s(box)
    for number in range(kills):
        county.release({"wording.yaml": f"bar.back: 上一步{number % 10}\nhome.title: 您要办什么？\n"})
        with stager(box, seed + number) as child:
            time.sleep(chance.uniform(0, 1.5 * round_s))  # the moment of the kill: chance is the point of it
            child.kill()
        usable(box)
        state = box.stages.state()
        met.add((state.strikes, state.trial is not None, state.staged is not None, state.good > 0))
    return met


def survives(county: County, box: Box, *, kills: int, seed: int) -> None:
    plan = box.plan.model_copy(update={"url": county.served.resolve().as_uri()})
    plan.save(box.home, (county.repository.public / "metadata/1.root.json").read_bytes())
    met = kill_at_random(county, box, kills=kills, seed=seed)
    assert len(met) > 1, "every kill met the same state: the moments are not random"
    county.release()
    box.clock.now = datetime.now(UTC)
    assert box.look(plan=plan, full=True).outcome is Outcome.STAGED, "and it still takes what comes"


@pytest.mark.whole
def test_eight_kills(county: County, box: Box) -> None:
    survives(county, box, kills=8, seed=11)


@pytest.mark.soak
def test_five_hundred_kills(county: County, box: Box) -> None:
    survives(county, box, kills=500, seed=5000)
