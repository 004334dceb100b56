"""The rules of the real adapter against a scripted print service: what cannot be provoked at will."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from printing.cups_line import CupsLine
from printing.cups_queue import CupsQueue
from printing.errors import PrintRefused
from printing.ipp import DeviceJob
from printing.outcome import Outcome, OutcomeKind, ProgressState, Reason
from printing.queue import Limits, Notice, PrintJob
from tests.printing.fakes import Bird, Gadget, Hours, IPPError, Keeper, Service, pdf_job, steps

UNKNOWN, FAILED = OutcomeKind.UNKNOWN, OutcomeKind.FAILED
SENT = {"job-state": 5, "job-printer-state-reasons": ["cups-waiting-for-job-completed"]}


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def bird() -> Bird:
    return Bird()


@pytest.fixture
def gadget() -> Gadget:
    return Gadget()


@pytest.fixture
def queue(service: Service, hours: Hours, bird: Bird, gadget: Gadget) -> CupsQueue:
    made = CupsQueue(
        "a4",
        log=Keeper(),
        limits=Limits(base_s=60, per_page_s=10, attention_s=180, service_s=20),
        time=hours.time,
        line=CupsLine(lambda: service, timeout_s=5),
        open_device=lambda uri: gadget,
        canary=lambda: bird,
    )
    made.recover()
    return made


@pytest.fixture
def job(tmp_path: Path) -> PrintJob:
    return pdf_job(tmp_path, pages=2)


def refusal(queue: CupsQueue, job: PrintJob) -> Reason:
    with pytest.raises(PrintRefused) as caught:
        queue.submit(job)
    return caught.value.reason


def test_done_needs_the_printers_word(
    queue: CupsQueue, service: Service, gadget: Gadget, job: PrintJob
) -> None:
    queue.submit(job)
    service.job = SENT

    def complete() -> None:
        service.job = {"job-state": 9}
        gadget.asked.clear()

    found = steps(queue, job, {ProgressState.SENT_TO_PRINTER: complete})
    assert found == [ProgressState.SENT_TO_PRINTER, Outcome(OutcomeKind.DONE)]
    assert gadget.asked == [job.job_name, "state"]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (None, Outcome(UNKNOWN, Reason.PRINTER_FORGOT)),
        (DeviceJob(8, ("aborted-by-system",)), Outcome(FAILED, Reason.PRINTER_ABORTED)),
        (DeviceJob(7, ()), Outcome(FAILED, Reason.PRINTER_ABORTED)),
        (DeviceJob(9, ("job-completed-with-errors",)), Outcome(UNKNOWN, Reason.DEVICE_TROUBLE)),
        (DeviceJob(5, ("job-printing",)), Outcome(UNKNOWN, Reason.NO_ANSWER)),
    ],
)
def test_the_service_says_completed_but_the_printer_does_not(
    queue: CupsQueue,
    service: Service,
    gadget: Gadget,
    job: PrintJob,
    known: DeviceJob | None,
    expected: Outcome,
) -> None:
    queue.submit(job)
    service.job, gadget.known = {"job-state": 9}, known
    assert steps(queue, job)[-1] == expected


@pytest.mark.parametrize(
    "mood",
    [{"printer-state": 5, "printer-state-reasons": ["none"]}, {"printer-state-reasons": ["media-jam-error"]}],
)
def test_completed_at_a_printer_in_trouble_is_not_known(
    queue: CupsQueue, service: Service, gadget: Gadget, job: PrintJob, mood: dict[str, Any]
) -> None:
    queue.submit(job)
    service.job, gadget.mood = {"job-state": 9}, mood
    assert steps(queue, job) == [Outcome(UNKNOWN, Reason.DEVICE_TROUBLE)]


def test_completed_at_a_silent_printer_is_not_known(
    queue: CupsQueue, service: Service, gadget: Gadget, job: PrintJob
) -> None:
    queue.submit(job)
    service.job, gadget.silent = {"job-state": 9}, True
    assert steps(queue, job)[-1] == Outcome(UNKNOWN, Reason.DEVICE_TROUBLE)


def test_a_printer_that_is_silent_once_is_asked_again(
    queue: CupsQueue, service: Service, gadget: Gadget, hours: Hours, job: PrintJob
) -> None:
    queue.submit(job)
    service.job, gadget.silent = {"job-state": 9}, True

    def wake() -> None:
        gadget.silent = False

    hours.each = wake
    assert steps(queue, job)[-1] == Outcome(OutcomeKind.DONE)


def test_a_printer_that_cannot_be_asked_never_makes_a_job_done(
    service: Service, hours: Hours, job: PrintJob
) -> None:
    service.queue["device-uri"] = "socket://127.0.0.1:9100/?contimeout=5"
    queue = CupsQueue(
        "slip", log=Keeper(), time=hours.time, line=CupsLine(lambda: service, timeout_s=5), canary=Bird
    )
    queue.submit(job)
    service.job = {"job-state": 9}
    assert steps(queue, job) == [Outcome(UNKNOWN, Reason.PRINTER_MUTE)]


def test_our_own_deadline_grows_with_the_pages(
    queue: CupsQueue, service: Service, hours: Hours, job: PrintJob
) -> None:
    queue.submit(job)
    service.job = SENT
    began = hours.s
    assert steps(queue, job)[-1] == Outcome(UNKNOWN, Reason.NO_ANSWER)
    assert hours.s - began == pytest.approx(80, abs=1)
    assert service.calls[-1] == "cancelJob"


def test_waiting_for_hands_does_not_use_up_the_deadline(
    queue: CupsQueue, service: Service, hours: Hours, job: PrintJob
) -> None:
    queue.submit(job)
    service.job = {"job-state": 5, "job-printer-state-reasons": ["media-empty-warning"]}
    began = hours.s

    def refill_in_time() -> None:
        if hours.s - began > 170:
            service.job = {"job-state": 9}

    hours.each = refill_in_time
    assert steps(queue, job) == [ProgressState.NEEDS_PAPER, Outcome(OutcomeKind.DONE)]


def test_nobody_comes_with_paper(queue: CupsQueue, service: Service, hours: Hours, job: PrintJob) -> None:
    queue.submit(job)
    service.job = {"job-state": 5, "job-printer-state-reasons": ["media-empty-warning"]}
    began = hours.s
    assert steps(queue, job)[-1] == Outcome(UNKNOWN, Reason.NO_PAPER)
    assert hours.s - began == pytest.approx(180, abs=1)
    assert service.calls[-1] == "cancelJob"


def test_a_job_that_begins_again_was_lost_and_is_removed(
    queue: CupsQueue, service: Service, job: PrintJob
) -> None:
    queue.submit(job)
    service.job = SENT | {"time-at-processing": 1000}

    def restart() -> None:
        service.job = SENT | {"time-at-processing": 1004}

    found = steps(queue, job, {ProgressState.SENT_TO_PRINTER: restart})
    assert found[-1] == Outcome(UNKNOWN, Reason.SERVICE_LOST)
    assert service.calls[-1] == "cancelAllJobs"


def test_a_job_that_waits_again_was_lost(queue: CupsQueue, service: Service, job: PrintJob) -> None:
    queue.submit(job)
    service.job = SENT

    def restart() -> None:
        service.job = {"job-state": 3}

    found = steps(queue, job, {ProgressState.SENT_TO_PRINTER: restart})
    assert found[-1] == Outcome(UNKNOWN, Reason.SERVICE_LOST)


def test_a_service_restarted_within_one_look_is_noticed(
    queue: CupsQueue, service: Service, bird: Bird, job: PrintJob
) -> None:
    queue.submit(job)
    service.job = SENT

    def restart() -> None:
        bird.lives = False
        service.job = {"job-state": 9}

    found = steps(queue, job, {ProgressState.SENT_TO_PRINTER: restart})
    assert found[-1] == Outcome(UNKNOWN, Reason.SERVICE_LOST)
    assert service.calls[-1] == "cancelAllJobs"


def test_a_service_that_stays_away_is_cleaned_before_the_next_job(
    queue: CupsQueue, service: Service, hours: Hours, job: PrintJob, tmp_path: Path
) -> None:
    queue.submit(job)
    service.fails = dict.fromkeys(("getJobAttributes", "cancelAllJobs"), RuntimeError())
    began = hours.s
    assert steps(queue, job) == [Outcome(UNKNOWN, Reason.SERVICE_LOST)]
    assert hours.s - began == pytest.approx(20, abs=1)
    assert refusal(queue, pdf_job(tmp_path, "R-2")) is Reason.SERVICE_DOWN
    service.fails.clear()
    queue.submit(pdf_job(tmp_path, "R-2"))
    recent = service.calls[service.calls.index("cancelAllJobs", -12) :]
    assert recent.index("cancelAllJobs") < recent.index("printFile")


def test_a_service_lost_while_it_took_the_job_may_have_it(
    queue: CupsQueue, service: Service, job: PrintJob
) -> None:
    service.fails["printFile"] = RuntimeError()
    queue.submit(job)
    assert steps(queue, job) == [Outcome(UNKNOWN, Reason.SERVICE_LOST)]
    assert "cancelAllJobs" in service.calls[-3:]


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (1286, Reason.QUEUE_CLOSED),
        (1042, Reason.BAD_DOCUMENT),
        (1024, Reason.BAD_DOCUMENT),
        (1280, Reason.SERVICE_DOWN),
    ],
)
def test_what_the_service_refuses(
    queue: CupsQueue, service: Service, job: PrintJob, status: int, reason: Reason
) -> None:
    service.fails["printFile"] = IPPError(status, "Destination is not accepting jobs.")
    assert refusal(queue, job) is reason


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"printer-is-accepting-jobs": False}, Reason.QUEUE_CLOSED),
        ({"printer-state": 5}, Reason.QUEUE_PAUSED),
    ],
)
def test_what_is_asked_before_sending(
    queue: CupsQueue, service: Service, job: PrintJob, changes: dict[str, Any], reason: Reason
) -> None:
    service.queue |= changes
    assert refusal(queue, job) is reason
    assert "printFile" not in service.calls


def test_a_queue_that_is_not_there(queue: CupsQueue, service: Service, job: PrintJob) -> None:
    service.fails["getPrinterAttributes"] = IPPError(1030, "client-error-not-found")
    assert refusal(queue, job) is Reason.NO_QUEUE
    assert queue.status().reason is Reason.NO_QUEUE


def test_a_name_is_printed_once(queue: CupsQueue, service: Service, job: PrintJob) -> None:
    service.jobs = {3: {"job-name": job.job_name, "job-state": 9}}
    assert refusal(queue, job) is Reason.ALREADY_SENT
    service.jobs = {3: {"job-name": job.job_name, "job-state": 8}}
    queue.submit(job)
    assert refusal(queue, job) is Reason.ALREADY_SENT


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.4 cut off"])
def test_a_broken_file_is_not_sent(queue: CupsQueue, service: Service, job: PrintJob, data: bytes) -> None:
    job.path.write_bytes(data)
    assert refusal(queue, job) is Reason.BAD_DOCUMENT
    job.path.unlink()
    assert refusal(queue, job) is Reason.BAD_DOCUMENT
    assert "printFile" not in service.calls


def test_the_queue_is_made_anew_after_a_false_success(
    queue: CupsQueue, service: Service, job: PrintJob, tmp_path: Path
) -> None:
    queue.submit(job)
    service.job = {"job-state": 9, "job-printer-state-reasons": ["cups-ipp-missing-job-history"]}
    assert steps(queue, job) == [Outcome(UNKNOWN, Reason.PRINTER_FORGOT)]
    queue.submit(pdf_job(tmp_path, "R-2"))
    assert service.calls.index("deletePrinter") < service.calls.index("addPrinter")
    assert queue.status().notices == frozenset()


def test_staff_hear_when_the_queue_could_not_be_made_anew(
    queue: CupsQueue, service: Service, job: PrintJob
) -> None:
    service.queue["printer-state-reasons"] = ["cups-ipp-conformance-failure-report"]
    service.fails["deletePrinter"] = IPPError(1027, "not authorized")
    queue.submit(job)
    assert queue.status().notices == {Notice.QUEUE_NOT_RECREATED}


def test_cancelling_before_and_after_the_printer_has_it(
    queue: CupsQueue, service: Service, job: PrintJob, tmp_path: Path
) -> None:
    queue.submit(job)
    queue.cancel(job.job_name)
    assert steps(queue, job) == [Outcome(FAILED, Reason.CANCELLED)]
    second = pdf_job(tmp_path, "R-2")
    queue.submit(second)
    service.job = SENT
    found = steps(queue, second, {ProgressState.SENT_TO_PRINTER: lambda: queue.cancel("R-2")})
    assert found[-1] == Outcome(UNKNOWN, Reason.CANCELLED)
    queue.cancel("nobody")


def test_a_watcher_who_goes_away_leaves_no_job(queue: CupsQueue, service: Service, job: PrintJob) -> None:
    queue.submit(job)
    with closing(queue.watch(job)) as watching:  # type: ignore[type-var]
        next(watching)
        assert not queue.purge()
    assert service.calls[-1] == "cancelJob"
    assert queue.purge()


def test_a_stopped_job_is_removed(queue: CupsQueue, service: Service, job: PrintJob) -> None:
    queue.submit(job)
    service.job = {"job-state": 6, "job-state-reasons": ["job-completed-with-errors"]}
    assert steps(queue, job) == [Outcome(FAILED, Reason.BAD_DOCUMENT)]
    assert service.calls[-1] == "cancelJob"


def test_the_service_sees_neutral_names_only(queue: CupsQueue, service: Service, job: PrintJob) -> None:
    assert str(job.path) not in repr(job)
