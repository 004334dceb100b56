"""Tones instead of words: made by a stand-in voice, told apart by a stand-in ear."""

from __future__ import annotations

import math
from array import array
from itertools import pairwise


def tone(hertz: float, seconds: float, *, rate: int = 24000, peak: int = 8000) -> bytes:
    """A tone as mono samples, 16 bit."""
    count = int(seconds * rate)
    return array(
        "h", (round(peak * math.sin(2 * math.pi * hertz * index / rate)) for index in range(count))
    ).tobytes()


def silence(seconds: float, *, rate: int = 24000) -> bytes:
    """Nothing to be heard."""
    return bytes(int(seconds * rate) * 2)


def loud(pcm: bytes, *, least: int = 300) -> bytes:
    """What is left without its quiet beginning and end."""
    samples = array("h", pcm[: len(pcm) // 2 * 2])
    at = [index for index, sample in enumerate(samples) if abs(sample) >= least]
    return samples[at[0] : at[-1] + 1].tobytes() if at else b""


def pitch(pcm: bytes, *, rate: int = 24000) -> float:
    """How high a tone is, in hertz; 0 for silence."""
    samples = array("h", loud(pcm))
    if len(samples) < 100:
        return 0.0
    crossings = sum(1 for one, two in pairwise(samples) if one < 0 <= two)
    return crossings / (len(samples) / rate)


def volume_db(pcm: bytes) -> float:
    """How loud it is, in decibels below full."""
    samples = array("h", loud(pcm, least=40))
    mean = sum(sample * sample for sample in samples) / max(1, len(samples))
    return 10 * math.log10(max(mean, 1e-3) / 32767**2)
