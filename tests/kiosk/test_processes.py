from __future__ import annotations

import subprocess
import sys

from kiosk.processes import process_start_s, pss_mb

TRY = """
import ctypes, resource
from kiosk.processes import leave_no_core, pss_mb
leave_no_core()
assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
assert ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) == 0
assert pss_mb() > 1
"""


def test_a_crash_leaves_no_memory_on_the_disk_and_measuring_still_works() -> None:
    subprocess.run([sys.executable, "-c", TRY], check=True)


def test_a_process_has_a_start_and_memory() -> None:
    assert 0 < process_start_s() < process_start_s() + 1
    assert pss_mb() > 1
