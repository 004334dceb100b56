"""What a recogniser is, whichever engine is behind it."""

from __future__ import annotations

from typing import Protocol


class NotRecognised(Exception):
    """No engine could be asked: none is installed, or all of them failed. Touch goes on."""


class Recogniser(Protocol):
    """Turns one utterance into text. Blocks; may be called from any thread, one utterance at a time."""

    @property
    def engines(self) -> tuple[str, ...]:
        """The engines that it can ask, the first choice first; empty: it cannot hear."""
        ...

    def warm(self) -> None:
        """Loads what it will need, so that the first utterance does not wait for it."""
        ...

    def recognise(self, pcm16k: bytes, vocabulary: tuple[str, ...]) -> list[str]:
        """Writes down what was said.

        Args:
            pcm16k: One utterance: 16 kHz, mono, 16 bit, little-endian.
            vocabulary: The phrases that the page accepts; empty: anything may have been said.

        Returns:
            What was heard, the likeliest first; empty where nobody said anything.

        Raises:
            NotRecognised: No engine could be asked.
        """
        ...

    def close(self) -> None:
        """Ends its processes."""
        ...
