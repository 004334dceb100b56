from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from printing.desk import PrintDesk
from printing.errors import RenderFailed
from printing.folder import PaperFolder
from printing.journal import JobState, PrintJournal
from printing.outcome import Outcome, OutcomeKind, Progress, ProgressState, Reason
from printing.papers import Paper, Stock
from printing.queue import Limits
from printing.render import Rendered, Renderer
from printing.trial_queue import Fault, TrialQueue
from tests.printing.examples import NAME, certificate, slip
from tests.printing.fakes import PDF, Hours, Keeper

DONE = Outcome(OutcomeKind.DONE, trial=True)


class Drawer(Renderer):
    """Draws an empty page, or fails."""

    failure: RenderFailed | None = None

    def render(self, paper: Paper, *, stock: Stock = Stock.A4) -> Rendered:
        if self.failure:
            raise self.failure
        path = self.folder.path / "1.pdf"
        path.write_bytes(PDF)
        return Rendered(path, 1, 210, 297)


class World:
    """A desk and everything under it."""

    def __init__(self, tmp_path: Path) -> None:
        self.hours, self.log = Hours(), Keeper()
        self.folder = PaperFolder(tmp_path)
        self.out = tmp_path / "out"
        self.drawer = Drawer(self.folder, log=self.log)
        self.queue = TrialQueue(self.out, time=self.hours.time)
        self.journal = PrintJournal(tmp_path / "prints.sqlite")
        self.desk = PrintDesk(
            renderer=self.drawer,
            folder=self.folder,
            queue=self.queue,
            journal=self.journal,
            log=self.log,
            now=lambda: datetime(2026, 11, 21, tzinfo=UTC),
            time=self.hours.time,
            limits=Limits(),
        )
        self.desk.start()

    def run(
        self, job_id: str = "j1", on: dict[ProgressState, Callable[[], None]] | None = None
    ) -> list[object]:
        found: list[object] = []

        def note(step: Progress) -> None:
            found.append(step.state)
            if on and step.state in on:
                on[step.state]()

        found.append(self.desk.run(job_id, certificate(), on_progress=note))
        return found

    def state(self, job_id: str = "j1") -> JobState | None:
        row = self.journal.get(job_id)
        return row.state if row else None


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.desk.close()


def test_a_paper_is_drawn_sent_printed_and_written_down(world: World) -> None:
    assert world.run() == [
        ProgressState.RENDERING,
        ProgressState.CHECKING_PRINTER,
        ProgressState.QUEUED,
        ProgressState.SENT_TO_PRINTER,
        DONE,
    ]
    assert world.state() is JobState.DONE
    assert not list(world.folder.path.glob("*.pdf"))
    assert [event for event, _ in world.log.events] == ["print_started", "print_finished"]
    assert NAME not in str(world.log.events)
    assert world.desk.trial


def test_a_job_id_is_never_printed_twice(world: World) -> None:
    world.run()
    world.queue.fault = Fault.OFF
    assert world.run() == [DONE]
    assert len(list(world.out.iterdir())) == 1


def test_a_job_under_way_elsewhere_is_not_printed_again(world: World) -> None:
    world.journal.open_job("j1", kind="Slip", now=datetime(2026, 11, 21, tzinfo=UTC))
    assert world.run() == [Outcome(OutcomeKind.UNKNOWN, Reason.ALREADY_SENT)]
    assert world.state() is JobState.OPENED


def test_what_cannot_be_drawn_is_not_sent(world: World) -> None:
    world.drawer.failure = RenderFailed(Reason.MISSING_CHARACTERS, missing=("\ue863",))
    outcome = world.run()[-1]
    assert outcome == Outcome(OutcomeKind.FAILED, Reason.MISSING_CHARACTERS, trial=True, missing=("\ue863",))
    assert world.state() is JobState.FAILED
    assert not world.out.exists()
    assert "\ue863" not in str(world.log.events)


def test_it_waits_for_paper_before_anything_is_sent(world: World) -> None:
    world.queue.fault = Fault.NO_PAPER

    def refill() -> None:
        assert not world.out.exists()
        world.queue.fault = None

    found = world.run(on={ProgressState.NEEDS_PAPER: refill})
    assert found.index(ProgressState.NEEDS_PAPER) < found.index(ProgressState.QUEUED)
    assert found[-1] == DONE


def test_nobody_brings_paper_and_nothing_was_sent(world: World) -> None:
    world.queue.fault = Fault.NO_PAPER
    began = world.hours.s
    assert world.run()[-1] == Outcome(OutcomeKind.FAILED, Reason.NO_PAPER, trial=True)
    assert world.hours.s - began == pytest.approx(180, abs=2)


def test_a_printer_that_is_off_fails_at_once(world: World) -> None:
    world.queue.fault = Fault.OFF
    assert world.run()[-1] == Outcome(OutcomeKind.FAILED, Reason.PRINTER_OFF, trial=True)
    assert world.state() is JobState.FAILED


def test_cancelled_while_it_waits_nothing_was_sent(world: World) -> None:
    world.queue.fault = Fault.JAM
    found = world.run(on={ProgressState.JAM: lambda: world.desk.cancel("j1")})
    assert found[-1] == Outcome(OutcomeKind.FAILED, Reason.CANCELLED, trial=True)


def test_cancelled_while_another_paper_is_printed_it_never_comes(world: World) -> None:
    def before_its_turn() -> None:
        world.desk.cancel("j2")

    assert world.run("j1", on={ProgressState.SENT_TO_PRINTER: before_its_turn})[-1] == DONE
    found = world.run("j2")
    assert found[-1] == Outcome(OutcomeKind.FAILED, Reason.CANCELLED, trial=True)
    assert [path.name for path in world.out.iterdir()] == ["j1.pdf"]


def test_cancelled_while_it_prints_a_sheet_may_come(world: World) -> None:
    found = world.run(on={ProgressState.SENT_TO_PRINTER: lambda: world.desk.cancel("j1")})
    assert found[-1] == Outcome(OutcomeKind.UNKNOWN, Reason.CANCELLED, trial=True)
    assert world.state() is JobState.UNKNOWN


@pytest.mark.parametrize("state", [ProgressState.QUEUED, ProgressState.SENT_TO_PRINTER])
def test_abandoned_it_is_unknown_and_the_desk_is_free(world: World, state: ProgressState) -> None:
    steps = world.desk.print_document("j1", certificate())
    for step in steps:
        if isinstance(step, Progress) and step.state is state:
            break
    assert world.desk.busy
    assert not world.desk.purge()
    steps.close()  # type: ignore[attr-defined]
    assert world.state() is JobState.UNKNOWN
    assert world.desk.purge()
    assert not world.desk.busy


def test_after_a_start_open_jobs_are_for_staff(world: World) -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    world.journal.open_job("j9", kind="Slip", now=now)
    world.journal.submitted("j9", pages=1, now=now)
    (world.folder.path / "left.pdf").write_bytes(b"x")
    assert world.desk.start() == 1
    assert not list(world.folder.path.glob("*.pdf"))


def test_a_start_forgets_papers_of_long_ago(world: World) -> None:
    for job_id, day in (("old", datetime(2020, 1, 1, tzinfo=UTC)), ("new", datetime.now(UTC))):
        world.journal.open_job(job_id, kind="Slip", now=day)
        world.journal.ended(job_id, Outcome(OutcomeKind.DONE), now=day)
    world.desk.start()
    assert world.journal.get("old") is None
    assert world.journal.get("new")


@pytest.mark.parametrize("job_id", ["", "示例·张大山", "a b", "../x", "x" * 65])
def test_job_ids_are_neutral(world: World, job_id: str) -> None:
    with pytest.raises(ValueError, match="job id"):
        world.desk.run(job_id, slip())
