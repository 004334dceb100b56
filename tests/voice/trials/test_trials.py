from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from config.release import shipped
from kiosk.core.talk import Ear, Hearing, Outcome
from voice.bench import Bench
from voice.sound.utterances import RATE, Utterances
from voice.trials import Sentence, commands, ears, others
from voice.trials.results import Result, figures, not_measured
from voice.trials.spoken import Manner, Trial, Villager, command_trials, in_noise, other_trials
from voice.understanding.ear import Understanding

pytestmark = pytest.mark.whole

VOICES = ("one", "two", "three")


@cache
def pages() -> dict[str, Ear]:
    return dict(ears(shipped()))


@cache
def understanding() -> Understanding:
    return Understanding(shipped().accents)


def test_there_are_enough_sentences_and_each_one_once() -> None:
    words = [sentence.words for sentence in (*commands(), *others())]
    assert len(commands()) >= 60
    assert len(others()) >= 150 + 50
    assert len({(sentence.page, sentence.words) for sentence in (*commands(), *others())}) == len(words)


@pytest.mark.parametrize("sentence", commands(), ids=lambda sentence: sentence.words)
def test_what_a_command_means_can_be_done_on_its_page(sentence: Sentence) -> None:
    assert sentence.target in {wanted.target for wanted in pages()[sentence.page].wanted}


def test_many_commands_are_the_ways_people_ask() -> None:
    asked = {phrase for service in shipped().services.values() for phrase in service.asked_as}
    assert sum(sentence.words in asked for sentence in commands()) >= 30


def test_rightly_written_all_is_understood_and_nothing_else_acted_on() -> None:
    for sentence in commands():
        assert sentence.target in understanding().hear([sentence.words], pages()[sentence.page]).targets
    acted = [
        sentence.words
        for sentence in others()
        if understanding().hear([sentence.words], pages()[sentence.page]).outcome is Outcome.ACT
    ]
    assert not acted


def test_every_command_is_said_by_all_voices_in_all_rooms() -> None:
    trials = list(command_trials(commands(), VOICES))
    assert len(trials) == len(commands()) * 3 * 2 * 3
    assert len(set(trials)) == len(trials)
    assert {trial.noise_db for trial in trials} == {None, 10, 0}
    assert len(list(command_trials(commands(), VOICES, once=True))) == len(commands()) * 3
    assert {trial.manner for trial in other_trials(others(), VOICES)} == {trial.manner for trial in trials}


@pytest.mark.parametrize("noise_db", [10, 0])
def test_noise_is_as_loud_as_it_says(noise_db: int) -> None:
    speech = np.sin(np.arange(RATE) * 2 * np.pi * 440 / RATE).astype(np.float32)
    quiet, noisy = (
        np.frombuffer(in_noise(speech, room, seed=5), dtype="<i2") / 32767 for room in (None, noise_db)
    )
    middle = slice(RATE * 3 // 4, RATE * 5 // 4)
    noise = (noisy - quiet)[middle].std()
    assert 20 * np.log10(quiet[middle].std() / noise) == pytest.approx(noise_db, abs=0.5)


class Silent:
    """Says how often it was asked, and nothing."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def say(self, text: str) -> bytes:
        self.asked.append(text)
        return b"\0\0" * 4800


def test_a_sentence_is_said_once_and_kept(tmp_path: Path) -> None:
    mouth = Silent()
    villager = Villager(lambda manner: mouth, tmp_path / "sound")
    trial = Trial(Sentence("home/open", "养老钱"), Manner("one", 0.85), None)
    first = villager.say(trial)
    assert villager.say(trial) == first
    assert mouth.asked == ["养老钱"]
    assert "养老钱" not in "".join(file.name for file in (tmp_path / "sound").iterdir())


class Loud:
    """Takes whatever is louder than a room for speech."""

    def probability(self, chunk: bytes) -> float:
        return float(np.abs(np.frombuffer(chunk, dtype="<i2")).mean() > 400)

    def reset(self) -> None:
        """It has no memory."""


class Beeping:
    def say(self, text: str) -> bytes:
        return (np.sin(np.arange(24000) / 9) * 9000).astype("<i2").tobytes()


class Writes:
    def __init__(self, texts: Callable[[bytes], list[str]]) -> None:
        self.texts = texts

    def recognise(self, pcm16k: bytes, vocabulary: tuple[str, ...]) -> list[str]:
        assert "养老钱" in vocabulary
        return self.texts(pcm16k)


def run(tmp_path: Path, texts: Callable[[bytes], list[str]], *, mouth: Silent | Beeping) -> Result:
    villager = Villager(lambda manner: mouth, tmp_path)
    utterances = Utterances(Loud(), tail_s=0.6)
    bench = Bench(villager, Writes(texts), understanding(), ears=pages(), utterances=utterances)
    return bench.run(Trial(Sentence("home/open", "养老钱", "tile:pension"), Manner("one", 0.85), None))


def test_a_trial_goes_from_the_microphone_to_its_meaning(tmp_path: Path) -> None:
    heard: list[int] = []

    def write(pcm: bytes) -> list[str]:
        heard.append(len(pcm))
        return ["養老錢"]

    result = run(tmp_path, write, mouth=Beeping())
    assert result.hearing == Hearing(Outcome.ACT, ("tile:pension",))
    assert result.right
    assert not result.acted_wrong
    assert RATE * 2 < heard[0] < RATE * 2 * 2.5
    assert result.tail_ms == pytest.approx(600, abs=40)


def test_silence_is_not_asked_about(tmp_path: Path) -> None:
    result = run(tmp_path, lambda pcm: pytest.fail("nobody spoke"), mouth=Silent())
    assert result.hearing.outcome is Outcome.NOT_UNDERSTOOD
    assert not result.right


def result(target: str, hearing: Hearing, *, noise_db: int | None = None, ms: float = 500) -> Result:
    trial = Trial(Sentence("home/open", "话", target), Manner("one", 1), noise_db)
    return Result(trial, ("话",), hearing, ms, 600)


def test_figures_count_what_was_asked_as_right_and_only_acts_as_wrong() -> None:
    acts, asks = Hearing(Outcome.ACT, ("a",)), Hearing(Outcome.ASK, ("b", "a"))
    nothing, value = Hearing(Outcome.NOT_UNDERSTOOD), Hearing(Outcome.VALUE, value="3")
    said = [
        result("a", acts),
        result("a", asks, ms=700),
        result("b", acts, noise_db=10),
        result("a", nothing, noise_db=0),
    ]
    unmeant = [result("", nothing), result("", asks), result("", acts), result("", value)]
    line = figures("whisper-base", said, unmeant)
    assert line["trials"] == 8
    assert (line["clean_right_pct"], line["noise10_right_pct"], line["noise0_right_pct"]) == (100, 0, 0)
    assert line["wrong_pct"] == 25
    assert line["unrelated_wrong_pct"] == 50
    assert (line["latency_ms_median"], line["latency_ms_p95"], line["vad_tail_ms"]) == (500, 700, 600)


def test_an_engine_without_a_model_claims_nothing() -> None:
    line = not_measured("vosk-zh")
    assert line["engine"] == "vosk-zh"
    assert line["trials"] == 0
    assert line["clean_right_pct"] is None
    assert "not measured" in str(line["remark"])
