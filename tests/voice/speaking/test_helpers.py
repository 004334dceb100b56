"""The real engines in their real processes."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.log import json_log
from tests.conftest import Logged
from voice.engines.engine import IN_THE_BACKGROUND, KOKORO_VOICES, HelperEngine, NoSpeech, kokoro
from voice.helper import HelperProcess
from voice.models.home import find

SECONDS = 24000 * 2
COMMAND = [sys.executable, "-m", "voice.engines.pyttsx3_helper", "130"]


@pytest.fixture
def log_lines() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def process(log_lines: io.StringIO) -> Iterator[HelperProcess]:
    made = HelperProcess(COMMAND, name="pyttsx3", log=json_log(room="test", stream=log_lines), start_s=60)
    yield made
    made.close()


@pytest.mark.real
def test_pyttsx3_speaks_and_is_started_again_after_a_crash(
    process: HelperProcess,
    log_lines: io.StringIO,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    logged: Logged,
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    engine = HelperEngine(process, voice="espeak", version="1", patience=IN_THE_BACKGROUND)
    short, long = engine.say("您好"), engine.say("您好，请把身份证放在读卡区，哪面朝上都行。")
    assert 0.3 * SECONDS < len(short) < len(long) < 15 * SECONDS
    assert len(engine.say("您好")) == pytest.approx(len(short), rel=0.1)
    assert engine.say("，。") == b""
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    try:
        again = engine.say("您好")
    except NoSpeech:
        again = engine.say("您好")
    assert len(again) == pytest.approx(len(short), rel=0.1)
    assert list(tmp_path.iterdir()) == []
    assert "您好" not in log_lines.getvalue()
    assert len(logged.warnings) == 1
    assert "crashed" in logged.warnings[0]


@pytest.mark.real
def test_pyttsx3_survives_what_kills_it_when_asked_directly(process: HelperProcess) -> None:
    engine = HelperEngine(process, voice="espeak", version="1", patience=IN_THE_BACKGROUND)
    first = process.ask({"text": "好"}, timeout_s=60).payload
    pid = process.pid
    assert len(engine.say("一二三四五六七八九十" * 60)) > 60 * SECONDS
    assert len(engine.say("好")) == pytest.approx(len(first), rel=0.1)
    assert process.pid == pid


@pytest.mark.real
@pytest.mark.parametrize("voice", KOKORO_VOICES)
def test_kokoro_speaks_with_each_of_its_voices(voice: str, log_lines: io.StringIO) -> None:
    model = find("kokoro")
    if model is None:
        pytest.skip("the model kokoro is not installed")
    engine = kokoro(
        model, json_log(room="test", stream=log_lines), voice=voice, patience=IN_THE_BACKGROUND, threads=1
    )
    try:
        pcm = engine.say("您好，请坐。")
        assert 0.8 * SECONDS < len(pcm) < 4 * SECONDS
        assert engine.say("") == b""
        assert "您好" not in log_lines.getvalue()
    finally:
        engine.close()
