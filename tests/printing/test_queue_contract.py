"""What both adapters promise: the trial folder, and CUPS with a real service and a simulated printer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from printing.cups_local import Behavior, LocalPrinting
from printing.cups_queue import CupsQueue
from printing.documents import draw_certificate
from printing.errors import PrintRefused
from printing.fonts import FontBook
from printing.outcome import Outcome, OutcomeKind, ProgressState, Reason
from printing.queue import Limits, PrintJob, PrintQueue
from printing.trial_queue import Fault, TrialQueue
from tests.printing.examples import certificate
from tests.printing.fakes import Keeper, steps

pytestmark = pytest.mark.whole

LIMITS = Limits(base_s=30, per_page_s=0, attention_s=8, poll_s=0.1, service_s=3, call_s=2)
NUMBERS = count(1)
REAL = [pytest.mark.real, pytest.mark.xdist_group("cups")]


@dataclass(frozen=True)
class Rig:
    """A queue, and hands at its printer."""

    queue: PrintQueue
    break_printer: Callable[[Fault], None]
    mend: Callable[[], None]
    printed: Callable[[], list[str]]


@pytest.fixture
def trial_rig(tmp_path: Path) -> Rig:
    queue = TrialQueue(tmp_path / "out", page_s=0.05, limits=replace(LIMITS, base_s=0.5))

    def set_fault(fault: Fault | None) -> None:
        queue.fault = fault

    return Rig(
        queue,
        break_printer=set_fault,
        mend=lambda: set_fault(None),
        printed=lambda: [path.stem for path in (tmp_path / "out").glob("*.pdf")],
    )


@pytest.fixture
def cups_rig(printing: LocalPrinting) -> Rig:
    queue = CupsQueue(printing.queue, log=Keeper(), host="127.0.0.1", port=printing.port, limits=LIMITS)
    behaviors = {
        Fault.NO_PAPER: Behavior(trouble="media-empty-error"),
        Fault.COVER_OPEN: Behavior(trouble="cover-open-error"),
        Fault.JAM: Behavior(trouble="media-jam-error"),
        Fault.ABORTS: Behavior(exit_code=1),
        Fault.NEVER_ANSWERS: Behavior(slow=True),
    }
    return Rig(
        queue,
        break_printer=lambda fault: printing.behave(behaviors[fault]),
        mend=printing.refill,
        printed=printing.printed,
    )


@pytest.fixture(params=["trial", pytest.param("cups", marks=REAL)])
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    made: Rig = request.getfixturevalue(f"{request.param}_rig")
    made.queue.recover()
    yield made
    made.mend()
    assert made.queue.purge()


@pytest.fixture
def job(tmp_path: Path, fonts: FontBook) -> PrintJob:
    path = tmp_path / "paper.pdf"
    path.write_bytes(draw_certificate(certificate(), fonts).pdf)
    return PrintJob(f"R990101-{next(NUMBERS):04d}", path)


def outcome(rig: Rig, kind: OutcomeKind, reason: Reason | None = None) -> Outcome:
    return Outcome(kind, reason, trial=rig.queue.trial)


def test_a_good_job_is_sent_and_then_done(rig: Rig, job: PrintJob) -> None:
    assert rig.queue.status().ready
    rig.queue.submit(job)
    job.path.unlink()  # the queue has its own copy
    found = steps(rig.queue, job)
    assert found[-1] == outcome(rig, OutcomeKind.DONE)
    assert set(found[:-1]) <= {ProgressState.QUEUED, ProgressState.SENT_TO_PRINTER}
    assert rig.printed().count(job.job_name) == 1


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (Fault.NO_PAPER, ProgressState.NEEDS_PAPER),
        (Fault.COVER_OPEN, ProgressState.COVER_OPEN),
        (Fault.JAM, ProgressState.JAM),
    ],
)
def test_trouble_is_named_and_the_job_goes_on_when_it_is_mended(
    rig: Rig, job: PrintJob, fault: Fault, state: ProgressState
) -> None:
    def begin() -> None:
        if rig.queue.trial:
            rig.break_printer(fault)

    if not rig.queue.trial:
        rig.break_printer(fault)
    rig.queue.submit(job)
    seen: list[bool] = []

    def mend() -> None:
        seen.append(job.job_name in rig.printed())
        rig.mend()

    found = steps(rig.queue, job, {ProgressState.SENT_TO_PRINTER: begin if not seen else mend, state: mend})
    assert state in found
    assert seen[0] is False
    assert found[-1] == outcome(rig, OutcomeKind.DONE)
    assert rig.printed().count(job.job_name) == 1


def test_a_printer_that_gives_up_has_failed(rig: Rig, job: PrintJob) -> None:
    def begin() -> None:
        rig.break_printer(Fault.ABORTS)

    if not rig.queue.trial:
        begin()
    rig.queue.submit(job)
    found = steps(rig.queue, job, {ProgressState.SENT_TO_PRINTER: begin})
    assert found[-1] == outcome(rig, OutcomeKind.FAILED, Reason.PRINTER_ABORTED)
    assert job.job_name not in rig.printed()


def test_a_printer_that_never_answers_is_given_up_in_time(
    rig: Rig, job: PrintJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not rig.queue.trial:
        rig.break_printer(Fault.NEVER_ANSWERS)
        monkeypatch.setattr(rig.queue, "_limits", replace(LIMITS, base_s=3))
    rig.queue.submit(job)
    begin = {ProgressState.SENT_TO_PRINTER: lambda: rig.break_printer(Fault.NEVER_ANSWERS)}
    assert steps(rig.queue, job, begin)[-1] == outcome(rig, OutcomeKind.UNKNOWN, Reason.NO_ANSWER)


def test_a_job_at_the_printer_may_still_come_out_when_cancelled(rig: Rig, job: PrintJob) -> None:
    if not rig.queue.trial:
        rig.break_printer(Fault.NEVER_ANSWERS)
    rig.queue.submit(job)
    found = steps(rig.queue, job, {ProgressState.SENT_TO_PRINTER: lambda: rig.queue.cancel(job.job_name)})
    assert found[-1] == outcome(rig, OutcomeKind.UNKNOWN, Reason.CANCELLED)


def test_a_name_is_taken_once(rig: Rig, job: PrintJob) -> None:
    rig.queue.submit(job)
    steps(rig.queue, job)
    with pytest.raises(PrintRefused) as caught:
        rig.queue.submit(job)
    assert caught.value.reason is Reason.ALREADY_SENT
    assert rig.printed().count(job.job_name) == 1


def test_a_broken_file_is_not_taken(rig: Rig, job: PrintJob) -> None:
    job.path.write_bytes(b"broken")
    with pytest.raises(PrintRefused) as caught:
        rig.queue.submit(job)
    assert caught.value.reason is Reason.BAD_DOCUMENT


def test_nothing_is_purged_under_a_running_job(rig: Rig, job: PrintJob) -> None:
    rig.queue.submit(job)
    watching: Any = rig.queue.watch(job)
    with closing(watching):
        next(watching)
        assert not rig.queue.purge()
    assert rig.queue.purge()
