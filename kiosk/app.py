"""`kiosk run`: the terminal's screen process. It draws and decides; all that is slow runs elsewhere."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from kiosk.compose import Terminal, build, data_home
from kiosk.core.events import Device, DeviceChanged, Event
from kiosk.core.screens import Screen
from kiosk.log import LogEvent, json_log
from kiosk.processes import process_start_s, pss_mb
from kiosk.runtime import Work
from kiosk.simulated import Simulation
from ui.capacity import capacities
from ui.geometry import Geometry
from ui.window import Window

CASE_POLL_MS = 1000
CENTER_POLL_MS = 30_000
WORKERS = 6
DESK_WINDOW = (1280, 720)


class _Work(QRunnable):
    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work

    def run(self) -> None:
        """Runs it on a thread of the pool."""
        self._work()


class _Back(QObject):
    """Brings events back to the screen's thread."""

    event = Signal(object)


class Screenplay(QObject):
    """Ties the window and the runtime together, and wakes the runtime when something is due."""

    def __init__(self, terminal: Terminal, window: Window) -> None:
        super().__init__()
        self._terminal = terminal
        self._runtime = terminal.runtime
        self._due = QTimer(self, singleShot=True)
        self._due.timeout.connect(self._wake)
        self._cases = QTimer(self, interval=CASE_POLL_MS)
        self._cases.timeout.connect(self._runtime.poll_cases)
        self._center = QTimer(self, interval=CENTER_POLL_MS)
        self._center.timeout.connect(self.look_for_center)
        window.touched.connect(self._touched)
        window.pressed.connect(self._pressed)

    def begin(self) -> None:
        """Starts the timers."""
        self._cases.start()
        self._center.start()
        self._plan()

    def take(self, event: Event) -> None:
        """An event came back."""
        self._runtime.take(event)
        self._plan()

    def look_for_center(self) -> None:
        """Asks, off the screen's thread, whether the center answers."""
        outside, terminal = self._runtime.outside, self._terminal

        def work() -> None:
            works = terminal.look_for_center()
            outside.deliver(DeviceChanged(outside.clock(), Device.CENTER, works))

        outside.run(work)

    def _touched(self) -> None:
        self._runtime.touched()
        self._plan()

    def _pressed(self, serial: int, target: str) -> None:
        self._runtime.press(serial, target)
        self._plan()

    def _wake(self) -> None:
        self._runtime.wake()
        self._plan()

    def _plan(self) -> None:
        at_s = self._runtime.wake_at_s
        if at_s is None:
            self._due.stop()
        else:
            self._due.start(max(1, int((at_s - self._runtime.outside.clock()) * 1000) + 1))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kiosk run", description=__doc__)
    parser.add_argument("--windowed", action="store_true", help="in a window, for a desk")
    parser.add_argument("--with-center", action="store_true", help="starts a trial center, too")
    parser.add_argument("--dock", action="store_true", help="a small window that lays cards (trial)")
    parser.add_argument("--home", type=Path, default=None, help="the terminal's data folder")
    parser.add_argument("--reader", default="", help="serial port of the card reader")
    parser.add_argument("--out", type=Path, default=Path("out"), help="where a trial printer puts paper")
    parser.add_argument("--exit-after-first-page", action="store_true", help="for measuring")
    parser.add_argument("--json", action="store_true", help="prints what was measured as JSON")
    return parser


NO_DISPLAY = """There is no display here.
  kiosk demo --out out/demo     three visits without a display, a picture of every page
To see it from another machine, without opening it to the network:
  Xvfb :7 -screen 0 1920x1080x24 &  DISPLAY=:7 kiosk run &
  x11vnc -display :7 -localhost     (then a tunnel: ssh -L 5900:localhost:5900 this-machine)
"""


def main(argv: list[str]) -> int:
    """Runs the terminal; see `kiosk run --help`."""
    arguments = _parser().parse_args(argv)
    offscreen = os.environ.get("QT_QPA_PLATFORM", "") in ("offscreen", "minimal", "vnc")
    if not (offscreen or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        sys.stderr.write(NO_DISPLAY)
        return 2
    log = json_log(room="kiosk")
    log.info(LogEvent.TERMINAL_STARTED)
    simulation: Simulation | None = None
    home = arguments.home or data_home()
    if arguments.with_center or arguments.dock:
        simulation = Simulation(home=home)
        home = simulation.start(with_center=arguments.with_center)
    try:
        return _run(arguments, home, simulation)
    finally:
        if simulation is not None:
            simulation.close()
        log.info(LogEvent.TERMINAL_STOPPED)


def _run(arguments: argparse.Namespace, home: Path, simulation: Simulation | None) -> int:
    app = QApplication(sys.argv[:1])
    back = _Back()
    pool = QThreadPool()
    pool.setMaxThreadCount(WORKERS)
    window: Window | None = None

    def on_screen(screen: Screen) -> None:
        if window is not None:
            window.show_screen(screen)

    geometry = _geometry(arguments.windowed, home)
    reader = arguments.reader or (simulation.reader_port if simulation is not None else "")
    terminal = build(
        home=home,
        run=lambda work: pool.start(_Work(work)),
        deliver=back.event.emit,
        capacities=capacities(geometry),
        on_screen=on_screen,
        reader_port=reader,
        paper_folder=arguments.out,
    )
    window = Window(geometry, cursor_hidden=not arguments.windowed and simulation is None)
    play = Screenplay(terminal, window)
    back.event.connect(play.take, Qt.ConnectionType.QueuedConnection)
    terminal.runtime.show()
    if arguments.windowed:
        window.show()
    else:
        window.showFullScreen()
    dock = _dock(simulation, arguments)
    _stop_on_signals(app)
    QTimer.singleShot(0, lambda: _after_first_page(app, terminal, play, arguments))
    code = app.exec()
    del dock
    terminal.close()
    pool.waitForDone(2000)
    return code


def _geometry(windowed: bool, home: Path) -> Geometry:
    from config.release import active_release

    diagonal = active_release(home).settings.screen.diagonal_in
    screen = QGuiApplication.primaryScreen().size()
    width, height = screen.width(), screen.height()
    if windowed and (width, height) != DESK_WINDOW:
        share = min(1.0, DESK_WINDOW[0] / width, DESK_WINDOW[1] / height)
        return Geometry(int(width * share), int(height * share), diagonal)
    return Geometry(width, height, diagonal)


def _dock(simulation: Simulation | None, arguments: argparse.Namespace) -> object:
    if simulation is None or arguments.exit_after_first_page:
        return None
    from kiosk.dock import Dock

    dock = Dock(simulation, paper_folder=arguments.out)
    dock.show()
    return dock


def _after_first_page(
    app: QApplication, terminal: Terminal, play: Screenplay, arguments: argparse.Namespace
) -> None:
    """Measured when the first page has been painted; only then everything else starts."""
    first_page_ms = round((time.time() - process_start_s()) * 1000)
    json_log(room="kiosk").info(LogEvent.FIRST_PAGE_SHOWN, ms=first_page_ms)
    if arguments.exit_after_first_page:
        if arguments.json:
            sys.stdout.write(json.dumps({"first_page_ms": first_page_ms, "pss_mb": pss_mb()}) + "\n")
        app.quit()
        return
    terminal.start()
    play.begin()
    play.look_for_center()


def _stop_on_signals(app: QApplication) -> Callable[[], None]:
    """SIGTERM and Ctrl-C end the terminal in good order."""
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: app.quit())
    beat = QTimer(app, interval=200)  # lets Python see a signal while Qt waits
    beat.timeout.connect(lambda: None)
    beat.start()
    return beat.stop
