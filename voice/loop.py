"""Qt's loop, for the voice's process: no window, only timers, sound devices and calls from threads."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QLoggingCategory, QObject, Qt, QTimer, Signal


def quiet_qt() -> None:
    """Lets Qt's sound keep its chatter to itself."""
    QLoggingCategory.setFilterRules("qt.multimedia.*=false")


class Loop(QObject):
    """The loop that everything of the voice runs in."""

    _posted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._application = QCoreApplication.instance() or QCoreApplication([])
        self._posted.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def post(self, call: Callable[[], None]) -> None:
        """Calls something in the loop; from any thread."""
        self._posted.emit(call)

    def later(self, delay_s: float, call: Callable[[], None]) -> None:
        """Calls something in the loop after a while."""
        QTimer.singleShot(round(delay_s * 1000), self, call)

    def every(self, interval_s: float, call: Callable[[], None]) -> None:
        """Calls something again and again."""
        timer = QTimer(self)
        timer.setInterval(round(interval_s * 1000))
        timer.timeout.connect(call)
        timer.start()

    def run(self) -> int:
        """Runs until `quit`."""
        return self._application.exec()

    def quit(self) -> None:
        """Ends it."""
        self._application.quit()

    def _call(self, call: Callable[[], None]) -> None:
        call()
