"""The end page: the person is wiped already. What to take along; then the next one, please."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from kiosk.core.effects import CancelPaper
from kiosk.core.events import CardRead, PaperMoved
from kiosk.core.place import Place
from kiosk.core.screens import Ending, PaperState, Screen, Words

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

OPEN_STATES = frozenset({PaperState.PRINTING, PaperState.NEEDS_CARE})


class EndingPlace(Place):
    """No new card is taken until paper that is still coming is done, cancelled or given to staff.

    Args:
        since_s: When the visit ended.
        papers: Anonymous jobs that are still printing.
        card_used: Whether to remind of the card.
        case_waits: A case of this visit has not reached the center yet.
    """

    def __init__(
        self, since_s: float, *, papers: Mapping[str, PaperMoved], card_used: bool, case_waits: bool
    ) -> None:
        self.since_s = since_s
        self.papers = {job: event.state for job, event in papers.items()}
        self.card_used = card_used
        self.case_waits = case_waits
        self.last: PaperState | None = None

    @property
    def printing(self) -> bool:
        """Whether paper is still to come."""
        return any(state in OPEN_STATES for state in self.papers.values())

    def key(self, visit: Visit) -> str:
        return f"ending-{'printing' if self.printing else 'done'}"

    def screen(self, visit: Visit) -> Screen:
        wiped = "ending.wiped-case-waits" if self.case_waits else "ending.wiped"
        lines = [visit.words(wiped)]
        if self.card_used:
            lines.append(visit.words("ending.take-card"))
        if self.printing:
            care = PaperState.NEEDS_CARE in self.papers.values()
            title = visit.words("ending.printing-care" if care else "ending.printing")
            primary = visit.choice("cancel-paper", "ending.cancel-paper", "printer-off")
        else:
            title = self._title(visit)
            primary = visit.choice("leave", "ending.next", "check-bold")
            if self.last is PaperState.DONE:
                lines.append(visit.words("ending.take-paper"))
        return Ending(
            serial=visit.serial,
            frame=visit.frame(back=None, tools=False, primary=primary, filled=not self.printing),
            title=title,
            lines=tuple(lines),
            paper=PaperState.PRINTING if self.printing else self.last,
            icon="printer" if self.printing else "hand-wave-outline",
        )

    def _title(self, visit: Visit) -> Words:
        if self.last in (PaperState.FAILED, PaperState.UNKNOWN):
            return visit.words("ending.paper-to-staff")
        return visit.words("ending.title")

    def press(self, visit: Visit, target: str) -> None:
        if target == "cancel-paper":
            for job_id in self.papers:
                visit.run(partial(CancelPaper, job_id=job_id), asker=None)
        else:
            visit.over = True

    def card(self, visit: Visit, event: CardRead) -> bool:
        return True

    def paper_moved(self, visit: Visit, event: PaperMoved) -> None:
        if event.job_id in self.papers:
            self.papers[event.job_id] = event.state
            if event.state not in OPEN_STATES:
                self.last = event.state
                self.since_s = visit.at_s

    def due_at(self, visit: Visit) -> float | None:
        return None if self.printing else self.since_s + visit.settings.times.ending_s

    def woke(self, visit: Visit) -> None:
        visit.over = True
