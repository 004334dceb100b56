"""The terminal's parts on its data folder, real or simulated: center, outbox, printers, card reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

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
    Scanned,
)
from kiosk.devices import card_watch, scan_text, scanner
from kiosk.devices.card_events import page_fault
from kiosk.devices.card_reader import SerialCardReader
from kiosk.handing_over import open_handoffs
from kiosk.link.client import CenterClient
from kiosk.link.errors import LinkError, NotEnrolled
from kiosk.link.home import LinkHome
from kiosk.link.keys import DeviceKey
from kiosk.link.outbox import Outbox
from kiosk.link.sealing import Sealer
from kiosk.log import LogEvent, json_log
from kiosk.nobody import NoHandoffs
from kiosk.on_paper import RealPapers
from kiosk.ports import Cases, Center, Handoffs
from printing.desk import PrintDesk
from printing.opening import cups_queue, open_desk, queues
from printing.papers import Stock
from printing.queue import PrintQueue
from printing.trial_queue import Fault, TrialQueue

_PRINTERS = (Device.PRINTER, Device.SLIP_PRINTER)


class Alone:
    """Stands in for the center and the outbox of a terminal that is not enrolled: nothing leaves it."""

    def look_up(self, effect: object) -> Result:
        """See `kiosk.ports.Center`."""
        return Failed(Failure.REFUSED)

    def find_case(self, effect: object) -> Result:
        """See `kiosk.ports.Center`."""
        return Failed(Failure.REFUSED)

    def rate(self, effect: object) -> Result:
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
class Parts:
    """What was opened; `close` ends it.

    Attributes:
        center: Lookups and documents.
        cases: The outbox.
        papers: The printers.
        handoffs: Codes for staff, and the call for them.
        trial: Whether it belongs to a trial's center, or to none.
    """

    center: Center
    cases: Cases
    papers: RealPapers
    handoffs: Handoffs
    _client: CenterClient | None
    _outbox: Outbox | None
    _desks: tuple[PrintDesk, PrintDesk]
    _watch: card_watch.CardWatch | None
    _scanner: scanner.ScannerWatch | None
    _trial_queues: tuple[TrialQueue, ...] = ()
    trial: bool = True

    def start(self) -> None:
        """Starts what runs by itself; jobs of unknown end from before are left to staff."""
        open_jobs = sum(desk.start() for desk in self._desks)
        if open_jobs:
            json_log(room="printing").warning(LogEvent.PRINT_FINISHED, outcome="unknown", jobs=open_jobs)
        if self._watch is not None:
            self._watch.start()
        if self._scanner is not None:
            self._scanner.start()

    @property
    def is_enrolled(self) -> bool:
        """Whether this terminal belongs to a center."""
        return self._client is not None

    @property
    def has_reader(self) -> bool:
        """Whether a card reader is configured."""
        return self._watch is not None

    def printers(self) -> tuple[tuple[Device, bool], ...]:
        """Which printers would take a paper now; none that is busy. Blocks; not for the screen's thread."""
        known = zip(_PRINTERS, self._desks, strict=True)
        return tuple((device, desk.status().ready) for device, desk in known if not desk.busy)

    def resume_printers(self) -> tuple[tuple[Device, bool], ...]:
        """Lets stopped queues print again: somebody mended what ailed them. Blocks.

        Returns:
            Which would print now; also of one that is busy, as it may be busy waiting for what it lacks.
        """
        return tuple((device, desk.resume()) for device, desk in zip(_PRINTERS, self._desks, strict=True))

    def unsent(self) -> int:
        """How many messages still wait in the outbox."""
        if self._outbox is None:
            return 0
        depth = self._outbox.depth()
        return depth.kept + depth.parked

    def printer_faults(self) -> tuple[str, str]:
        """Why the printers would take nothing now, that for large paper first; "" if one would. Blocks."""
        reasons = [None if desk.busy else desk.status().reason for desk in self._desks]
        a4, slips = ("" if reason is None else reason.value for reason in reasons)
        return a4, slips

    def stuck(self) -> int:
        """How many cases lie in the outbox and do not get away without help."""
        return 0 if self._outbox is None else self._outbox.depth().parked

    def take_paper_out(self, *, out: bool) -> None:
        """Takes the trial printers' paper out, or puts it back; real printers are not touched."""
        for queue in self._trial_queues:
            queue.fault = Fault.NO_PAPER if out else None

    def center_answers(self) -> bool:
        """Whether the center answers now. Blocks; not for the screen's thread."""
        if self._client is None:
            return False
        try:
            return self._client.health().ok
        except LinkError:
            return False

    def close(self) -> None:
        """Ends it all."""
        for watch in (self._watch, self._scanner):
            if watch is not None:
                watch.stop()
                watch.join()
        for desk in self._desks:
            desk.close()
        if self._outbox is not None:
            self._outbox.close()


def open_parts(
    *,
    home: Path,
    settings: Settings,
    deliver: Callable[[Event], None],
    clock: Callable[[], float],
    reader_port: str = "",
    scanner_port: str = "",
    paper_folder: Path = Path("out"),
    page_s: float = 1.0,
) -> Parts:
    """Opens the parts.

    Args:
        home: Keys, outbox, journals.
        settings: Which devices there are, and where.
        deliver: Takes the reader's events; called from its thread.
        clock: Monotonic seconds.
        reader_port: The card reader's serial port; "" for that of the settings.
        scanner_port: The code scanner's; "" for that of the settings.
        paper_folder: Where a trial printer puts its paper.
        page_s: How long a trial printer takes for a page.
    """
    center, cases, handoffs, client, outbox, trial = _link(LinkHome(home))
    trials: list[TrialQueue] = []

    def trial_printer() -> PrintQueue:
        trials.append(TrialQueue(paper_folder, keep=trial, page_s=page_s))
        return trials[-1]

    a4, slips = _desks(settings, home, trial_printer)
    papers = RealPapers(a4=a4, slips=slips, slip_stock=Stock.ROLL_80, sample=trial, clock=clock)
    watch = _watch(reader_port or _reader_port(settings), deliver, clock)
    scans = _scanner(scanner_port or _scanner_port(settings), deliver, clock)
    return Parts(
        center, cases, papers, handoffs, client, outbox, (a4, slips), watch, scans, tuple(trials), trial
    )


def _link(
    home: LinkHome,
) -> tuple[Center, Cases, Handoffs, CenterClient | None, Outbox | None, bool]:
    try:
        enrollment = home.enrollment()
    except NotEnrolled:
        return Alone(), Alone(), NoHandoffs(), None, None, True
    key = DeviceKey.load_or_make(home.device_key)
    client = CenterClient(enrollment=enrollment, key=key)
    outbox = Outbox(home.outbox, clock=lambda: datetime.now(UTC))
    reply = enrollment.center
    cases = RealCases(
        outbox,
        sealer=Sealer(key_id=reply.key_id, seal_key=reply.seal_key),
        terminal=reply.terminal,
        clock=lambda: datetime.now(UTC),
        receipts_from=reply.receipts_from,
    )
    handoffs = open_handoffs(enrollment, key=key, cases=cases, outbox=outbox)
    return RealCenter(client), cases, handoffs, client, outbox, reply.trial


def _desks(settings: Settings, home: Path, trial: Callable[[], PrintQueue]) -> tuple[PrintDesk, PrintDesk]:
    devices = settings.devices
    log = json_log(room="printing")
    there = queues() if "auto" in (devices.printer, devices.slip_printer) else ()

    def desk(kind: str, name: str, journal: str) -> PrintDesk:
        cups = kind == "cups" or (kind == "auto" and name in there)
        queue = cups_queue(name, log=log) if cups else trial()
        return open_desk(queue=queue, journal=home / journal, log=log)

    a4 = desk(devices.printer, devices.printer_queue, "prints-a4.sqlite")
    slips = desk(devices.slip_printer, devices.slip_queue, "prints-slips.sqlite")
    return a4, slips


def _watch(
    port: str, deliver: Callable[[Event], None], clock: Callable[[], float]
) -> card_watch.CardWatch | None:
    if not port:
        return None
    log = json_log(room="devices")

    def tell(event: card_watch.CardEvent) -> None:
        now_s = clock()
        match event:
            case card_watch.CardSeen():
                deliver(CardSeen(now_s))
            case card_watch.CardRead(card=card):
                deliver(CardRead(now_s, card))
            case card_watch.CardFault(fault=trouble):
                deliver(CardFailed(now_s, page_fault(trouble)))
            case card_watch.ReaderLost():
                deliver(DeviceChanged(now_s, Device.CARD_READER, works=False))
            case card_watch.ReaderBack():
                deliver(DeviceChanged(now_s, Device.CARD_READER, works=True))

    return card_watch.CardWatch(SerialCardReader.on(port, log=log), tell, log=log)


def _reader_port(settings: Settings) -> str:
    return settings.devices.card_reader_port if settings.devices.card_reader == "serial" else ""


def _scanner_port(settings: Settings) -> str:
    return settings.devices.scanner_port if settings.devices.scanner == "serial" else ""


def _scanner(
    port: str, deliver: Callable[[Event], None], clock: Callable[[], float]
) -> scanner.ScannerWatch | None:
    if not port:
        return None

    def tell(event: scanner.ScanEvent) -> None:
        match event:
            case scan_text.Scanned(text=text):
                deliver(Scanned(clock(), text))
            case scan_text.ScanRefused():
                deliver(Scanned(clock(), ""))
            case scanner.ScannerLost() | scanner.ScannerBack():
                pass  # everything can be done without it

    return scanner.ScannerWatch(scanner.SerialScanner.on(port), tell, log=json_log(room="devices"))
