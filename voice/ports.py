"""What mouth, ear and understanding need of each other; tests put simple ones in their places."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.core.talk import Ear, Hearing, Tuning
from voice.messages import Figures
from voice.sound.feed import Feed
from voice.sound.mic_state import MicState


class Playing(Protocol):
    """Who is told how a sound goes."""

    def line_sounds(self, index: int) -> None:
        """A line begins to sound."""
        ...

    def ended(self, *, whole: bool) -> None:
        """It is over."""
        ...


class Mouth(Protocol):
    """What plays sound."""

    def use(self, device: str | None) -> None:
        """Plays on this device from now on."""
        ...

    def tune(self, tuning: Tuning) -> None:
        """Plays like this from now on."""
        ...

    def play(self, feed: Feed, playing: Playing) -> None:
        """Plays this now, in place of what sounds."""
        ...

    def stop(self) -> None:
        """Is silent at once, and tells nobody."""
        ...


class WayIn(Protocol):
    """What brings sound."""

    @property
    def state(self) -> MicState:
        """What it does."""
        ...

    def use(self, device: str | None) -> None:
        """Listens to this device from now on."""
        ...

    def open(self) -> None:
        """Begins to bring samples."""
        ...

    def close(self) -> None:
        """Brings nothing any more."""
        ...


class Later(Protocol):
    """Calls something after a while, in the loop."""

    def __call__(self, delay_s: float, call: Callable[[], None]) -> None:
        """Calls it once."""
        ...


class Speaks(Protocol):
    """Turns a line into sound."""

    def pcm(self, line: str, *, personal: bool) -> Iterator[bytes]:
        """The line's samples (24 kHz, mono, 16 bit), the first ones as soon as they are there."""
        ...


class NotRecognised(Exception):
    """No engine could be asked: none is installed, or all of them failed. Touch goes on."""


class Recognises(Protocol):
    """Turns sound into text. Blocks; may be called from any thread, one utterance at a time."""

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


class Understands(Protocol):
    """Turns text into what is meant."""

    def warm(self, ear: Ear) -> None:
        """Makes a page's phrases ready before somebody speaks."""
        ...

    def forget(self) -> None:
        """Keeps nothing of what was heard."""
        ...

    def vocabulary(self, ear: Ear) -> tuple[str, ...]:
        """All that may be said to a page."""
        ...

    def hear(self, candidates: Sequence[str], ear: Ear) -> Hearing:
        """What is meant, for what this page accepts; the likeliest text comes first."""
        ...


class Runs(Protocol):
    """The loop that everything of the voice runs in."""

    def post(self, call: Callable[[], None]) -> None:
        """Calls something in the loop; from any thread."""
        ...

    def later(self, delay_s: float, call: Callable[[], None]) -> None:
        """Calls something in the loop after a while."""
        ...

    def every(self, interval_s: float, call: Callable[[], None]) -> None:
        """Calls something again and again."""
        ...

    def quit(self) -> None:
        """Ends it."""
        ...


@dataclass(frozen=True, slots=True)
class Thought:
    """What came of an utterance.

    Attributes:
        hearing: None where nothing was said: a cough, a door.
        figures: How long it took.
    """

    hearing: Hearing | None
    figures: Figures
