"""A display of our own, so that what is measured is drawn as on a terminal."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

SIZE = "1920x1080x24"


@contextmanager
def display() -> Iterator[str]:
    """An X server; yields its name, such as `:7`, or "" where there is none: then Qt draws into memory."""
    if shutil.which("Xvfb") is None:
        yield ""
        return
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", SIZE, "-nolisten", "tcp"],
        pass_fds=[write],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


def environment(name: str) -> dict[str, str]:
    """The environment of a program that draws there."""
    return {**os.environ, "DISPLAY": name} if name else {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
