"""Watches the card reader in a thread of its own and tells what happens, at once and in order."""

import time
from collections.abc import Callable
from dataclasses import replace

from kiosk.devices.card_events import (
    CardEvent,
    CardFault,
    CardRead,
    CardSeen,
    CardTrouble,
    PlateState,
    ReaderBack,
    ReaderLost,
    ReaderState,
    ReaderStatus,
    status_to_events,
)
from kiosk.devices.card_reader import CardReader
from kiosk.devices.poll_thread import PollThread
from kiosk.log import Log, LogEvent

__all__ = [
    "CardEvent",
    "CardFault",
    "CardRead",
    "CardSeen",
    "CardTrouble",
    "CardWatch",
    "ReaderBack",
    "ReaderLost",
]

_AFTER_A_MISTAKE_S = 2.0


class CardWatch:
    """Runs a reader; `on_event` is called in the watch's thread and should only hand the event on.

    No mistake in the reader's code ends the watch: it is written down, told as ReaderLost, and the reader is
    looked at again two seconds later.
    """

    def __init__(
        self,
        reader: CardReader,
        on_event: Callable[[CardEvent], None],
        *,
        log: Log,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._reader = reader
        self._on_event = on_event
        self._log = log
        self._clock = clock
        self._seen_at = clock()
        self._status = ReaderStatus(ReaderState.STARTING, PlateState.EMPTY, next_at=self._seen_at)
        self._thread = PollThread("card-watch", step=self._look, finish=reader.close)

    @property
    def alive(self) -> bool:
        """Whether the watch runs."""
        return self._thread.alive

    def start(self) -> None:
        """Begin to watch; once."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the watch to end, at the latest in half a second."""
        self._reader.stop()
        self._thread.stop()

    def join(self, timeout_s: float = 0.5) -> bool:
        """Wait for the end; whether it came."""
        return self._thread.join(timeout_s)

    def _look(self) -> float:
        try:
            status = self._reader.poll(self._clock())
        except (
            Exception
        ) as error:  # a mistake of ours must not end the watch; it is known and looked at again
            self._log.error(LogEvent.UNEXPECTED_ERROR, device="card_reader", error=error)
            status = replace(self._status, reader=ReaderState.FAILED, plate=PlateState.EMPTY, card=None)
            status = replace(status, trouble=None, next_at=self._clock() + _AFTER_A_MISTAKE_S)
        before, self._status = self._status, status
        if status is not before:
            for event in status_to_events(before, status):
                self._note(event)
                self._tell(event)
        return status.next_at - self._clock()

    def _tell(self, event: CardEvent) -> None:
        try:
            self._on_event(event)
        except Exception as error:  # the listener's mistake; the next card must still be told
            self._log.error(LogEvent.UNEXPECTED_ERROR, device="card_reader", error=error)

    def _note(self, event: CardEvent) -> None:
        match event:
            case CardSeen():
                self._seen_at = self._clock()
                self._log.info(LogEvent.CARD_READ_STARTED)
            case CardRead():
                self._log.info(LogEvent.CARD_READ_FINISHED, outcome="read", ms=self._taken_ms())
            case CardFault(fault=fault):
                self._log.warning(LogEvent.CARD_READ_FINISHED, outcome=fault.value, ms=self._taken_ms())
            case ReaderLost(trouble=trouble):
                self._log.warning(LogEvent.DEVICE_CHANGED, device="card_reader", state=trouble.value)
            case ReaderBack():
                self._log.info(LogEvent.DEVICE_CHANGED, device="card_reader", state="ready")

    def _taken_ms(self) -> int:
        return round((self._clock() - self._seen_at) * 1000)
