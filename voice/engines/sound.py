"""What an engine brought, made into the sound that is kept and played: 24 kHz, mono, 16 bit."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

RATE: Final = 24000
Samples = npt.NDArray[np.float32]

_QUIET: Final = 10 ** (-42 / 20)
"""Relative to the loudest 20 ms of a sound; what is quieter at its ends is cut off."""
_WINDOW_S: Final = 0.02
_LEAD_S: Final = 0.03
_FADE_S: Final = 0.008
_LOUDNESS: Final = 10 ** (-20 / 20)
_MOST_GAIN: Final = 6.0
_PEAK: Final = 0.97


def finished(samples: Samples, *, rate: int = RATE, own_loudness: bool = False) -> bytes:
    """Cuts off the silence at both ends, brings it to the common rate and loudness.

    Args:
        samples: From -1 to 1.
        rate: Samples a second.
        own_loudness: It is as loud as it should be; anything else is brought to the common loudness.

    Returns:
        16 bit, little-endian; nothing where there was only silence.
    """
    at_rate = resampled(samples, from_hz=rate, to_hz=RATE)
    cut = trimmed(at_rate)
    if not len(cut):
        return b""
    if not own_loudness:
        voiced = _levels(cut)
        active = voiced[voiced > voiced.max() * 0.1]
        cut = cut * min(_MOST_GAIN, _LOUDNESS / float(np.sqrt(np.mean(active**2))))
    peak = float(np.abs(cut).max())
    if peak > _PEAK:
        cut = cut * (_PEAK / peak)
    return (cut * 32767).astype("<i2").tobytes()


def trimmed(samples: Samples) -> Samples:
    """Without the silence at both ends, and faded there so that nothing clicks."""
    if not len(samples):
        return samples
    levels = _levels(samples)
    loudest = float(levels.max())
    if loudest <= 1e-5:
        return samples[:0]
    sounding = np.flatnonzero(levels > loudest * _QUIET)
    window, lead = int(_WINDOW_S * RATE), int(_LEAD_S * RATE)
    start = max(0, int(sounding[0]) * window - lead)
    end = min(len(samples), (int(sounding[-1]) + 1) * window + lead)
    cut = samples[start:end].copy()
    fade = min(int(_FADE_S * RATE), len(cut) // 2)
    ramp = np.linspace(0, 1, fade, dtype=np.float32)
    cut[:fade] *= ramp
    cut[len(cut) - fade :] *= ramp[::-1]
    return cut


def resampled(samples: Samples, *, from_hz: int, to_hz: int) -> Samples:
    """At another rate, with nothing above half of the lower one."""
    if from_hz == to_hz or not len(samples):
        return samples
    padding = from_hz // 20
    padded = np.pad(samples, padding)
    length = round(len(padded) * to_hz / from_hz)
    spectrum = np.fft.rfft(padded)
    kept = min(len(spectrum), length // 2 + 1)
    bent = np.zeros(length // 2 + 1, dtype=complex)
    bent[:kept] = spectrum[:kept]
    wave: Samples = (np.fft.irfft(bent, length) * (length / len(padded))).astype(np.float32)
    start = round(padding * to_hz / from_hz)
    return wave[start : start + round(len(samples) * to_hz / from_hz)]


def from_pcm(pcm: bytes, *, channels: int = 1) -> Samples:
    """16-bit samples as figures from -1 to 1; several channels become one."""
    usable = len(pcm) - len(pcm) % (2 * channels)
    samples = (np.frombuffer(pcm[:usable], dtype="<i2") / 32768).astype(np.float32)
    return samples if channels == 1 else _mixed(samples.reshape(-1, channels))


def _mixed(samples: Samples) -> Samples:
    mixed: Samples = samples.mean(axis=1).astype(np.float32)
    return mixed


def _levels(samples: Samples) -> Samples:
    window = int(_WINDOW_S * RATE)
    count = max(1, -(-len(samples) // window))
    padded = np.zeros(count * window, dtype=np.float32)
    padded[: len(samples)] = samples
    power = np.mean(np.square(padded.reshape(count, window)), axis=1)
    levels: Samples = np.sqrt(power).astype(np.float32)
    return levels
