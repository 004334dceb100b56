"""Speech made slower or faster with its pitch kept, by libsonic (which comes with espeak-ng).

Stretching happens while playing, so that a sentence is kept once and the speed changes in its middle.
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Final, Protocol

LIBRARY: Final = "libsonic.so.0"
_ROOM_SAMPLES: Final = 4096


class Stretch(Protocol):
    """Turns samples into fewer or more of them."""

    def set_speed(self, speed: float) -> None:
        """From now on: 2.0 is twice as fast."""
        ...

    def put(self, pcm: bytes) -> bytes:
        """Takes samples; returns what has become of them so far."""
        ...

    def flush(self) -> bytes:
        """Returns what is left."""
        ...


class NoStretch:
    """Leaves speech as it is, where the library is missing."""

    def set_speed(self, speed: float) -> None:
        """Does nothing."""

    def put(self, pcm: bytes) -> bytes:
        """Returns the samples themselves."""
        return pcm

    def flush(self) -> bytes:
        """Nothing is ever left."""
        return b""


class SonicStretch:
    """Stretches with libsonic; mono, 16 bit.

    Args:
        rate: Samples a second.

    Raises:
        OSError: There is no such library.
    """

    def __init__(self, *, rate: int) -> None:
        self._sonic = _library()
        self._stream = self._sonic.sonicCreateStream(rate, 1)
        if not self._stream:
            raise OSError("no memory for a stream")
        self._room = ctypes.create_string_buffer(_ROOM_SAMPLES * 2)

    def __del__(self) -> None:
        if getattr(self, "_stream", None):
            self._sonic.sonicDestroyStream(self._stream)
            self._stream = None

    def set_speed(self, speed: float) -> None:
        """From now on: 2.0 is twice as fast; the pitch stays."""
        self._sonic.sonicSetSpeed(self._stream, speed)

    def put(self, pcm: bytes) -> bytes:
        """Takes samples; returns what has become of them so far, which may be nothing."""
        if not self._sonic.sonicWriteShortToStream(self._stream, pcm, len(pcm) // 2):
            raise MemoryError
        return self._take()

    def flush(self) -> bytes:
        """Returns what is left."""
        if not self._sonic.sonicFlushStream(self._stream):
            raise MemoryError
        return self._take()

    def _take(self) -> bytes:
        taken = []
        while count := self._sonic.sonicReadShortFromStream(self._stream, self._room, _ROOM_SAMPLES):
            taken.append(self._room.raw[: count * 2])
        return b"".join(taken)


def stretch(*, rate: int) -> Stretch:
    """The stretching that this machine has."""
    try:
        return SonicStretch(rate=rate)
    except OSError:
        return NoStretch()


def speed(step: int) -> float:
    """The speed of a step: -3 is half as fast, 3 twice, evenly in between."""
    return float(2.0 ** (max(-3, min(3, step)) / 3))


@cache
def _library() -> ctypes.CDLL:
    sonic = ctypes.CDLL(LIBRARY)
    sonic.sonicCreateStream.restype = ctypes.c_void_p
    sonic.sonicCreateStream.argtypes = [ctypes.c_int, ctypes.c_int]
    sonic.sonicDestroyStream.restype = None
    sonic.sonicDestroyStream.argtypes = [ctypes.c_void_p]
    sonic.sonicSetSpeed.restype = None
    sonic.sonicSetSpeed.argtypes = [ctypes.c_void_p, ctypes.c_float]
    sonic.sonicWriteShortToStream.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
    sonic.sonicReadShortFromStream.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
    sonic.sonicFlushStream.argtypes = [ctypes.c_void_p]
    return sonic
