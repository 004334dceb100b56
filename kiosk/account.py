"""Keeps account of the machine for its heartbeat: parts, errors, and what is used. Nobody is in it."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from typing import Final

from center.protocol.fleet import Part, PartHealth
from kiosk.core.events import Device, DeviceChanged, Event, SoundChanged
from kiosk.core.use import UseCounter
from kiosk.core.visit import Visit
from kiosk.link.pulse import Pulse
from kiosk.log import LogEvent
from kiosk.outside import Work

PARTS: Final = {
    Device.PRINTER: Part.PRINTER,
    Device.SLIP_PRINTER: Part.SLIP_PRINTER,
    Device.CARD_READER: Part.CARD_READER,
}
"""The center's own state is not told to the center."""


class Account:
    """Watches the runtime; the file is written off the screen's thread.

    Args:
        pulse: Where it is written.
        run: Runs work off the caller's thread.
    """

    def __init__(self, pulse: Pulse, run: Callable[[Work], None]) -> None:
        self._pulse = pulse
        self._run = run
        self._uses = UseCounter()

    def saw(self, event: Event, visit: Visit) -> None:
        """An event was handled, and the visit is now so."""
        self._uses.saw(event, visit)
        match event:
            case DeviceChanged(device=device, works=works) if device in PARTS:
                self._note({PARTS[device]: works})
            case SoundChanged(speaks=speaks, listens=listens):
                self._note({Part.SPEAKER: speaks, Part.MICROPHONE: listens})
            case _:
                pass
        if visit.ended:
            self._flush()

    def mistake(self) -> None:
        """Something went wrong that nobody expected; the log has the rest."""
        self._write(lambda: self._pulse.note("last_error", LogEvent.UNEXPECTED_ERROR.value))

    def _write(self, work: Work) -> None:
        def safely() -> None:
            with contextlib.suppress(sqlite3.Error):  # a full disk, or the end: a count is lost, nothing else
                work()

        self._run(safely)

    def _note(self, parts: dict[Part, bool]) -> None:
        def write() -> None:
            for part, works in parts.items():
                self._pulse.note_part(part, PartHealth.WORKS if works else PartHealth.BROKEN)

        self._write(write)

    def _flush(self) -> None:
        uses = self._uses.take()
        if not uses:
            return

        def write() -> None:
            for service, used in uses.items():
                steps = {"started": used.started, "finished": used.finished, "helped": used.helped}
                self._pulse.add_use(service, steps | {f"left:{k}": n for k, n in used.left_at.items()})

        self._write(write)
