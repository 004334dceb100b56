"""Papers: what comes late is waited for, and what was given up never comes out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, cast

import pytest

from kiosk import late
from kiosk.core.effects import LookUp, PrintPapers, PrintSlip
from kiosk.core.events import Failed, Failure, PaperMoved
from kiosk.core.identity import Established
from kiosk.core.screens import PaperState
from kiosk.late import LateParts
from kiosk.on_paper import RealPapers, paper_of
from printing.desk import PrintDesk
from printing.outcome import Outcome, OutcomeKind, Progress, ProgressState, Reason
from printing.papers import Slip, Stock
from tests.kiosk.outside import Town, known

PAPERS = PrintPapers(1, "v", "老人补贴", "", (), "民政窗口", "023-0000 0105", "民政窗口")
SLIP = PrintSlip(2, "v", "老人补贴", "", "民政窗口打给您", (), "QS01-000001-7", "023-0000 0105", "民政窗口")
ASKED = LookUp(1, "v", "990101194605073138", Established.CARD, ("profile",))


class FakeDesk:
    """A desk that does what it is told to."""

    trial = False

    def __init__(self, *steps: Progress, outcome: Outcome) -> None:
        self.steps = steps
        self.outcome = outcome
        self.ran: list[str] = []
        self.cancelled: list[str] = []
        self.meanwhile: Callable[[], None] = lambda: None

    def run(
        self, job_id: str, paper: object, *, on_progress: Callable[[Progress], None], stock: Stock
    ) -> Any:
        self.ran.append(job_id)
        self.meanwhile()
        for step in self.steps:
            on_progress(step)
        return self.outcome

    def cancel(self, job_id: str) -> None:
        self.cancelled.append(job_id)


def papers(a4: FakeDesk, slips: FakeDesk | None = None) -> RealPapers:
    """Both printers."""
    return RealPapers(
        a4=cast("PrintDesk", a4),
        slips=cast("PrintDesk", slips or a4),
        slip_stock=Stock.ROLL_80,
        sample=True,
        clock=lambda: 5.0,
    )


def done() -> FakeDesk:
    """A desk that prints."""
    return FakeDesk(Progress(ProgressState.QUEUED), outcome=Outcome(OutcomeKind.DONE))


def test_done_is_said_after_the_printers_word_only() -> None:
    told: list[PaperMoved] = []
    papers(done()).run("job", PAPERS, told.append)
    assert [one.state for one in told] == [PaperState.PRINTING, PaperState.DONE]


@pytest.mark.parametrize("reason", list(Reason))
def test_an_unknown_end_is_never_called_done_nor_printed_again(reason: Reason) -> None:
    told: list[PaperMoved] = []
    papers(FakeDesk(outcome=Outcome(OutcomeKind.UNKNOWN, reason))).run("job", PAPERS, told.append)
    assert [(one.state, one.may_repeat) for one in told] == [(PaperState.UNKNOWN, False)]


@pytest.mark.parametrize("reason", list(Reason))
def test_a_failure_is_told_as_one(reason: Reason) -> None:
    told: list[PaperMoved] = []
    papers(FakeDesk(outcome=Outcome(OutcomeKind.FAILED, reason))).run("job", PAPERS, told.append)
    assert told[-1].state is PaperState.FAILED


def test_a_paper_that_was_given_up_before_its_turn_is_not_printed() -> None:
    desk, told = done(), list[PaperMoved]()
    both = papers(desk)
    both.cancel("job")
    both.run("job", PAPERS, told.append)
    assert desk.ran == []
    assert [(one.state, one.reason) for one in told] == [(PaperState.FAILED, "cancelled")]


def test_a_paper_is_given_up_where_it_is_printed() -> None:
    a4, slips = done(), done()
    both = papers(a4, slips)
    slips.meanwhile = lambda: both.cancel("job")
    both.run("job", SLIP, lambda _: None)
    assert (a4.cancelled, slips.cancelled) == ([], ["job"])


def test_trial_slips_say_so() -> None:
    drawn = paper_of(SLIP, sample=True)
    assert isinstance(drawn, Slip)
    assert drawn.sample


# -- parts that come late -------------------------------------------------------------------------


def arrive(parts: LateParts, town: Town) -> None:
    """Everything is there."""
    parts.arrive(center=town, cases=town, papers=town)


def waiting(work: Callable[[], object]) -> tuple[threading.Thread, list[object]]:
    """Starts something that waits for the parts."""
    results: list[object] = []
    thread = threading.Thread(target=lambda: results.append(work()))
    thread.start()
    return thread, results


def test_whoever_comes_before_the_parts_waits_for_them() -> None:
    parts, town = LateParts(trial=True, clock=lambda: 0.0), Town()
    town.answer = lambda _: known()
    thread, results = waiting(lambda: parts.look_up(ASKED))
    assert results == []
    arrive(parts, town)
    thread.join(5)
    assert results == [known()]
    assert parts.trial is town.trial


def test_parts_that_never_come_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(late, "PATIENCE_S", 0.0)
    parts, told = LateParts(trial=True, clock=lambda: 0.0), list[PaperMoved]()
    assert parts.look_up(ASKED) == Failed(Failure.SLOW)
    parts.run("job", PAPERS, told.append)
    assert [(one.state, one.may_repeat) for one in told] == [(PaperState.FAILED, True)]


def test_giving_up_a_paper_waits_for_the_parts_too() -> None:
    parts, town = LateParts(trial=True, clock=lambda: 0.0), Town()
    thread, _ = waiting(lambda: parts.cancel("job"))
    arrive(parts, town)
    thread.join(5)
    assert town.cancelled == ["job"]
