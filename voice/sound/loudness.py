"""How loud samples are made: 6 dB a step, without the rattle of samples that are too large."""

from __future__ import annotations

from typing import Final

import numpy as np

DB_A_STEP: Final = 6.0
_LARGEST: Final = 32767.0
_KNEE: Final = 0.7 * _LARGEST


def gain_db(step: int, *, terminal_db: float) -> float:
    """What a volume step adds, in decibels; `terminal_db` is the terminal's own volume."""
    return terminal_db + DB_A_STEP * max(-3, min(3, step))


def amplify(pcm: bytes, db: float) -> bytes:
    """Samples made louder or softer; those that would grow too large are rounded off.

    Args:
        pcm: Mono samples, 16 bit.
        db: Decibels; 0 leaves them as they are.
    """
    if db == 0 or not pcm:
        return pcm
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32) * np.float32(10 ** (db / 20))
    if db > 0:
        size = np.abs(samples)
        over = size > _KNEE
        room = _LARGEST - _KNEE
        rounded = _KNEE + room * np.tanh((size[over] - _KNEE) / room)
        samples[over] = np.copysign(rounded, samples[over])
    return bytes(np.rint(samples).astype("<i2").tobytes())
