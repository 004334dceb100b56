"""The port between the terminal and whatever puts ink on paper.

Two adapters stand behind it and pass one contract test: `cups_queue.CupsQueue` (the real one) and
`trial_queue.TrialQueue` (PDF files in a folder, for a desk without a printer).
"""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from printing.outcome import Outcome, Progress, ProgressState, Reason

A4_MEDIA = "iso_a4_210x297mm"
A5_MEDIA = "iso_a5_148x210mm"


@dataclass(frozen=True)
class PrintJob:
    """A file to be printed.

    Attributes:
        job_name: our own job id; neutral, unique for ever, and the only name that the print service sees.
        path: the PDF.
        pages: how many, for the deadline.
        copies: how many sets.
        media: the paper's name as the print service knows it; None for what the printer is set to.
    """

    job_name: str
    path: Path = field(repr=False)
    pages: int = 1
    copies: int = 1
    media: str | None = A4_MEDIA


class Notice(StrEnum):
    """What staff should know though it stops nothing."""

    TONER_LOW = "toner_low"
    PAPER_LOW = "paper_low"
    QUEUE_NOT_RECREATED = "queue_not_recreated"  # an old false success still clings to the queue


@dataclass(frozen=True)
class QueueStatus:
    """Whether a job would be taken now.

    Attributes:
        reason: why not; None when it would.
        notices: what staff should know.
    """

    reason: Reason | None
    notices: frozenset[Notice] = frozenset()

    @property
    def ready(self) -> bool:
        """Whether a job would be taken."""
        return self.reason is None


@dataclass(frozen=True)
class Limits:
    """How long anything may take, in seconds.

    Attributes:
        base_s: a job's own deadline is this much ...
        per_page_s: ... and this much for each page.
        attention_s: how long it waits for somebody to mend what the printer named (paper, cover, jam).
        poll_s: how often the print service is asked.
        service_s: how long a lost print service is waited for.
        call_s: how long one call to it may take.
    """

    base_s: float = 60.0
    per_page_s: float = 10.0
    attention_s: float = 180.0
    poll_s: float = 0.4
    service_s: float = 20.0
    call_s: float = 5.0

    def job_s(self, job: PrintJob) -> float:
        """The deadline of one job."""
        return self.base_s + self.per_page_s * job.pages * job.copies


@dataclass(frozen=True)
class Time:
    """Time, as adapters see it; tests bring their own.

    Attributes:
        now: a monotonic clock, in seconds.
        wait: waits so long, or until the event is set.
    """

    now: Callable[[], float] = time.monotonic
    wait: Callable[[threading.Event, float], object] = threading.Event.wait


class PrintQueue(Protocol):
    """Where jobs go. Calls block for at most a few seconds and belong on a worker thread."""

    @property
    def trial(self) -> bool:
        """Whether this is the trial folder and not a printer."""
        ...

    def recover(self) -> None:
        """Removes whatever an earlier run has left; called before the first job."""
        ...

    def status(self) -> QueueStatus:
        """Asks the print service and the device itself."""
        ...

    def submit(self, job: PrintJob) -> None:
        """Hands a job over, after asking whether the printer can print; the file may be removed afterwards.

        Raises:
            PrintRefused: nothing was sent.
        """
        ...

    def watch(self, job: PrintJob) -> Iterator[Progress | Outcome]:
        """What becomes of a submitted job: changes of progress, and at last exactly one outcome."""
        ...

    def cancel(self, job_name: str) -> None:
        """Asks that a job be given up; its watcher yields the outcome. From any thread."""
        ...

    def resume(self) -> None:
        """Somebody mended what ailed the printer: a queue that was stopped or closed takes jobs again."""
        ...

    def purge(self) -> bool:
        """Removes every trace of finished jobs; False when a job still runs or the service is away."""
        ...


NEEDS = {
    Reason.NO_PAPER: ProgressState.NEEDS_PAPER,
    Reason.COVER_OPEN: ProgressState.COVER_OPEN,
    Reason.JAM: ProgressState.JAM,
    Reason.PRINTER_FAULT: ProgressState.NEEDS_STAFF,
}
"""What somebody at the printer can mend, and how that is shown while waiting."""

REASONS = {state: reason for reason, state in NEEDS.items()}
