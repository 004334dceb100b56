"""A terminal without a voice, or with one that is not there yet: touch goes on."""

from __future__ import annotations

from kiosk.core.talk import Ear, Speech, Tuning
from kiosk.ports import Voice


class NoVoice:
    """Says nothing and hears nothing; nothing is ever told of it."""

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

    Only whether somebody is there is remembered: the microphone must not stay shut for who came early.
    """

    def __init__(self) -> None:
        self._voice: Voice = NoVoice()
        self._somebody = False

    def arrive(self, voice: Voice) -> None:
        """The voice is there; `visit_began` may come twice then, which changes nothing."""
        self._voice = voice
        if self._somebody:
            voice.visit_began()

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
