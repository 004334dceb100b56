"""This process and Linux: when it started, how much memory is its own, and that it leaves no core behind."""

from __future__ import annotations

import ctypes
import os
import resource
import time
from pathlib import Path
from typing import Final

RESTART_CODE: Final = 75
"""The screen's process ends with it when staff wish it to be started again."""
SUPERVISED: Final = "KIOSK_SUPERVISED"
"""Set where a supervisor starts the terminal again; else it does so itself."""

_PR_SET_DUMPABLE = 4


def leave_no_core() -> None:
    """A crash must not write this process's memory, in which a person may be, to the disk.

    The limit goes on to helper processes; a program to which cores are piped looks at the other.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


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
