"""The terminal with a fault planted in it: a page that says a certain thing can't be drawn.

It stands for faults of the program that a release's data brings out and that no check has seen. Everything
else is `kiosk run` as it is.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

from kiosk.app import main
from kiosk.core.screens import Screen
from ui.window import Window

FATAL = "这页有毛病"
LOOK_S = 1.0


class PlantedError(RuntimeError):
    """The planted fault."""


def plant() -> None:
    """From now on, a page with the fatal words fails as it is drawn."""
    real = Window._dress

    def dress(window: Window, screen: Screen) -> None:
        if FATAL in screen.title.written:
            raise PlantedError
        real(window, screen)

    setattr(Window, "_dress", dress)  # noqa: B010 - a fault is planted, and mypy need not know


def end_with_parent() -> None:
    """Whoever tells the story may be killed."""
    parent, waiting = os.getppid(), threading.Event()

    def look() -> None:
        while os.getppid() == parent:
            waiting.wait(LOOK_S)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=look, name="parent", daemon=True).start()


if __name__ == "__main__":
    end_with_parent()
    plant()
    sys.exit(main(sys.argv[1:]))
