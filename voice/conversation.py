"""Who speaks when: the terminal says a page, then listens; while it speaks it does not hear itself.

Everything runs in one loop; what takes long (making speech, recognising) is done elsewhere and comes back
as a call. What belongs to a page that is gone is dropped on the way.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from kiosk.core.events import EarChanged, Heard, SoundChanged, SpeechAt, SpeechEnded
from kiosk.core.talk import Ear, EarState, Speech, Tuning
from voice.messages import Figures, Told
from voice.ports import Later, Mouth, Thought, WayIn
from voice.sound.devices import SoundDevices
from voice.sound.feed import RATE, Feed, feed_of
from voice.sound.mic_state import MicState
from voice.sound.tone import listening_tone
from voice.sound.utterances import Utterance, Utterances

_ECHO_S: Final = 0.15
"""After the last sound the room still carries it, and the page that follows may speak at once."""
_STALL_LASTS_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class Manner:
    """How this terminal talks.

    Attributes:
        listens_for_s: How long it listens when nobody says anything.
        tone: Whether a soft tone says that it listens now.
    """

    listens_for_s: float = 30.0
    tone: bool = True


class Conversation:
    """Mouth and ear of one terminal, taking turns.

    Args:
        mouth: Plays.
        way_in: The microphone; whoever makes it passes on `heard` and `microphone_changed`.
        utterances: Cuts what is heard.
        make: Begins to fill a feed with a speech, from that line on.
        think: Begins to understand an utterance for an ear; calls back in the loop.
        tell: Takes what is told to the screen's process.
        later: Calls back in the loop after a while.
        manner: How this terminal talks.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        *,
        mouth: Mouth,
        way_in: WayIn,
        utterances: Utterances,
        make: Callable[[Speech, int, Feed], None],
        think: Callable[[Utterance, Ear, Callable[[Thought], None]], None],
        tell: Callable[[Told | Figures], None],
        later: Later,
        manner: Manner,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._mouth = mouth
        self._way_in = way_in
        self._utterances = utterances
        self._make = make
        self._think = think
        self._tell = tell
        self._later = later
        self._manner = manner
        self._clock = clock
        self._tone = listening_tone(rate=RATE)
        self._devices: SoundDevices | None = None
        self._can_speak = self._can_listen = self._begun = False
        self._stalled = False
        self._sound: SoundChanged | None = None
        self._speech: int | None = None
        self._sounds = False
        self._ear: Ear | None = None
        self._ear_state = EarState.CLOSED
        self._turn = 0
        self._deaf_until_s = 0.0

    def say(self, speech: Speech, *, first_line: int = 0) -> None:
        """Says this now; what is still to be listened for waits for its end."""
        self._mouth.stop()
        self._turn += 1
        self._be(EarState.CLOSED)
        self._speech = speech.number
        if not self._speaks or not speech.lines[first_line:]:
            self._sounds = False
            self._later(0, self._in_turn(lambda: self._speech_ended(whole=not speech.lines[first_line:])))
            return
        feed = Feed()
        self._make(speech, first_line, feed)
        self._play(
            feed, lambda index: self._tell(SpeechAt(0, speech.number, first_line + index)), self._speech_ended
        )

    def hush(self) -> None:
        """Is silent at once."""
        if self._speech is None:
            return
        self._mouth.stop()
        self._sounds = False
        self._turn += 1
        self._speech_ended(whole=False)

    def listen(self, ear: Ear) -> None:
        """Listens for this as soon as it is silent."""
        self._ear = ear
        self._utterances.forget()
        if self._ear_state is EarState.LISTENING:
            self._turn += 1
            self._close_later()
        elif self._speech is None and self._ear_state is not EarState.OPENING:
            self._turn += 1
            self._stop_tone()
            self._be(EarState.CLOSED)
            self._open_soon()

    def deafen(self) -> None:
        """Listens for nothing."""
        self._ear = None
        self._utterances.forget()
        if self._speech is None:
            self._turn += 1
            self._stop_tone()
        self._be(EarState.CLOSED)

    def tune(self, tuning: Tuning) -> None:
        """Says it like this from now on."""
        self._mouth.tune(tuning)

    def visit_began(self) -> None:
        """Somebody is there."""
        self._way_in.open()

    def visit_ended(self) -> None:
        """Forgets everything; nothing of it is told any more."""
        self._turn += 1
        self._mouth.stop()
        self._sounds = False
        self._speech = None
        self._ear = None
        self._ear_state = EarState.CLOSED
        self._utterances.forget()
        self._mouth.tune(Tuning())
        self._way_in.close()

    def heard(self, pcm: bytes) -> None:
        """The microphone brought samples."""
        ear = self._ear
        if self._ear_state is not EarState.LISTENING or ear is None or self._clock() < self._deaf_until_s:
            return
        utterance = self._utterances.put(pcm)
        if utterance is None:
            return
        self._turn += 1
        turn = self._turn
        self._be(EarState.THINKING)
        self._think(utterance, ear, lambda thought: self._thought(thought, ear, turn))

    def microphone_changed(self, state: MicState) -> None:
        """The microphone brings something now, or failed."""
        if state is MicState.BRINGS:
            self._tell_sound()
            if self._ear_state in (EarState.CLOSED, EarState.OPENING):
                self._open()
            return
        if self._ear_state is EarState.LISTENING or state is MicState.FAILED:
            self._utterances.forget()
            if self._ear_state is not EarState.THINKING:
                self._be(EarState.CLOSED)
        self._tell_sound()

    def devices_changed(self, devices: SoundDevices) -> None:
        """Devices came or went."""
        self._devices = devices
        self._stalled = False
        self._way_in.use(devices.microphone)
        self._mouth.use(devices.speaker)
        self._tell_sound()

    def speaker_stalled(self) -> None:
        """The loudspeaker takes nothing any more, though the server names it."""
        self._stalled = True
        self._tell_sound()
        self._later(_STALL_LASTS_S, self._recover)

    def begin(self) -> None:
        """From now on it is told what can be done with sound."""
        self._begun = True
        self._devices = self._devices or SoundDevices()
        self._tell_sound()

    def can(self, *, speak: bool, listen: bool) -> None:
        """Which engines there are."""
        self._can_speak, self._can_listen = speak, listen
        self._tell_sound()
        if listen and self._ear_state is EarState.CLOSED and self._speech is None:
            self._open()

    @property
    def _speaks(self) -> bool:
        return self._can_speak and self._has_speaker

    @property
    def _has_speaker(self) -> bool:
        return self._devices is not None and self._devices.speaker is not None and not self._stalled

    def _recover(self) -> None:
        self._stalled = False
        self._tell_sound()

    def _tell_sound(self) -> None:
        if self._devices is None or not self._begun:
            return
        listens = (
            self._can_listen
            and self._devices.microphone is not None
            and self._way_in.state is not MicState.FAILED
        )
        sound = SoundChanged(0, self._speaks, listens, self._devices.headphones)
        if sound != self._sound:
            self._sound = sound
            if not listens:
                self._ear = None  # the page is told, and asks again once it can be listened
            self._tell(sound)

    def _speech_ended(self, *, whole: bool) -> None:
        number, self._speech = self._speech, None
        self._sounds = False
        if number is not None:
            self._tell(SpeechEnded(0, number, whole))
        self._turn += 1
        self._open_soon()

    def _open_soon(self) -> None:
        self._later(_ECHO_S, self._in_turn(self._open))

    def _open(self) -> None:
        if self._ear is None or self._speech is not None or self._sounds or not self._can_listen:
            return
        match self._way_in.state:
            case MicState.OPENING:
                self._be(EarState.OPENING)
            case MicState.BRINGS if self._manner.tone and self._has_speaker:
                self._play(feed_of(self._tone), lambda _: None, self._tone_ended)
            case MicState.BRINGS:
                self._listen_now()
            case MicState.CLOSED | MicState.FAILED:
                self._be(EarState.CLOSED)

    def _tone_ended(self, *, whole: bool) -> None:
        self._sounds = False
        self._deaf_until_s = self._clock() + (_ECHO_S if whole else 0)
        self._listen_now()

    def _listen_now(self) -> None:
        if self._ear is None or self._way_in.state is not MicState.BRINGS:
            return
        self._utterances.forget()
        self._be(EarState.LISTENING)
        self._close_later()

    def _close_later(self) -> None:
        self._later(self._manner.listens_for_s, self._in_turn(self._nobody_spoke))

    def _nobody_spoke(self) -> None:
        if self._ear_state is not EarState.LISTENING:
            return
        if self._utterances.speaking:
            self._close_later()
            return
        self._ear = None
        self._utterances.forget()
        self._be(EarState.CLOSED)

    def _thought(self, thought: Thought, ear: Ear, turn: int) -> None:
        if turn != self._turn:
            return  # spoken to a page that is gone
        self._tell(thought.figures)
        if thought.hearing is None:
            self._listen_now()
            if self._ear_state is EarState.THINKING:  # the microphone went away meanwhile
                self._be(EarState.CLOSED)
            return
        self._ear = None
        self._be(EarState.CLOSED)
        self._tell(Heard(0, ear.serial, thought.hearing))

    def _play(self, feed: Feed, line_sounds: Callable[[int], None], ended: _Ended) -> None:
        self._sounds = True
        self._mouth.play(feed, _Reports(line_sounds, ended))

    def _stop_tone(self) -> None:
        if self._sounds and self._speech is None:
            self._mouth.stop()
            self._sounds = False

    def _in_turn(self, call: Callable[[], None]) -> Callable[[], None]:
        turn = self._turn

        def only_then() -> None:
            if turn == self._turn:
                call()

        return only_then

    def _be(self, state: EarState) -> None:
        if state is not self._ear_state:
            self._ear_state = state
            self._tell(EarChanged(0, state))


class _Ended(Protocol):
    def __call__(self, *, whole: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class _Reports:
    on_line: Callable[[int], None]
    on_end: _Ended

    def line_sounds(self, index: int) -> None:
        self.on_line(index)

    def ended(self, *, whole: bool) -> None:
        self.on_end(whole=whole)
