"""The voice on the play's own time: what is said takes as long as it would, and is heard by the villager."""

from __future__ import annotations

from collections.abc import Callable

from config.accents import Accents
from config.settings import Sound
from kiosk.core.events import EarChanged, Event, SoundChanged, SpeechAt, SpeechEnded
from kiosk.core.talk import Ear, EarState, Speech, Tuning

HANZI_S = 60 / 180
"""The usual rate: 180 Hanzi a minute."""
OPENS_S = 0.3
"""From the end of a speech to the sign that it listens."""


class PlayVoice:
    """See `kiosk.ports.Voice`.

    Args:
        clock: The play's monotonic seconds.
        later: Lets an event happen at its time.

    Attributes:
        lines: All that was said since the villager listened last.
        ear: What the terminal listens for, or ``None``.
        speeches: Everything that was ever said.
    """

    def __init__(self, clock: Callable[[], float], later: Callable[[float, Event], None]) -> None:
        self._clock = clock
        self._later = later
        self._quiet_s = clock()
        self.lines: list[str] = []
        self.ear: Ear | None = None
        self.speeches: list[Speech] = []

    def begin(self) -> None:
        """Tells that it is there."""
        now_s = self._clock()
        self._later(now_s, SoundChanged(now_s, speaks=True, listens=True, headphones=False))

    @property
    def is_listening(self) -> bool:
        """Whether the gate is open: everything has been said, and the sign was shown."""
        return self.ear is not None and self._clock() >= self._quiet_s + OPENS_S

    def hear_out(self) -> list[str]:
        """What was said since the villager listened last."""
        lines, self.lines = self.lines, []
        return lines

    def use(self, *, sound: Sound, accents: Accents) -> None:
        """It is played, and sounds as it does."""

    def say(self, speech: Speech) -> None:
        """Each line takes its time."""
        at_s = self._clock()
        for number, line in enumerate(speech.lines):
            self._later(at_s, SpeechAt(at_s, speech.number, number))
            at_s += len(line) * HANZI_S
        self._quiet_s = at_s
        self._later(at_s, SpeechEnded(at_s, speech.number, whole=True))
        self.lines += speech.lines
        self.speeches.append(speech)

    def hush(self) -> None:
        """The rest is not heard."""
        self._quiet_s = self._clock()

    def listen(self, ear: Ear) -> None:
        """The gate opens when all has been said."""
        self.ear = ear
        at_s = self._quiet_s + OPENS_S
        self._later(at_s, EarChanged(at_s, EarState.LISTENING))

    def deafen(self) -> None:
        """The gate shuts."""
        self.ear = None
        now_s = self._clock()
        self._later(now_s, EarChanged(now_s, EarState.CLOSED))

    def tune(self, tuning: Tuning) -> None:
        """Villagers of a play hear well."""

    def visit_began(self) -> None:
        """Nothing to open."""

    def visit_ended(self) -> None:
        """All is forgotten."""
        self.ear, self._quiet_s = None, self._clock()

    def close(self) -> None:
        """Nothing to close."""
