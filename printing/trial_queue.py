"""The trial printer: finished papers are PDF files in a folder, and the page says that it is a trial.

Faults can be switched on and off while a job runs, so that every page about paper can be seen without a
printer.
"""

import os
import shutil
import threading
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from printing.errors import PrintRefused
from printing.outcome import Outcome, OutcomeKind, Progress, ProgressState, Reason
from printing.queue import NEEDS, REASONS, Limits, PrintJob, QueueStatus, Time


class Fault(StrEnum):
    """What may be wrong with the trial printer."""

    NO_PAPER = "no_paper"
    COVER_OPEN = "cover_open"
    JAM = "jam"
    OFF = "off"
    SERVICE_DOWN = "service_down"
    NEVER_ANSWERS = "never_answers"
    FORGETS = "forgets"  # says completed, but has lost the job
    ABORTS = "aborts"
    STOPPED = "stopped"  # as a print service stops a queue after a fault, until somebody lets it go on


_BEFORE = {
    Fault.NO_PAPER: Reason.NO_PAPER,
    Fault.COVER_OPEN: Reason.COVER_OPEN,
    Fault.JAM: Reason.JAM,
    Fault.OFF: Reason.PRINTER_OFF,
    Fault.SERVICE_DOWN: Reason.SERVICE_DOWN,
    Fault.STOPPED: Reason.QUEUE_PAUSED,
}
_ENDS = {
    Fault.OFF: (OutcomeKind.UNKNOWN, Reason.DEVICE_TROUBLE),
    Fault.SERVICE_DOWN: (OutcomeKind.UNKNOWN, Reason.SERVICE_LOST),
    Fault.FORGETS: (OutcomeKind.UNKNOWN, Reason.PRINTER_FORGOT),
    Fault.ABORTS: (OutcomeKind.FAILED, Reason.PRINTER_ABORTED),
    Fault.STOPPED: (OutcomeKind.UNKNOWN, Reason.QUEUE_PAUSED),
}


class TrialQueue:
    """A printer that is a folder.

    Args:
        folder: where the papers go; made when the first one comes.
        keep: whether papers stay there; False removes them at the end of each visit.
        page_s: how long a page takes.
        limits: as for a real printer.
        time: the clock and the waiting.
    """

    def __init__(
        self,
        folder: Path,
        *,
        keep: bool = True,
        page_s: float = 1.0,
        limits: Limits | None = None,
        time: Time | None = None,
    ) -> None:
        self.fault: Fault | None = None
        self._folder = folder
        self._keep = keep
        self._page_s = page_s
        self._limits = limits or Limits()
        self._time = time or Time()
        self._running: dict[str, threading.Event] = {}
        self._taken: set[str] = set()
        self._made: list[Path] = []

    @property
    def trial(self) -> bool:
        """A trial."""
        return True

    def recover(self) -> None:
        """Nothing outlives this object."""

    def status(self) -> QueueStatus:
        """Ready, unless a fault is switched on."""
        return QueueStatus(_BEFORE.get(self.fault) if self.fault else None)

    def submit(self, job: PrintJob) -> None:
        """Takes a copy of the file.

        Raises:
            PrintRefused: a fault is switched on, or the name was taken before.
        """
        if reason := self.status().reason:
            raise PrintRefused(reason)
        if job.job_name in self._taken:
            raise PrintRefused(Reason.ALREADY_SENT)
        try:
            if not job.path.read_bytes().startswith(b"%PDF-"):
                raise PrintRefused(Reason.BAD_DOCUMENT)
            self._folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(job.path, self._part(job))
        except OSError as error:
            raise PrintRefused(Reason.BAD_DOCUMENT) from error
        self._taken.add(job.job_name)
        self._running[job.job_name] = threading.Event()

    def watch(self, job: PrintJob) -> Iterator[Progress | Outcome]:
        """Prints as slowly as a printer; ends with exactly one outcome."""
        cancelled = self._running[job.job_name]
        outcome: Outcome | None = None
        try:
            for step in self._steps(job, cancelled):
                outcome = step if isinstance(step, Outcome) else None
                if outcome and outcome.done:
                    self._finish(job)
                yield step
        finally:
            self._part(job).unlink(missing_ok=True)
            del self._running[job.job_name]

    def cancel(self, job_name: str) -> None:
        """Asks the watcher to give the job up."""
        if event := self._running.get(job_name):
            event.set()

    def resume(self) -> None:
        """A stopped queue goes on; paper that is missing is still missing."""
        if self.fault is Fault.STOPPED:
            self.fault = None

    def purge(self) -> bool:
        """Removes the papers, unless they are to be kept."""
        if self._running:
            return False
        if not self._keep:
            for path in self._made:
                path.unlink(missing_ok=True)
        self._made.clear()
        return True

    def _steps(self, job: PrintJob, cancelled: threading.Event) -> Iterator[Progress | Outcome]:
        yield Progress(ProgressState.QUEUED)
        last = ProgressState.SENT_TO_PRINTER
        yield Progress(last)
        left_s, alone_s, stuck_s = self._page_s * job.pages * job.copies, 0.0, 0.0
        before = self._time.now()
        while True:
            fault = self.fault
            if cancelled.is_set():
                yield Outcome(OutcomeKind.UNKNOWN, Reason.CANCELLED, trial=True)
                return
            if fault in _ENDS:
                kind, reason = _ENDS[fault]
                yield Outcome(kind, reason, trial=True)
                return
            state = NEEDS[_BEFORE[fault]] if fault in _BEFORE else ProgressState.SENT_TO_PRINTER
            if state is not last:
                last = state
                yield Progress(state)
            if left_s <= 0 and fault is None:
                yield Outcome(OutcomeKind.DONE, trial=True)
                return
            self._time.wait(cancelled, min(self._limits.poll_s, max(left_s, 0.01)))
            now = self._time.now()
            step_s, before = now - before, now
            if state in REASONS:
                stuck_s += step_s
            else:
                alone_s += step_s
                left_s -= step_s if fault is None else 0.0
            if stuck_s > self._limits.attention_s:
                yield Outcome(OutcomeKind.UNKNOWN, REASONS[state], trial=True)
                return
            if alone_s > self._limits.job_s(job):
                yield Outcome(OutcomeKind.UNKNOWN, Reason.NO_ANSWER, trial=True)
                return

    def _finish(self, job: PrintJob) -> None:
        done = self._folder / f"{job.job_name}.pdf"
        os.replace(self._part(job), done)
        self._made.append(done)

    def _part(self, job: PrintJob) -> Path:
        return self._folder / f".{job.job_name}.part"
