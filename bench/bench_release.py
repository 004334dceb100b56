"""How long a terminal takes to load the configuration that it starts with, in milliseconds."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from config.release import DEFAULTS, Release, compile_release

RUNS = 20
LIMIT_MS = 60


def main() -> int:
    """Prints the slowest of `RUNS` loads; 1 if it is over the limit."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "release.json"
        release = compile_release(DEFAULTS, file)
        taken_ms = []
        for _ in range(RUNS):
            start = time.perf_counter()
            Release.load(file)
            taken_ms.append((time.perf_counter() - start) * 1000)
    figure = {"figure": "release_load_ms", "value": round(max(taken_ms), 1), "limit": LIMIT_MS}
    sys.stdout.write(json.dumps({**figure, "services": len(release.services)}) + "\n")
    return 0 if max(taken_ms) < LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main())
