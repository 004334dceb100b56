"""Turns at speaking and listening, with hand-driven parts."""

from __future__ import annotations

from array import array
from collections.abc import Callable

import pytest

from kiosk.core.events import EarChanged, Heard, SoundChanged, SpeechAt, SpeechEnded
from kiosk.core.talk import Ear, EarState, Hearing, Outcome, Speech, Tuning, Wanted
from tests.voice.tones import silence, tone
from voice.conversation import Conversation, Manner
from voice.messages import Figures, Told
from voice.ports import Playing, Thought
from voice.sound.devices import SoundDevices
from voice.sound.feed import End, Feed
from voice.sound.mic_state import MicState
from voice.sound.utterances import Utterance, Utterances

ALL = SoundDevices(speaker="speaker", microphone="mic", server="1")
EAR = Ear(1, (Wanted("next", ("下一步",)),))
SPEECH = Speech(1, 1, ("您好。", "请放身份证。"))
WORD = tone(500, 0.5, rate=16000) + silence(0.7, rate=16000)


class Mouth:
    def __init__(self) -> None:
        self.device: str | None = None
        self.tuning = Tuning()
        self.feed: Feed | None = None
        self.playing: Playing | None = None
        self.stops = 0

    def use(self, device: str | None) -> None:
        self.device = device
        if device is None and self.feed is not None:
            self.finish(whole=False)

    def tune(self, tuning: Tuning) -> None:
        self.tuning = tuning

    def play(self, feed: Feed, playing: Playing) -> None:
        self.stop()
        self.feed, self.playing = feed, playing

    def stop(self) -> None:
        self.stops += self.feed is not None
        self.feed = self.playing = None

    @property
    def tone_sounds(self) -> bool:
        """A speech's feed is filled by its maker, which these tests are."""
        return self.feed is not None and self.feed.take() is not None

    def finish(self, *, whole: bool = True) -> None:
        playing = self.playing
        assert playing is not None
        self.feed = self.playing = None
        playing.ended(whole=whole)


class WayIn:
    def __init__(self) -> None:
        self.state = MicState.CLOSED
        self.device: str | None = None
        self.tell: Callable[[MicState], None] = lambda _: None

    def use(self, device: str | None) -> None:
        self.device = device

    def open(self) -> None:
        self.be(MicState.OPENING)

    def close(self) -> None:
        self.be(MicState.CLOSED)

    def be(self, state: MicState) -> None:
        self.state = state
        self.tell(state)


class Loudness:
    def probability(self, chunk: bytes) -> float:
        return 1.0 if max(array("h", chunk)) > 1000 else 0.0

    def reset(self) -> None:
        pass


class Room:
    """A conversation with everything around it in the hand."""

    def __init__(self, *, tone: bool = True) -> None:
        self.mouth, self.way_in = Mouth(), WayIn()
        self.told: list[Told | Figures] = []
        self.now_s = 100.0
        self.due: list[tuple[float, Callable[[], None]]] = []
        self.made: list[tuple[Speech, int]] = []
        self.thoughts: list[tuple[Utterance, Ear, Callable[[Thought], None]]] = []
        self.talk = Conversation(
            mouth=self.mouth,
            way_in=self.way_in,
            utterances=Utterances(Loudness(), tail_s=0.6),
            make=lambda speech, first, feed: self.made.append((speech, first)),
            think=lambda utterance, ear, done: self.thoughts.append((utterance, ear, done)),
            tell=self.told.append,
            later=lambda delay_s, call: self.due.append((self.now_s + delay_s, call)),
            manner=Manner(listens_for_s=30, tone=tone),
            clock=lambda: self.now_s,
        )
        self.way_in.tell = self.talk.microphone_changed

    def ready(self) -> Room:
        self.talk.can(speak=True, listen=True)
        self.talk.devices_changed(ALL)
        self.talk.begin()
        self.talk.visit_began()
        self.way_in.be(MicState.BRINGS)
        self.told.clear()
        return self

    def wait(self, seconds: float) -> None:
        until = self.now_s + seconds
        while due := sorted((one for one in self.due if one[0] <= until), key=lambda one: one[0]):
            self.due.remove(due[0])
            self.now_s = max(self.now_s, due[0][0])
            due[0][1]()
        self.now_s = until

    def listening(self) -> Room:
        self.talk.listen(EAR)
        self.wait(0.2)
        if self.mouth.feed:
            self.mouth.finish()
        self.wait(0.2)
        self.told.clear()
        return self

    def states(self) -> list[EarState]:
        return [event.state for event in self.told if isinstance(event, EarChanged)]

    def thought(self, hearing: Hearing | None) -> None:
        _, _, done = self.thoughts.pop()
        done(Thought(hearing, Figures(0.5, 0.6, 0.3, 0.01)))


@pytest.fixture
def room() -> Room:
    return Room().ready()


ACT = Hearing(Outcome.ACT, ("next",))


def test_it_says_a_page_and_then_listens_with_a_tone(room: Room) -> None:
    room.talk.say(SPEECH)
    room.talk.listen(EAR)
    assert room.made == [(SPEECH, 0)]
    assert room.mouth.playing is not None
    room.mouth.playing.line_sounds(0)
    room.mouth.playing.line_sounds(1)
    room.talk.heard(WORD)  # its own voice
    room.mouth.finish()
    assert room.told == [SpeechAt(0, 1, 0), SpeechAt(0, 1, 1), SpeechEnded(0, 1, True)]
    room.wait(0.2)
    assert room.mouth.tone_sounds
    assert room.states() == []
    room.mouth.finish()
    assert room.states() == [EarState.LISTENING]


def test_what_is_said_is_thought_about_and_told_once(room: Room) -> None:
    room.listening()
    room.talk.heard(WORD)
    assert room.states() == [EarState.THINKING]
    utterance, ear, _ = room.thoughts[-1]
    assert ear == EAR
    assert 0.6 <= utterance.tail_s < 0.7
    room.talk.heard(WORD)
    room.thought(ACT)
    assert room.told[-2:] == [EarChanged(0, EarState.CLOSED), Heard(0, 1, ACT)]
    assert not room.thoughts
    room.wait(60)
    assert room.states() == [EarState.THINKING, EarState.CLOSED]


def test_a_cough_is_no_answer_and_it_goes_on_listening(room: Room) -> None:
    room.listening()
    room.talk.heard(WORD)
    room.thought(None)
    assert room.states() == [EarState.THINKING, EarState.LISTENING]
    assert not [event for event in room.told if isinstance(event, Heard)]


@pytest.mark.parametrize("moves_on", ["say", "listen", "deafen", "visit_ended"])
def test_what_was_said_to_a_page_that_is_gone_counts_for_nothing(room: Room, moves_on: str) -> None:
    room.listening()
    room.talk.heard(WORD)
    match moves_on:
        case "say":
            room.talk.say(Speech(2, 2, ("下一页",)))
        case "listen":
            room.talk.listen(Ear(2, EAR.wanted))
        case "deafen":
            room.talk.deafen()
        case _:
            room.talk.visit_ended()
    room.thought(ACT)
    room.wait(5)
    assert not [event for event in room.told if isinstance(event, Heard)]


def test_a_new_speech_replaces_the_old_one_of_which_nothing_more_is_told(room: Room) -> None:
    room.talk.say(SPEECH)
    old = room.mouth.playing
    room.talk.say(Speech(2, 2, ("别的",)))
    assert room.mouth.stops == 1
    assert room.mouth.playing is not old
    room.mouth.finish()
    assert [event.number for event in room.told if isinstance(event, SpeechEnded)] == [2]


def test_hush_is_silence_at_once_and_the_ear_opens_after_the_echo(room: Room) -> None:
    room.talk.say(SPEECH)
    room.talk.listen(EAR)
    room.talk.hush()
    assert room.mouth.stops == 1
    assert room.told == [SpeechEnded(0, 1, False)]
    room.wait(0.1)
    assert room.mouth.feed is None
    room.wait(0.1)
    assert room.mouth.tone_sounds


def test_hush_with_nothing_to_hush_says_nothing(room: Room) -> None:
    room.talk.hush()
    assert room.told == []


def test_a_page_that_follows_at_once_is_not_begun_with_a_tone(room: Room) -> None:
    room.talk.say(SPEECH)
    room.talk.listen(EAR)
    room.talk.hush()
    room.talk.say(Speech(2, 2, ("下一页",)))
    room.wait(1)
    assert not room.mouth.tone_sounds
    assert room.states() == []


def test_speaking_again_closes_the_ear_until_it_has_spoken(room: Room) -> None:
    room.listening()
    room.talk.say(SPEECH)
    assert room.states() == [EarState.CLOSED]
    room.talk.heard(WORD)
    assert not room.thoughts
    room.mouth.finish()
    room.wait(0.2)
    room.mouth.finish()
    assert room.states() == [EarState.CLOSED, EarState.LISTENING]


def test_another_page_while_it_listens_needs_no_new_tone(room: Room) -> None:
    room.listening()
    later = Ear(2, EAR.wanted)
    room.talk.listen(later)
    assert room.mouth.feed is None
    room.wait(0.2)
    room.talk.heard(WORD)
    assert room.thoughts[-1][1] == later


def test_a_late_microphone_is_shown_and_waited_for() -> None:
    room = Room().ready()
    room.way_in.be(MicState.OPENING)
    room.talk.listen(EAR)
    room.wait(0.2)
    assert room.states() == [EarState.OPENING]
    room.way_in.be(MicState.BRINGS)
    room.mouth.finish()  # the tone
    assert room.states() == [EarState.OPENING, EarState.LISTENING]


def test_a_microphone_that_fails_is_told_and_the_page_asks_again(room: Room) -> None:
    room.listening()
    room.way_in.be(MicState.FAILED)
    assert room.told == [EarChanged(0, EarState.CLOSED), SoundChanged(0, True, False, False)]
    room.way_in.be(MicState.BRINGS)
    assert room.told[-1] == SoundChanged(0, True, True, False)
    assert room.mouth.feed is None
    room.listening()
    room.talk.heard(WORD)
    assert room.thoughts


def test_it_stops_listening_by_itself_when_nobody_speaks(room: Room) -> None:
    room.listening()
    room.wait(28)
    assert room.states() == []
    room.wait(3)
    assert room.states() == [EarState.CLOSED]
    room.talk.heard(WORD)
    assert not room.thoughts


def test_it_does_not_stop_listening_in_the_middle_of_a_word(room: Room) -> None:
    room.listening()
    room.wait(28)
    room.talk.heard(tone(500, 0.5, rate=16000))
    room.wait(4)
    assert room.states() == []
    room.talk.heard(silence(0.7, rate=16000))
    assert room.states() == [EarState.THINKING]


def test_the_tone_is_not_heard_as_a_word(room: Room) -> None:
    room.talk.listen(EAR)
    room.wait(0.2)
    room.mouth.finish()
    room.talk.heard(WORD)
    assert not room.thoughts
    room.wait(0.2)
    room.talk.heard(WORD)
    assert room.thoughts


def test_without_a_loudspeaker_a_speech_ends_at_once_and_it_listens() -> None:
    room = Room().ready()
    room.talk.devices_changed(SoundDevices(microphone="mic", server="1"))
    assert room.told == [SoundChanged(0, False, True, False)]
    room.talk.say(SPEECH)
    room.talk.listen(EAR)
    room.wait(0.3)
    assert room.told[1:] == [SpeechEnded(0, 1, False), EarChanged(0, EarState.LISTENING)]
    assert room.mouth.feed is None


def test_a_loudspeaker_pulled_out_in_the_middle_ends_the_speech(room: Room) -> None:
    room.talk.say(SPEECH)
    room.talk.devices_changed(SoundDevices(microphone="mic", server="1"))
    assert room.told == [SpeechEnded(0, 1, False), SoundChanged(0, False, True, False)]


def test_a_loudspeaker_that_stalls_is_tried_again_later(room: Room) -> None:
    room.talk.speaker_stalled()
    assert room.told == [SoundChanged(0, False, True, False)]
    room.wait(6)
    assert room.told[-1] == SoundChanged(0, True, True, False)


def test_headphones_are_told(room: Room) -> None:
    room.talk.devices_changed(SoundDevices("usb", "mic", headphones=True, server="1"))
    assert room.told == [SoundChanged(0, True, True, True)]
    assert room.mouth.device == "usb"


def test_nothing_of_a_visit_is_told_or_kept_after_its_end(room: Room) -> None:
    room.talk.tune(Tuning(2, 2))
    room.listening()
    room.talk.heard(WORD)
    room.talk.say(SPEECH)
    room.told.clear()
    room.talk.visit_ended()
    room.thought(ACT)
    room.wait(60)
    assert room.told == []
    assert room.mouth.feed is None
    assert room.mouth.tuning == Tuning()
    assert room.way_in.state is MicState.CLOSED


def test_nothing_is_told_before_everything_is_known() -> None:
    room = Room()
    room.talk.devices_changed(ALL)
    assert room.told == []
    room.talk.can(speak=True, listen=False)
    room.talk.begin()
    assert room.told == [SoundChanged(0, True, False, False)]


def test_a_speech_without_lines_is_over_and_whole(room: Room) -> None:
    room.talk.say(Speech(3, 1, ()))
    room.wait(0)
    assert room.told == [SpeechEnded(0, 3, True)]


def test_a_speech_goes_on_in_its_middle(room: Room) -> None:
    room.talk.say(SPEECH, first_line=1)
    assert room.made == [(SPEECH, 1)]
    assert room.mouth.playing is not None
    room.mouth.playing.line_sounds(0)
    assert room.told == [SpeechAt(0, 1, 1)]


def test_a_terminal_that_wants_no_tone_listens_without() -> None:
    room = Room(tone=False).ready()
    room.talk.listen(EAR)
    room.wait(0.2)
    assert room.states() == [EarState.LISTENING]


def test_a_feed_that_nobody_wants_takes_nothing() -> None:
    feed = Feed()
    feed.drop()
    assert not feed.put(b"ab")
    assert not feed.put(End(whole=True))
    assert feed.take() is None
