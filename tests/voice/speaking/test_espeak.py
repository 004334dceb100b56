"""The traps of pyttsx3, each played by an engine that falls into it."""

from __future__ import annotations

import io
import re
import threading
import wave
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.engines.pyttsx3_helper import VOICE, Espeak, EspeakError


class Reading:
    """Every Hanzi is read the longest way there is."""

    def pinyin(self, text: str) -> str:
        return " ".join("zhuang4" if sign not in "，。？！" else "," for sign in text).replace(" ,", ",")


class Engine:
    """pyttsx3's engine as it behaves on Linux: it speaks from a thread of its own, after `runAndWait`."""

    def __init__(self, *, voice: str = VOICE, silent: bool = False, never: bool = False) -> None:
        self.voice = voice
        self.silent = silent
        self.never = never
        self.saved: list[str] = []
        self.threads: set[int] = set()
        self.others: list[threading.Thread] = []
        self._text = ""
        self._path = ""
        self._done: Callable[..., None] = lambda **_: None

    def connect(self, topic: str, callback: Callable[..., None]) -> None:
        assert topic == "finished-utterance"
        self._done = callback

    def setProperty(self, name: str, value: object) -> None:
        self.threads.add(threading.get_ident())

    def getProperty(self, name: str) -> Any:
        return self.voice

    def save_to_file(self, text: str, path: str) -> None:
        self._text, self._path = text, path

    def runAndWait(self) -> None:
        self.threads.add(threading.get_ident())
        self.saved.append(self._text)
        if not self.never:
            self.others.append(threading.Thread(target=self._speak))
            self.others[-1].start()

    def _speak(self) -> None:
        if not self.silent:
            buffer = io.BytesIO()
            with wave.open(buffer, "wb") as sound:
                sound.setnchannels(1)
                sound.setsampwidth(2)
                sound.setframerate(22050)
                sound.writeframes(array("h", [5000, -5000] * (50 * len(self._text))).tobytes())
            Path(self._path).write_bytes(buffer.getvalue())
        self._done(name=None, completed=True)


def test_what_was_said_comes_back_as_sound() -> None:
    engine = Engine()
    assert len(Espeak(engine, Reading(), words_a_minute=130).speak("您好，请坐。")) > 1000
    assert engine.saved == ["zhuang4 zhuang4, zhuang4 zhuang4,"]


def test_a_voice_that_was_not_taken_is_noticed() -> None:
    with pytest.raises(EspeakError, match="voice"):
        Espeak(Engine(voice="gmw/en"), Reading(), words_a_minute=130)


def test_one_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice.engines.pyttsx3_helper._PATIENCE_S", 0.01)
    with pytest.raises(EspeakError, match="end"):
        Espeak(Engine(never=True), Reading(), words_a_minute=130).speak("您好")


def test_one_that_ends_without_a_file_is_noticed() -> None:
    with pytest.raises(EspeakError, match="sound"):
        Espeak(Engine(silent=True), Reading(), words_a_minute=130).speak("您好")


@pytest.mark.parametrize("text", ["", "，。", "？"])
def test_nothing_to_say_is_never_given_to_it(text: str) -> None:
    engine = Engine()
    assert Espeak(engine, Reading(), words_a_minute=130).speak(text) == b""
    assert engine.saved == []


@given(st.text("您好请坐，。？！", max_size=400))
def test_no_text_is_long_enough_to_kill_it_and_none_is_lost(text: str) -> None:
    engine = Engine()
    Espeak(engine, Reading(), words_a_minute=130).speak(text)
    assert all(len(pinyin) <= 200 for pinyin in engine.saved)
    assert sum(pinyin.count("zhuang4") for pinyin in engine.saved) == len(re.sub("[，。？！]", "", text))
    assert engine.threads == {threading.get_ident()}


def test_it_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    Espeak(Engine(), Reading(), words_a_minute=130).speak("您好")
    assert list(tmp_path.iterdir()) == []
