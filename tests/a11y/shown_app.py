"""Shows pages on a display and lets a real screen reader's client read them back, one after the other.

Run inside a display and a session bus; prints one JSON object: page -> what the client found, and what was
pressed through it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication

from config.release import shipped
from kiosk.core.screens import Screen
from kiosk.core.tour import tour
from ui.capacity import capacities
from ui.geometry import Geometry
from ui.window import Window

LAUNCHER = "/usr/libexec/at-spi-bus-launcher"
CLIENT = Path(__file__).with_name("read_back.py")
PANEL = Geometry(1280, 1024, 19.0)
PAGES = ("home/open", "old-age-allowance/ask-phone", "old-age-allowance/ask-account", "home/broken-center")
PRESSED = ("home/open", "养老钱")


class Reading:
    """Shows one page, starts the client, waits for its end, and goes on.

    Args:
        window: Where pages are shown.
        screens: The pages.
        app: Ended when all are read.
    """

    def __init__(self, window: Window, screens: dict[str, Screen], app: QApplication) -> None:
        self.window = window
        self.screens = screens
        self.app = app
        self.found: dict[str, object] = {}
        self.pressed: list[str] = []
        self.waiting = list(screens)
        self.client = QProcess()
        self.client.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
        self.client.finished.connect(self._read)
        window.pressed.connect(lambda _, target: self.pressed.append(target))

    def next(self) -> None:
        """The next page, or the end."""
        if not self.waiting:
            sys.stdout.write(json.dumps({"pages": self.found, "pressed": self.pressed}, ensure_ascii=False))
            sys.stdout.flush()
            self.app.quit()
            return
        page = self.waiting[0]
        self.window.show_screen(self.screens[page])
        press = [PRESSED[1]] if page == PRESSED[0] else []
        self.client.start("/usr/bin/python3", [os.fspath(CLIENT), self.app.applicationName(), *press])

    def _read(self) -> None:
        page = self.waiting.pop(0)
        self.found[page] = json.loads(bytes(self.client.readAllStandardOutput().data()) or b"null")
        self.next()


def main() -> int:
    bus = subprocess.Popen([LAUNCHER, "--launch-immediately"], stdout=subprocess.DEVNULL)
    try:
        app = QApplication(sys.argv)
        app.setApplicationName("shown-app")
        stops = tour(shipped(), capacities(PANEL), services=("old-age-allowance",))
        pages = {stop.name: stop.screen for stop in stops if stop.name in PAGES}
        window = Window(PANEL)
        window.show()
        reading = Reading(window, {name: pages[name] for name in PAGES}, app)
        reading.next()
        return app.exec()
    finally:
        bus.terminate()
        bus.wait(timeout=5)


if __name__ == "__main__":
    sys.exit(main())
