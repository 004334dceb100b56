"""From a paper to a sheet in the tray: drawing, queue and journal tied together.

A job id is printed at most once, whatever happens: the journal knows it before anything is drawn.
"""

import re
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

from kiosk.log import Log, LogEvent
from printing.errors import AlreadyKnown, PrintRefused, RenderFailed
from printing.folder import PaperFolder
from printing.journal import PrintJournal
from printing.outcome import Outcome, OutcomeKind, Progress, ProgressState, Reason
from printing.papers import Paper, Slip, Stock
from printing.queue import (
    A4_MEDIA,
    A5_MEDIA,
    NEEDS,
    Limits,
    PrintJob,
    PrintQueue,
    QueueStatus,
    Time,
)
from printing.render import Renderer

KEEP_RECORD = timedelta(days=60)
"""As long as the outbox keeps its own: no id of a paper comes again after that."""
_JOB_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class PrintDesk:
    """Prints papers. Its calls block and belong on a worker thread; one paper is printed at a time.

    Args:
        renderer: draws.
        folder: where it draws; emptied at the end of each visit.
        queue: prints.
        journal: remembers.
        log: where events go; job ids, states and times only.
        now: the wall clock, for the journal.
        time: the monotonic clock and the waiting.
        limits: `attention_s` is how long a job waits for a printer that is not ready yet; nothing is sent
            before.
    """

    def __init__(
        self,
        *,
        renderer: Renderer,
        folder: PaperFolder,
        queue: PrintQueue,
        journal: PrintJournal,
        log: Log,
        now: Callable[[], datetime] = utc_now,
        time: Time | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._renderer = renderer
        self._folder = folder
        self._queue = queue
        self._journal = journal
        self._log = log
        self._now = now
        self._time = time or Time()
        self._limits = limits or Limits()
        self._busy = threading.Lock()
        self._cancelled: dict[str, threading.Event] = {}

    @property
    def trial(self) -> bool:
        """Whether papers go to the trial printer, so that the page says so."""
        return self._queue.trial

    @property
    def busy(self) -> bool:
        """Whether a paper is on its way; no new card is taken meanwhile."""
        return self._busy.locked()

    def start(self) -> int:
        """Called once, before the first job.

        Returns:
            How many jobs were cut off with an unknown end: staff look whether paper lies in the tray.
        """
        self._folder.empty()
        self._queue.recover()
        self._journal.forget_before(self._now() - KEEP_RECORD)
        return self._journal.recover(now=self._now())

    def print_document(
        self, job_id: str, paper: Paper, *, stock: Stock = Stock.A4, copies: int = 1
    ) -> Iterator[Progress | Outcome]:
        """Prints a paper: yields what happens, and at last exactly one outcome.

        A job id that is known already is not printed again: its recorded outcome comes at once, or UNKNOWN
        while it is under way elsewhere.

        Args:
            job_id: our own neutral id, at most 64 letters, digits, hyphens and underscores.
            paper: what to print.
            stock: what a slip is printed on; other papers are A4.
            copies: how many.
        """
        if not _JOB_ID.fullmatch(job_id):
            raise ValueError("a job id is short and neutral")
        try:
            self._journal.open_job(job_id, kind=type(paper).__name__, now=self._now())
        except AlreadyKnown:
            row = self._journal.get(job_id)
            yield (row and row.outcome) or Outcome(OutcomeKind.UNKNOWN, Reason.ALREADY_SENT)
            return
        # It may be given up while it waits for the paper before it, or before it was heard of here.
        self._cancelled.setdefault(job_id, threading.Event())
        with self._busy:
            yield from self._recorded(job_id, paper, stock, copies)

    def run(
        self,
        job_id: str,
        paper: Paper,
        *,
        on_progress: Callable[[Progress], None] = lambda progress: None,
        stock: Stock = Stock.A4,
        copies: int = 1,
    ) -> Outcome:
        """Prints a paper to its end, telling each step to a callback."""
        outcome = Outcome(OutcomeKind.UNKNOWN, Reason.ABANDONED)
        for step in self.print_document(job_id, paper, stock=stock, copies=copies):
            if isinstance(step, Progress):
                on_progress(step)
            else:
                outcome = step
        return outcome

    def cancel(self, job_id: str) -> None:
        """Gives a job up; its outcome comes from whoever prints it. From any thread."""
        self._cancelled.setdefault(job_id, threading.Event()).set()
        self._queue.cancel(job_id)

    def warm(self) -> None:
        """Loads the fonts, so that the first paper comes quickly; takes a second, on a worker thread.

        Raises:
            RenderFailed: nothing can be drawn: the fonts are missing, for instance.
        """
        self._renderer.warm()

    def status(self) -> QueueStatus:
        """Whether the printer would take a job now: what needs paper is marked before someone starts."""
        return self._queue.status()

    def resume(self) -> bool:
        """Lets a stopped queue print again; whether it would take a job now."""
        self._queue.resume()
        return self._queue.status().ready

    def purge(self) -> bool:
        """Removes drawn papers and the spool; called at the end of each visit and after the last outcome.

        Returns:
            False when something is left to remove: a job still runs, or the print service is away.
        """
        if self.busy:
            return False
        self._folder.empty()
        return self._queue.purge()

    def close(self) -> None:
        """Ends the helper process and removes the folder; a job that runs is not waited for."""
        self._renderer.close()
        self._folder.close()
        self._journal.close()

    def _recorded(self, job_id: str, paper: Paper, stock: Stock, copies: int) -> Iterator[Progress | Outcome]:
        """Sees to it that whatever happens is in the journal before anybody hears of it."""
        outcome: Outcome | None = None
        self._log.info(LogEvent.PRINT_STARTED, kind=type(paper).__name__, copies=copies)
        began = self._time.now()
        try:
            with closing(self._print(job_id, paper, stock, copies)) as steps:
                for step in steps:
                    if isinstance(step, Outcome):
                        outcome = step
                        break
                    yield step
        finally:
            del self._cancelled[job_id]
            outcome = outcome or Outcome(OutcomeKind.UNKNOWN, Reason.ABANDONED, trial=self.trial)
            self._journal.ended(job_id, outcome, now=self._now())
            self._log.info(
                LogEvent.PRINT_FINISHED,
                outcome=outcome.kind.value,
                reason=outcome.reason and outcome.reason.value,
                ms=round((self._time.now() - began) * 1000),
            )
        yield outcome

    def _print(
        self, job_id: str, paper: Paper, stock: Stock, copies: int
    ) -> Generator[Progress | Outcome, None, None]:
        yield Progress(ProgressState.RENDERING)
        try:
            drawn = self._renderer.render(paper, stock=stock)
        except RenderFailed as failed:
            yield Outcome(OutcomeKind.FAILED, failed.reason, trial=self.trial, missing=failed.missing)
            return
        media = _media(paper, stock)
        job = PrintJob(job_id, drawn.path, pages=drawn.pages, copies=copies, media=media)
        try:
            refused = yield from self._hand_over(job)
        finally:
            drawn.path.unlink(missing_ok=True)
        if refused:
            yield Outcome(OutcomeKind.FAILED, refused, trial=self.trial)
        else:
            yield from self._queue.watch(job)

    def _hand_over(self, job: PrintJob) -> Generator[Progress, None, Reason | None]:
        """Submits a job; while the printer lacks what a hand can give, it waits, and nothing is sent.

        Returns:
            Why it was not taken, or None.
        """
        cancelled = self._cancelled[job.job_name]
        began, last = self._time.now(), ProgressState.CHECKING_PRINTER
        yield Progress(last)
        while True:
            if cancelled.is_set():
                return Reason.CANCELLED
            self._journal.submitted(job.job_name, pages=job.pages, now=self._now())
            try:
                self._queue.submit(job)
            except PrintRefused as refused:
                state = NEEDS.get(refused.reason)
                if state is None or self._time.now() - began > self._limits.attention_s:
                    return refused.reason
            else:
                if cancelled.is_set():  # just while it was being handed over
                    self._queue.cancel(job.job_name)
                return None
            if state is not last:
                last = state
                yield Progress(state)
            self._time.wait(cancelled, self._limits.poll_s)


def _media(paper: Paper, stock: Stock) -> str | None:
    if not isinstance(paper, Slip) or stock is Stock.A4:
        return A4_MEDIA
    # A roll has no sizes: the page is as long as it is, and the printer is set up for its roll.
    return A5_MEDIA if stock is Stock.A5 else None
