import threading

import pytest

from voice.engines.engine import IN_A_VISIT, IN_THE_BACKGROUND, LAST_RESORT, HelperEngine, NoSpeech, Patience
from voice.helper import HelperFailed, Trouble
from voice.wire import Frame, Header


class Process:
    """A helper process that does as it is told."""

    def __init__(self, *answers: Trouble | bytes) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, float]] = []

    def ask(self, header: Header, payload: bytes = b"", *, timeout_s: float) -> Frame:
        self.asked.append((header["text"], timeout_s))
        answer = self.answers.pop(0)
        if isinstance(answer, Trouble):
            raise HelperFailed(answer)
        return Frame({"ok": True}, answer)

    def close(self) -> None:
        self.answers.clear()


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def engine(process: Process, clock: Clock, patience: Patience = LAST_RESORT) -> HelperEngine:
    return HelperEngine(process, voice="v", version="1", clock=clock, patience=patience)


def test_sound_comes_through() -> None:
    assert engine(Process(b"ab"), Clock()).say("您好") == b"ab"


@pytest.mark.parametrize("trouble", [Trouble.TIMEOUT, Trouble.FAULT, Trouble.RESTING, Trouble.NONSENSE])
def test_one_that_failed_is_spared_a_while_and_nobody_waits_for_it(trouble: Trouble) -> None:
    process, clock = Process(trouble, b"ab"), Clock()
    kokoro = engine(process, clock)
    for _ in range(3):
        with pytest.raises(NoSpeech):
            kokoro.say("您好")
    assert len(process.asked) == 1
    clock.now_s = 21
    assert kokoro.say("您好") == b"ab"


def test_one_that_crashed_is_asked_again_at_once() -> None:
    process = Process(Trouble.CRASHED, b"ab")
    kokoro = engine(process, Clock())
    with pytest.raises(NoSpeech):
        kokoro.say("您好")
    assert kokoro.say("您好") == b"ab"


def test_a_longer_text_may_take_longer() -> None:
    process = Process(b"a", b"b")
    kokoro = engine(process, Clock())
    kokoro.say("您好")
    kokoro.say("您好" * 20)
    assert process.asked[0][1] < process.asked[1][1] < 30


def test_in_the_background_nothing_is_hurried_or_spared() -> None:
    process = Process(Trouble.TIMEOUT, b"ab")
    kokoro = engine(process, Clock(), IN_THE_BACKGROUND)
    with pytest.raises(NoSpeech):
        kokoro.say("您好")
    assert kokoro.say("您好") == b"ab"
    assert process.asked[0][1] > 100


def test_nobody_in_a_visit_waits_for_it_to_load() -> None:
    process = Process(b"", b"ab", Trouble.CRASHED, b"", b"cd")
    kokoro = engine(process, Clock(), IN_A_VISIT)
    kokoro.warm()
    assert kokoro.say("您好") == b"ab"
    with pytest.raises(NoSpeech):
        kokoro.say("您好")
    with pytest.raises(NoSpeech):
        kokoro.say("您好")  # begins to load it, aside
    for thread in threading.enumerate():
        if thread.name == "loading":
            thread.join()
    assert kokoro.say("您好") == b"cd"


def test_warming_fails_silently() -> None:
    process, clock = Process(Trouble.FAULT), Clock()
    kokoro = engine(process, clock)
    kokoro.warm()
    with pytest.raises(NoSpeech):
        kokoro.say("您好")
    assert len(process.asked) == 1
