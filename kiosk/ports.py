"""What the runtime needs of the outside; the real parts and the simulated ones both fit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from kiosk.core.effects import FindCase, Issue, Keep, LookUp, Printing
from kiosk.core.events import CaseState, PaperMoved, Result


class Center(Protocol):
    """The service center. Calls block, and never raise: a failure is a result."""

    def look_up(self, effect: LookUp) -> Result:
        """What is known of a person."""
        ...

    def find_case(self, effect: FindCase) -> Result:
        """How far the case of a receipt is."""
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
