"""The soft sign that the terminal listens now: two short notes, the second one higher."""

from __future__ import annotations

import math
from array import array
from typing import Final

_NOTES_HZ: Final = (523.25, 783.99)
_NOTE_S: Final = 0.11
_FADE_S: Final = 0.03
_PEAK: Final = 5200


def listening_tone(*, rate: int) -> bytes:
    """The sign as mono samples, 16 bit; each note fades in and out, so that nothing clicks."""
    samples = array("h")
    count = int(rate * _NOTE_S)
    fade = int(rate * _FADE_S)
    for hertz in _NOTES_HZ:
        for index in range(count):
            edge = min(index, count - 1 - index, fade) / fade
            shape = 0.5 - 0.5 * math.cos(math.pi * edge)
            samples.append(round(_PEAK * shape * math.sin(2 * math.pi * hertz * index / rate)))
    return samples.tobytes()
