"""Whether a release may go on to more terminals. Rules only; the one act that follows is to stop.

The act stands in `center.fleet.holds`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from center.protocol.fleet import Heartbeat

FEWEST_FAILED = 3
FAILED_SHARE = 0.02
FAILED_IN_A_WAVE = 5
SILENT_IN_TRIAL = timedelta(minutes=30)
"""A terminal that began a trial and then said nothing for so long counts as failed."""


class Stage(StrEnum):
    """How far one terminal is with one release."""

    NOT_YET = "not-yet"
    TRIAL = "trial"
    GOOD = "good"
    FAILED = "failed"


def stage_of(beat: Heartbeat, *, received_at: datetime, now: datetime, seq: int) -> Stage:
    """How far a terminal is with release `seq`, by its last word."""
    installed = beat.releases
    if seq in installed.bad:
        return Stage.FAILED
    if installed.trial == seq:
        return Stage.FAILED if now - received_at > SILENT_IN_TRIAL else Stage.TRIAL
    return Stage.GOOD if installed.good >= seq else Stage.NOT_YET


@dataclass(frozen=True)
class Progress:
    """A release across the county."""

    seq: int
    not_yet: int = 0
    trial: int = 0
    good: int = 0
    failed: int = 0

    @property
    def reached(self) -> int:
        """How many terminals have had it in their hands."""
        return self.trial + self.good + self.failed

    @property
    def must_hold(self) -> bool:
        """Whether it must stop: more than 5 failed, or at least 3 and more than 2 % of those it reached."""
        if self.failed > FAILED_IN_A_WAVE:
            return True
        return self.failed >= FEWEST_FAILED and self.failed > FAILED_SHARE * self.reached


def progress_of(seq: int, told: Iterable[tuple[Heartbeat, datetime]], *, now: datetime) -> Progress:
    """How far a release is, by the last word of each terminal and when it came."""
    return progress(seq, (stage_of(beat, received_at=at, now=now, seq=seq) for beat, at in told))


def progress(seq: int, stages: Iterable[Stage]) -> Progress:
    """Counts the terminals of a release."""
    counts = dict.fromkeys(Stage, 0)
    for stage in stages:
        counts[stage] += 1
    return Progress(
        seq,
        not_yet=counts[Stage.NOT_YET],
        trial=counts[Stage.TRIAL],
        good=counts[Stage.GOOD],
        failed=counts[Stage.FAILED],
    )
