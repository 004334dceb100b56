"""How long the core thinks about one event, over every page of the tour."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from unittest import mock

from bench.figures import percentile, say
from config.release import shipped
from kiosk.core.tour import tour
from kiosk.core.visit import Visit
from ui.capacity import capacities
from ui.geometry import Geometry

MEDIAN_MS, P95_MS = 5, 25


def main() -> int:
    taken_ms: list[float] = []
    handle = Visit.handle

    def timed(self: Visit, event: Any) -> Any:
        began_s = time.perf_counter()
        try:
            return handle(self, event)
        finally:
            taken_ms.append((time.perf_counter() - began_s) * 1000)

    with tempfile.TemporaryDirectory() as folder:
        release = shipped(Path(folder))
    with mock.patch.object(Visit, "handle", timed):
        pages = sum(1 for _ in tour(release, capacities(Geometry(1920, 1080, 21.5))))
    median = percentile(taken_ms, 0.5)
    good = say("core_event_ms_median", median, "ms", MEDIAN_MS, events=len(taken_ms), pages=pages)
    good &= say("core_event_ms_p95", percentile(taken_ms, 0.95), "ms", P95_MS, most=round(max(taken_ms), 1))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
