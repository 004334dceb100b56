"""How well the terminal understands what is said to it: `kiosk voice bench --json`, held to its bars."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

AT_LEAST = {"clean_right_pct": 97, "noise10_right_pct": 90}
AT_MOST = {"wrong_pct": 0.5, "unrelated_wrong_pct": 1, "latency_ms_median": 900, "latency_ms_p95": 1850}


def main() -> int:
    """Prints a line for each engine; fails where one that was measured misses a bar."""
    command = [sys.executable, "-m", "kiosk", "voice", "bench", "--json"]
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    sys.stdout.write(run.stdout)
    lines: list[dict[str, Any]] = [json.loads(line) for line in run.stdout.splitlines()]
    missed = [
        f"{line['engine']}: {name} is {line[name]}"
        for line in lines
        if line["trials"]
        for name in (*AT_LEAST, *AT_MOST)
        if not _good(name, line[name])
    ]
    sys.stderr.writelines(f"{miss}\n" for miss in missed)
    return run.returncode or int(bool(missed))


def _good(name: str, value: float | None) -> bool:
    if value is None:
        return False
    return value >= AT_LEAST[name] if name in AT_LEAST else value <= AT_MOST[name]


if __name__ == "__main__":
    sys.exit(main())
