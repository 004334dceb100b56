"""How a figure is said: one JSON line, with the bar it is held to."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of all lies, by the nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


def say(figure: str, value: float, unit: str, bar: float | None = None, **more: object) -> bool:
    """Prints a figure; whether it is below its bar. One without a bar is told, not judged."""
    good = bar is None or value < bar
    line = {"figure": figure, "value": round(value, 2), "unit": unit, "bar": bar, "ok": good, **more}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
    return good
