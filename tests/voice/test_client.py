"""The voice from the screen's side: real processes and a real sound server, tones in place of words."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from config.accents import Accents
from config.settings import Sound
from kiosk.core.events import EarChanged, Heard, SoundChanged, SpeechAt, SpeechEnded
from kiosk.core.talk import Ear, EarState, Hearing, Outcome, Speech, Tuning, Wanted
from kiosk.log import LogEvent
from tests.voice.pulse import SoundServer, wait_until
from tests.voice.stand_in import LINE_HZ, MANS_HZ
from tests.voice.tones import pitch, tone, volume_db
from voice.client import VoiceClient
from voice.messages import Figures, Told

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("sound")]

COMMAND = (sys.executable, "-m", "tests.voice.stand_in")
SOUND = Sound(speaker="KioskSpeaker", microphone="KioskMic")
EAR = Ear(1, (Wanted("five", ("5",)), Wanted("eight", ("8",))))
LONG = "一二三四五六七八九十" * 3


class Screen:
    """What a runtime would see."""

    def __init__(self, command: tuple[str, ...] = COMMAND, sound: Sound = SOUND) -> None:
        self.told: list[Told] = []
        self.figures: list[Figures] = []
        self.logged: list[tuple[str, dict[str, Any]]] = []
        self._news = threading.Condition()
        self.asks: Ear | None = None
        """Asked again whenever it can be listened again, as the terminal's page does."""
        self.voice = VoiceClient(
            deliver=self._take, measured=self.figures.append, sound=sound, log=self, command=command
        )

    def info(self, event: str, **fields: object) -> None:
        self.logged.append((event, fields))

    warning = error = info

    def _take(self, event: Told) -> None:
        with self._news:
            self.told.append(event)
            self._news.notify_all()
        if self.asks is not None and isinstance(event, SoundChanged) and event.listens:
            self.voice.listen(self.asks)

    def wait_for(self, holds: Callable[[Told], bool], *, timeout_s: float, after: int = 0) -> Told:
        """The first event for which this holds."""
        with self._news:
            found = self._news.wait_for(
                lambda: next((event for event in self.told[after:] if holds(event)), None), timeout=timeout_s
            )
            assert found is not None, f"not told in time; told: {self.told[after:]}"
            return found

    def can(self, speaks: bool, listens: bool, *, timeout_s: float, after: int = 0) -> Told:
        return self.wait_for(
            lambda event: (
                isinstance(event, SoundChanged) and (event.speaks, event.listens) == (speaks, listens)
            ),
            timeout_s=timeout_s,
            after=after,
        )

    def ended(self, number: int, *, timeout_s: float) -> SpeechEnded:
        found = self.wait_for(
            lambda event: isinstance(event, SpeechEnded) and event.number == number, timeout_s=timeout_s
        )
        assert isinstance(found, SpeechEnded)
        return found

    def ear(self, state: EarState, *, timeout_s: float, after: int = 0) -> Told:
        return self.wait_for(
            lambda event: isinstance(event, EarChanged) and event.state is state,
            timeout_s=timeout_s,
            after=after,
        )

    def heard(self, *, timeout_s: float, after: int = 0) -> Hearing:
        found = self.wait_for(lambda event: isinstance(event, Heard), timeout_s=timeout_s, after=after)
        assert isinstance(found, Heard)
        return found.hearing


@pytest.fixture
def screen(sound: SoundServer) -> Iterator[Screen]:
    made = Screen()
    made.voice.start()
    made.can(True, True, timeout_s=20)
    made.voice.visit_began()
    yield made
    made.voice.close()


def test_a_page_is_said_and_then_listened_to(sound: SoundServer, screen: Screen) -> None:
    with sound.recorder() as tape:
        began = time.monotonic()
        screen.voice.say(Speech(1, 1, ("一二三四五六", "一二三"), personal=False))
        screen.voice.listen(EAR)
        assert tape.wait_for_sound(timeout_s=2) - began < 0.6
        assert screen.ended(1, timeout_s=5).whole
        said = bytes(tape.pcm)
        screen.ear(EarState.LISTENING, timeout_s=3)
    assert pitch(said) == pytest.approx(LINE_HZ, rel=0.05)
    lines = [event.line for event in screen.told if isinstance(event, SpeechAt)]
    assert lines == [0, 1]
    sound.speak(tone(800, 0.8))
    assert screen.heard(timeout_s=3) == Hearing(Outcome.ACT, ("eight",))
    assert SOUND.tail_s <= screen.figures[0].tail_s < SOUND.tail_s + 0.1
    states = [event.state for event in screen.told if isinstance(event, EarChanged)]
    assert states[-3:] == [EarState.LISTENING, EarState.THINKING, EarState.CLOSED]


def test_hush_is_heard_at_once(sound: SoundServer, screen: Screen) -> None:
    with sound.recorder() as tape:
        screen.voice.say(Speech(1, 1, (LONG,)))
        tape.wait_for_sound(timeout_s=5)
        asked = time.monotonic()
        screen.voice.hush()
        assert tape.wait_for_silence(length_s=0.4, timeout_s=3) - asked < 0.25
    assert not screen.ended(1, timeout_s=2).whole


def test_another_speech_replaces_it_and_only_its_end_is_told(sound: SoundServer, screen: Screen) -> None:
    screen.voice.say(Speech(1, 1, (LONG,)))
    screen.voice.say(Speech(2, 2, ("一二",)))
    assert screen.ended(2, timeout_s=5).whole
    assert [event.number for event in screen.told if isinstance(event, SpeechEnded)] == [2]


@pytest.mark.parametrize("step", [-3, 3])
def test_slower_and_faster_keep_the_pitch(sound: SoundServer, screen: Screen, step: int) -> None:
    with sound.recorder() as tape:
        screen.voice.tune(Tuning(rate_step=step))
        screen.voice.say(Speech(1, 1, ("一二三四五六七八九十",)))
        assert screen.ended(1, timeout_s=10).whole
        tape.wait_for_silence(length_s=0.3, timeout_s=3)
        heard = bytes(tape.pcm)
        sounds_s = tape.sounds_s
    assert sounds_s == pytest.approx(1.0 / 2.0 ** (step / 3), rel=0.15)
    assert pitch(heard) == pytest.approx(LINE_HZ, rel=0.05)


def test_louder_and_softer_by_six_decibels_in_the_middle_of_a_line(
    sound: SoundServer, screen: Screen
) -> None:
    levels = []
    with sound.recorder() as tape:
        screen.voice.say(Speech(1, 1, (LONG,)))
        tape.wait_for_sound(timeout_s=5)
        for step in (0, 1, -1):
            screen.voice.tune(Tuning(volume_step=step))
            start = tape.seconds + 0.5
            wait_until(lambda start=start: tape.seconds > start + 0.3, timeout_s=3)  # type: ignore[misc]
            levels.append(volume_db(bytes(tape.pcm[int(start * 24000) * 2 :])))
    assert levels[1] - levels[0] == pytest.approx(6, abs=1)
    assert levels[2] - levels[0] == pytest.approx(-6, abs=1)


def test_the_terminal_does_not_hear_itself_or_what_is_said_meanwhile(
    sound: SoundServer, screen: Screen
) -> None:
    screen.voice.say(Speech(1, 1, ("一二三四五六七八九十",)))
    screen.voice.listen(EAR)
    sound.speak(tone(500, 0.5))
    assert screen.ended(1, timeout_s=5).whole
    screen.ear(EarState.LISTENING, timeout_s=3)
    sound.speak(tone(800, 0.8))
    assert screen.heard(timeout_s=3).targets == ("eight",)
    assert len([event for event in screen.told if isinstance(event, Heard)]) == 1


def test_the_microphone_is_open_during_a_visit_alone(sound: SoundServer, screen: Screen) -> None:
    wait_until(lambda: sound.source_outputs() == 1, timeout_s=3)
    screen.voice.say(Speech(1, 1, (LONG,)))
    screen.voice.listen(EAR)
    told = len(screen.told)
    screen.voice.visit_ended()
    wait_until(lambda: sound.source_outputs() == 0 and sound.sink_inputs() == 0, timeout_s=3)
    sound.speak(tone(500, 0.6))
    late = screen.told[told:]
    assert not [event for event in late if isinstance(event, Heard | SpeechEnded)]


def test_devices_that_go_and_come_are_told_within_two_seconds(sound: SoundServer, screen: Screen) -> None:
    screen.voice.listen(EAR)
    screen.ear(EarState.LISTENING, timeout_s=4)
    for act, expected in (
        (sound.unplug_microphone, (True, False)),
        (sound.plug_microphone, (True, True)),
        (sound.unplug_speaker, (False, True)),
        (sound.plug_speaker, (True, True)),
        (sound.kill, (False, False)),
    ):
        before = len(screen.told)
        act()
        screen.can(*expected, timeout_s=2, after=before)
    states = [event.state for event in screen.told if isinstance(event, EarChanged)]
    assert states[-1] is EarState.CLOSED
    before = len(screen.told)
    sound.start()
    screen.can(True, True, timeout_s=15, after=before)
    screen.voice.listen(EAR)
    screen.ear(EarState.LISTENING, timeout_s=5, after=before)
    sound.speak(tone(500, 0.8))
    assert screen.heard(timeout_s=3, after=before).targets == ("five",)


def test_a_loudspeaker_pulled_out_in_the_middle_ends_the_speech(sound: SoundServer, screen: Screen) -> None:
    screen.voice.say(Speech(1, 1, (LONG,)))
    wait_until(lambda: sound.sink_inputs() == 1, timeout_s=5)
    sound.unplug_speaker()
    assert not screen.ended(1, timeout_s=2).whole


def test_headphones_are_told(sound: SoundServer, screen: Screen) -> None:
    sound.unplug_speaker()
    sound.plug_speaker(headphones=True)
    screen.wait_for(lambda event: isinstance(event, SoundChanged) and event.headphones, timeout_s=2)


@pytest.mark.parametrize(("speaker", "microphone"), [(False, False), (True, False), (False, True)])
def test_a_terminal_with_only_a_part_of_it_goes_on(
    monkeypatch: pytest.MonkeyPatch, speaker: bool, microphone: bool
) -> None:
    with SoundServer(speaker=speaker, microphone=microphone) as sound:
        for name, value in sound.environment.items():
            monkeypatch.setenv(name, value)
        screen = Screen()
        screen.voice.start()
        try:
            screen.can(speaker, microphone, timeout_s=20)
            screen.voice.visit_began()
            screen.voice.say(Speech(1, 1, ("一二三",)))
            screen.voice.listen(EAR)
            assert screen.ended(1, timeout_s=5).whole is speaker
            if microphone:
                screen.ear(EarState.LISTENING, timeout_s=5)
        finally:
            screen.voice.close()


def test_without_a_sound_server_it_says_so_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere/at/all")
    screen = Screen()
    screen.voice.start()
    try:
        screen.can(False, False, timeout_s=20)
        screen.voice.visit_began()
        screen.voice.say(Speech(1, 1, ("一二三",)))
        assert not screen.ended(1, timeout_s=5).whole
    finally:
        screen.voice.close()


def test_first_samples_that_come_late_are_shown_and_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    with SoundServer(lively=False) as sound:
        for name, value in sound.environment.items():
            monkeypatch.setenv(name, value)
        screen = Screen()
        screen.voice.start()
        try:
            screen.can(True, True, timeout_s=20)
            screen.asks = EAR
            screen.voice.visit_began()
            screen.voice.listen(EAR)
            screen.ear(EarState.LISTENING, timeout_s=15)
            screen.asks = None
            sound.speak(tone(500, 0.8))
            assert screen.heard(timeout_s=4).targets == ("five",)
        finally:
            screen.voice.close()


def test_a_line_that_cannot_be_said_does_not_stop_the_others(sound: SoundServer, screen: Screen) -> None:
    screen.voice.say(Speech(1, 1, ("NOTHING", "一二三")))
    assert not screen.ended(1, timeout_s=5).whole
    assert [event.line for event in screen.told if isinstance(event, SpeechAt)] == [0, 1]


def test_killed_in_the_middle_it_goes_on_where_it_was(sound: SoundServer, screen: Screen) -> None:
    screen.voice.tune(Tuning(rate_step=-1))
    screen.voice.say(Speech(1, 1, ("一", LONG, "二")))
    screen.voice.listen(EAR)
    screen.wait_for(lambda event: isinstance(event, SpeechAt) and event.line == 1, timeout_s=5)
    before = len(screen.told)
    kill(screen)
    assert screen.ended(1, timeout_s=15).whole, screen.told
    assert [event.line for event in screen.told[before:] if isinstance(event, SpeechAt)] == [1, 2]
    screen.ear(EarState.LISTENING, timeout_s=5, after=before)
    assert (LogEvent.HELPER_FINISHED, {"helper": "voice", "outcome": "crashed"}) in screen.logged


def test_another_configuration_is_another_voice(sound: SoundServer, screen: Screen) -> None:
    before = screen.voice.pid
    screen.voice.use(sound=SOUND, accents=Accents())
    man = SOUND.model_copy(update={"voice": "zm_yunjian"})
    screen.voice.use(sound=man, accents=Accents())
    with sound.recorder() as tape:
        screen.voice.say(Speech(1, 1, ("一二三四五六",)))
        assert screen.ended(1, timeout_s=20).whole
    assert screen.voice.pid != before
    assert pitch(bytes(tape.pcm)) == pytest.approx(MANS_HZ, rel=0.05)
    assert {fields.get("outcome") for _, fields in screen.logged} <= {None, "left"}
    now = screen.voice.pid
    screen.voice.use(sound=man, accents=Accents())
    screen.voice.say(Speech(2, 1, ("一",)))
    assert screen.ended(2, timeout_s=5).whole
    assert screen.voice.pid == now


def test_killed_while_it_listens_it_listens_again(sound: SoundServer, screen: Screen) -> None:
    screen.voice.listen(EAR)
    screen.ear(EarState.LISTENING, timeout_s=5)
    before = len(screen.told)
    kill(screen)
    screen.ear(EarState.CLOSED, timeout_s=2, after=before)
    screen.ear(EarState.LISTENING, timeout_s=10, after=before)
    sound.speak(tone(800, 0.8))
    assert screen.heard(timeout_s=3).targets == ("eight",)


def test_a_voice_that_hangs_is_ended_and_started_again(sound: SoundServer, screen: Screen) -> None:
    assert screen.voice.pid is not None
    os.kill(screen.voice.pid, signal.SIGSTOP)
    screen.voice.say(Speech(1, 1, ("一二三",)))
    assert screen.ended(1, timeout_s=20)
    assert (LogEvent.HELPER_FINISHED, {"helper": "voice", "outcome": "hung"}) in screen.logged


def test_a_voice_that_never_comes_is_told_and_every_speech_ends() -> None:
    screen = Screen((sys.executable, "-c", "raise SystemExit(3)"))
    screen.voice.start()
    try:
        screen.voice.say(Speech(1, 1, ("一二三",)))
        assert not screen.ended(1, timeout_s=15).whole
        screen.can(False, False, timeout_s=2)
        screen.voice.say(Speech(2, 1, ("一二三",)))
        assert not screen.ended(2, timeout_s=5).whole
    finally:
        screen.voice.close()


def test_it_ends_with_the_screen(sound: SoundServer, screen: Screen) -> None:
    pid = screen.voice.pid
    assert pid is not None
    screen.voice.close()
    wait_until(lambda: not os.path.exists(f"/proc/{pid}"), timeout_s=3)
    assert screen.voice.pid is None


@pytest.mark.soak
def test_killed_a_hundred_times_no_speech_is_lost(sound: SoundServer, screen: Screen) -> None:
    for number in range(1, 101):
        screen.voice.say(Speech(number, number, ("一二三四五六",)))
        screen.wait_for(
            lambda event, number=number: isinstance(event, SpeechAt) and event.number == number,  # type: ignore[misc]
            timeout_s=20,
        )
        kill(screen)
        assert screen.ended(number, timeout_s=20).whole


@pytest.mark.soak
def test_two_thousand_utterances_leave_the_memory_as_it_was(sound: SoundServer, screen: Screen) -> None:
    after_warm_up_mb = 0.0
    for number in range(1, 2001):
        screen.voice.say(Speech(number, number, ("一二",)))
        assert screen.ended(number, timeout_s=20).whole
        if number % 10 == 0:
            before = len(screen.told)
            screen.voice.listen(Ear(number, EAR.wanted))
            screen.ear(EarState.LISTENING, timeout_s=5, after=before)
            sound.speak(tone(800, 0.5))
            screen.heard(timeout_s=5, after=before)
        screen.told.clear()
        if number == 200:
            after_warm_up_mb = memory_mb(screen.voice.pid)
    assert memory_mb(screen.voice.pid) <= after_warm_up_mb * 1.05


def memory_mb(pid: int | None) -> float:
    with open(f"/proc/{pid}/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def kill(screen: Screen) -> None:
    assert screen.voice.pid is not None
    os.kill(screen.voice.pid, signal.SIGKILL)
