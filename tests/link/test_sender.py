from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog

from center.protocol import ErrorCode, MessageReply, MessageState
from kiosk.link.alone import only_one
from kiosk.link.errors import CenterDown, CenterNonsense, CenterSlow, Refused
from kiosk.link.outbox import CaseStatus, Outbox
from kiosk.link.sender import Sender, run, run_once
from tests.conftest import Logged
from tests.link.support import NOW, Clock, new_id
from tests.link.test_outbox import keep

pytestmark = pytest.mark.whole

Answer = Exception | MessageState


class Center:
    """Answers each attempt with the next of its answers, then stores everything."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.got: list[tuple[str, bytes]] = []

    def __call__(self, case_id: str, message_id: str, body: bytes) -> MessageReply:
        self.got.append((case_id, body))
        answer = self.answers.pop(0) if self.answers else MessageState.STORED
        if isinstance(answer, Exception):
            raise answer
        return MessageReply(
            case_id=case_id, message_id=message_id, receipt="QS01-000001-0", state=answer, stored_at=NOW
        )


@pytest.fixture(name="outbox")
def _outbox(tmp_path: Path) -> Iterator[Outbox]:
    outbox = Outbox(tmp_path / "outbox.sqlite", clock=Clock())
    yield outbox
    outbox.close()


def sender_of(outbox: Outbox, center: Callable[[str, str, bytes], MessageReply], seed: int = 1) -> Sender:
    return Sender(outbox=outbox, deliver=center, rng=random.Random(seed), log=structlog.get_logger())


def test_everything_goes_in_order(outbox: Outbox) -> None:
    ids = [new_id() for _ in range(4)]
    for case_id in ids:
        keep(outbox, case_id)
    center = Center()
    assert run_once(sender_of(outbox, center))
    assert [case_id for case_id, _ in center.got] == ids
    assert [outbox.status(case_id) for case_id in ids] == [CaseStatus.AT_CENTER] * 4


@pytest.mark.parametrize(
    "fault",
    [
        CenterDown(),
        CenterDown(status=500),
        CenterSlow(),
        CenterNonsense(),
        Refused(ErrorCode.UNKNOWN_TERMINAL),
        Refused(ErrorCode.BAD_SIGNATURE),
        Refused(ErrorCode.REPLAYED),
        Refused(ErrorCode.NOT_FOUND),
        Refused(ErrorCode.BUSY),
    ],
)
def test_what_may_pass_is_tried_again_with_the_same_bytes(outbox: Outbox, fault: Exception) -> None:
    case_id = new_id()
    keep(outbox, case_id)
    center = Center(fault)
    sender = sender_of(outbox, center)
    delay_s = sender.step()
    assert delay_s is not None
    assert delay_s >= 2
    assert outbox.status(case_id) is CaseStatus.KEPT_HERE
    assert sender.step() == 0.0
    assert center.got[0] == center.got[1]
    assert outbox.status(case_id) is CaseStatus.AT_CENTER
    assert sender.step() is None


@pytest.mark.parametrize(
    "code",
    [
        ErrorCode.BODY_DIFFERS,
        ErrorCode.WRONG_ENVELOPE,
        ErrorCode.UNKNOWN_KEY,
        ErrorCode.ALREADY_ACCEPTED,
        ErrorCode.MALFORMED,
        ErrorCode.TOO_LARGE,
        ErrorCode.TRIAL_PERSON,
    ],
)
def test_what_never_passes_is_parked_and_the_rest_goes_on(
    outbox: Outbox, code: ErrorCode, logged: Logged
) -> None:
    bad, fine = new_id(), new_id()
    keep(outbox, bad, "message-1")
    keep(outbox, fine)
    assert run_once(sender_of(outbox, Center(Refused(code))))
    assert outbox.status(bad) is CaseStatus.KEPT_HERE
    assert outbox.refusal(bad, "message-1") == code.value
    assert outbox.status(fine) is CaseStatus.AT_CENTER
    assert logged.named("sending_finished")[0]["outcome"] == "parked"


@pytest.mark.parametrize("fault", [CenterDown(status=500), CenterSlow(), CenterNonsense()])
def test_one_message_that_never_gets_through_does_not_hold_up_the_rest(
    outbox: Outbox, fault: Exception
) -> None:
    bad, fine = new_id(), new_id()
    keep(outbox, bad)
    keep(outbox, fine)

    def deliver(case_id: str, message_id: str, body: bytes) -> MessageReply:
        if case_id == bad:
            raise fault
        return Center()(case_id, message_id, body)

    sender = Sender(outbox=outbox, deliver=deliver, rng=random.Random(1), log=structlog.get_logger())
    for _ in range(6):
        sender.step()
    assert outbox.status(fine) is CaseStatus.AT_CENTER
    assert outbox.status(bad) is CaseStatus.KEPT_HERE


def test_waiting_doubles_with_full_jitter_up_to_five_minutes(outbox: Outbox) -> None:
    keep(outbox, new_id())
    ceilings = [4, 8, 16, 32, 64, 128, 256, 300, 300, 300]
    delays: list[list[float]] = [[] for _ in ceilings]
    for seed in range(60):
        sender = sender_of(outbox, Center(*[CenterDown()] * len(ceilings)), seed)
        for seen in delays:
            delay_s = sender.step()
            assert delay_s is not None
            seen.append(delay_s)
    for seen, ceiling in zip(delays, ceilings, strict=True):
        assert min(seen) >= 2
        assert max(seen) <= ceiling
        assert max(seen) - min(seen) > (ceiling - 2) * 0.8


def test_success_ends_the_waiting(outbox: Outbox) -> None:
    for _ in range(2):
        keep(outbox, new_id())
    sender = sender_of(outbox, Center(*[CenterDown()] * 9, MessageState.STORED, CenterDown()))
    for _ in range(9):
        sender.step()
    assert sender.step() == 0.0
    delay_s = sender.step()
    assert delay_s is not None
    assert delay_s <= 4


@pytest.mark.parametrize(
    "fault", [CenterDown(status=503, retry_after_s=900), Refused(ErrorCode.BUSY, retry_after_s=900)]
)
def test_retry_after_is_honored(outbox: Outbox, fault: Exception) -> None:
    keep(outbox, new_id())
    delay_s = sender_of(outbox, Center(fault)).step()
    assert delay_s is not None
    assert delay_s >= 900


def test_one_poisoned_message_does_not_hold_up_the_others(outbox: Outbox) -> None:
    poisoned, fine = new_id(), new_id()
    keep(outbox, poisoned)
    keep(outbox, fine)
    center = Center(*[CenterDown(status=500)] * 5)
    sender = sender_of(outbox, center)
    for _ in range(6):
        sender.step()
    assert outbox.status(fine) is CaseStatus.AT_CENTER
    assert outbox.status(poisoned) is CaseStatus.KEPT_HERE
    assert sender.step() == 0.0
    assert outbox.status(poisoned) is CaseStatus.AT_CENTER


def test_a_crash_between_sending_and_writing_it_down_sends_the_same_again(outbox: Outbox) -> None:
    keep(outbox, new_id())
    center = Center()

    class Killed(BaseException):
        pass

    def killed(*arguments: object) -> MessageReply:
        center(*arguments)  # type: ignore[arg-type]
        raise Killed

    with pytest.raises(Killed):
        sender_of(outbox, killed).step()
    assert sender_of(outbox, center).step() == 0.0
    assert center.got[0] == center.got[1]


def test_it_stops_when_told(outbox: Outbox) -> None:
    keep(outbox, new_id())
    stop = threading.Event()
    center = Center(CenterDown())

    def deliver(case_id: str, message_id: str, body: bytes) -> MessageReply:
        stop.set()
        return center(case_id, message_id, body)

    run(sender_of(outbox, deliver), stop=stop)
    assert len(center.got) == 1


def test_a_mistake_is_written_down_and_outlived(outbox: Outbox, logged: Logged) -> None:
    case_id = new_id()
    keep(outbox, case_id)
    stop = threading.Event()
    center = Center(RuntimeError("about 示例·张大山"), MessageState.STORED)

    def deliver(case_id: str, message_id: str, body: bytes) -> MessageReply:
        if center.got:
            stop.set()
        return center(case_id, message_id, body)

    sender = Sender(
        outbox=outbox,
        deliver=deliver,
        rng=random.Random(1),
        log=structlog.get_logger(),
        first_delay_s=0.001,
        longest_delay_s=0.01,
    )
    run(sender, stop=stop)
    assert len(center.got) == 2
    assert outbox.status(case_id) is CaseStatus.AT_CENTER
    assert len(logged.named("unexpected_error")) == 1


def test_there_is_one_sender(tmp_path: Path) -> None:
    with only_one(tmp_path / "lock") as first, only_one(tmp_path / "lock") as second:
        assert (first, second) == (True, False)
    with only_one(tmp_path / "lock") as again:
        assert again


def test_without_enrolment_it_says_what_to_do(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "kiosk.link.sender", "--once", "--home", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 2
    assert "kiosk enroll" in told.stderr
