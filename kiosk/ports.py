"""What the runtime needs of the outside; the real parts and the simulated ones both fit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from config.accents import Accents
from config.settings import Sound
from kiosk.core.effects import (
    AskLock,
    CallStaff,
    FindCase,
    HandOver,
    Issue,
    Keep,
    LookUp,
    NoteAct,
    Printing,
    Rate,
    Tend,
    TryLock,
)
from kiosk.core.events import CaseState, PaperMoved, Result
from kiosk.core.talk import Ear, Speech, Tuning


class Center(Protocol):
    """The service center. Calls block, and never raise: a failure is a result."""

    def look_up(self, effect: LookUp) -> Result:
        """What is known of a person."""
        ...

    def find_case(self, effect: FindCase) -> Result:
        """How far the case of a receipt is."""
        ...

    def rate(self, effect: Rate) -> Result:
        """Takes what somebody says of a finished case."""
        ...

    def issue(self, effect: Issue) -> Result:
        """Lets a document be issued and registered."""
        ...


class Cases(Protocol):
    """The outbox. Calls block on the disk only."""

    def keep(self, effect: Keep) -> Result:
        """Keeps a case durably, sealed; returns its receipt number."""
        ...

    def state(self, case_id: str) -> CaseState | None:
        """What is known of a case that was kept here."""
        ...


class Handoffs(Protocol):
    """Handing over to people. Calls block for a few seconds at most, and never raise."""

    def hand_over(self, effect: HandOver) -> Result:
        """Keeps a draft durably and makes its code."""
        ...

    def call_staff(self, effect: CallStaff) -> Result:
        """Calls staff to this terminal, or asks whether somebody is coming."""
        ...


class Staff(Protocol):
    """The lock of the assisted mode, its audit trail, and what staff may do to the machine. Calls block."""

    def ask(self, effect: AskLock) -> Result:
        """Makes a question for a staff member's phone."""
        ...

    def answer(self, effect: TryLock) -> Result:
        """Judges an answer; a wrong one is counted, durably, before it is looked at."""
        ...

    def note(self, effect: NoteAct) -> None:
        """Writes an act into the audit trail, durably."""
        ...

    def tend(self, effect: Tend) -> Result:
        """Does something to the machine, and writes it down."""
        ...


class Papers(Protocol):
    """The printers. `run` blocks until the paper's outcome is known."""

    @property
    def trial(self) -> bool:
        """Whether paper goes into a folder."""
        ...

    def run(self, job_id: str, effect: Printing, tell: Callable[[PaperMoved], None]) -> None:
        """Prints one paper, telling each step; the last one is its outcome."""
        ...

    def cancel(self, job_id: str) -> None:
        """Cancels what is still to be printed of a job."""
        ...

    def purge(self) -> None:
        """Leaves nothing of a visit behind: spool, temporary files."""
        ...


class Voice(Protocol):
    """Mouth and ear. No call blocks or raises; what came of it is told in events, in order.

    `SpeechAt` comes as each line begins to sound, `SpeechEnded` at the end of a speech, `EarChanged` and
    `Heard` as somebody speaks, and `SoundChanged` at the start and whenever a device comes or goes.
    Nothing of a visit is told after `visit_ended`.
    """

    def use(self, *, sound: Sound, accents: Accents) -> None:
        """Talks like this from now on; wished between visits."""
        ...

    def say(self, speech: Speech) -> None:
        """Says this now; it replaces whatever is being said."""
        ...

    def hush(self) -> None:
        """Is silent at once."""
        ...

    def listen(self, ear: Ear) -> None:
        """Opens the gate for what this page accepts; while something is being said, after its end."""
        ...

    def deafen(self) -> None:
        """Closes the gate; what is being spoken into it counts for nothing."""
        ...

    def tune(self, tuning: Tuning) -> None:
        """From now on it is said like this."""
        ...

    def visit_began(self) -> None:
        """Somebody is there: the microphone's stream opens, behind its gate."""
        ...

    def visit_ended(self) -> None:
        """Silence; the microphone closes, the tuning is the terminal's own again, all is forgotten."""
        ...

    def close(self) -> None:
        """Ends it."""
        ...
