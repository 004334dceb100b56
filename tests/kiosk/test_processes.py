from __future__ import annotations

import resource
import subprocess
import sys

import pytest

from kiosk.processes import environment, process_start_s, pss_mb, put_an_end_to
from printing.render import HELPER

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


@pytest.mark.real
def test_the_process_that_draws_leaves_no_memory_either() -> None:
    drawing = subprocess.Popen(
        HELPER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment()
    )
    try:
        assert drawing.stdin is not None
        assert drawing.stdout is not None
        drawing.stdin.write(b'{"id": 1, "op": "warm"}\n')
        drawing.stdin.flush()
        assert drawing.stdout.readline()
        assert resource.prlimit(drawing.pid, resource.RLIMIT_CORE) == (0, 0)
    finally:
        put_an_end_to(drawing)
