"""What Linux says of this process: when it started, how much memory is really its own."""

from __future__ import annotations

import os
import time
from pathlib import Path


def process_start_s(pid: int | None = None) -> float:
    """When a process was started, in seconds of the wall clock."""
    stat = Path(f"/proc/{pid or os.getpid()}/stat").read_text()
    ticks = int(stat.rpartition(")")[2].split()[19])
    uptime_s = float(Path("/proc/uptime").read_text().split()[0])
    return time.time() - uptime_s + ticks / os.sysconf("SC_CLK_TCK")


def pss_mb(pid: int | None = None) -> float:
    """The process's share of memory (PSS), in MB of 2**20 bytes."""
    for line in Path(f"/proc/{pid or os.getpid()}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0
