from __future__ import annotations

from datetime import timedelta

import pytest

from center.fleet.rollout import SILENT_IN_TRIAL, Progress, Stage, progress, stage_of
from center.protocol.fleet import Releases
from tests.center.fleet.beats import beat
from tests.center.support import NOON


@pytest.mark.parametrize(
    ("releases", "stage"),
    [
        (Releases(good=5, high=5), Stage.NOT_YET),
        (Releases(good=5, trial=6, high=6), Stage.TRIAL),
        (Releases(good=6, high=6), Stage.GOOD),
        (Releases(good=7, high=7), Stage.GOOD),
        (Releases(good=5, bad=(6,), high=6), Stage.FAILED),
    ],
)
def test_the_stage_is_read_off_the_last_word(releases: Releases, stage: Stage) -> None:
    assert stage_of(beat(NOON, releases=releases), received_at=NOON, now=NOON, seq=6) is stage


def test_silence_in_trial_is_a_failure() -> None:
    one = beat(NOON, releases=Releases(good=5, trial=6, high=6))
    late = NOON + SILENT_IN_TRIAL + timedelta(seconds=1)
    assert stage_of(one, received_at=NOON, now=late, seq=6) is Stage.FAILED


@pytest.mark.parametrize(
    ("good", "failed", "holds"),
    [(0, 2, False), (10, 3, True), (146, 3, True), (147, 3, False), (250, 5, False), (10_000, 6, True)],
)
def test_it_holds_at_three_and_two_percent_or_at_six(good: int, failed: int, holds: bool) -> None:
    assert Progress(6, good=good, failed=failed).must_hold is holds


def test_every_terminal_is_counted_once() -> None:
    counted = progress(6, [Stage.GOOD, Stage.GOOD, Stage.TRIAL, Stage.FAILED, Stage.NOT_YET])
    assert counted == Progress(6, not_yet=1, trial=1, good=2, failed=1)
    assert counted.reached == 4
