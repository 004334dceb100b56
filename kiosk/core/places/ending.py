"""The end page: the person is wiped already. What to take along; then the next one, please."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kiosk.core.effects import CancelPaper
from kiosk.core.events import PaperMoved
from kiosk.core.outstanding import OPEN
from kiosk.core.place import Place
from kiosk.core.screens import Ending, Message, PaperState, Screen, Words

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

FOR_STAFF = frozenset({PaperState.FAILED, PaperState.UNKNOWN})


class EndingPlace(Place):
    """No new card is taken until paper that is still coming is done, cancelled or given to staff.

    Args:
        since_s: When the visit ended.
        card_used: Whether to remind of the card.
    """

    may_reassure = False

    def __init__(self, since_s: float, *, card_used: bool) -> None:
        self.since_s = since_s
        self.card_used = card_used
        self.asks = False
        self.cancelled_s: float | None = None

    def key(self, visit: Visit) -> str:
        if not visit.outstanding.paper_coming:
            return "ending-done"
        return "ending-sure" if self.asks else "ending-printing"

    def screen(self, visit: Visit) -> Screen:
        printing = visit.outstanding.paper_coming
        if printing and self.asks:
            primary = visit.choice("wait-on", "ending.wait-on", "printer")
            return Message(
                serial=visit.serial,
                frame=visit.frame(back=None, tools=False, primary=primary, filled=True),
                title=visit.words("ending.cancel-sure"),
                icon="printer-off",
                choices=(visit.choice("cancel-sure", "ending.cancel-yes", "printer-off"),),
            )
        if printing:
            care = visit.outstanding.needs_care
            title = visit.words("ending.printing-care" if care else "ending.printing")
            primary = visit.choice("cancel-paper", "ending.cancel-paper", "printer-off")
        else:
            staff = visit.outstanding.last_paper in FOR_STAFF
            title = visit.words("ending.paper-to-staff" if staff else "ending.title")
            primary = visit.choice("leave", "ending.next", "check-bold")
        return Ending(
            serial=visit.serial,
            frame=visit.frame(back=None, tools=False, primary=primary, filled=not printing),
            title=title,
            lines=self._lines(visit),
            paper=PaperState.PRINTING if printing else visit.outstanding.last_paper,
            icon="printer" if printing else "hand-wave-outline",
        )

    def _lines(self, visit: Visit) -> tuple[Words, ...]:
        out = visit.outstanding
        lines = [visit.words("ending.wiped-case-waits" if out.case_waits else "ending.wiped")]
        if out.keeping:
            lines.append(visit.words("ending.keeping"))
        if out.not_kept:
            lines.append(visit.words("ending.not-kept"))
        if self.card_used:
            lines.append(visit.words("ending.take-card"))
        if out.not_taken and not visit.began.trial_printer:
            lines.append(visit.words("ending.take-paper"))
        return tuple(lines)

    def press(self, visit: Visit, target: str) -> None:
        if target in ("cancel-paper", "wait-on"):
            self.asks = target == "cancel-paper"
        elif target != "cancel-sure":
            visit.over = True
        elif self.cancelled_s is None:
            self.asks, self.cancelled_s = False, visit.at_s
            for job_id in visit.outstanding.open_jobs:
                visit.run(partial(CancelPaper, job_id=job_id), asker=None)

    def paper_moved(self, visit: Visit, event: PaperMoved) -> None:
        if event.state not in OPEN and event.job_id in visit.outstanding.papers:
            self.since_s = visit.at_s

    def due_at(self, visit: Visit) -> float | None:
        times = visit.settings.times
        if not visit.outstanding.paper_coming:
            return self.since_s + times.ending_s
        return None if self.cancelled_s is None else self.cancelled_s + times.working_way_out_s

    def woke(self, visit: Visit) -> None:
        if visit.outstanding.paper_coming:
            visit.outstanding.give_up()
            self.since_s = visit.at_s
        else:
            visit.over = True
