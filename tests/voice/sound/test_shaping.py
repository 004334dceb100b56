"""Speed, loudness and the tone."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.voice.tones import pitch, tone, volume_db
from voice.sound import stretch as stretching
from voice.sound.feed import RATE
from voice.sound.loudness import amplify, gain_db
from voice.sound.stretch import NoStretch, SonicStretch, speed, stretch
from voice.sound.tone import listening_tone


def through(made: SonicStretch, pcm: bytes) -> bytes:
    out = b""
    for start in range(0, len(pcm), 960):
        out += made.put(pcm[start : start + 960])
    return out + made.flush()


@pytest.mark.parametrize("step", range(-3, 4))
def test_each_speed_changes_the_length_and_keeps_the_pitch(step: int) -> None:
    made = SonicStretch(rate=RATE)
    made.set_speed(speed(step))
    said = tone(200, 2.0)
    heard = through(made, said)
    assert len(heard) == pytest.approx(len(said) / 2.0 ** (step / 3), rel=0.03)
    assert pitch(heard) == pytest.approx(200, rel=0.02)


def test_seven_speeds_from_half_to_double() -> None:
    steps = [speed(step) for step in range(-3, 4)]
    assert steps[0] == 0.5
    assert steps[3] == 1
    assert steps[-1] == 2
    assert steps == sorted(steps)
    assert speed(9) == 2
    assert speed(-9) == 0.5


def test_the_speed_changes_in_the_middle() -> None:
    made = SonicStretch(rate=RATE)
    said = tone(200, 1.0)
    first = made.put(said)
    made.set_speed(2.0)
    second = made.put(said) + made.flush()
    assert len(first) + len(second) == pytest.approx(len(said) * 1.5, rel=0.05)


def test_without_the_library_speech_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stretching, "LIBRARY", "libnothing.so.9")
    stretching._library.cache_clear()
    made = stretch(rate=RATE)
    stretching._library.cache_clear()
    assert isinstance(made, NoStretch)
    made.set_speed(2)
    assert made.put(b"abcd") + made.flush() == b"abcd"


@pytest.mark.parametrize("step", range(-3, 4))
def test_a_step_is_six_decibels(step: int) -> None:
    said = tone(300, 0.5, peak=1500)
    heard = amplify(said, gain_db(step, terminal_db=0))
    assert volume_db(heard) - volume_db(said) == pytest.approx(6 * step, abs=0.3)


@given(st.lists(st.integers(-32768, 32767), max_size=50), st.floats(-60, 40))
def test_nothing_ever_wraps_around(samples: list[int], db: float) -> None:
    said = array("h", samples)
    heard = array("h", amplify(said.tobytes(), db))
    assert len(heard) == len(said)
    assert all(one * two >= 0 for one, two in zip(said, heard, strict=True))


def test_much_too_loud_is_rounded_off_not_cut() -> None:
    heard = array("h", amplify(tone(300, 0.1, peak=20000), 6))
    assert 30000 < max(heard) <= 32767
    assert heard.count(32767) < len(heard) / 10


def test_the_sign_for_listening_is_short_soft_and_does_not_click() -> None:
    sign = array("h", listening_tone(rate=RATE))
    assert 0.1 < len(sign) / RATE < 0.4
    assert 2000 < max(sign) < 8000
    assert abs(sign[0]) < 50
    assert abs(sign[-1]) < 50
    middle = len(sign) // 2
    assert pitch(sign[:middle].tobytes()) < pitch(sign[middle:].tobytes())
