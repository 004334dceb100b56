"""What is known of a paper. 'Done' is said only after the printer said so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.core.events import PaperMoved
from kiosk.core.screens import NOTHING, PaperState, Words

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

OPEN = frozenset({PaperState.PRINTING, PaperState.NEEDS_CARE})


class PaperWatch:
    """Follows one paper from the press to the printer's word."""

    def __init__(self) -> None:
        self.state: PaperState | None = None
        self.job_id = ""
        self.reason = ""
        self._may_repeat = False

    @property
    def is_printing(self) -> bool:
        """Whether its outcome is still open."""
        return self.state in OPEN

    @property
    def may_repeat(self) -> bool:
        """After a failure that is known for sure; never after an unknown outcome."""
        return self.state is PaperState.FAILED and self._may_repeat

    def begin(self) -> None:
        """Somebody pressed print."""
        self.state, self.job_id, self.reason = PaperState.PRINTING, "", ""

    def failed(self, reason: str = "") -> None:
        """It could not even be given to the printer."""
        self.state, self.reason, self._may_repeat = PaperState.FAILED, reason, not reason

    def queued(self, visit: Visit, job_id: str) -> None:
        """It is on its way under this anonymous id."""
        self.job_id = job_id
        visit.pending_papers[job_id] = PaperMoved(visit.at_s, job_id, PaperState.PRINTING)

    def moved(self, visit: Visit, event: PaperMoved) -> None:
        """News from the printer."""
        if event.job_id != self.job_id or not self.job_id:
            return
        self.state, self.reason, self._may_repeat = event.state, event.reason, event.may_repeat
        if event.state in OPEN:
            visit.pending_papers[event.job_id] = event
        else:
            visit.paper_is_out(event.job_id)
            visit.extend()

    def words(self, visit: Visit) -> Words:
        """What is said of it."""
        if self.state is None:
            return NOTHING
        if self.state is PaperState.DONE and visit.began.trial_printer:
            return visit.words("paper.done-trial")
        if self.state in (PaperState.NEEDS_CARE, PaperState.FAILED) and self.reason:
            place = visit.settings.place
            return visit.words(f"paper.{self.reason}", owner=place.owner, phone=place.owner_phone)
        return visit.words(f"paper.{self.state}")
