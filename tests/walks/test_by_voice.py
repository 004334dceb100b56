"""A whole visit by voice alone, through the air: nothing is touched after the card.

Kokoro is the villager. What it says goes into the terminal's microphone, through its speech detector,
recogniser and understanding; what the terminal says comes out of its loudspeaker.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.core.screens import (
    Document,
    Eligibility,
    Ending,
    Home,
    MyAffairs,
    PaperState,
    Question,
    Result,
    Screen,
    VoiceConfirm,
)
from kiosk.core.talk import EarState
from kiosk.log import json_log
from kiosk.stage import StageError
from tests.voice.pulse import SoundServer
from tests.walks.rig import Rig, pdf_text
from voice.helper import HelperProcess
from voice.models.home import find

pytestmark = [pytest.mark.soak, pytest.mark.timeout(0), pytest.mark.xdist_group("walks")]

WHO = "示例·李桂英"
PATIENCE_S = 120.0
TRIES = 4
MONEY = re.compile(r"[0-9]+\.[0-9]{2}")


class Voice:
    """A villager who only speaks."""

    def __init__(self, rig: Rig, sound: SoundServer) -> None:
        self.rig = rig
        self.sound = sound
        model = find("kokoro")
        assert model is not None, "set-up installs Kokoro: kiosk models install"
        command = [
            sys.executable,
            "-m",
            "voice.engines.kokoro_helper",
            str(model),
            "zf_xiaoxiao",
            "0.95",
            "2",
        ]
        self._kokoro = HelperProcess(command, name="villager", log=json_log(room="voice"))
        self.said: list[str] = []

    def close(self) -> None:
        self._kokoro.close()

    @property
    def _listens(self) -> bool:
        return self.rig.stage.terminal.runtime.visit.talk.ear is EarState.LISTENING

    def say(self, words: str) -> None:
        """Waits until the terminal listens, and says it."""
        pcm = self._kokoro.ask({"text": words}, timeout_s=PATIENCE_S).payload
        self.rig.stage.until(lambda _: self._listens, patience_s=PATIENCE_S)
        self.said.append(words)
        self.sound.speak(pcm)

    def ask_for(self, words: str, there: Callable[[Screen], bool]) -> Screen:
        """Says it, again if need be, until a page is there; what is asked back is answered."""
        stage = self.rig.stage
        for _ in range(TRIES):
            self.say(words)
            serial = self.rig.screen.serial
            stage.until(self._moved_from(serial), patience_s=PATIENCE_S)
            if isinstance(self.rig.screen, VoiceConfirm):
                self.say("是的")
                stage.until(lambda s: not isinstance(s, VoiceConfirm), patience_s=PATIENCE_S)
            if self._comes(there):
                return self.rig.screen
        raise AssertionError(f"said {self.said}, and still {self.rig.screen.title.written}")

    def _moved_from(self, serial: int) -> Callable[[Screen], bool]:
        return lambda screen: screen.serial != serial or self._listens

    def _comes(self, there: Callable[[Screen], bool]) -> bool:
        try:
            self.rig.stage.until(there, patience_s=20)
        except StageError:
            return False
        return True


def after(serial: int, kinds: tuple[type[Screen], ...]) -> Callable[[Screen], bool]:
    """Another page than that one, of one of these kinds."""
    return lambda screen: isinstance(screen, kinds) and screen.serial != serial


@pytest.fixture(name="voice")
def _voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sound: SoundServer) -> Iterator[Voice]:
    rig = Rig(tmp_path, talks=True)
    voice = Voice(rig, sound)
    yield voice
    voice.close()
    rig.close()


@pytest.fixture(name="sound")
def _sound(monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundServer]:
    with SoundServer() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server


def test_pension_and_a_certificate_by_voice_alone(voice: Voice, sound: SoundServer) -> None:
    rig, stage = voice.rig, voice.rig.stage
    runtime = stage.terminal.runtime
    stage.until(lambda _: runtime.visit.talk.speaks and runtime.visit.talk.listens, patience_s=PATIENCE_S)
    with sound.recorder() as tape:
        rig.lay(WHO)
        stage.begin()
        tape.wait_for_sound(timeout_s=60)
        voice.ask_for("养老钱", lambda s: isinstance(s, Result) and bool(MONEY.search(s.headline.written)))
        assert [one for one in rig.seen if MONEY.search(one.frame.caption.written)] == []
        voice.ask_for("念给我听", lambda s: bool(MONEY.search(s.frame.caption.written)))
        voice.ask_for("上一步", lambda s: isinstance(s, MyAffairs))
        at_work = (Question, Eligibility, Document)
        voice.ask_for("打个买社保的证明", lambda s: isinstance(s, at_work))
        while not isinstance(rig.screen, Document):
            words = "自己留着" if isinstance(rig.screen, Question) else "下一步"
            voice.ask_for(words, after(rig.screen.serial, at_work))
        voice.ask_for("打印", lambda s: isinstance(s, Document) and s.state is not PaperState.READY)
        stage.until(lambda s: isinstance(s, Document) and s.state is PaperState.DONE, patience_s=PATIENCE_S)
        voice.ask_for("办完了", lambda s: isinstance(s, (Ending, Home)))
    assert stage.presses == 0
    (paper,) = rig.paper_folder.glob("*.pdf")
    assert WHO in pdf_text(paper).replace(" ", "")
