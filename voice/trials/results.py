"""What came of trials, as the figures that the terminal is judged by."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from kiosk.core.talk import Hearing, Outcome
from voice.trials.spoken import Trial


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one trial.

    Attributes:
        trial: What was said, and how.
        texts: What the recogniser wrote.
        hearing: What was understood; not understood where nobody was noticed.
        latency_ms: From the end of speech, as the detector noticed it, to what was understood.
        tail_ms: How long the detector waited before that.
    """

    trial: Trial
    texts: tuple[str, ...]
    hearing: Hearing
    latency_ms: float
    tail_ms: float

    @property
    def right(self) -> bool:
        """The target was acted on, or asked for."""
        acts = self.hearing.outcome in (Outcome.ACT, Outcome.ASK)
        return acts and self.trial.sentence.target in self.hearing.targets

    @property
    def acted_wrong(self) -> bool:
        """Something was done, or taken as a value, that was not meant."""
        match self.hearing.outcome:
            case Outcome.ACT:
                return self.hearing.targets != (self.trial.sentence.target,)
            case Outcome.VALUE:
                return True
            case Outcome.ASK | Outcome.NOT_UNDERSTOOD:
                return False

    @property
    def asked(self) -> bool:
        """The person is asked back."""
        return self.hearing.outcome is Outcome.ASK


def figures(engine: str, said: Sequence[Result], others: Sequence[Result]) -> Mapping[str, object]:
    """The figures of one engine.

    Args:
        engine: Its name.
        said: What came of the commands.
        others: What came of all that was not meant for the terminal.
    """
    everything = [*said, *others]
    latencies = [result.latency_ms for result in everything if result.texts]
    in_noise = {
        name: _share(result.right for result in said if result.trial.noise_db == noise_db)
        for name, noise_db in (("clean", None), ("noise10", 10), ("noise0", 0))
    }
    return {
        "engine": engine,
        "trials": len(everything),
        **{f"{name}_right_pct": share for name, share in in_noise.items()},
        "wrong_pct": _share(result.acted_wrong for result in said),
        "unrelated_wrong_pct": _share(result.acted_wrong for result in others),
        "latency_ms_median": round(median(latencies)) if latencies else None,
        "latency_ms_p95": round(_p95(latencies)) if latencies else None,
        "vad_tail_ms": round(median(tails)) if (tails := [one.tail_ms for one in everything]) else None,
        "asked_pct": _share(result.asked for result in said),
        "unrelated_asked_pct": _share(result.asked for result in others),
    }


def not_measured(engine: str) -> Mapping[str, object]:
    """The line of an engine that has no Mandarin model here: nothing is claimed for it."""
    empty = figures(engine, (), ())
    return {**empty, "remark": "not measured: no Mandarin model installed"}


def _share(of: Iterable[bool]) -> float | None:
    hits = list(of)
    return round(100 * sum(hits) / len(hits), 2) if hits else None


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[max(0, math.ceil(len(values) * 0.95) - 1)]
