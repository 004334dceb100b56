"""Puts a terminal together: first what a page needs, then, when it is painted, everything else. No Qt."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from config.home import kiosk_home
from kiosk.core.events import Device, DeviceChanged, Event
from kiosk.core.screens import Capacity, Screen, TextSize
from kiosk.late import LateParts, LateStaff
from kiosk.log import json_log
from kiosk.outside import Outside, Work
from kiosk.releases import Releases
from kiosk.runtime import Runtime
from kiosk.silence import LateVoice

if TYPE_CHECKING:
    from kiosk.daily import Daily
    from kiosk.link.pulse import Pulse
    from kiosk.parts import Parts
    from kiosk.staffing import RealStaff

EARLIEST_TRUE_YEAR = 2026
"""A clock that says less than the year in which this was written is wrong."""


def settle_home(given: Path | None) -> Path:
    """The data folder that a command was given, or else `kiosk_home`.

    Every process that is started from here on finds the same one: the voice with its clips and models, too.
    """
    if given is not None:
        os.environ["KIOSK_HOME"] = str(given.absolute())
    return kiosk_home()


def local_now() -> datetime:
    """The local time of day, without a zone: as it hangs on the office's wall."""
    return datetime.now().astimezone().replace(tzinfo=None)


class Terminal:
    """A terminal. Its runtime works at once; `open` brings the parts.

    Args:
        home: Keys, outbox, journals, release.
        run: Runs work off the owner's thread.
        run_paper: The same for what waits for printers; `run` if None.
        deliver: Brings an event back to the owner's thread.
        capacities: What fits on this screen.
        on_screen: Draws.
        clock: Monotonic seconds.
        local: The local time of day.
        on_restart: Ends the screen's process, to be started again; called from any thread.
    """

    def __init__(
        self,
        *,
        home: Path,
        run: Callable[[Work], None],
        deliver: Callable[[Event], None],
        capacities: Mapping[tuple[TextSize, bool], Capacity],
        on_screen: Callable[[Screen], None],
        clock: Callable[[], float] = time.monotonic,
        local: Callable[[], datetime] = local_now,
        run_paper: Callable[[Work], None] | None = None,
        on_restart: Callable[[], None] = lambda: None,
    ) -> None:
        self.home = home
        self._local = local
        self._on_restart = on_restart
        self._clock = clock
        self._deliver = deliver
        self._parts: Parts | None = None
        self._pulse: Pulse | None = None
        self._daily: Daily | None = None
        self._opening = threading.Lock()
        self._releases = releases = Releases(home)
        self.settings = releases.current().settings
        devices = self.settings.devices
        self._late = LateParts(trial=devices.printer in ("trial", "auto"), clock=clock)
        self._voice = LateVoice()
        self._late_staff = LateStaff()
        self._staff: RealStaff | None = None
        outside = Outside(
            center=self._late,
            cases=self._late,
            papers=self._late,
            run=run,
            deliver=deliver,
            log=json_log(room="kiosk"),
            clock=clock,
            local=local,
            clock_trusted=lambda: local().year >= EARLIEST_TRUE_YEAR,
            run_paper=run_paper,
            voice=self._voice,
            handoffs=self._late,
            staff=self._late_staff,
        )
        self.runtime = Runtime(releases.current, outside, capacities, on_screen)

    def open(
        self,
        *,
        reader_port: str = "",
        scanner_port: str = "",
        paper_folder: Path = Path("out"),
        page_s: float = 1.0,
        talks: bool = False,
    ) -> None:
        """Loads and starts the parts; takes a while, so not on the screen's thread.

        Args:
            reader_port: The card reader's serial port; "" for that of the settings.
            scanner_port: The code scanner's; "" for that of the settings.
            paper_folder: Where a trial printer puts its paper.
            page_s: How long a trial printer takes for a page.
            talks: Whether it speaks and listens, with a process of its own.
        """
        from kiosk.parts import open_parts

        with self._opening:
            self._parts = parts = open_parts(
                home=self.home,
                settings=self.settings,
                deliver=self._deliver,
                clock=self._clock,
                reader_port=reader_port,
                scanner_port=scanner_port,
                paper_folder=paper_folder,
                page_s=page_s,
            )
            self._late.arrive(
                center=parts.center, cases=parts.cases, papers=parts.papers, handoffs=parts.handoffs
            )
            parts.start()
            if parts.is_enrolled:
                self._keep_account()
            self._begin_chores(parts)
            self._open_lock(parts)
        if not parts.has_reader:
            self._deliver(DeviceChanged(self._clock(), Device.CARD_READER, works=False))
        if talks:
            self._begin_to_talk()
        self.look_around()

    def _begin_chores(self, parts: Parts) -> None:
        from kiosk.daily import open_daily

        self._daily = open_daily(
            home=self.home,
            settings=self.settings,
            parts=parts,
            runtime=self.runtime,
            deliver=self._deliver,
            clock=self._clock,
            local=self._local,
        )

    def do_chores(self) -> None:
        """Does what is due between visits, takes some time now and then; not for the screen's thread."""
        if self._daily is not None:
            self._daily.chores.step()

    def _open_lock(self, parts: Parts) -> None:
        """The lock of the assisted mode, and what staff may have done to the machine."""
        from kiosk.staff.lock import Today
        from kiosk.staffing import code_of, open_staff
        from kiosk.tending import Machine

        terminal, release = code_of(self.home, self.settings), self._releases.current
        self._staff = open_staff(
            home=self.home,
            terminal=terminal,
            trial=parts.trial,
            release=release,
            machine=lambda trail: Machine(
                home=self.home,
                terminal=terminal,
                parts=parts,
                trail=trail,
                release=release,
                restart=self._on_restart,
                self_test=self._daily.chores.test_now if self._daily is not None else None,
                open_again=self._daily.chores.open_again if self._daily is not None else None,
            ),
            clock=self._clock,
            today=lambda: Today(self._local().date(), trusted=self._local().year >= EARLIEST_TRUE_YEAR),
            pulse=self._pulse,
        )
        self._late_staff.arrive(self._staff)

    def _keep_account(self) -> None:
        from kiosk.account import Account
        from kiosk.link.home import LinkHome
        from kiosk.link.pulse import Pulse

        self._pulse = Pulse(LinkHome(self.home).pulse)
        account = Account(self._pulse, self.runtime.outside.run)
        write_down = self.runtime.on_mistake

        def on_mistake(error: Exception) -> None:
            write_down(error)
            account.mistake()

        self.runtime.on_mistake = on_mistake
        self.runtime.on_handled = account.saw

    def _begin_to_talk(self) -> None:
        from voice.client import VoiceClient

        voice = VoiceClient(
            deliver=self._deliver, sound=self.settings.sound, log=json_log(room="voice"), clock=self._clock
        )
        self._voice.arrive(voice)
        voice.start()

    @property
    def is_enrolled(self) -> bool:
        """Whether this terminal belongs to a center; known once the parts are there."""
        return self._parts is not None and self._parts.is_enrolled

    def look_around(self) -> None:
        """Tells which parts work now: printers, then the center. Blocks; not for the screen's thread."""
        if self._parts is None:
            return
        devices = self.settings.devices
        kinds = {Device.PRINTER: devices.printer, Device.SLIP_PRINTER: devices.slip_printer}
        for device, ready in self._parts.printers():
            distrusted = self._daily is not None and self._daily.chores.distrusts(device, ready=ready)
            works = ready and kinds[device] != "none" and not distrusted
            self._deliver(DeviceChanged(self._clock(), device, works))
        self._deliver(DeviceChanged(self._clock(), Device.CENTER, self._parts.center_answers()))

    def take_paper_out(self, out: bool) -> None:
        """A trial's hand at the trial printers: their paper is gone, or is back."""
        if self._parts is not None:
            self._parts.take_paper_out(out=out)

    def nothing_works(self) -> None:
        """Says so on the first page: the parts could not be opened."""
        for device in Device:
            self._deliver(DeviceChanged(self._clock(), device, works=False))

    def close(self) -> None:
        """Ends what was started."""
        self._voice.close()
        with self._opening:
            if self._parts is not None:
                self._parts.close()
            if self._staff is not None:
                self._staff.close()
            if self._daily is not None:
                self._daily.close()
            if self._pulse is not None:
                self.runtime.on_handled = lambda _event, _visit: None
                self._pulse.close()
