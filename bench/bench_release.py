"""How long a terminal takes to load the configuration that it starts with, in milliseconds."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import say
from config.release import DEFAULTS, Release, compile_release

RUNS = 20
LIMIT_MS = 60


def main() -> int:
    """Prints the median of `RUNS` loads; 1 if it is over the limit."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "release.json"
        release = compile_release(DEFAULTS, file)
        taken_ms = []
        for _ in range(RUNS):
            start = time.perf_counter()
            Release.load(file)
            taken_ms.append((time.perf_counter() - start) * 1000)
    median, most = statistics.median(taken_ms), round(max(taken_ms), 1)
    good = say("release_load_ms", median, "ms", LIMIT_MS, most=most, services=len(release.services))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
