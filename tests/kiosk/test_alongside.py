"""What runs beside a terminal does not outlive it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kiosk import alongside

PARENT = """
import subprocess, sys
from kiosk import alongside
child = alongside.start(["center", "--trial", "--data", sys.argv[1], "--port", "0"], stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
sys.stdin.read()
"""
PATIENCE_S = 20.0


def is_there(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    return False


@pytest.mark.real
def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path / "center")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_there(child)
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
    end_s, pause = time.monotonic() + PATIENCE_S, threading.Event()
    while is_there(child) and time.monotonic() < end_s:
        pause.wait(0.1)
    assert not is_there(child)


def test_ending_what_is_not_there_is_nothing() -> None:
    alongside.stop(None)


@pytest.mark.real
def test_a_child_ends_when_it_is_told_to() -> None:
    child = alongside.start(["--help"], stdout=subprocess.PIPE)
    alongside.stop(child)
    assert child.poll() is not None
    alongside.stop(child)
