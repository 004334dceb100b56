"""What is known of a paper. 'Done' is said only after the printer said so."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kiosk.core.effects import Effect
from kiosk.core.events import Failed, Failure, PaperMoved, Queued, Result
from kiosk.core.outstanding import OPEN
from kiosk.core.screens import NOTHING, Choice, PaperState, Strip, Tone, Words

if TYPE_CHECKING:
    from kiosk.core.place import Place
    from kiosk.core.visit import Visit


class PaperWatch:
    """Follows one paper from the press to the printer's word, and until it is taken."""

    def __init__(self) -> None:
        self.state: PaperState | None = None
        self.job_id = ""
        self.reason = ""
        self._effect_id = 0
        self._since_s = 0.0
        self._reminds = False
        self._may_repeat = False

    @property
    def is_printing(self) -> bool:
        """Whether its outcome is still open."""
        return self.state in OPEN

    @property
    def is_busy(self) -> bool:
        """Whether the person waits for the machine; not while the machine waits for somebody."""
        return self.state is PaperState.PRINTING

    @property
    def may_repeat(self) -> bool:
        """After a failure that is known for sure; never after an unknown outcome."""
        return self.state is PaperState.FAILED and self._may_repeat

    def print(self, visit: Visit, make: Callable[[int, str], Effect], *, asker: Place) -> None:
        """Somebody pressed print."""
        if self.state is not None and not self.may_repeat:
            return
        self.state, self.job_id, self.reason = PaperState.PRINTING, "", ""
        self._since_s, self._reminds = visit.at_s, False
        self._effect_id = visit.run(make, asker=asker)

    def refuse(self, reason: str = "") -> None:
        """It could not even be given to the printer."""
        self.state, self.reason, self._may_repeat = PaperState.FAILED, reason, not reason

    def finished(self, visit: Visit, result: Result, effect_id: int) -> None:
        """An effect ended; only this paper's own counts."""
        if effect_id != self._effect_id:
            return
        match result:
            case Queued(job_id):
                self.job_id = job_id
                if (news := visit.outstanding.news_of(job_id)) is not None:
                    self.moved(visit, news)
            case Failed(Failure.REFUSED):
                self.refuse("characters")
            case _:
                self.refuse()

    def moved(self, visit: Visit, event: PaperMoved) -> None:
        """News from the printer."""
        if event.job_id != self.job_id or not self.job_id or event.state is PaperState.READY:
            return
        before, self.state = self.state, event.state
        self.reason, self._may_repeat = event.reason, event.may_repeat
        if before is not self.state:
            visit.extend()
        if self.state is PaperState.DONE and before is not PaperState.DONE:
            self._since_s, self._reminds = visit.at_s, not visit.began.trial_printer

    def taken(self, visit: Visit) -> None:
        """纸拿到了."""
        self._reminds = False
        if self.state is PaperState.DONE:
            visit.outstanding.not_taken = False

    def due_at(self, visit: Visit) -> float | None:
        """When to offer not to wait, and when to remind of the paper."""
        if self._reminds:
            return self._since_s + visit.settings.times.paper_taken_s
        if self.is_printing and not self._is_late(visit):
            return self._since_s + visit.settings.times.working_way_out_s
        return None

    def woke(self, visit: Visit) -> None:
        """The time has come: 纸拿了吗？."""
        if self._reminds and visit.at_s >= self._since_s + visit.settings.times.paper_taken_s:
            self._reminds = False
            visit.strip = Strip(visit.words("strip.take-paper"), "file-document-outline", Tone.URGENT)

    def choices(self, visit: Visit, again: str) -> tuple[Choice, ...]:
        """What can be done about it: print again where that is safe; not wait, where it takes long.

        Args:
            visit: The visit.
            again: Wording of 再打一次.
        """
        if self.may_repeat:
            return (visit.choice("print", again, "printer"),)
        if self.is_printing and self._is_late(visit):
            return (visit.choice("finish", "paper.leave", "arrow-right-thick"),)
        return ()

    def _is_late(self, visit: Visit) -> bool:
        return visit.at_s >= self._since_s + visit.settings.times.working_way_out_s

    def words(self, visit: Visit) -> Words:
        """What is said of it."""
        if self.state is None:
            return NOTHING
        if self.state is PaperState.DONE and visit.began.trial_printer:
            return visit.words("paper.done-trial")
        key = f"paper.{self.state}"
        explained = self.state in (PaperState.NEEDS_CARE, PaperState.FAILED) and self.reason
        place = visit.settings.place
        return visit.known_words(
            f"paper.{self.reason}" if explained else key, key, owner=place.owner, phone=place.owner_phone
        )


class FollowsPaper:
    """What a page with one paper does with the news of it; stands before the page's own kind.

    Attributes:
        paper: The paper.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.paper = PaperWatch()

    def is_busy(self, visit: Visit) -> bool:
        """Whether the person waits for the printer."""
        return self.paper.is_busy

    def finished(self, visit: Visit, result: Result, effect_id: int) -> None:
        """It was taken in, or not."""
        self.paper.finished(visit, result, effect_id)

    def paper_moved(self, visit: Visit, event: PaperMoved) -> None:
        """The printer says how far it is."""
        self.paper.moved(visit, event)

    def due_at(self, visit: Visit) -> float | None:
        """When to look after it again."""
        return self.paper.due_at(visit)

    def woke(self, visit: Visit) -> None:
        """The time has come."""
        self.paper.woke(visit)
