"""Commands that run beside the terminal as processes of their own, and never longer than it.

A terminal that is killed outright cannot end its children: so they look whose children they are.
"""

from __future__ import annotations

import os
import runpy
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import IO

from kiosk.log import json_log, tell_by_kind

LOOK_S = 1.0
STOP_S = 5.0


def start(arguments: Sequence[str], *, stdout: int | IO[str] | None = None) -> subprocess.Popen[str]:
    """Starts a `kiosk` command that ends when this process does.

    Args:
        arguments: The command and its arguments.
        stdout: As for `subprocess.Popen`.
    """
    command = [sys.executable, "-m", "kiosk.alongside", str(os.getpid()), *arguments]
    return subprocess.Popen(command, stdout=stdout, text=True)


def stop(process: subprocess.Popen[str] | None) -> None:
    """Ends a process, gently at first; does nothing if there is none."""
    if process is None:
        return
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _end_with(parent: int) -> None:
    """Ends this process, as by a wish of its own, when it is nobody's child any more."""
    waiting = threading.Event()
    while os.getppid() == parent:
        waiting.wait(LOOK_S)
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Runs the command that follows the parent's process id, as `python -m kiosk` would."""
    parent = int(sys.argv.pop(1))
    tell_by_kind(json_log(room="kiosk"))
    threading.Thread(target=_end_with, args=(parent,), name="parent", daemon=True).start()
    runpy.run_module("kiosk", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
