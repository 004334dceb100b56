"""What a visit set going outside and that may outlive it: papers under anonymous ids, cases being kept.

Of everything else a result is dropped as soon as nobody waits for it. Of these it is not: a paper comes
out, and a case lies in the outbox, whether or not the page that asked for it is still there.
"""

from __future__ import annotations

from kiosk.core.effects import Effect, Keep, Printing
from kiosk.core.events import CaseMoved, CaseState, Kept, PaperMoved, Queued, Result
from kiosk.core.screens import PaperState

CANCELLED = "cancelled"
OPEN = frozenset({PaperState.PRINTING, PaperState.NEEDS_CARE})


class Outstanding:
    """Keeps account of one visit's papers and cases.

    Attributes:
        papers: Anonymous jobs of this visit, and how they stand.
        cases: Cases of this visit, and what is known of them.
        last_paper: How the last paper that came to an end did.
        not_taken: A paper lies in the slot, as far as is known.
        not_kept: A case could not be kept.
    """

    def __init__(self) -> None:
        self.papers: dict[str, PaperState] = {}
        self.cases: dict[str, CaseState] = {}
        self.last_paper: PaperState | None = None
        self.not_taken = False
        self.not_kept = False
        self._news: dict[str, PaperMoved] = {}
        self._early: dict[str, CaseState] = {}
        self._printing: set[int] = set()
        self._keeping: set[int] = set()
        self._wiped = False
        self._waited_at_end = False

    @property
    def paper_coming(self) -> bool:
        """Whether a paper's end is still open."""
        return bool(self._printing) or any(state in OPEN for state in self.papers.values())

    @property
    def needs_care(self) -> bool:
        """Whether somebody has to look after the printer."""
        return PaperState.NEEDS_CARE in self.papers.values()

    @property
    def keeping(self) -> bool:
        """Whether a case is just being kept."""
        return bool(self._keeping)

    @property
    def case_waits(self) -> bool:
        """Whether a case has not reached the center yet."""
        return self._waited_at_end or CaseState.KEPT in self.cases.values()

    @property
    def open_jobs(self) -> tuple[str, ...]:
        """The jobs that could still be cancelled."""
        return tuple(job for job, state in self.papers.items() if state in OPEN)

    def news_of(self, job_id: str) -> PaperMoved | None:
        """The latest news of a job; it may have come before the job's own name did."""
        return self._news.get(job_id)

    def began(self, effect: Effect) -> None:
        """An effect is on its way."""
        if isinstance(effect, Printing):
            self._printing.add(effect.id)
        elif isinstance(effect, Keep):
            self._keeping.add(effect.id)

    def finished(self, effect_id: int, result: Result) -> None:
        """An effect ended."""
        if effect_id in self._printing:
            self._printing.discard(effect_id)
            match result:
                case Queued(job_id):
                    self.papers.setdefault(job_id, PaperState.PRINTING)
                    if (news := self._news.get(job_id)) is not None:
                        self.paper_moved(news)
                case _:
                    self.last_paper = PaperState.FAILED
        elif effect_id in self._keeping:
            self._keeping.discard(effect_id)
            match result:
                case Kept(case_id):
                    if self._wiped:
                        self._waited_at_end = True
                    else:
                        self.cases[case_id] = self._early.get(case_id, CaseState.KEPT)
                case _:
                    self.not_kept = True

    def paper_moved(self, event: PaperMoved) -> None:
        """News of a paper."""
        if event.state is PaperState.READY:
            return
        self._news[event.job_id] = event
        if event.job_id not in self.papers:
            return
        before = self.papers[event.job_id]
        self.papers[event.job_id] = event.state
        if event.state not in OPEN:
            self.last_paper = None if event.reason == CANCELLED else event.state
            if event.state is PaperState.DONE and before is not PaperState.DONE:
                self.not_taken = True

    def case_moved(self, event: CaseMoved) -> None:
        """News of a case."""
        if not self._wiped:
            self._early[event.case_id] = event.state
        if event.case_id in self.cases:
            self.cases[event.case_id] = event.state

    def give_up(self) -> None:
        """Nothing was heard of the papers for too long: their end is unknown."""
        self._printing.clear()
        for job in self.open_jobs:
            self.papers[job] = PaperState.UNKNOWN
        self.last_paper = PaperState.UNKNOWN

    def wipe(self) -> None:
        """The visit ended: whose cases these are is forgotten, what is still to come is not."""
        self._waited_at_end, self._wiped = self.case_waits, True
        self.cases.clear()
        self._early.clear()
        self.not_kept, self.last_paper = False, None
        self.papers = {job: state for job, state in self.papers.items() if state in OPEN}
        self._news = {job: news for job, news in self._news.items() if job in self.papers}
