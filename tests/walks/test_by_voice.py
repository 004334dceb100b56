"""A whole visit by voice alone, through the air: nothing is touched from the card on.

Kokoro is the villager. What it says goes into the terminal's microphone, through its speech detector,
recogniser and understanding; what the terminal says comes out of its loudspeaker. The terminal speaks
through espeak-ng, twice as fast: how it sounds is judged elsewhere, and two at a time would be slow.
The villager waits for what the terminal does, not for times: a busy machine makes the visit longer and
nothing else.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.core.events import EarChanged, Event, Heard
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
from kiosk.core.visit import Visit
from kiosk.log import json_log
from tests.conftest import Logged
from tests.voice.pulse import SoundServer
from tests.walks.rig import Rig, pdf_text
from voice.helper import HelperProcess
from voice.models.home import find
from voice.sound.utterances import RATE as HEARD_RATE
from voice.trials import Sentence
from voice.trials.spoken import Manner, Trial, Villager

pytestmark = [
    pytest.mark.real,
    pytest.mark.whole,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("walks"),
]

WHO = "示例·李桂英"
MANNER = Manner("zf_xiaoxiao", 0.85)
PENSION, READ, BACK, CERTIFICATE = "养老钱", "念给我听", "上一步", "打个买社保的证明"
PURPOSE, ON, PRINT, DONE, YES = "自己留着", "下一步", "打印", "办完了", "就是这个"
PATIENCE_S = 180.0
TRIES = 4
MONEY = re.compile(r"[0-9]+\.[0-9]{2}")


class Kokoro:
    """Says what the villager says."""

    def __init__(self, manner: Manner) -> None:
        model = find("kokoro")
        assert model is not None, "set-up installs Kokoro: kiosk models install"
        module = [sys.executable, "-m", "voice.engines.kokoro_helper"]
        command = [*module, str(model), manner.voice, str(manner.speed), "2"]
        self._helper = HelperProcess(command, name="villager", log=json_log(room="voice"))

    def say(self, text: str) -> bytes:
        return self._helper.ask({"text": text}, timeout_s=PATIENCE_S).payload

    def close(self) -> None:
        self._helper.close()


def spoken(*sentences: str, kept_in: Path) -> dict[str, bytes]:
    """What the villager will say; what was ever said is kept for the next run."""
    with closing(Kokoro(MANNER)) as kokoro:
        villager = Villager(lambda _: kokoro, kept_in)
        return {words: villager.say(Trial(Sentence("", words), MANNER, None)) for words in sentences}


class Speaking:
    """A villager who only speaks, and only when listened to."""

    def __init__(self, rig: Rig, sound: SoundServer, sentences: dict[str, bytes]) -> None:
        self.rig = rig
        self.said: list[str] = []
        self._sound = sound
        self._sentences = sentences
        self._came_through = False
        self._runtime = rig.stage.terminal.runtime
        self._handled = self._runtime.on_handled
        self._runtime.on_handled = self._see

    def _see(self, event: Event, visit: Visit) -> None:
        changed = isinstance(event, EarChanged) and event.state is not EarState.LISTENING
        self._came_through = self._came_through or changed or isinstance(event, Heard)
        self._handled(event, visit)

    @property
    def _is_listened_to(self) -> bool:
        return self._runtime.visit.talk.ear is EarState.LISTENING

    def say(self, words: str, there: Callable[[Screen], bool]) -> None:
        """Says it once, and waits until a page is there, or until the terminal listens again."""
        self.rig.stage.until(lambda _: self._is_listened_to, patience_s=PATIENCE_S)
        self._came_through = False
        self.said.append(words)
        self._sound.speak(self._sentences[words], rate=HEARD_RATE)
        self.rig.stage.until(
            lambda screen: self._came_through and (there(screen) or self._is_listened_to),
            patience_s=PATIENCE_S,
        )

    def ask_for(self, words: str, there: Callable[[Screen], bool]) -> Screen:
        """Says it, again if need be, until a page is there; what is asked back is answered."""
        for _ in range(TRIES):
            self.say(words, there)
            if isinstance(self.rig.screen, VoiceConfirm):
                self.say(YES, there)
            if there(self.rig.screen):
                return self.rig.screen
        raise AssertionError(f"said {self.said}, and still {self.rig.screen.title.written}")


def after(serial: int, kinds: tuple[type[Screen], ...]) -> Callable[[Screen], bool]:
    """Another page than that one, of one of these kinds."""
    return lambda screen: isinstance(screen, kinds) and screen.serial != serial


@pytest.fixture(name="sentences")
def _sentences(pytestconfig: pytest.Config) -> dict[str, bytes]:
    assert pytestconfig.cache is not None
    all_said = (PENSION, READ, BACK, CERTIFICATE, PURPOSE, ON, PRINT, DONE, YES)
    return spoken(*all_said, kept_in=pytestconfig.cache.mkdir("trials"))


@pytest.fixture(name="rig")
def _rig(
    sentences: dict[str, bytes], tmp_path: Path, sound: SoundServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Rig]:
    assert sentences  # made before the terminal needs the processor
    whisper = find("whisper-base")
    assert whisper is not None, "set-up installs Whisper: kiosk models install"
    models = tmp_path / "models"
    models.mkdir()
    (models / "whisper-base").symlink_to(whisper)
    monkeypatch.setenv("KIOSK_MODELS", str(models))
    with closing(Rig(tmp_path, talks=True)) as rig:
        yield rig


@pytest.fixture(name="sound")
def _sound(monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundServer]:
    with SoundServer() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server


def test_pension_and_a_certificate_by_voice_alone(
    sentences: dict[str, bytes], sound: SoundServer, rig: Rig, logged: Logged
) -> None:
    stage, runtime = rig.stage, rig.stage.terminal.runtime
    stage.until(lambda _: runtime.visit.talk.speaks and runtime.visit.talk.listens, patience_s=PATIENCE_S)
    stage.touch()
    for target in ("hear", "tune:faster", "tune:faster", "tune:faster", "back"):
        stage.press(target)  # twice as fast: the walk is not about patience
    with sound.recorder() as tape:
        rig.lay(WHO)
        stage.begin()
        tape.wait_for_sound(timeout_s=PATIENCE_S)
        villager = Speaking(rig, sound, sentences)
        villager.ask_for(PENSION, lambda s: isinstance(s, Result) and bool(MONEY.search(s.headline.written)))
        assert [one for one in rig.seen if MONEY.search(one.frame.caption.written)] == []
        villager.ask_for(READ, lambda s: bool(MONEY.search(s.frame.caption.written)))
        villager.ask_for(BACK, lambda s: isinstance(s, MyAffairs))
        at_work = (Question, Eligibility, Document)
        villager.ask_for(CERTIFICATE, lambda s: isinstance(s, at_work))
        while not isinstance(rig.screen, Document):
            words = PURPOSE if isinstance(rig.screen, Question) else ON
            villager.ask_for(words, after(rig.screen.serial, at_work))
        villager.ask_for(PRINT, lambda s: isinstance(s, Document) and s.state is not PaperState.READY)
        stage.until(lambda s: isinstance(s, Document) and s.state is PaperState.DONE, patience_s=PATIENCE_S)
        villager.ask_for(DONE, lambda s: isinstance(s, (Ending, Home)))
    assert stage.presses == 0
    assert all("helper_finished" in warning for warning in logged.warnings)  # a starved one is started again
    (paper,) = rig.paper_folder.glob("*.pdf")
    assert WHO in pdf_text(paper).replace(" ", "")
