import numpy as np
import pytest

from voice.engines.sound import RATE, Samples, finished, from_pcm, resampled, trimmed


def tone(*, hz: float, seconds: float, rate: int = RATE, loud: float = 0.5) -> Samples:
    return (loud * np.sin(2 * np.pi * hz * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


def silence(seconds: float, rate: int = RATE) -> Samples:
    return np.zeros(int(seconds * rate), dtype=np.float32)


def test_silence_at_both_ends_is_cut_off() -> None:
    sound = np.concatenate([silence(0.5), tone(hz=300, seconds=1), silence(0.7)])
    assert 1.0 <= len(trimmed(sound)) / RATE <= 1.11


def test_silence_in_the_middle_stays() -> None:
    sound = np.concatenate([tone(hz=300, seconds=0.5), silence(0.4), tone(hz=300, seconds=0.5)])
    assert 1.35 <= len(trimmed(sound)) / RATE <= 1.41


def test_nothing_clicks_at_the_ends() -> None:
    pcm = from_pcm(finished(tone(hz=300, seconds=0.5)))
    assert abs(pcm[0]) < 0.01
    assert abs(pcm[-1]) < 0.01


@pytest.mark.parametrize("loud", [0.02, 0.1, 0.9])
def test_everything_is_about_as_loud(loud: float) -> None:
    pcm = from_pcm(finished(tone(hz=300, seconds=1, loud=loud)))
    level = float(np.sqrt(np.mean(pcm[2000:-2000] ** 2)))
    assert 0.08 <= level <= 0.11


def test_only_silence_is_nothing() -> None:
    assert finished(silence(1)) == b""
    assert finished(silence(0)) == b""


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 44100, 48000])
def test_the_pitch_stays_at_another_rate(rate: int) -> None:
    sound = resampled(tone(hz=440, seconds=1, rate=rate), from_hz=rate, to_hz=RATE)
    assert len(sound) == RATE
    loudest = np.argmax(np.abs(np.fft.rfft(sound)))
    assert abs(loudest - 440) <= 1
    middle = sound[RATE // 4 : -RATE // 4]
    assert abs(float(np.abs(middle).max()) - 0.5) < 0.02


def test_what_the_lower_rate_cannot_hold_is_left_out() -> None:
    sound = resampled(tone(hz=15_000, seconds=1, rate=48_000), from_hz=48_000, to_hz=RATE)
    assert float(np.abs(sound[1000:-1000]).max()) < 0.01


def test_two_channels_become_one() -> None:
    both = np.array([[1000, 3000], [-1000, -3000]], dtype="<i2").tobytes()
    assert [round(sample * 32768) for sample in from_pcm(both, channels=2)] == [2000, -2000]
    assert len(from_pcm(both + b"\x01", channels=2)) == 2
