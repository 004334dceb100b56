from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.log import LogEvent
from tests.voice.pulse import wait_until
from voice.helper import HelperFailed, HelperProcess, Trouble

pytestmark = pytest.mark.real

COMMAND = (sys.executable, "-m", "tests.voice.faulty_helper")


class Events:
    def __init__(self) -> None:
        self.events: list[tuple[str, dict[str, Any]]] = []

    def info(self, event: str, **fields: object) -> None:
        self.events.append((event, fields))

    warning = error = info

    def outcomes(self) -> list[object]:
        return [fields["outcome"] for event, fields in self.events if event == LogEvent.HELPER_FINISHED]


class Clock:
    def __init__(self) -> None:
        self.skipped_s: list[float] = []

    def now(self) -> float:
        import time

        return time.monotonic() + sum(self.skipped_s)

    def pause(self, seconds: float) -> None:
        self.skipped_s.append(seconds)


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def helper(events: Events, clock: Clock) -> Iterator[HelperProcess]:
    made = HelperProcess(
        COMMAND, name="faulty", log=events, clock=clock.now, pause=clock.pause, chance=lambda: 1.0
    )
    yield made
    made.close()


def test_it_answers(helper: HelperProcess) -> None:
    reply = helper.ask({"op": "echo", "say": "你好"}, b"\1\2", timeout_s=5)
    assert reply.header["said"] == "你好"
    assert reply.payload == b"\1\2"
    assert reply.header["pid"] == helper.pid


def test_its_crash_leaves_no_picture_of_its_memory(helper: HelperProcess) -> None:
    assert helper.ask({"op": "core"}, timeout_s=5).header["limits"] == [0, 0]
    assert helper.pid is not None
    # What is not dumpable belongs to the system's administrator, not to whoever runs it.
    assert os.stat(f"/proc/{helper.pid}/mem").st_uid == 0


def test_much_sound_goes_both_ways_at_once(helper: HelperProcess) -> None:
    sound = bytes(range(256)) * 8000
    assert helper.ask({"op": "echo"}, sound, timeout_s=10).payload == sound


def test_chatter_and_complaints_disturb_nothing(helper: HelperProcess) -> None:
    helper.ask({"op": "print"}, timeout_s=5)
    helper.ask({"op": "complain"}, timeout_s=5)
    assert helper.ask({"op": "echo", "say": 1}, timeout_s=5).header["said"] == 1


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ({"op": "die"}, Trouble.CRASHED),
        ({"op": "hang"}, Trouble.TIMEOUT),
        ({"op": "nonsense", "to": 1}, Trouble.FAULT),
        ({"op": "nonsense", "to": 3}, Trouble.NONSENSE),
    ],
)
def test_a_bad_answer_ends_it_and_the_next_question_starts_it_anew(
    helper: HelperProcess, events: Events, question: dict[str, object], reason: Trouble
) -> None:
    helper.ask({"op": "echo"}, timeout_s=5)
    before = helper.pid
    with pytest.raises(HelperFailed) as failed:
        helper.ask(question, timeout_s=0.3)
    assert failed.value.reason is reason
    after = helper.ask({"op": "echo"}, timeout_s=20).header["pid"]
    assert (after == before) is (reason is Trouble.FAULT)
    assert reason.value in events.outcomes()


def test_a_fault_inside_is_told_by_its_type_alone(helper: HelperProcess, events: Events) -> None:
    with pytest.raises(HelperFailed) as failed:
        helper.ask({"op": "unknown"}, timeout_s=5)
    assert failed.value.fault == "ValueError"
    assert "张" not in str(events.events)
    assert "张" not in str(failed.value)


def test_it_rests_longer_after_each_failure_and_not_at_all_after_a_success(
    helper: HelperProcess, clock: Clock
) -> None:
    for _ in range(8):
        with pytest.raises(HelperFailed):
            helper.ask({"op": "die"}, timeout_s=20)
    rests_s = [round(rest, 1) for rest in clock.skipped_s]
    assert rests_s == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0]
    helper.ask({"op": "echo"}, timeout_s=20)
    with pytest.raises(HelperFailed):
        helper.ask({"op": "die"}, timeout_s=20)
    helper.ask({"op": "echo"}, timeout_s=20)
    assert round(clock.skipped_s[-1], 1) == 0.2


def test_a_question_in_a_hurry_does_not_wait_for_the_end_of_a_rest(
    helper: HelperProcess, clock: Clock
) -> None:
    for _ in range(3):
        with pytest.raises(HelperFailed):
            helper.ask({"op": "die"}, timeout_s=20)
    waited = len(clock.skipped_s)
    with pytest.raises(HelperFailed) as failed:
        helper.ask({"op": "echo"}, timeout_s=0.1)
    assert failed.value.reason is Trouble.RESTING
    assert len(clock.skipped_s) == waited


def test_a_command_that_is_not_there_fails_like_a_crash(events: Events) -> None:
    helper = HelperProcess(("/nowhere/helper",), name="none", log=events)
    with pytest.raises(HelperFailed) as failed:
        helper.ask({}, timeout_s=1)
    assert failed.value.reason is Trouble.CRASHED
    helper.close()


def test_it_ends_with_whoever_started_it_even_while_it_is_busy() -> None:
    import subprocess

    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, threading\n"
            "from kiosk.log import json_log\n"
            "from voice.helper import HelperProcess\n"
            f"helper = HelperProcess({COMMAND!r}, name='x', log=json_log(room='x'))\n"
            "helper.ask({'op': 'echo'}, timeout_s=20)\n"
            "print(helper.pid, flush=True)\n"
            "helper.ask({'op': 'hang'}, timeout_s=100)\n",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": os.getcwd()},
    )
    assert parent.stdout is not None
    with parent.stdout:
        helper = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    wait_until(lambda: not _runs(helper), timeout_s=5)


@pytest.mark.whole
def test_killed_a_hundred_times_it_answers_every_question(events: Events) -> None:
    helper = HelperProcess(COMMAND, name="faulty", log=events, chance=lambda: 0.0)
    answered = 0
    for number in range(100):
        if helper.pid:
            os.kill(helper.pid, signal.SIGKILL)
        for _ in range(2):  # as its users ask: a question that died with it is asked once more
            try:
                reply = helper.ask({"op": "echo", "say": number}, timeout_s=20)
            except HelperFailed:
                continue
            answered += reply.header["said"] == number
            break
    helper.close()
    assert answered == 100
    assert events.outcomes().count("crashed") >= 90


def _runs(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
