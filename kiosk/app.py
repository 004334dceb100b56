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
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRunnable, Qt, QThreadPool, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from kiosk.compose import Terminal, settle_home
from kiosk.core.events import Event
from kiosk.log import LogEvent, json_log, tell_by_kind
from kiosk.memory import keep_what_is_there
from kiosk.outside import Work
from kiosk.processes import RESTART_CODE, SUPERVISED, leave_no_core, process_start_s, pss_mb
from ui.capacity import capacities
from ui.geometry import Geometry
from ui.pages.choose import load_all
from ui.window import Window

if TYPE_CHECKING:
    import subprocess

    from kiosk.simulated import Simulation

CASE_POLL_MS = 1000
RESTART_AFTER_MS = 1500
"""So long the page says that it restarts."""
CENTER_POLL_MS = 30_000
CHORES_MS = 2000
WORKERS = 6
PAPERS = 4
"""Papers at once: two are printed, two wait at a desk; more wait here, where they can be given up, too."""
DESK_WINDOW = (1280, 720)


class _Work(QRunnable):
    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work

    def run(self) -> None:
        """Runs it on a thread of the pool."""
        self._work()


class _Back(QObject):
    """Brings events back to the screen's thread, and the wish to be started again."""

    came = Signal(object)
    restart = Signal()


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
        self._center.timeout.connect(self.look_around)
        self._chores = QTimer(self, interval=CHORES_MS)
        self._chores.timeout.connect(self._do_chores)
        self._in_visit = False
        window.touched.connect(self._touched)
        window.pressed.connect(self._pressed)
        window.faulted.connect(self._faulted)

    def begin(self) -> None:
        """Starts the timers."""
        self._cases.start()
        self._center.start()
        self._chores.start()
        self._plan()

    def take(self, event: Event) -> None:
        """An event came back."""
        self._runtime.take(event)
        self._plan()

    def look_around(self) -> None:
        """Looks, off the screen's thread, whether printers and center work."""
        self._runtime.outside.run(self._terminal.look_around)

    def _do_chores(self) -> None:
        self._runtime.outside.run(self._terminal.do_chores)

    def _touched(self) -> None:
        self._runtime.touched()
        self._plan()

    def _pressed(self, serial: int, target: str) -> None:
        self._runtime.press(serial, target)
        self._plan()

    def _wake(self) -> None:
        self._runtime.wake()
        self._plan()

    def _faulted(self) -> None:
        """A page could not be drawn; the supervisor counts these while a release is tried."""
        json_log(room="kiosk").error(LogEvent.UNEXPECTED_ERROR, part="page")

    def _plan(self) -> None:
        if self._runtime.visit.open != self._in_visit:
            self._in_visit = self._runtime.visit.open
            name = LogEvent.VISIT_STARTED if self._in_visit else LogEvent.VISIT_FINISHED
            json_log(room="kiosk").info(name)
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
    parser.add_argument("--silent", action="store_true", help="neither speaks nor listens")
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
    leave_no_core()
    tell_by_kind(json_log(room="kiosk"))
    arguments.home = settle_home(arguments.home)
    try:
        code = _run(arguments)
    finally:
        json_log(room="kiosk").info(LogEvent.TERMINAL_STOPPED)
    if code == RESTART_CODE and SUPERVISED not in os.environ:
        os.execv(sys.executable, [sys.executable, "-m", "kiosk", "run", *argv])  # noqa: S606 - nobody else does
    return code


def _run(arguments: argparse.Namespace) -> int:
    app = QApplication(sys.argv[:1])
    simulation = _simulation(arguments)
    home = simulation.home if simulation is not None else arguments.home
    back = _Back()
    pool = QThreadPool()
    pool.setMaxThreadCount(WORKERS)
    papers = QThreadPool()
    papers.setMaxThreadCount(PAPERS)
    geometry = _geometry(arguments.windowed, home)
    window = Window(geometry, cursor_hidden=not arguments.windowed and simulation is None)
    terminal = Terminal(
        home=home,
        run=lambda work: pool.start(_Work(work)),
        run_paper=lambda work: papers.start(_Work(work)),
        deliver=back.came.emit,
        capacities=capacities(geometry),
        on_screen=window.show_screen,
        on_restart=back.restart.emit,
    )
    play = Screenplay(terminal, window)
    back.came.connect(play.take, Qt.ConnectionType.QueuedConnection)
    back.restart.connect(
        lambda: QTimer.singleShot(RESTART_AFTER_MS, lambda: app.exit(RESTART_CODE)),
        Qt.ConnectionType.QueuedConnection,
    )
    terminal.runtime.show()
    if arguments.windowed:
        window.show()
    else:
        window.showFullScreen()
    _stop_on_signals(app)
    rest = _Rest(app, terminal, play, arguments, simulation)
    _FirstPaint(window, rest.first_page_is_painted)
    code = app.exec()
    pool.waitForDone(2000)
    papers.waitForDone(2000)
    terminal.close()
    for process in rest.alongside:
        from kiosk.alongside import stop

        stop(process)
    if simulation is not None:
        simulation.close()
    return code


def _simulation(arguments: argparse.Namespace) -> Simulation | None:
    if not (arguments.with_center or arguments.dock):
        return None
    from kiosk.simulated import Simulation

    return Simulation(home=arguments.home, with_center=arguments.with_center)


def _geometry(windowed: bool, home: Path) -> Geometry:
    from config.release import active_release

    diagonal = active_release(home).settings.screen.diagonal_in
    screen = QGuiApplication.primaryScreen().size()
    width, height = screen.width(), screen.height()
    if windowed and (width, height) != DESK_WINDOW:
        share = min(1.0, DESK_WINDOW[0] / width, DESK_WINDOW[1] / height)
        return Geometry(int(width * share), int(height * share), diagonal)
    return Geometry(width, height, diagonal)


class _FirstPaint(QObject):
    """Calls back once, after the first picture of a window has been handed to the display."""

    def __init__(self, window: Window, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._handle = window.windowHandle()
        self._then = then
        self._handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Sees that the display wants the picture, and lets it be painted."""
        if event.type() == QEvent.Type.Expose and self._handle.isExposed():
            self._handle.removeEventFilter(self)
            QTimer.singleShot(0, self._then)
        return False


class _Rest(QObject):
    """Everything that comes after the first page."""

    def __init__(
        self,
        app: QApplication,
        terminal: Terminal,
        play: Screenplay,
        arguments: argparse.Namespace,
        simulation: Simulation | None,
    ) -> None:
        super().__init__(app)
        self._app = app
        self._terminal = terminal
        self._play = play
        self._arguments = arguments
        self._simulation = simulation
        self._dock: object = None
        self.alongside: list[subprocess.Popen[str]] = []

    def first_page_is_painted(self) -> None:
        """Measures; then brings the parts, off the screen's thread."""
        first_page_ms = round((time.time() - process_start_s()) * 1000)
        log = json_log(room="kiosk")
        log.info(LogEvent.TERMINAL_STARTED)
        log.info(LogEvent.FIRST_PAGE_SHOWN, ms=first_page_ms)
        if self._arguments.exit_after_first_page:
            if self._arguments.json:
                sys.stdout.write(json.dumps({"first_page_ms": first_page_ms, "pss_mb": pss_mb()}) + "\n")
            self._app.quit()
            return
        if self._simulation is not None:
            from kiosk.dock import Dock

            self._dock = Dock(
                self._simulation,
                paper_folder=self._arguments.out,
                set_paper_out=self._terminal.take_paper_out,
                shown=lambda: self._terminal.runtime.visit.screen,
            )
            self._dock.show()
        self._terminal.runtime.outside.run(self._open)
        self._play.begin()

    def _open(self) -> None:
        reader, scanner = self._arguments.reader, ""
        load_all()
        try:
            if self._simulation is not None:
                self._simulation.start()
                reader = reader or self._simulation.reader_port
                scanner = self._simulation.scanner_port
            self._terminal.open(
                reader_port=reader,
                scanner_port=scanner,
                paper_folder=self._arguments.out,
                talks=not self._arguments.silent,
            )
            self._start_alongside()
            keep_what_is_there()
        except Exception as error:  # the page must say so: nobody is to lay a card that nothing reads
            json_log(room="kiosk").error(LogEvent.UNEXPECTED_ERROR, part="opening", error=error)
            self._terminal.nothing_works()

    def _start_alongside(self) -> None:
        """Brings cases to the center and tells it how this terminal is; the trial has a sender of its own.

        Beside another sender or heartbeat these end at once.
        """
        if self._terminal.is_enrolled:
            from kiosk import alongside

            home = ["--home", str(self._terminal.home)]
            commands = ("send", "beat") if self._simulation is None else ("beat",)
            self.alongside = [alongside.start([command, *home]) for command in commands]


def _stop_on_signals(app: QApplication) -> Callable[[], None]:
    """SIGTERM and Ctrl-C end the terminal in good order."""
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: app.quit())
    beat = QTimer(app, interval=200)  # lets Python see a signal while Qt waits
    beat.timeout.connect(lambda: None)
    beat.start()
    return beat.stop
