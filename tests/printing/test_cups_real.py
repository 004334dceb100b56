"""A real print service and a simulated printer, and everything that can happen to them."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from printing.cups_local import Behavior, LocalPrinting
from printing.cups_queue import CupsQueue
from printing.desk import PrintDesk
from printing.documents import draw_certificate
from printing.errors import PrintRefused
from printing.folder import PaperFolder
from printing.fonts import FontBook
from printing.ipp import IppPrinter
from printing.journal import PrintJournal
from printing.outcome import Outcome, OutcomeKind, ProgressState, Reason
from printing.papers import Stock
from printing.queue import Limits, PrintJob
from printing.render import Renderer
from tests.printing.conftest import wait_until_idle
from tests.printing.examples import NAME, NUMBER, certificate, slip
from tests.printing.fakes import Keeper, steps

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("cups")]

DONE = Outcome(OutcomeKind.DONE)
LIMITS = Limits(base_s=2.5, per_page_s=0, attention_s=2, poll_s=0.1, service_s=4, call_s=1)
NUMBERS = count(1)


@pytest.fixture
def queue(printing: LocalPrinting) -> Iterator[CupsQueue]:
    made = connect(printing)
    made.recover()
    yield made
    printing.restore()
    made.recover()


def connect(printing: LocalPrinting, limits: Limits = LIMITS, name: str | None = None) -> CupsQueue:
    return CupsQueue(
        name or printing.queue, log=Keeper(), host="127.0.0.1", port=printing.port, limits=limits
    )


@pytest.fixture
def job(tmp_path: Path, fonts: FontBook) -> PrintJob:
    path = tmp_path / "paper.pdf"
    path.write_bytes(draw_certificate(certificate(), fonts).pdf)
    return PrintJob(f"S990101-{next(NUMBERS):04d}", path)


def next_job(job: PrintJob) -> PrintJob:
    return replace(job, job_name=f"S990101-{next(NUMBERS):04d}")


def test_a_jam_that_nobody_clears_ends_unknown_and_the_next_job_is_well(
    queue: CupsQueue, printing: LocalPrinting, job: PrintJob
) -> None:
    printing.behave(Behavior(trouble="media-jam-error"))
    patient = connect(printing, replace(LIMITS, base_s=20))
    patient.submit(job)
    found = steps(patient, job)
    assert found[-2:] == [ProgressState.JAM, Outcome(OutcomeKind.UNKNOWN, Reason.JAM)]
    printing.behave(Behavior(page_s=0))
    second = next_job(job)
    wait_until_idle(printing)
    patient.submit(second)
    assert steps(patient, second)[-1] == DONE


def test_an_empty_printer_is_seen_before_anything_is_sent(
    queue: CupsQueue, printing: LocalPrinting, job: PrintJob
) -> None:
    printing.load_paper(0)
    with pytest.raises(PrintRefused) as caught:
        queue.submit(job)
    assert caught.value.reason is Reason.NO_PAPER
    printing.load_paper(250)
    queue.submit(job)
    assert steps(queue, job)[-1] == DONE


def test_a_printer_that_is_off_is_seen_before_anything_is_sent(
    queue: CupsQueue, printing: LocalPrinting, job: PrintJob
) -> None:
    printing.signal("printer", signal.SIGKILL)
    with pytest.raises(PrintRefused) as caught:
        queue.submit(job)
    assert caught.value.reason is Reason.PRINTER_OFF
    printing.start_printer()
    queue.submit(job)
    assert steps(queue, job)[-1] == DONE
    assert printing.printed().count(job.job_name) == 1


def test_a_printer_switched_off_just_before_it_is_reached(
    queue: CupsQueue, printing: LocalPrinting, job: PrintJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The asking went well, then the printer went away: the service gives up by itself."""
    monkeypatch.setattr(CupsQueue, "_ask_device", lambda self, uri: None)
    patient = connect(printing, replace(LIMITS, base_s=20))
    printing.signal("printer", signal.SIGKILL)
    patient.submit(job)
    assert steps(patient, job)[-1] == Outcome(OutcomeKind.FAILED, Reason.PRINTER_OFF)


def test_a_job_that_the_printer_aborts_at_once_is_never_called_done(
    queue: CupsQueue, printing: LocalPrinting, job: PrintJob
) -> None:
    """The service takes one in ten of these for completed; only the printer knows better."""
    printing.behave(Behavior(page_s=0, exit_code=1))
    for _ in range(12):
        one = next_job(job)
        queue.submit(one)
        assert steps(queue, one)[-1] == Outcome(OutcomeKind.FAILED, Reason.PRINTER_ABORTED)
    assert not set(printing.printed()) & {one.job_name}


def test_the_printer_is_asked_for_a_job_by_its_name(
    queue: CupsQueue, printing: LocalPrinting, job: PrintJob
) -> None:
    device = IppPrinter(f"{printing.device_uri}?contimeout=5", user="kiosk", timeout_s=5)
    assert device.state() == {"printer-state": 3, "printer-state-reasons": ["none"]}
    assert device.job(job.job_name) is None
    queue.submit(job)
    assert steps(queue, job)[-1] == DONE
    found = device.job(job.job_name)
    assert found
    assert found.state == 9


def test_a_printer_killed_in_the_middle_and_back_is_a_false_success(
    queue: CupsQueue, printing: LocalPrinting, job: PrintJob
) -> None:
    printing.behave(Behavior(slow=True))

    def power_cut() -> None:
        printing.signal("printer", signal.SIGKILL)
        printing.start_printer()

    queue.submit(job)
    found = steps(queue, job, {ProgressState.SENT_TO_PRINTER: power_cut})
    assert found[-1] == Outcome(OutcomeKind.UNKNOWN, Reason.PRINTER_FORGOT)
    printing.behave(Behavior(page_s=0))
    second = next_job(job)
    queue.submit(second)  # on a queue made anew: otherwise each later job would look like a false success
    assert steps(queue, second)[-1] == DONE


def test_a_printer_killed_in_the_middle_that_stays_dead(
    queue: CupsQueue, printing: LocalPrinting, job: PrintJob
) -> None:
    printing.behave(Behavior(slow=True))
    queue.submit(job)
    kill = {ProgressState.SENT_TO_PRINTER: lambda: printing.signal("printer", signal.SIGKILL)}
    assert steps(queue, job, kill)[-1] == Outcome(OutcomeKind.UNKNOWN, Reason.NO_ANSWER)


def test_a_printer_that_hangs_for_a_while_is_waited_for(
    queue: CupsQueue, printing: LocalPrinting, job: PrintJob
) -> None:
    printing.behave(Behavior(slow=True))
    patient = connect(printing, replace(LIMITS, base_s=20))
    patient.submit(job)
    seen: list[ProgressState] = []

    def hang() -> None:
        seen.append(ProgressState.SENT_TO_PRINTER)
        printing.refill()

    assert steps(patient, job, {ProgressState.SENT_TO_PRINTER: hang})[-1] == DONE
    assert seen


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_service_restarted_in_the_middle_prints_nothing_twice(
    queue: CupsQueue, printing: LocalPrinting, job: PrintJob, number: signal.Signals
) -> None:
    printing.behave(Behavior(slow=True))

    def restart() -> None:
        printing.signal("cupsd", number)
        printing.start_service()

    queue.submit(job)
    found = steps(queue, job, {ProgressState.SENT_TO_PRINTER: restart})
    assert found[-1] == Outcome(OutcomeKind.UNKNOWN, Reason.SERVICE_LOST)
    printing.behave(Behavior(page_s=0))
    second = next_job(job)
    patient = connect(printing, replace(LIMITS, base_s=20))
    patient.recover()
    wait_until_idle(printing)
    patient.submit(second)
    assert steps(patient, second)[-1] == DONE
    assert printing.printed().count(job.job_name) <= 1


def test_a_service_that_is_dead_or_hangs_is_told_in_time(
    queue: CupsQueue, printing: LocalPrinting, job: PrintJob
) -> None:
    printing.signal("cupsd", signal.SIGSTOP)
    with pytest.raises(PrintRefused) as caught:
        queue.submit(job)
    assert caught.value.reason is Reason.SERVICE_DOWN
    printing.signal("cupsd", signal.SIGCONT)
    printing.signal("cupsd", signal.SIGKILL)
    assert queue.status().reason is Reason.SERVICE_DOWN
    with pytest.raises(PrintRefused) as caught:
        queue.submit(job)
    assert caught.value.reason is Reason.SERVICE_DOWN
    printing.start_service()
    queue.submit(job)
    assert steps(queue, job)[-1] == DONE


def test_a_service_that_hangs_in_the_middle(queue: CupsQueue, printing: LocalPrinting, job: PrintJob) -> None:
    printing.behave(Behavior(slow=True))
    queue.submit(job)
    stop = {ProgressState.SENT_TO_PRINTER: lambda: printing.signal("cupsd", signal.SIGSTOP)}
    assert steps(queue, job, stop)[-1] == Outcome(OutcomeKind.UNKNOWN, Reason.SERVICE_LOST)
    printing.signal("cupsd", signal.SIGCONT)


def test_queues_that_are_paused_closed_or_not_there(
    queue: CupsQueue, printing: LocalPrinting, job: PrintJob
) -> None:
    for method, undo, reason in (
        ("disablePrinter", "enablePrinter", Reason.QUEUE_PAUSED),
        ("rejectJobs", "acceptJobs", Reason.QUEUE_CLOSED),
    ):
        queue._line.call(method, printing.queue)
        assert queue.status().reason is reason
        with pytest.raises(PrintRefused) as caught:
            queue.submit(job)
        assert caught.value.reason is reason
        queue._line.call(undo, printing.queue)
    with pytest.raises(PrintRefused) as caught:
        connect(printing, name="nosuch").submit(job)
    assert caught.value.reason is Reason.NO_QUEUE


def test_what_an_earlier_life_left_is_removed_at_the_start(
    queue: CupsQueue, printing: LocalPrinting, job: PrintJob
) -> None:
    printing.behave(Behavior(slow=True))
    queue.submit(job)
    for step in queue.watch(job):
        if getattr(step, "state", None) is ProgressState.SENT_TO_PRINTER:
            break
    again = connect(printing)
    again.recover()
    assert again._line.call("getJobs", which_jobs="all", my_jobs=False) == {}
    assert not list((printing.folder / "spool").glob("[cd]0*"))


@pytest.mark.parametrize("stock", [Stock.A4, Stock.ROLL_80])
def test_nothing_of_the_person_is_left_behind(printing: LocalPrinting, tmp_path: Path, stock: Stock) -> None:
    folder = PaperFolder(tmp_path)
    log = Keeper()
    journal = PrintJournal(tmp_path / "prints.sqlite")
    desk = PrintDesk(
        renderer=Renderer(folder, log=log), folder=folder, queue=connect(printing), journal=journal, log=log
    )
    assert desk.start() == 0
    ids = [f"T990101-{next(NUMBERS):04d}" for _ in range(2)]
    paper = certificate() if stock is Stock.A4 else slip()
    assert desk.run(ids[0], paper, stock=stock) == DONE

    printing.behave(Behavior(slow=True))
    cancel = desk.cancel
    outcome = desk.run(
        ids[1],
        paper,
        stock=stock,
        on_progress=lambda p: cancel(ids[1]) if p.state.value == "sent_to_printer" else None,
    )
    assert outcome == Outcome(OutcomeKind.UNKNOWN, Reason.CANCELLED)
    assert desk.purge()
    assert not list((printing.folder / "spool").glob("[cd]0*"))
    assert not list(folder.path.glob("*.pdf"))
    page_log = printing.folder / "log/page_log"
    assert not page_log.exists() or not page_log.read_bytes().strip()
    desk.close()
    secrets = [text.encode() for text in (NAME, NUMBER, "张", "80岁老人补贴", "%PDF-")]
    for path in [*printing.folder.rglob("*"), *tmp_path.rglob("*")]:
        if path.is_file():
            data = path.read_bytes()
            assert not [secret for secret in secrets if secret in data], path.name
    assert NAME not in str(log.events)
