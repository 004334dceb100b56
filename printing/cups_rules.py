"""What CUPS and printers say, and what it means. Pure rules; every one was seen on a real print service.

- A `-error` of the device reaches us as `-warning`: the ending carries nothing.
- State 7 (canceled) without a cancel of ours means that the printer gave the job up.
- State 9 (completed) is a false success when the service had lost sight of the job at the printer.
- State 9 was also seen for a job that the printer had aborted: the printer is asked for the job itself.
- The number of completed sheets is never looked at: it is 1 even where nothing came out.
- Raw messages hold paths and titles: they are neither shown nor logged.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from printing.ipp import DeviceJob
from printing.outcome import Outcome, OutcomeKind, ProgressState, Reason
from printing.queue import Notice

PENDING, HELD, PROCESSING, STOPPED, CANCELED, ABORTED, COMPLETED = range(3, 10)
PRINTER_STOPPED = 5
JOB_ATTRIBUTES = [
    "job-state",
    "job-state-reasons",
    "job-printer-state-reasons",
    "time-at-processing",
]
PRINTER_ATTRIBUTES = ["printer-state", "printer-state-reasons", "printer-is-accepting-jobs", "device-uri"]

_FALSE_SUCCESS = {"cups-ipp-missing-job-history", "cups-ipp-conformance-failure"}
_AT_PRINTER = "cups-waiting-for-job-completed"
# In this order: a jam with an open cover is a jam.
_STOPS: tuple[tuple[Reason, frozenset[str]], ...] = (
    (Reason.JAM, frozenset({"media-jam"})),
    (Reason.COVER_OPEN, frozenset({"cover-open", "door-open", "interlock-open"})),
    (Reason.NO_PAPER, frozenset({"media-empty", "media-needed", "input-tray-missing"})),
    (
        Reason.PRINTER_FAULT,
        frozenset(
            {
                "toner-empty",
                "marker-supply-empty",
                "marker-waste-full",
                "developer-empty",
                "output-area-full",
                "output-tray-missing",
                "fuser-over-temp",
                "fuser-under-temp",
                "opc-life-over",
                "spool-area-full",
                "shutdown",
                "stopped-partly",
                "timed-out",
            }
        ),
    ),
)
_STATES = {
    Reason.JAM: ProgressState.JAM,
    Reason.COVER_OPEN: ProgressState.COVER_OPEN,
    Reason.NO_PAPER: ProgressState.NEEDS_PAPER,
    Reason.PRINTER_FAULT: ProgressState.NEEDS_STAFF,
}
_NOTICES = {
    "toner-low": Notice.TONER_LOW,
    "marker-supply-low": Notice.TONER_LOW,
    "media-low": Notice.PAPER_LOW,
}


class Verdict(Enum):
    """What is left to do when a job's state alone does not say how it ended."""

    ASK_DEVICE = "ask_device"  # the service says completed: the printer itself has the last word


@dataclass(frozen=True)
class Look:
    """What one look at a job found.

    Attributes:
        state: the job's state, 3 to 9.
        reasons: its reasons and those of the printer while it ran, without their endings.
        began_at: when the service began to process it; a later value means that it began again.
    """

    state: int
    reasons: frozenset[str]
    began_at: int | None

    @classmethod
    def of(cls, attributes: Mapping[str, Any]) -> "Look":
        """Reads a job's attributes."""
        reasons = {
            *_listed(attributes.get("job-state-reasons")),
            *_listed(attributes.get("job-printer-state-reasons")),
        }
        began = attributes.get("time-at-processing")
        return cls(int(attributes["job-state"]), bare(reasons), began if isinstance(began, int) else None)

    @property
    def at_printer(self) -> bool:
        """Whether the printer has the data."""
        return _AT_PRINTER in self.reasons or self.state == COMPLETED


def _listed(value: Any) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else [str(item) for item in value]


def bare(reasons: Iterable[str]) -> frozenset[str]:
    """Reasons without `-error`, `-warning` and `-report`, and without `none`."""
    cut = set()
    for reason in reasons:
        name = reason
        for ending in ("-error", "-warning", "-report"):
            name = name.removesuffix(ending)
        cut.add(name)
    return frozenset(cut - {"none", ""})


def judge(look: Look, *, cancelled: bool, was_sent: bool) -> ProgressState | Outcome | Verdict:
    """What a look at a job means.

    Args:
        look: what was found.
        cancelled: whether we cancelled the job ourselves.
        was_sent: whether the printer has had the data at an earlier look.
    """
    match look.state:
        case state if state == COMPLETED:
            if look.reasons & _FALSE_SUCCESS:
                return Outcome(OutcomeKind.UNKNOWN, Reason.PRINTER_FORGOT)
            if "job-completed-with-errors" in look.reasons:
                return Outcome(OutcomeKind.UNKNOWN, Reason.PRINTER_ABORTED)
            return Verdict.ASK_DEVICE
        case state if state == CANCELED:
            if not cancelled:
                return Outcome(OutcomeKind.FAILED, Reason.PRINTER_ABORTED)
            return Outcome(OutcomeKind.UNKNOWN if was_sent else OutcomeKind.FAILED, Reason.CANCELLED)
        case state if state == ABORTED:
            return Outcome(OutcomeKind.FAILED, Reason.PRINTER_ABORTED if was_sent else Reason.PRINTER_OFF)
        case state if state == STOPPED:
            if was_sent:
                return Outcome(OutcomeKind.UNKNOWN, Reason.PRINTER_ABORTED)
            return Outcome(OutcomeKind.FAILED, Reason.BAD_DOCUMENT)
        case _:
            return progress(look)


def progress(look: Look) -> ProgressState:
    """What a running job is doing."""
    if stop := stopped_by(look.reasons):
        return _STATES[stop]
    if "offline" in look.reasons:
        return ProgressState.NO_WORD
    return ProgressState.SENT_TO_PRINTER if look.at_printer else ProgressState.QUEUED


def stopped_by(reasons: frozenset[str]) -> Reason | None:
    """What somebody must mend at the printer before it goes on."""
    return next((reason for reason, words in _STOPS if reasons & words), None)


def device_trouble(attributes: Mapping[str, Any]) -> Reason | None:
    """Why the device itself would not print now."""
    stop = stopped_by(bare(_listed(attributes.get("printer-state-reasons"))))
    if stop is None and attributes.get("printer-state") == PRINTER_STOPPED:
        return Reason.PRINTER_FAULT
    return stop


def judge_at_device(job: DeviceJob | None, device: Mapping[str, Any]) -> ProgressState | Outcome:
    """What the printer's own word means, once the service has said completed.

    Args:
        job: the job as the printer knows it; None when it knows of none.
        device: the printer's state.
    """
    if job is None:
        return Outcome(OutcomeKind.UNKNOWN, Reason.PRINTER_FORGOT)
    if job.state in (CANCELED, ABORTED):
        return Outcome(OutcomeKind.FAILED, Reason.PRINTER_ABORTED)
    if job.state != COMPLETED:
        stop = device_trouble(device)
        return _STATES[stop] if stop else ProgressState.SENT_TO_PRINTER
    if device_trouble(device) or "job-completed-with-errors" in job.reasons:
        return Outcome(OutcomeKind.UNKNOWN, Reason.DEVICE_TROUBLE)
    return Outcome(OutcomeKind.DONE)


def queue_trouble(attributes: Mapping[str, Any]) -> Reason | None:
    """Why the queue would not print now."""
    if attributes.get("printer-is-accepting-jobs") is False:
        return Reason.QUEUE_CLOSED
    if attributes.get("printer-state") == PRINTER_STOPPED:
        return Reason.QUEUE_PAUSED
    return None


def clings(attributes: Mapping[str, Any]) -> bool:
    """Whether an old false success clings to the queue, so that each later job would look like one."""
    return bool(bare(_listed(attributes.get("printer-state-reasons"))) & _FALSE_SUCCESS)


def notices(attributes: Mapping[str, Any]) -> frozenset[Notice]:
    """What staff should know though it stops nothing."""
    reasons = bare(_listed(attributes.get("printer-state-reasons")))
    return frozenset(notice for word, notice in _NOTICES.items() if word in reasons)
