"""The voice at the runtime: told of each visit's beginning and end, and given in order what it wishes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.accents import Accents
from config.settings import Sound
from kiosk.core.events import Heard, SoundChanged
from kiosk.core.screens import Help, Home
from kiosk.core.talk import Ear, Hearing, Outcome, Speech, Tuning
from kiosk.silence import LateVoice, NoVoice
from tests.kiosk.outside import Desk, release


class Mouth:
    """Keeps what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.like: list[tuple[Sound, Accents]] = []
        self.speeches: list[Speech] = []

    def use(self, *, sound: Sound, accents: Accents) -> None:
        self.like.append((sound, accents))

    def say(self, speech: Speech) -> None:
        self.asked.append("say")
        self.speeches.append(speech)

    def hush(self) -> None:
        self.asked.append("hush")

    def listen(self, ear: Ear) -> None:
        self.asked.append("listen")

    def deafen(self) -> None:
        self.asked.append("deafen")

    def tune(self, tuning: Tuning) -> None:
        self.asked.append(f"tune {tuning.rate_step}")

    def visit_began(self) -> None:
        self.asked.append("began")

    def visit_ended(self) -> None:
        self.asked.append("ended")

    def close(self) -> None:
        self.asked.append("close")


@pytest.fixture(name="mouth")
def _mouth() -> Mouth:
    return Mouth()


@pytest.fixture(name="desk")
def _desk(mouth: Mouth) -> Desk:
    desk = Desk()
    desk.runtime.outside = replace(desk.runtime.outside, voice=mouth)
    return desk


def sound(desk: Desk, *, speaks: bool = True, listens: bool = True) -> None:
    desk.runtime.take(SoundChanged(desk.now_s, speaks=speaks, listens=listens, headphones=False))


def test_the_microphone_is_shut_until_somebody_is_there(desk: Desk, mouth: Mouth) -> None:
    sound(desk)
    desk.wait(300)
    assert mouth.asked == []
    desk.runtime.touched()
    assert mouth.asked == ["began", "say", "listen"]


def test_what_is_said_counts_like_a_press(desk: Desk) -> None:
    sound(desk)
    desk.runtime.touched()
    serial = desk.screen.serial
    desk.runtime.take(Heard(desk.now_s, serial, Hearing(Outcome.ACT, ("help",))))
    assert desk.shows(Help)


def test_the_end_of_a_visit_is_told_once_and_the_next_one_begins_anew(desk: Desk, mouth: Mouth) -> None:
    sound(desk)
    desk.runtime.touched()
    desk.runtime.press(desk.screen.serial, "hear")
    desk.runtime.press(desk.screen.serial, "tune:slower")
    desk.runtime.press(desk.screen.serial, "done")
    desk.runtime.press(desk.screen.serial, "leave")
    assert desk.shows(Home)
    assert mouth.asked.count("ended") == 1
    assert mouth.asked[-1] == "ended"
    assert [one for one in mouth.asked if one.startswith("tune")] == ["tune -1", "tune 0"]
    before = len(mouth.asked)
    desk.runtime.touched()
    assert mouth.asked[before:] == ["began", "say", "listen"]
    numbers = [speech.number for speech in mouth.speeches]
    assert len(numbers) == len(set(numbers))


def test_what_the_voice_can_do_is_known_to_the_next_visit(desk: Desk) -> None:
    sound(desk, listens=False)
    desk.runtime.touched()
    desk.runtime.press(desk.screen.serial, "done")
    desk.wait(40)
    began = desk.runtime.visit.began
    assert (began.has_sound, began.speaks, began.listens) == (True, True, False)
    assert [sign.id for sign in desk.screen.frame.signs] == ["deaf"]


def test_another_release_is_talked_by_from_the_next_visit_on(desk: Desk, mouth: Mouth) -> None:
    old, man = release(), Sound(voice="zm_yunjian")
    settings = old.settings.model_copy(update={"sound": man})
    accents = Accents(yes=("要得",))
    desk.runtime.touched()
    desk.runtime.release = lambda: old.model_copy(update={"settings": settings, "accents": accents})
    assert mouth.like == []
    desk.runtime.press(desk.screen.serial, "done")
    desk.wait(40)
    assert mouth.like[:1] == [(man, accents)]


def test_a_terminal_without_a_voice_goes_on_in_silence() -> None:
    desk = Desk()
    assert isinstance(desk.runtime.outside.voice, NoVoice)
    desk.runtime.touched()
    desk.runtime.press(desk.screen.serial, "help")
    assert desk.shows(Help)
    assert desk.screen.frame.again is None


def test_a_voice_that_comes_late_hears_that_somebody_is_there(mouth: Mouth) -> None:
    late = LateVoice()
    late.hush()
    late.visit_began()
    late.use(sound=Sound(), accents=Accents())
    late.arrive(mouth)
    late.tune(Tuning(1))
    late.deafen()
    late.visit_ended()
    late.close()
    assert mouth.like == [(Sound(), Accents())]
    assert mouth.asked == ["began", "tune 1", "deafen", "ended", "close"]
