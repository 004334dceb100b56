"""Puts a terminal together from its parts, real or simulated. No Qt in here."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from config.release import active_release
from config.settings import Settings
from kiosk.at_center import RealCases, RealCenter
from kiosk.core.events import (
    CardFailed,
    CardRead,
    CardSeen,
    Device,
    DeviceChanged,
    Event,
    Failed,
    Failure,
    Result,
)
from kiosk.core.screens import Capacity, Screen, TextSize
from kiosk.devices import card_watch
from kiosk.devices.card_events import page_fault
from kiosk.devices.card_reader import SerialCardReader
from kiosk.link.client import CenterClient
from kiosk.link.errors import LinkError, NotEnrolled
from kiosk.link.home import Enrollment, LinkHome
from kiosk.link.keys import DeviceKey
from kiosk.link.outbox import Outbox
from kiosk.link.sealing import Sealer
from kiosk.log import json_log
from kiosk.on_paper import RealPapers
from kiosk.ports import Cases, Center
from kiosk.runtime import Outside, Runtime, Work
from printing.desk import PrintDesk
from printing.folder import PaperFolder
from printing.journal import PrintJournal
from printing.papers import Stock
from printing.queue import PrintQueue
from printing.render import Renderer
from printing.trial_queue import TrialQueue

EARLIEST_TRUE_YEAR = 2026
"""A clock that says less than the year in which this was written is wrong."""


class Alone:
    """Stands in for the center and the outbox of a terminal that is not enrolled: nothing leaves it."""

    def look_up(self, effect: object) -> Result:
        """See `kiosk.ports.Center`."""
        return Failed(Failure.REFUSED)

    def issue(self, effect: object) -> Result:
        """See `kiosk.ports.Center`."""
        return Failed(Failure.REFUSED)

    def keep(self, effect: object) -> Result:
        """See `kiosk.ports.Cases`."""
        return Failed(Failure.REFUSED)

    def state(self, case_id: str) -> None:
        """See `kiosk.ports.Cases`."""
        return


@dataclass
class Terminal:
    """A terminal with its parts.

    Attributes:
        runtime: Runs the visits.
        settings: Of the release that it started with.
        client: The line to the center, if it is enrolled.
    """

    runtime: Runtime
    settings: Settings
    client: CenterClient | None
    _watch: card_watch.CardWatch | None
    _desks: tuple[PrintDesk, ...]
    _outbox: Outbox | None

    def start(self) -> None:
        """Starts what runs by itself; jobs of unknown end from before are left to staff."""
        for desk in self._desks:
            desk.start()
        if self._watch is not None:
            self._watch.start()

    def look_for_center(self) -> bool:
        """Whether the center answers now. Blocks; not for the screen's thread."""
        if self.client is None:
            return False
        try:
            return self.client.health().ok
        except LinkError:
            return False

    def accept_present(self) -> None:
        """A person pressed: a card that lies there since the start counts now."""
        if self._watch is not None:
            self._watch.accept_present()

    def close(self) -> None:
        """Ends what was started."""
        if self._watch is not None:
            self._watch.stop()
            self._watch.join()
        for desk in self._desks:
            desk.close()
        if self._outbox is not None:
            self._outbox.close()


def data_home(environment: Mapping[str, str] = os.environ) -> Path:
    """The terminal's data folder."""
    return LinkHome.of(environment).folder


def clock_trusted(now: datetime) -> bool:
    """Whether the clock can be right at all."""
    return now.year >= EARLIEST_TRUE_YEAR


def build(
    *,
    home: Path,
    run: Callable[[Work], None],
    deliver: Callable[[Event], None],
    capacities: Mapping[tuple[TextSize, bool], Capacity],
    on_screen: Callable[[Screen], None],
    reader_port: str = "",
    paper_folder: Path = Path("out"),
    page_s: float = 1.0,
) -> Terminal:
    """Builds a terminal on its data folder.

    Args:
        home: Keys, outbox, journals, release.
        run: Runs work off the owner's thread.
        deliver: Brings an event back to the owner's thread.
        capacities: What fits on this screen.
        on_screen: Draws.
        reader_port: The card reader's serial port; "" for that of the settings.
        paper_folder: Where a trial printer puts its paper.
        page_s: How long a trial printer takes for a page.
    """
    release = active_release(home)
    settings = release.settings
    center, cases, client, outbox, trial = _link(LinkHome(home), settings)
    a4, slips = _desks(settings, home, paper_folder, page_s)
    papers = RealPapers(a4=a4, slips=slips, slip_stock=Stock.ROLL_80, sample=trial)
    terminal = Terminal(None, settings, client, None, (a4, slips), outbox)  # type: ignore[arg-type]
    outside = Outside(
        center=center,
        cases=cases,
        papers=papers,
        run=run,
        deliver=deliver,
        log=json_log(room="kiosk"),
        clock_trusted=lambda: clock_trusted(datetime.now()),
        accept_present=terminal.accept_present,
    )
    terminal.runtime = Runtime(lambda: active_release(home), outside, capacities, on_screen)
    terminal._watch = _watch(reader_port or settings.devices.card_reader_port, outside)
    if terminal._watch is None:
        terminal.runtime.broken.add(Device.CARD_READER)
    return terminal


def _link(
    home: LinkHome, settings: Settings
) -> tuple[Center, Cases, CenterClient | None, Outbox | None, bool]:
    try:
        enrollment: Enrollment = home.enrollment()
    except NotEnrolled:
        return Alone(), Alone(), None, None, True
    client = CenterClient(enrollment=enrollment, key=DeviceKey.load_or_make(home.device_key))
    outbox = Outbox(home.outbox, clock=lambda: datetime.now(UTC))
    reply = enrollment.center
    cases = RealCases(
        outbox,
        sealer=Sealer(key_id=reply.key_id, seal_key=reply.seal_key),
        terminal=reply.terminal,
        clock=lambda: datetime.now(UTC),
        receipts_from=reply.receipts_from,
    )
    return RealCenter(client), cases, client, outbox, reply.trial


def _desks(settings: Settings, home: Path, folder: Path, page_s: float) -> tuple[PrintDesk, PrintDesk]:
    devices = settings.devices
    log = json_log(room="printing")

    def desk(kind: str, queue_name: str, journal: str) -> PrintDesk:
        queue: PrintQueue
        if kind == "cups":
            from printing.cups_queue import CupsQueue

            queue = CupsQueue(queue_name, log=log)
        else:
            queue = TrialQueue(folder, page_s=page_s)
        drawn = PaperFolder()
        return PrintDesk(
            renderer=Renderer(drawn), folder=drawn, queue=queue, journal=PrintJournal(home / journal), log=log
        )

    a4 = desk(devices.printer, devices.printer_queue, "prints-a4.sqlite")
    slips = desk(devices.slip_printer, devices.slip_queue, "prints-slips.sqlite")
    return a4, slips


def _watch(port: str, outside: Outside) -> card_watch.CardWatch | None:
    if not port:
        return None
    log = json_log(room="devices")

    def tell(event: card_watch.CardEvent) -> None:
        now_s = outside.clock()
        match event:
            case card_watch.CardSeen():
                outside.deliver(CardSeen(now_s))
            case card_watch.CardRead(card=card):
                outside.deliver(CardRead(now_s, card))
            case card_watch.CardFault(fault=trouble):
                outside.deliver(CardFailed(now_s, page_fault(trouble)))
            case card_watch.ReaderLost():
                outside.deliver(DeviceChanged(now_s, Device.CARD_READER, works=False))
            case card_watch.ReaderBack():
                outside.deliver(DeviceChanged(now_s, Device.CARD_READER, works=True))

    return card_watch.CardWatch(SerialCardReader.on(port, log=log), tell, log=log)
