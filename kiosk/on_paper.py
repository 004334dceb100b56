"""The printers as the runtime sees them: effects become papers, outcomes become news for the page."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from kiosk.core.effects import PrintDocument, PrintForm, Printing, PrintPapers, PrintSlip, PrintTest
from kiosk.core.events import PaperMoved
from kiosk.core.screens import PaperState
from printing.desk import PrintDesk
from printing.errors import PaperRefused
from printing.outcome import Outcome, OutcomeKind, Progress, ProgressState, Reason, advice
from printing.papers import (
    BlankForm,
    Certificate,
    Column,
    FormField,
    Paper,
    PaperItem,
    PapersList,
    Row,
    Slip,
    Stock,
    Table,
    TestPage,
)

_CARE = {
    ProgressState.NEEDS_PAPER: "no-paper",
    ProgressState.COVER_OPEN: "cover-open",
    ProgressState.JAM: "jam",
    ProgressState.NEEDS_STAFF: "",
    ProgressState.NO_WORD: "",
}
_REASONS = {
    Reason.MISSING_CHARACTERS: "characters",
    Reason.REFUSED_CONTENT: "characters",
    Reason.NO_PAPER: "no-paper-failed",
    Reason.COVER_OPEN: "cover-open",
    Reason.JAM: "jam",
    Reason.PRINTER_OFF: "offline",
    Reason.SERVICE_DOWN: "offline",
    Reason.PRINTER_ABORTED: "broken",
    Reason.PRINTER_FAULT: "broken",
    Reason.NO_QUEUE: "rejected",
    Reason.QUEUE_PAUSED: "rejected",
    Reason.QUEUE_CLOSED: "rejected",
    Reason.FONTS_MISSING: "rejected",
    Reason.RENDER_FAULT: "rejected",
    Reason.BAD_DOCUMENT: "rejected",
    Reason.CANCELLED: "cancelled",
}


def certificate_of(content: Mapping[str, Any]) -> Certificate:
    """An issued document as it is drawn."""
    table = content.get("table")
    valid_until = content.get("valid_until")
    return Certificate(
        title=str(content["title"]),
        number=str(content["number"]),
        person=tuple(Row(str(row["label"]), str(row["value"])) for row in content["rows"]),
        table=Table(
            tuple(Column(str(title)) for title in table["columns"]),
            tuple(tuple(str(cell) for cell in row) for row in table["rows"]),
        )
        if table
        else None,
        purpose=str(content.get("purpose", "")),
        issued_by=str(content["issuer"]),
        issued_on=date.fromisoformat(str(content["issued_on"])),
        valid_until=date.fromisoformat(str(valid_until)) if valid_until else None,
        verify_code=str(content["verify_code"]),
        verify_url=str(content["verify_url"]),
        sample=bool(content["sample"]),
        statement=str(content.get("statement", "")),
    )


def paper_of(effect: Printing, *, sample: bool) -> Paper:
    """What is drawn for an effect.

    Args:
        effect: The wish.
        sample: Trial paper carries 样张.
    """
    match effect:
        case PrintDocument(content=content):
            return certificate_of(content)
        case PrintSlip():
            return Slip(
                title=effect.title,
                when=effect.when,
                contact=effect.contact,
                number=effect.number,
                lines=effect.lines,
                phone=effect.phone,
                phone_who=effect.phone_who,
                qr=effect.code or effect.number or None,
                qr_caption=effect.code_caption or ("扫这个码看办到哪了，不是收款码" if effect.number else ""),
                dense_qr=effect.code.isdecimal(),
                sample=sample,
            )
        case PrintPapers():
            return PapersList(
                service=effect.service,
                when=effect.when,
                items=tuple(PaperItem(name, detail, later) for name, detail, later in effect.items),
                place=effect.place,
                phone=effect.phone,
                phone_who=effect.phone_who,
                note=effect.note,
                sample=sample,
            )
        case PrintForm():
            return BlankForm(
                title=effect.title,
                fields=tuple(FormField(label, choices=choices) for label, choices in effect.blanks),
                office=effect.office,
                note=effect.note,
                sample=sample,
            )
        case PrintTest():
            return TestPage(terminal=effect.terminal, when=effect.when, queue=Stock.A4.value)


class RealPapers:
    """Prints through the A4 desk and the slip desk.

    Args:
        a4: Certificates, lists, forms.
        slips: Receipts.
        slip_stock: What slips are printed on.
        sample: Whether this is trial paper.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        *,
        a4: PrintDesk,
        slips: PrintDesk,
        slip_stock: Stock,
        sample: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._a4 = a4
        self._slips = slips
        self._slip_stock = slip_stock
        self._sample = sample
        self._clock = clock
        self._lock = threading.Lock()
        self._at: dict[str, PrintDesk] = {}
        self._given_up: set[str] = set()

    @property
    def trial(self) -> bool:
        """See `kiosk.ports.Papers`."""
        return self._a4.trial or self._slips.trial

    def run(self, job_id: str, effect: Printing, tell: Callable[[PaperMoved], None]) -> None:
        """See `kiosk.ports.Papers`."""
        desk, stock = (
            (self._slips, self._slip_stock) if isinstance(effect, PrintSlip) else (self._a4, Stock.A4)
        )
        try:
            paper = paper_of(effect, sample=self._sample)
        except PaperRefused:
            tell(PaperMoved(self._clock(), job_id, PaperState.FAILED, "characters"))
            return
        with self._lock:
            if job_id in self._given_up:
                self._given_up.discard(job_id)
                tell(PaperMoved(self._clock(), job_id, PaperState.FAILED, "cancelled"))
                return
            self._at[job_id] = desk
        try:
            outcome = desk.run(
                job_id, paper, on_progress=lambda step: tell(self._progress(job_id, step)), stock=stock
            )
        finally:
            with self._lock:
                del self._at[job_id]
        tell(self._outcome(job_id, outcome))

    def _progress(self, job_id: str, step: Progress) -> PaperMoved:
        care = _CARE.get(step.state)
        if care is None:
            return PaperMoved(self._clock(), job_id, PaperState.PRINTING)
        return PaperMoved(self._clock(), job_id, PaperState.NEEDS_CARE, care)

    def _outcome(self, job_id: str, outcome: Outcome) -> PaperMoved:
        if outcome.kind is OutcomeKind.DONE:
            return PaperMoved(self._clock(), job_id, PaperState.DONE)
        reason = _REASONS.get(outcome.reason, "") if outcome.reason is not None else ""
        if outcome.kind is OutcomeKind.UNKNOWN:
            return PaperMoved(self._clock(), job_id, PaperState.UNKNOWN)
        repeat = advice(outcome).may_ask_again
        return PaperMoved(self._clock(), job_id, PaperState.FAILED, reason, may_repeat=repeat)

    def cancel(self, job_id: str) -> None:
        """See `kiosk.ports.Papers`."""
        with self._lock:
            desk = self._at.get(job_id)
            if desk is None:
                self._given_up.add(job_id)  # its turn has not come yet
        if desk is not None:
            desk.cancel(job_id)

    def purge(self) -> None:
        """See `kiosk.ports.Papers`."""
        for desk in (self._a4, self._slips):
            desk.purge()
