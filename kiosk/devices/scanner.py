"""The code scanner on a serial line (USB-COM), which ends each code with a line end.

A scanner that plays keyboard is not supported: whatever is scanned would be typed into the page.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kiosk.devices.poll_thread import PollThread
from kiosk.devices.scan_text import MAX_CHARACTERS, ScanFault, Scanned, ScanRefused, classify
from kiosk.devices.serial_port import OpenPort, Port, PortLostError, SerialPort
from kiosk.log import Log, LogEvent

DEBOUNCE_S = 1.5
_MAX_BYTES = MAX_CHARACTERS * 4
_LINE_ENDS = b"\r\n"


@dataclass(frozen=True, slots=True)
class ScannerLost:
    """The scanner is unplugged, or another program holds it."""


@dataclass(frozen=True, slots=True)
class ScannerBack:
    """The scanner is there again."""


ScanEvent = Scanned | ScanRefused | ScannerLost | ScannerBack


@dataclass(frozen=True, slots=True)
class ScannerStatus:
    """One look at the scanner.

    Attributes:
        plugged: Whether the line is open.
        scans: What came in since the last look, judged; repeats are left out.
        next_at: When to look again (monotonic seconds).
    """

    plugged: bool
    next_at: float
    scans: tuple[Scanned | ScanRefused, ...] = ()


class CodeScanner(Protocol):
    """A scanner, as the rest of the terminal sees it."""

    def poll(self, now: float) -> ScannerStatus:
        """Look once; waits a moment for something to come in."""
        ...

    def close(self) -> None:
        """Let go of the line."""
        ...


def status_to_events(before: ScannerStatus, now: ScannerStatus) -> tuple[ScanEvent, ...]:
    """What happened between two looks."""
    changed: tuple[ScanEvent, ...] = ()
    if before.plugged is not now.plugged:
        changed = (ScannerBack(),) if now.plugged else (ScannerLost(),)
    return changed + now.scans


class LineCollector:
    """Cuts what comes in into codes, and forgets a repeat within the debounce time.

    A scanner held over a code sends it again and again. A scanner set up without a line end is understood by
    its pause. Of a code that is too long nothing is kept.
    """

    def __init__(self, *, debounce_s: float = DEBOUNCE_S, pause_s: float = 0.3) -> None:
        self._debounce_s = debounce_s
        self._pause_s = pause_s
        self._buffer = bytearray()
        self._overflowed = False
        self._heard_at = float("-inf")
        self._last: Scanned | ScanRefused | None = None
        self._last_at = float("-inf")

    def feed(self, received: bytes, now: float) -> tuple[Scanned | ScanRefused, ...]:
        """Take what came in, possibly nothing; returns the codes that are complete now."""
        done: list[bytes | None] = []
        for byte in received:
            if byte in _LINE_ENDS:
                done.append(self._take())
            elif len(self._buffer) < _MAX_BYTES:
                self._buffer.append(byte)
            else:
                self._overflowed = True
        if received:
            self._heard_at = now
        elif now - self._heard_at >= self._pause_s:
            done.append(self._take())
        judged = (
            ScanRefused(ScanFault.TOO_LONG) if raw is None else classify(raw) for raw in done if raw != b""
        )
        return tuple(scan for scan in judged if not self._repeats(scan, now))

    def clear(self) -> None:
        """Forget a code that was not complete."""
        self._take()

    def _take(self) -> bytes | None:
        raw = None if self._overflowed else bytes(self._buffer)
        self._buffer.clear()
        self._overflowed = False
        return raw

    def _repeats(self, scan: Scanned | ScanRefused, now: float) -> bool:
        repeats = scan == self._last and now - self._last_at < self._debounce_s
        self._last, self._last_at = scan, now
        return repeats


class SerialScanner:
    """Reads codes from a serial line that may come and go."""

    def __init__(
        self,
        open_port: OpenPort,
        *,
        clock: Callable[[], float] = time.monotonic,
        debounce_s: float = DEBOUNCE_S,
        reopen_s: float = 1.0,
    ) -> None:
        self._open_port = open_port
        self._clock = clock
        self._lines = LineCollector(debounce_s=debounce_s)
        self._reopen_s = reopen_s
        self._port: Port | None = None
        self._status = ScannerStatus(plugged=False, next_at=clock())

    @classmethod
    def on(cls, path: str, *, baud: int = 115_200) -> "SerialScanner":
        """The scanner at a device path; it need not be there yet."""
        return cls(lambda: SerialPort(path, baud=baud))

    def close(self) -> None:
        """Let go of the line."""
        port, self._port = self._port, None
        if port is not None:
            port.close()

    def poll(self, now: float) -> ScannerStatus:
        """Look once."""
        if now < self._status.next_at:
            return self._status
        try:
            if self._port is None:
                self._port = self._open_port()
                self._lines.clear()
            received = self._port.receive()
        except PortLostError:
            self.close()
            self._status = ScannerStatus(plugged=False, next_at=self._clock() + self._reopen_s)
            return self._status
        heard_at = self._clock()
        scans = self._lines.feed(received, heard_at)
        self._status = ScannerStatus(plugged=True, next_at=heard_at, scans=scans)
        return self._status


class ScannerWatch:
    """Runs a scanner in a thread of its own; `on_event` is called there and should only hand the event on."""

    def __init__(
        self,
        scanner: CodeScanner,
        on_event: Callable[[ScanEvent], None],
        *,
        log: Log,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._scanner = scanner
        self._on_event = on_event
        self._log = log
        self._clock = clock
        self._status: ScannerStatus | None = None
        self._thread = PollThread("scanner-watch", step=self._look, finish=scanner.close)

    @property
    def alive(self) -> bool:
        """Whether the watch runs."""
        return self._thread.alive

    def start(self) -> None:
        """Begin to watch; once."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the watch to end."""
        self._thread.stop()

    def join(self, timeout_s: float = 0.5) -> bool:
        """Wait for the end; whether it came."""
        return self._thread.join(timeout_s)

    def _look(self) -> float:
        before = self._status
        try:
            status = self._scanner.poll(self._clock())
            # At the start a scanner that is there is nothing new, one that is not is.
            events = status_to_events(before or ScannerStatus(plugged=True, next_at=0.0), status)
            self._status = status
            for event in events if status is not before else ():
                self._note(event)
                self._on_event(event)
        except Exception as error:  # a mistake of ours or of the listener must not end the watch
            self._log.error(LogEvent.UNEXPECTED_ERROR, device="scanner", error=error)
            return 2.0
        return status.next_at - self._clock()

    def _note(self, event: ScanEvent) -> None:
        match event:
            case ScannerLost():
                self._log.warning(LogEvent.DEVICE_CHANGED, device="scanner", state="unplugged")
            case ScannerBack():
                self._log.info(LogEvent.DEVICE_CHANGED, device="scanner", state="ready")
            case Scanned() | ScanRefused():
                return
