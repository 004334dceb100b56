"""Who is asked, and what happens when an engine fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.log import Log, json_log
from voice.helper import HelperFailed, Trouble
from voice.models.errors import ModelError
from voice.models.errors import Trouble as ModelTrouble
from voice.ports import NotRecognised, Recognises
from voice.recognisers.chooser import Chooser, Engine, installed_recogniser
from voice.wire import Frame, Header

PHRASES = ("养老金", "医保")


class Helper:
    """A helper process that says what it is told to."""

    def __init__(self, *texts: str, by_phrases: bool | None = None) -> None:
        self.header: dict[str, object] = {"texts": list(texts)}
        if by_phrases is not None:
            self.header["by_phrases"] = by_phrases
        self.fails = False
        self.asked: list[Header] = []
        self.waited_s: list[float] = []
        self.closed = False

    def ask(self, header: Header, payload: bytes = b"", *, timeout_s: float) -> Frame:
        self.asked.append(header)
        self.waited_s.append(timeout_s)
        if self.fails:
            raise HelperFailed(Trouble.CRASHED)
        return Frame(self.header)

    def close(self) -> None:
        self.closed = True


def chooser(vosk: Helper | None, whisper: Helper | None, clock: Callable[[], float] = lambda: 0.0) -> Chooser:
    pairs = (("vosk", vosk, True), ("whisper", whisper, False))
    return Chooser([Engine(name, helper, by) for name, helper, by in pairs if helper], clock=clock)


def hear(recogniser: Recognises, vocabulary: tuple[str, ...] = PHRASES) -> list[str]:
    return recogniser.recognise(b"\0\0", vocabulary)


def test_vosk_hears_the_pages_phrases_alone() -> None:
    vosk, whisper = Helper("养老金", by_phrases=True), Helper("养老精")
    assert hear(chooser(vosk, whisper)) == ["养老金"]
    assert vosk.asked == [{"do": "recognise", "vocabulary": ["养老金", "医保"]}]
    assert not whisper.asked


def test_it_is_waited_for_as_long_as_is_wished() -> None:
    whisper = Helper("养老金")
    Chooser([Engine("whisper", whisper, by_phrases=False)], answer_s=77.0).recognise(b"\0\0", PHRASES)
    assert whisper.waited_s == [77.0]


def test_free_words_are_whispers() -> None:
    vosk, whisper = Helper("一", by_phrases=False), Helper("我想问一下", "我想吻一下")
    assert hear(chooser(vosk, whisper), ()) == ["我想问一下", "我想吻一下"]
    assert not vosk.asked


@pytest.mark.parametrize(
    ("vosk", "whisper", "heard"),
    [
        (("天气",), ("天气怎么样",), ["天气怎么样"]),
        (("天气",), (), ["天气"]),
        ((), ("天气",), ["天气"]),
        ((), (), []),
    ],
)
def test_what_is_no_phrase_of_the_page_is_asked_of_both(
    vosk: tuple[str, ...], whisper: tuple[str, ...], heard: list[str]
) -> None:
    assert hear(chooser(Helper(*vosk, by_phrases=False), Helper(*whisper))) == heard


def test_whisper_alone_does_everything() -> None:
    whisper = Helper("养老金")
    assert hear(chooser(None, whisper)) == ["养老金"]
    assert chooser(None, whisper).engines == ("whisper",)


def test_the_next_engine_goes_on_where_one_fails() -> None:
    vosk, whisper = Helper("养老金", by_phrases=True), Helper("养老金额")
    vosk.fails = True
    assert hear(chooser(vosk, whisper)) == ["养老金额"]


def test_where_nobody_answers_that_is_told() -> None:
    whisper = Helper()
    whisper.fails = True
    with pytest.raises(NotRecognised):
        hear(chooser(None, whisper))
    with pytest.raises(NotRecognised):
        hear(chooser(None, None))


def test_an_engine_that_fails_again_and_again_rests() -> None:
    now = [0.0]
    vosk, whisper = Helper("养老金", by_phrases=True), Helper("养老金额")
    both = chooser(vosk, whisper, clock=lambda: now[0])
    vosk.fails = True
    for _ in range(5):
        assert hear(both) == ["养老金额"]
    assert len(vosk.asked) == 3, "it rests"
    vosk.fails, now[0] = False, 61.0
    assert hear(both) == ["养老金"]


def test_warming_and_closing_reach_every_engine() -> None:
    vosk, whisper = Helper(), Helper()
    both = chooser(vosk, whisper)
    vosk.fails = True
    both.warm()
    both.close()
    assert vosk.asked == whisper.asked == [{"do": "warm"}]
    assert vosk.closed
    assert whisper.closed


@pytest.mark.parametrize("texts", [None, 7, ["a", 7], "a"])
def test_nonsense_of_a_helper_is_not_passed_on(texts: object) -> None:
    whisper = Helper()
    whisper.header = {"texts": texts}
    assert hear(chooser(None, whisper)) == (["a"] if texts == ["a", 7] else [])


@pytest.mark.parametrize(
    ("installed", "engines"),
    [(set(), ()), ({"whisper-base"}, ("whisper",)), ({"whisper-base", "vosk-zh"}, ("vosk", "whisper"))],
)
def test_it_is_made_of_what_is_installed_and_whole(installed: set[str], engines: tuple[str, ...]) -> None:
    def find(name: str) -> Path:
        if name not in installed:
            raise ModelError(ModelTrouble.WRONG_SUM, name)
        return Path("/models") / name

    log: Log = json_log(room="voice")
    made = installed_recogniser(log, find=find)
    assert made.engines == engines
    made.close()
