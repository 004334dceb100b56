"""Making speech and sense in threads, by engines that fail."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from kiosk.core.talk import Ear, Expected, Hearing, Outcome, Speech, Wanted
from voice.helper import HelperFailed, Trouble
from voice.ports import NotRecognised, Thought
from voice.sound.feed import End, Feed, Line
from voice.sound.utterances import Utterance
from voice.workers import Maker, Thinker

EAR = Ear(1, (Wanted("next", ("下一步",)),))
SAID = Utterance(b"\0\0" * 16000, 0.6)


class Log:
    def __init__(self) -> None:
        self.said: list[tuple[str, dict[str, Any]]] = []

    def info(self, event: str, **fields: object) -> None:
        self.said.append((event, fields))

    warning = error = info


class Speaker:
    """Fails so often, before or after the first samples of a line."""

    def __init__(self, *, fails: int, late: bool = False) -> None:
        self.fails, self.late, self.asked = fails, late, 0

    def pcm(self, line: str, *, personal: bool) -> Iterator[bytes]:
        self.asked += 1
        if self.late:
            yield b"ab"
        if self.asked <= self.fails:
            raise HelperFailed(Trouble.CRASHED)
        yield line.encode("utf-16-le")


def pieces(speaker: Speaker | None, *lines: str, first: int = 0) -> list[bytes | Line | End | None]:
    maker = Maker(Log())
    maker.speaks = speaker
    feed = Feed()
    maker.begin(Speech(1, 1, lines), first, feed)
    found: list[bytes | Line | End | None] = []
    while not (found and isinstance(found[-1], End)):
        piece = feed.take()
        if piece is None:
            threading.Event().wait(0.001)
            continue
        found.append(piece)
    return found


def test_lines_are_made_in_order() -> None:
    assert pieces(Speaker(fails=0), "a", "b") == [Line(0), b"a\0", Line(1), b"b\0", End(True)]


def test_a_speech_goes_on_with_a_later_line() -> None:
    assert pieces(Speaker(fails=0), "a", "b", first=1) == [Line(0), b"b\0", End(True)]


def test_a_line_whose_helper_died_is_made_once_more() -> None:
    assert pieces(Speaker(fails=1), "a") == [Line(0), b"a\0", End(True)]


def test_a_line_that_sounded_in_part_is_not_begun_again() -> None:
    assert pieces(Speaker(fails=1, late=True), "a") == [Line(0), b"ab", End(False)]


def test_a_line_that_cannot_be_made_does_not_take_the_next_one_with_it() -> None:
    assert pieces(Speaker(fails=2), "a", "b") == [Line(0), Line(1), b"b\0", End(False)]


def test_without_a_voice_every_speech_ends() -> None:
    assert pieces(None, "a") == [Line(0), End(False)]


class Recogniser:
    def __init__(self, *answers: list[str] | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, ...]] = []

    def recognise(self, pcm16k: bytes, vocabulary: tuple[str, ...]) -> list[str]:
        self.asked.append(vocabulary)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Understanding:
    def warm(self, ear: Ear) -> None:
        raise ValueError("示例·张大山")

    def forget(self) -> None:
        pass

    def vocabulary(self, ear: Ear) -> tuple[str, ...]:
        return ("下一步", "是的")

    def hear(self, candidates: Sequence[str], ear: Ear) -> Hearing:
        return Hearing(Outcome.ACT, (candidates[0],))


def thought(recogniser: Recogniser, ear: Ear = EAR, log: Log | None = None) -> Thought:
    thinker = Thinker(log or Log())
    thinker.recognises, thinker.understands = recogniser, Understanding()
    found: queue.Queue[Thought] = queue.Queue()
    thinker.warm(ear)  # its mishap stays its own
    thinker.begin(SAID, ear, found.put)
    return found.get(timeout=5)


def test_what_was_said_is_understood_with_the_pages_words() -> None:
    recogniser = Recogniser(["下一步"])
    found = thought(recogniser)
    assert found.hearing == Hearing(Outcome.ACT, ("下一步",))
    assert recogniser.asked == [("下一步", "是的")]
    assert found.figures.spoken_s == 1.0
    assert found.figures.tail_s == 0.6


def test_free_words_are_recognised_without_a_list() -> None:
    recogniser = Recogniser(["清水村"])
    thought(recogniser, Ear(1, EAR.wanted, Expected.TEXT))
    assert recogniser.asked == [()]


@pytest.mark.parametrize("mishap", [HelperFailed(Trouble.CRASHED), NotRecognised()])
def test_an_utterance_outlives_the_death_of_its_helper(mishap: Exception) -> None:
    assert thought(Recogniser(mishap, ["下一步"])).hearing == Hearing(Outcome.ACT, ("下一步",))


def test_what_cannot_be_recognised_is_nothing_and_nothing_of_it_is_logged() -> None:
    log = Log()
    found = thought(Recogniser(ValueError("示例·张大山")), log=log)
    assert found.hearing is None
    assert log.said
    assert "张" not in str(log.said)


@pytest.mark.parametrize("texts", [[], [""], [" "]])
def test_silence_is_no_answer(texts: list[str]) -> None:
    assert thought(Recogniser(texts)).hearing is None


def test_a_maker_far_ahead_waits_for_who_listens() -> None:
    feed, put = Feed(), queue.Queue[int]()

    def make() -> None:
        for second in range(40):
            feed.put(bytes(48_000))
            put.put(second)
        feed.put(End(whole=True))

    threading.Thread(target=make, daemon=True).start()
    for _ in range(20):
        put.get(timeout=10)
    with pytest.raises(queue.Empty):
        put.get(timeout=0.2)
    taken = 0
    while not isinstance(piece := feed.take(), End):
        taken += len(piece) if isinstance(piece, bytes) else 0
        threading.Event().wait(0.001)
    assert taken == 40 * 48_000
