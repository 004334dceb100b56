from __future__ import annotations

from pathlib import Path

import pytest

from printing.errors import PrintRefused
from printing.outcome import Outcome, OutcomeKind, ProgressState, Reason
from printing.queue import Limits
from printing.trial_queue import Fault, TrialQueue
from tests.printing.fakes import Hours, pdf_job, steps


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def queue(tmp_path: Path, hours: Hours) -> TrialQueue:
    return TrialQueue(tmp_path / "out", page_s=2, limits=Limits(), time=hours.time)


def test_papers_stay_in_the_folder_as_long_as_they_are_wanted(tmp_path: Path, hours: Hours) -> None:
    for keep in (True, False):
        out = tmp_path / str(keep)
        queue = TrialQueue(out, keep=keep, time=hours.time)
        job = pdf_job(tmp_path)
        queue.submit(job)
        assert steps(queue, job)[-1] == Outcome(OutcomeKind.DONE, trial=True)
        assert [path.name for path in out.iterdir()] == ["R-1.pdf"]
        assert queue.purge()
        assert bool(list(out.iterdir())) is keep


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.NO_PAPER, Reason.NO_PAPER),
        (Fault.JAM, Reason.JAM),
        (Fault.COVER_OPEN, Reason.COVER_OPEN),
        (Fault.OFF, Reason.PRINTER_OFF),
        (Fault.SERVICE_DOWN, Reason.SERVICE_DOWN),
    ],
)
def test_faults_before_sending(queue: TrialQueue, tmp_path: Path, fault: Fault, reason: Reason) -> None:
    queue.fault = fault
    assert queue.status().reason is reason
    with pytest.raises(PrintRefused) as caught:
        queue.submit(pdf_job(tmp_path))
    assert caught.value.reason is reason
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("fault", Fault)
def test_each_fault_in_the_middle_ends_in_time_and_never_as_done(
    queue: TrialQueue, tmp_path: Path, hours: Hours, fault: Fault
) -> None:
    job = pdf_job(tmp_path)
    queue.submit(job)

    def begin() -> None:
        queue.fault = fault

    found = steps(queue, job, {ProgressState.SENT_TO_PRINTER: begin})
    assert found[-1].kind is not OutcomeKind.DONE
    assert found[-1].trial
    assert hours.s < 100 + 200
    assert not list((tmp_path / "out").iterdir())


def test_it_prints_as_long_as_its_pages_take(queue: TrialQueue, tmp_path: Path, hours: Hours) -> None:
    job = pdf_job(tmp_path, pages=3)
    queue.submit(job)
    began = hours.s
    assert steps(queue, job)[-1].done
    assert hours.s - began == pytest.approx(6, abs=0.5)


def test_a_stopped_queue_goes_on_when_told_but_makes_no_paper(tmp_path: Path) -> None:
    queue = TrialQueue(tmp_path)
    queue.fault = Fault.STOPPED
    assert queue.status().reason is Reason.QUEUE_PAUSED
    queue.resume()
    assert queue.status().ready
    queue.fault = Fault.NO_PAPER
    queue.resume()
    assert queue.status().reason is Reason.NO_PAPER
