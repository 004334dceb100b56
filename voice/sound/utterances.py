"""Where in what the microphone brings somebody speaks, from the first syllable to the end."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final, Protocol

RATE: Final = 16000
"""Samples a second of everything that is heard: mono, 16 bit, little-endian."""
CHUNK_BYTES: Final = 1024
"""What a detector judges at once: 512 samples, 32 ms."""
CHUNK_S: Final = CHUNK_BYTES / 2 / RATE

_BEGINS: Final = 0.5
_GOES_ON: Final = 0.35
_BEGINS_AFTER_CHUNKS: Final = 2
_BEFORE_CHUNKS: Final = 12
"""Kept of what came before speech was noticed: soft beginnings of syllables."""
_LEAST_VOICED_CHUNKS: Final = 4
_MOST_S: Final = 15.0


class SpeechDetector(Protocol):
    """Says how likely it is that somebody speaks."""

    def probability(self, chunk: bytes) -> float:
        """From 0 to 1, for the next `CHUNK_BYTES` of a stream."""
        ...

    def reset(self) -> None:
        """Forgets the stream."""
        ...


@dataclass(frozen=True, slots=True)
class Utterance:
    """What somebody said in one go.

    Attributes:
        pcm: 16 kHz, mono, 16 bit.
        tail_s: How long it was quiet before its end was believed.
    """

    pcm: bytes = field(repr=False)
    tail_s: float

    @property
    def spoken_s(self) -> float:
        """How long it is."""
        return len(self.pcm) / 2 / RATE


class Utterances:
    """Cuts a stream into utterances.

    Args:
        detector: Who tells speech from noise.
        tail_s: How long it must be quiet before the end is believed.
    """

    def __init__(self, detector: SpeechDetector, *, tail_s: float) -> None:
        self._detector = detector
        self._tail_s = tail_s
        self._pieces = bytearray()
        self._before: deque[bytes] = deque(maxlen=_BEFORE_CHUNKS)
        self._spoken = bytearray()
        self._likely = 0
        self._voiced = 0
        self._quiet = 0

    @property
    def speaking(self) -> bool:
        """Whether somebody has begun to speak and has not ended."""
        return bool(self._spoken)

    def forget(self) -> None:
        """Nothing of what came so far counts, or is kept."""
        self._pieces.clear()
        self._before.clear()
        self._spoken.clear()
        self._likely = self._voiced = self._quiet = 0
        self._detector.reset()

    def put(self, pcm: bytes) -> Utterance | None:
        """Takes what the microphone brought.

        Returns:
            The utterance that ended in it; what came after it is forgotten.
        """
        self._pieces += pcm
        while len(self._pieces) >= CHUNK_BYTES:
            chunk = bytes(self._pieces[:CHUNK_BYTES])
            del self._pieces[:CHUNK_BYTES]
            if (found := self._chunk(chunk)) is not None:
                self.forget()
                return found
        return None

    def _chunk(self, chunk: bytes) -> Utterance | None:
        likely = self._detector.probability(chunk)
        if not self._spoken:
            self._before.append(chunk)
            self._likely = self._likely + 1 if likely >= _BEGINS else 0
            if self._likely >= _BEGINS_AFTER_CHUNKS:
                self._spoken += b"".join(self._before)
                self._voiced, self._quiet = self._likely, 0
            return None
        self._spoken += chunk
        if likely >= _GOES_ON:
            self._voiced += 1
            self._quiet = 0
        else:
            self._quiet += 1
        quiet_s = self._quiet * CHUNK_S
        if quiet_s < self._tail_s and len(self._spoken) / 2 / RATE < _MOST_S:
            return None
        if self._voiced < _LEAST_VOICED_CHUNKS:  # a click, a door
            self._spoken.clear()
            self._before.clear()
            self._likely = 0
            return None
        return Utterance(bytes(self._spoken), quiet_s)
