"""How a print job ends, what is known while it runs, and who can mend what stopped it.

Outcomes are named for what is known. `DONE` needs the printer's own word; where that word is missing or
cannot be trusted the end is `UNKNOWN`, never a hopeful `DONE`.
"""

from dataclasses import dataclass
from enum import StrEnum


class OutcomeKind(StrEnum):
    """The three ways in which a job ends."""

    DONE = "done"  # the printer said that the paper is out
    FAILED = "failed"  # certainly no complete paper came out
    UNKNOWN = "unknown"  # paper may lie in the tray: staff look


class ProgressState(StrEnum):
    """What is known while a job runs."""

    RENDERING = "rendering"
    CHECKING_PRINTER = "checking_printer"
    QUEUED = "queued"
    SENT_TO_PRINTER = "sent_to_printer"  # the printer has the data; this is not 'printed'
    NEEDS_PAPER = "needs_paper"
    COVER_OPEN = "cover_open"
    JAM = "jam"
    NEEDS_STAFF = "needs_staff"  # toner, tray, fault: something a villager cannot mend
    NO_WORD = "no_word"  # the printer has not answered for a while


class Reason(StrEnum):
    """Why a job failed, or why its end is not known."""

    # The rendering side: nothing was sent.
    MISSING_CHARACTERS = "missing_characters"
    REFUSED_CONTENT = "refused_content"
    FONTS_MISSING = "fonts_missing"
    RENDER_CRASHED = "render_crashed"
    RENDER_TIMEOUT = "render_timeout"
    RENDER_FAULT = "render_fault"
    # Before sending: nothing was sent.
    PRINTER_OFF = "printer_off"
    NO_PAPER = "no_paper"
    COVER_OPEN = "cover_open"
    JAM = "jam"
    PRINTER_FAULT = "printer_fault"
    NO_QUEUE = "no_queue"  # the configured queue does not exist
    QUEUE_PAUSED = "queue_paused"
    QUEUE_CLOSED = "queue_closed"  # the queue refuses jobs
    SERVICE_DOWN = "service_down"  # the print service itself does not answer
    ALREADY_SENT = "already_sent"  # the print service has a job of this name
    # After sending.
    PRINTER_ABORTED = "printer_aborted"  # the printer or the service gave the job up
    BAD_DOCUMENT = "bad_document"
    CANCELLED = "cancelled"
    PRINTER_FORGOT = "printer_forgot"  # 'completed', but the printer had lost the job: a false success
    DEVICE_TROUBLE = "device_trouble"  # 'completed', but the printer shows an error or is silent
    PRINTER_MUTE = "printer_mute"  # 'completed', but this printer cannot say whether the paper is out
    NO_ANSWER = "no_answer"  # our own deadline passed
    SERVICE_LOST = "service_lost"  # the print service was restarted or lost in the middle
    TERMINAL_RESTARTED = "terminal_restarted"  # the terminal itself was
    ABANDONED = "abandoned"  # whoever watched the job stopped watching


@dataclass(frozen=True)
class Progress:
    """One step of a running job."""

    state: ProgressState


@dataclass(frozen=True)
class Outcome:
    """The end of a job.

    Attributes:
        kind: what is known.
        reason: why, for FAILED and UNKNOWN; None for DONE.
        trial: True when the 'printer' is the trial folder, so that the page says so.
        missing: with MISSING_CHARACTERS, the characters that no font has.
    """

    kind: OutcomeKind
    reason: Reason | None = None
    trial: bool = False
    missing: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.kind is OutcomeKind.DONE) != (self.reason is None):
            raise ValueError("DONE has no reason, everything else has one")

    def __repr__(self) -> str:
        """Leaves out the missing characters: they are part of somebody's name."""
        return f"Outcome({self.kind.value}, reason={self.reason and self.reason.value}, trial={self.trial})"

    @property
    def done(self) -> bool:
        """Whether the printer said that the paper is out."""
        return self.kind is OutcomeKind.DONE


class Helper(StrEnum):
    """Who can mend it."""

    NOBODY = "nobody"  # nothing to mend
    VILLAGER = "villager"  # close the cover, take the paper, ask again
    STAFF = "staff"
    COUNTER = "counter"  # cannot be printed here at all: the window does it


@dataclass(frozen=True)
class Advice:
    """What a page needs to know about a reason.

    Attributes:
        helper: who is called.
        may_ask_again: whether asking for the same paper again (as a new job) is safe and may help.
        paper_may_exist: whether a sheet may lie in the tray, so that somebody must look before the next
            person.
    """

    helper: Helper
    may_ask_again: bool
    paper_may_exist: bool


_ADVICE = {
    Reason.MISSING_CHARACTERS: Advice(Helper.COUNTER, may_ask_again=False, paper_may_exist=False),
    Reason.REFUSED_CONTENT: Advice(Helper.COUNTER, may_ask_again=False, paper_may_exist=False),
    Reason.FONTS_MISSING: Advice(Helper.STAFF, may_ask_again=False, paper_may_exist=False),
    Reason.RENDER_CRASHED: Advice(Helper.VILLAGER, may_ask_again=True, paper_may_exist=False),
    Reason.RENDER_TIMEOUT: Advice(Helper.VILLAGER, may_ask_again=True, paper_may_exist=False),
    Reason.RENDER_FAULT: Advice(Helper.COUNTER, may_ask_again=False, paper_may_exist=False),
    Reason.PRINTER_OFF: Advice(Helper.STAFF, may_ask_again=True, paper_may_exist=False),
    Reason.NO_PAPER: Advice(Helper.STAFF, may_ask_again=True, paper_may_exist=False),
    Reason.COVER_OPEN: Advice(Helper.STAFF, may_ask_again=True, paper_may_exist=False),
    Reason.JAM: Advice(Helper.STAFF, may_ask_again=True, paper_may_exist=False),
    Reason.PRINTER_FAULT: Advice(Helper.STAFF, may_ask_again=True, paper_may_exist=False),
    Reason.NO_QUEUE: Advice(Helper.STAFF, may_ask_again=False, paper_may_exist=False),
    Reason.QUEUE_PAUSED: Advice(Helper.STAFF, may_ask_again=False, paper_may_exist=False),
    Reason.QUEUE_CLOSED: Advice(Helper.STAFF, may_ask_again=False, paper_may_exist=False),
    Reason.SERVICE_DOWN: Advice(Helper.STAFF, may_ask_again=True, paper_may_exist=False),
    Reason.ALREADY_SENT: Advice(Helper.STAFF, may_ask_again=False, paper_may_exist=True),
    Reason.PRINTER_ABORTED: Advice(Helper.STAFF, may_ask_again=True, paper_may_exist=True),
    Reason.BAD_DOCUMENT: Advice(Helper.COUNTER, may_ask_again=False, paper_may_exist=False),
    Reason.CANCELLED: Advice(Helper.NOBODY, may_ask_again=True, paper_may_exist=True),
    Reason.PRINTER_FORGOT: Advice(Helper.STAFF, may_ask_again=False, paper_may_exist=True),
    Reason.DEVICE_TROUBLE: Advice(Helper.STAFF, may_ask_again=False, paper_may_exist=True),
    Reason.PRINTER_MUTE: Advice(Helper.STAFF, may_ask_again=False, paper_may_exist=True),
    Reason.NO_ANSWER: Advice(Helper.STAFF, may_ask_again=False, paper_may_exist=True),
    Reason.SERVICE_LOST: Advice(Helper.STAFF, may_ask_again=False, paper_may_exist=True),
    Reason.TERMINAL_RESTARTED: Advice(Helper.STAFF, may_ask_again=False, paper_may_exist=True),
    Reason.ABANDONED: Advice(Helper.STAFF, may_ask_again=False, paper_may_exist=True),
}


def advice(outcome: Outcome) -> Advice:
    """What to do about an outcome.

    An unknown outcome always means that a sheet may exist, whatever its reason.
    """
    if outcome.reason is None:
        return Advice(Helper.NOBODY, may_ask_again=True, paper_may_exist=True)
    found = _ADVICE[outcome.reason]
    if outcome.kind is OutcomeKind.UNKNOWN:
        return Advice(Helper.STAFF, may_ask_again=False, paper_may_exist=True)
    return found
