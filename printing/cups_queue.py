"""The real printer: one CUPS queue behind one adapter.

Whatever happens a job ends in time, is never sent twice, and is called done only after the service has said
completed, without having lost sight of it, and the device itself shows no error.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kiosk.log import Log, LogEvent
from printing import cups_rules as rules
from printing.cups_admin import cancel_everything, recreate_queue, resume_queue
from printing.cups_line import (
    NOT_ACCEPTING,
    NOT_FOUND,
    Canary,
    CupsLine,
    LineError,
    LineGone,
    LineRefused,
    connector,
)
from printing.errors import PrintRefused
from printing.ipp import Device, DeviceSilentError, IppPrinter
from printing.outcome import Outcome, OutcomeKind, Progress, ProgressState, Reason
from printing.queue import REASONS, Limits, Notice, PrintJob, QueueStatus, Time

_BAD_DOCUMENT = (0x0400, 0x0412)
_DEVICE_TRIES = 3


@dataclass
class _Ticket:
    """A job that was handed over."""

    job_name: str
    job_id: int | None  # None when the service was lost while it took the job
    cancelled: bool = False
    sent: bool = False
    silent: int = 0  # how often the printer did not answer for it
    began_at: int | None = None
    canary: Canary | None = None
    wake: threading.Event = field(default_factory=threading.Event)


class CupsQueue:
    """A queue of a CUPS print service.

    Args:
        name: the queue.
        log: where events go.
        host: where the service is.
        port: its port.
        user: the name under which jobs are sent.
        limits: how long anything may take.
        time: the clock and the waiting.
        line: how the service is reached; made from host and port when None.
        canary: makes the connection that dies with the service.
        open_device: how the printer itself is reached, by its address; ValueError for one that cannot be
            asked.
    """

    def __init__(
        self,
        name: str,
        *,
        log: Log,
        host: str = "localhost",
        port: int = 631,
        user: str = "kiosk",
        limits: Limits | None = None,
        time: Time | None = None,
        line: CupsLine | None = None,
        canary: Callable[[], Canary] | None = None,
        open_device: Callable[[str], Device] | None = None,
    ) -> None:
        self._name = name
        self._log = log
        self._limits = limits or Limits()
        self._time = time or Time()
        self._line = line or CupsLine(connector(host, port, user), timeout_s=self._limits.call_s)
        self._canary = canary or (lambda: Canary(host, port, timeout_s=self._limits.call_s))
        self._open_device = open_device or (
            lambda uri: IppPrinter(uri, user=user, timeout_s=self._limits.call_s)
        )
        self._device: Device | None = None
        self._device_uri = ""
        self._tickets: dict[str, _Ticket] = {}
        self._unclean = True  # whether jobs of an earlier life may be in the service
        self._clings = False  # whether the queue must be made anew before the next job
        self._stuck = False  # whether that was tried and refused

    @property
    def trial(self) -> bool:
        """A real printer."""
        return False

    def recover(self) -> None:
        """Removes every job that is in the queue, whoever's it is; tried again before the first job."""
        self._unclean = True
        try:
            self._clean()
        except LineError:
            self._log.warning(LogEvent.DEVICE_CHANGED, device="print_queue", reason=Reason.SERVICE_DOWN.value)

    def status(self) -> QueueStatus:
        """Asks the service, then the device itself."""
        try:
            queue = self._line.call(
                "getPrinterAttributes", self._name, requested_attributes=rules.PRINTER_ATTRIBUTES
            )
        except LineRefused as refused:
            return QueueStatus(Reason.NO_QUEUE if refused.status == NOT_FOUND else Reason.SERVICE_DOWN)
        except LineGone:
            return QueueStatus(Reason.SERVICE_DOWN)
        notices = rules.notices(queue)
        self._clings = self._clings or rules.clings(queue)
        if self._stuck:
            notices |= {Notice.QUEUE_NOT_RECREATED}
        if reason := rules.queue_trouble(queue):
            return QueueStatus(reason, notices)
        return QueueStatus(self._ask_device(str(queue.get("device-uri", ""))), notices)

    def submit(self, job: PrintJob) -> None:
        """Hands a job over.

        Raises:
            PrintRefused: nothing was sent.
        """
        if job.job_name in self._tickets:
            raise PrintRefused(Reason.ALREADY_SENT)
        if not _is_whole_pdf(job):
            raise PrintRefused(Reason.BAD_DOCUMENT)
        try:
            self._clean()
            status = self.status()
            if status.reason:
                raise PrintRefused(status.reason)
            if self._clings:
                self._recreate()
            if self._is_known(job.job_name):
                raise PrintRefused(Reason.ALREADY_SENT)
        except LineError as error:
            raise PrintRefused(Reason.SERVICE_DOWN) from error
        try:
            self._tickets[job.job_name] = self._send(job)
        except LineGone as error:  # before the sending
            raise PrintRefused(Reason.SERVICE_DOWN) from error

    def watch(self, job: PrintJob) -> Iterator[Progress | Outcome]:
        """What becomes of a submitted job; ends with exactly one outcome."""
        ticket = self._tickets[job.job_name]
        outcome: Outcome | None = None
        try:
            for step in self._steps(job, ticket):
                outcome = step if isinstance(step, Outcome) else None
                yield step
        finally:
            if outcome is None:  # whoever watched has gone away
                self._cancel_quietly(ticket)
            self._clings = self._clings or outcome is None or outcome.kind is OutcomeKind.UNKNOWN
            if ticket.canary:
                ticket.canary.close()
            del self._tickets[job.job_name]

    def _steps(self, job: PrintJob, ticket: _Ticket) -> Iterator[Progress | Outcome]:
        last: ProgressState | None = None
        began, stuck_since, stuck_s = self._time.now(), None, 0.0
        renewed = began
        while True:
            found = self._look(ticket)
            if isinstance(found, Outcome):
                yield found
                return
            now = self._time.now()
            if ticket.canary and now - renewed > Canary.renew_s:
                ticket.canary.renew()
                renewed = now
            stuck_since, stuck_s = _stuck(found, now, stuck_since, stuck_s)
            waiting_s = now - stuck_since if stuck_since is not None else 0.0
            if waiting_s > self._limits.attention_s:
                yield self._give_up(ticket, REASONS[found])
                return
            if now - began - stuck_s - waiting_s > self._limits.job_s(job):
                yield self._give_up(ticket, Reason.NO_ANSWER)
                return
            if found is not last:
                last = found
                yield Progress(found)
            self._time.wait(ticket.wake, self._limits.poll_s)

    def cancel(self, job_name: str) -> None:
        """Asks the watcher to give the job up."""
        if ticket := self._tickets.get(job_name):
            ticket.cancelled = True
            ticket.wake.set()

    def resume(self) -> None:
        """Lets the queue go on, and forgets that it was given up after a lost job."""
        resumed = resume_queue(self._line, self._name)
        self._log.info(LogEvent.DEVICE_CHANGED, device="print_queue", resumed=resumed)

    def purge(self) -> bool:
        """Removes what the service keeps of finished jobs."""
        if self._tickets:
            return False
        try:
            cancel_everything(self._line, self._name)
        except LineError:
            self._unclean = True
            return False
        return True

    def _clean(self) -> None:
        if self._unclean:
            cancel_everything(self._line, self._name)
            self._unclean = False

    def _recreate(self) -> None:
        self._clings = self._stuck = not recreate_queue(self._line, self._name)
        self._log.info(LogEvent.DEVICE_CHANGED, device="print_queue", recreated=not self._clings)

    def _is_known(self, job_name: str) -> bool:
        jobs = self._line.call(
            "getJobs",
            which_jobs="all",
            my_jobs=False,
            requested_attributes=["job-id", "job-name", "job-state"],
        )
        over = (rules.CANCELED, rules.ABORTED)
        return any(j.get("job-name") == job_name and j.get("job-state") not in over for j in jobs.values())

    def _send(self, job: PrintJob) -> _Ticket:
        options = {
            "sides": "one-sided",
            "copies": str(job.copies),
            "print-scaling": "none",
        } | ({"media": job.media} if job.media else {})
        canary = self._canary()
        try:
            job_id = self._line.call("printFile", self._name, str(job.path), job.job_name, options)
            return _Ticket(job.job_name, job_id, canary=canary)
        except LineRefused as refused:
            canary.close()
            if refused.status in _BAD_DOCUMENT:
                raise PrintRefused(Reason.BAD_DOCUMENT) from refused
            if refused.status == NOT_ACCEPTING:
                raise PrintRefused(Reason.QUEUE_CLOSED) from refused
            raise PrintRefused(self.status().reason or Reason.SERVICE_DOWN) from refused
        except LineGone:
            # The service may have taken the job before it fell silent: not 'refused', but not known.
            self._unclean = True
            return _Ticket(job.job_name, None, canary=canary)

    def _look(self, ticket: _Ticket) -> ProgressState | Outcome:
        if ticket.job_id is None or not (ticket.canary and ticket.canary.alive()):
            return self._lost()
        try:
            if ticket.cancelled and not ticket.sent:
                look = self._see(ticket)
                ticket.sent = ticket.sent or look.state not in (rules.PENDING, rules.HELD)
            if ticket.cancelled:
                self._line.call("cancelJob", ticket.job_id, purge_job=True)
                kind = OutcomeKind.UNKNOWN if ticket.sent else OutcomeKind.FAILED
                return Outcome(kind, Reason.CANCELLED)
            look = self._see(ticket)
        except LineError:
            return self._lost()
        again = look.began_at != ticket.began_at or look.state in (rules.PENDING, rules.HELD)
        if ticket.sent and again:
            return self._lost()  # the service begins once more with what the printer has had
        ticket.began_at = look.began_at
        verdict = rules.judge(look, cancelled=False, was_sent=ticket.sent)
        ticket.sent = ticket.sent or look.at_printer
        if verdict is rules.Verdict.ASK_DEVICE:
            return self._confirmed(ticket)
        if look.state == rules.STOPPED:
            self._cancel_quietly(ticket)
        assert not isinstance(verdict, rules.Verdict)
        return verdict

    def _see(self, ticket: _Ticket) -> rules.Look:
        found = self._line.call("getJobAttributes", ticket.job_id, requested_attributes=rules.JOB_ATTRIBUTES)
        return rules.Look.of(found)

    def _confirmed(self, ticket: _Ticket) -> ProgressState | Outcome:
        """The service says completed; the printer has the last word, about this job and about itself."""
        if self._device is None:
            return Outcome(OutcomeKind.UNKNOWN, Reason.PRINTER_MUTE)
        try:
            verdict = rules.judge_at_device(self._device.job(ticket.job_name), self._device.state())
        except DeviceSilentError:
            ticket.silent += 1
            if ticket.silent < _DEVICE_TRIES:
                return ProgressState.SENT_TO_PRINTER
            return Outcome(OutcomeKind.UNKNOWN, Reason.DEVICE_TROUBLE)
        return verdict

    def _ask_device(self, uri: str) -> Reason | None:
        """Asks the printer how it is; one that does not speak IPP is not asked, and its word is never had."""
        if uri != self._device_uri:
            try:
                self._device = self._open_device(uri)
            except ValueError:
                self._device = None
            self._device_uri = uri
        if self._device is None:
            return None
        try:
            return rules.device_trouble(self._device.state())
        except DeviceSilentError:
            return Reason.PRINTER_OFF

    def _lost(self) -> Outcome:
        """Waits for the service; once it is back nothing of the job may be left to be printed again."""
        self._unclean = True
        began, never = self._time.now(), threading.Event()
        while self._unclean:
            try:
                self._clean()
            except LineError:
                if self._time.now() - began > self._limits.service_s:
                    break
                self._time.wait(never, self._limits.poll_s)
        return Outcome(OutcomeKind.UNKNOWN, Reason.SERVICE_LOST)

    def _give_up(self, ticket: _Ticket, reason: Reason) -> Outcome:
        self._cancel_quietly(ticket)
        return Outcome(OutcomeKind.UNKNOWN, reason)

    def _cancel_quietly(self, ticket: _Ticket) -> None:
        try:
            self._line.call("cancelJob", ticket.job_id, purge_job=True)
        except LineError:
            self._unclean = True


def _stuck(
    state: ProgressState, now: float, since: float | None, total_s: float
) -> tuple[float | None, float]:
    """Keeps the time that a job waited for somebody's hands apart from its own deadline."""
    if state in REASONS:
        return (now if since is None else since), total_s
    return None, total_s + (now - since if since is not None else 0.0)


def _is_whole_pdf(job: PrintJob) -> bool:
    """Whether the file looks like a PDF from its first to its last bytes."""
    try:
        data = job.path.read_bytes()
    except OSError:
        return False
    return data.startswith(b"%PDF-") and b"%%EOF" in data[-1024:]
