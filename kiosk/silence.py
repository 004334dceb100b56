"""A terminal without a voice, or with one that is not there yet: touch goes on."""

from __future__ import annotations

from config.accents import Accents
from config.settings import Sound
from kiosk.core.talk import Ear, Speech, Tuning
from kiosk.ports import Voice


class NoVoice:
    """Says nothing and hears nothing; nothing is ever told of it."""

    def use(self, *, sound: Sound, accents: Accents) -> None:
        """See `kiosk.ports.Voice`."""

    def say(self, speech: Speech) -> None:
        """See `kiosk.ports.Voice`."""

    def hush(self) -> None:
        """See `kiosk.ports.Voice`."""

    def listen(self, ear: Ear) -> None:
        """See `kiosk.ports.Voice`."""

    def deafen(self) -> None:
        """See `kiosk.ports.Voice`."""

    def tune(self, tuning: Tuning) -> None:
        """See `kiosk.ports.Voice`."""

    def visit_began(self) -> None:
        """See `kiosk.ports.Voice`."""

    def visit_ended(self) -> None:
        """See `kiosk.ports.Voice`."""

    def close(self) -> None:
        """See `kiosk.ports.Voice`."""


class LateVoice:
    """Stands for the voice until it is there, and passes on afterwards; what was wished before is gone.

    Only whether somebody is there is remembered, as the microphone must not stay shut for who came early,
    and how the voice is to talk.
    """

    def __init__(self) -> None:
        self._voice: Voice = NoVoice()
        self._somebody = False
        self._like: tuple[Sound, Accents] | None = None

    def arrive(self, voice: Voice) -> None:
        """The voice is there; `visit_began` may come twice then, which changes nothing."""
        self._voice = voice
        if self._like is not None:
            sound, accents = self._like
            voice.use(sound=sound, accents=accents)
        if self._somebody:
            voice.visit_began()

    def use(self, *, sound: Sound, accents: Accents) -> None:
        """See `kiosk.ports.Voice`."""
        self._like = sound, accents
        self._voice.use(sound=sound, accents=accents)

    def say(self, speech: Speech) -> None:
        """See `kiosk.ports.Voice`."""
        self._voice.say(speech)

    def hush(self) -> None:
        """See `kiosk.ports.Voice`."""
        self._voice.hush()

    def listen(self, ear: Ear) -> None:
        """See `kiosk.ports.Voice`."""
        self._voice.listen(ear)

    def deafen(self) -> None:
        """See `kiosk.ports.Voice`."""
        self._voice.deafen()

    def tune(self, tuning: Tuning) -> None:
        """See `kiosk.ports.Voice`."""
        self._voice.tune(tuning)

    def visit_began(self) -> None:
        """See `kiosk.ports.Voice`."""
        self._somebody = True
        self._voice.visit_began()

    def visit_ended(self) -> None:
        """See `kiosk.ports.Voice`."""
        self._somebody = False
        self._voice.visit_ended()

    def close(self) -> None:
        """See `kiosk.ports.Voice`."""
        self._voice.close()
