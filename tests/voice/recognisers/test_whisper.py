"""Whisper: its helper, with the packaged model; and what is not to be believed of it."""

from __future__ import annotations

import array
import math
import random
import sys

import pytest

from kiosk.log import json_log
from voice.helper import HelperProcess
from voice.models.home import with_program
from voice.recognisers.vad import CHUNK_BYTES, SileroDetector
from voice.recognisers.whisper_helper import RATE, babble


@pytest.mark.parametrize(
    ("text", "is_babble"),
    [
        ("我要查养老金", False),
        ("谢谢谢谢谢谢谢谢", True),
        ("字幕字幕字幕字幕字幕字幕", True),
        ("好好好好好", False),
        ("1111111111", False),
        ("", False),
    ],
)
def test_the_same_again_and_again_is_nothing(text: str, *, is_babble: bool) -> None:
    assert babble(text) is is_babble


@pytest.mark.real
@pytest.mark.xdist_group("whisper")
def test_silence_and_noise_say_nothing() -> None:
    folder = with_program() / "whisper-base"
    assert folder.is_dir(), "Whisper-base is missing: make setup"
    command = [sys.executable, "-m", "voice.recognisers.whisper_helper", str(folder)]
    helper = HelperProcess(command, name="whisper_helper", log=json_log(room="voice"))
    chance = random.Random(7)
    noise = array.array("h", [chance.randint(-300, 300) for _ in range(2 * RATE)]).tobytes()
    try:
        helper.ask({"do": "warm"}, timeout_s=30)
        for pcm in (b"", b"\0", bytes(RATE * 2), bytes(1001)):
            assert helper.ask({"do": "recognise"}, pcm, timeout_s=10).header["texts"] == []
        assert len(helper.ask({"do": "recognise"}, noise, timeout_s=10).header["texts"]) <= 3
    finally:
        helper.close()


def test_the_detector_hears_nobody_in_silence_noise_and_a_tone() -> None:
    detector = SileroDetector()
    chance = random.Random(7)
    noise = array.array("h", [chance.randint(-3000, 3000) for _ in range(RATE)]).tobytes()
    tone = array.array("h", [int(9000 * math.sin(n / 5)) for n in range(RATE)]).tobytes()
    for pcm in (bytes(RATE * 2), noise, tone):
        detector.reset()
        chunks = [pcm[start : start + CHUNK_BYTES] for start in range(0, len(pcm), CHUNK_BYTES)]
        assert max(detector.probability(chunk) for chunk in chunks[4:]) < 0.5
    assert 0.0 <= detector.probability(b"\1\2\3\4") <= 1.0
