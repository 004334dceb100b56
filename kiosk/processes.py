"""Processes and Linux: what a helper of ours is started with, and what none of them leaves behind."""

from __future__ import annotations

import ctypes
import os
import resource
import select
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

RESTART_CODE: Final = 75
"""The screen's process ends with it when staff wish it to be started again."""
SUPERVISED: Final = "KIOSK_SUPERVISED"
"""Set where a supervisor starts the terminal again; else it does so itself."""

_PR_SET_DUMPABLE: Final = 4
_ROOT: Final = str(Path(__file__).resolve().parent.parent)


def leave_no_core() -> None:
    """A crash must not write this process's memory, in which a person may be, to the disk.

    The limit goes on to helper processes; a program to which cores are piped looks at the other.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def end_with_parent() -> None:
    """Lets this process end when the other end of its standard input is gone, whatever it is doing."""

    def wait() -> None:
        poll = select.poll()
        poll.register(0, 0)  # a hang-up is always told
        poll.poll()
        os._exit(0)

    threading.Thread(target=wait, name="parent", daemon=True).start()


def environment() -> dict[str, str]:
    """What a helper process is started with: this house's packages can be imported."""
    paths = [_ROOT, *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths)}


def put_an_end_to(process: subprocess.Popen[bytes]) -> None:
    """Ends a helper at once, and closes what led to it and came from it."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):  # what was still to be written to a dead process
            if pipe:
                pipe.close()


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
