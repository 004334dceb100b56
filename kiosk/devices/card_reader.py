"""The identity card reader on its serial line: the port, and its one adapter.

The simulated device is an emulator at the other end of the line, so that this code always runs.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kiosk.devices.card_events import ReaderState, ReaderStatus
from kiosk.devices.plate import NoAnswer, Plate, PlateRules
from kiosk.devices.sam_frames import (
    SW3,
    Answer,
    Command,
    FrameDecoder,
    FrameFault,
    answer_of,
    belongs_to,
    build_command,
)
from kiosk.devices.serial_port import OpenPort, Port, PortLostError, SerialPort
from kiosk.log import Log, LogEvent

_ORDINARY = {SW3.OK, SW3.FOUND, SW3.NOT_FOUND}


class CardReader(Protocol):
    """A reader of identity cards, as the rest of the terminal sees it.

    Only `stop` may be called from another thread than the one that polls.
    """

    @property
    def status(self) -> ReaderStatus:
        """What was known after the last look."""
        ...

    def poll(self, now: float) -> ReaderStatus:
        """Look once; takes at most the time of one question, and that of a moment after `stop`.

        Args:
            now: Monotonic seconds. Before `next_at` of the last status nothing is asked.
        """
        ...

    def stop(self) -> None:
        """Make a running `poll` return at once."""
        ...

    def close(self) -> None:
        """Let go of the line."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTimes:
    """How long the line is waited for.

    Attributes:
        answer_s: For an answer to 'find' and 'select'.
        read_s: For the whole answer to 'read'; 1295 bytes take 0.11 s at 115200 baud, the chip about 0.6 s.
        gap_s: Within an answer that has begun; a longer pause means that it was cut short.
        reopen_s: Between attempts to open a line that is gone: doubled from the first to the last.
    """

    answer_s: float = 0.5
    read_s: float = 2.5
    gap_s: float = 0.4
    reopen_s: tuple[float, float] = (0.25, 2.0)


class SerialCardReader:
    """Speaks the GA 467 protocol over a serial line that may come and go."""

    def __init__(
        self,
        open_port: OpenPort,
        *,
        log: Log,
        rules: PlateRules | None = None,
        times: LineTimes | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._open_port = open_port
        self._log = log
        self._times = times or LineTimes()
        self._deadline_s = (rules or PlateRules()).deadline_s
        self._clock = clock
        self._plate = Plate(now=clock(), rules=rules)
        self._port: Port | None = None
        self._opened_at = clock()
        self._reopen_s = self._times.reopen_s[0]
        self._last_oddity: str | None = None
        self._stopped = threading.Event()

    @classmethod
    def on(cls, path: str, *, log: Log, baud: int = 115_200) -> "SerialCardReader":
        """The reader at a device path, such as /dev/serial/by-id/...; it need not be there yet."""
        return cls(lambda: SerialPort(path, baud=baud), log=log)

    @property
    def status(self) -> ReaderStatus:
        """What was known after the last look."""
        return self._plate.status

    def stop(self) -> None:
        """Make a running `poll` return at once."""
        self._stopped.set()

    def close(self) -> None:
        """Let go of the line."""
        port, self._port = self._port, None
        if port is not None:
            port.close()

    def poll(self, now: float) -> ReaderStatus:
        """Look once."""
        if self._stopped.is_set() or now < self._plate.status.next_at:
            return self._plate.status
        try:
            port = self._line(now)
            command = self._plate.command
            answer = self._ask(port, command)
        except PortLostError as lost:
            self.close()
            self._note_oddity("line/busy" if lost.busy else "line/gone")
            wait_s, self._reopen_s = self._reopen_s, min(2 * self._reopen_s, self._times.reopen_s[1])
            return self._plate.unplugged(next_at=self._clock() + wait_s)
        if answer is None:
            return self._plate.status
        self._note(command, answer)
        return self._plate.answered(answer, self._clock())

    def _line(self, now: float) -> Port:
        """The open line; one on which nothing was heard for long is opened anew."""
        silent = self._plate.status.reader is ReaderState.UNKNOWN
        if self._port is not None and silent and now - self._opened_at > self._deadline_s:
            self.close()
        if self._port is None:
            self._port = self._open_port()
            self._opened_at = now
            self._plate.plugged(now)
        return self._port

    def _ask(self, port: Port, command: Command) -> Answer | NoAnswer | None:
        """Ask and wait; None if stopped meanwhile."""
        port.discard_input()
        port.send(build_command(command))
        decoder = FrameDecoder()
        trouble = NoAnswer.SILENCE
        now = self._clock()
        deadline = now + (self._times.read_s if command is Command.READ else self._times.answer_s)
        gap_ends = deadline
        while not self._stopped.is_set():
            if now >= min(deadline, gap_ends):
                return NoAnswer.CUT_SHORT if decoder.within_frame else trouble
            received = port.receive()
            now = self._clock()
            for found in decoder.feed(received):
                if isinstance(found, FrameFault):
                    trouble = NoAnswer.CHECKSUM if found is FrameFault.CHECKSUM else NoAnswer.LENGTH
                    gap_ends = now + self._times.gap_s
                    continue
                answer = answer_of(found)
                if answer is not None and belongs_to(answer, command):
                    self._reopen_s = self._times.reopen_s[0]
                    return answer
            if received:
                gap_ends = now + self._times.gap_s if decoder.within_frame else gap_ends
        return None

    def _note(self, command: Command, answer: Answer | NoAnswer) -> None:
        said = answer.sw3 if isinstance(answer, Answer) else answer
        if said not in _ORDINARY:
            self._note_oddity(f"{command.name}/{said.name}".lower())
        elif command is Command.FIND:
            self._last_oddity = None

    def _note_oddity(self, oddity: str) -> None:
        """Write it down once, not as often as it is repeated."""
        if oddity != self._last_oddity:
            self._log.warning(LogEvent.DEVICE_CHANGED, device="card_reader", answer=oddity)
        self._last_oddity = oddity
