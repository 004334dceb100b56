"""The terminal's side of a talk: what is being said, what it listens for, how often it did not understand.

A page is said when it comes and listened to afterwards; what is new on a page that stays is said by itself.
Whatever a person does silences it at once. All of it is over with the visit.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.core import saying
from kiosk.core.effects import Deafen, Hush, Listen, Say, Tune
from kiosk.core.events import Began, EarChanged, SoundChanged, SpeechAt, SpeechEnded
from kiosk.core.places.standing import calls_out
from kiosk.core.saying import Said
from kiosk.core.screens import Choice, Screen, TextSize, Tone, Words, Working, muted
from kiosk.core.talk import Ear, EarState, Speech, Tuning

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

SPEECHES_A_PAGE = 1 << 10
"""Speeches are counted so that no two of a terminal have the same number, whichever visit they belong to."""
SAME_PRESS_S = 2.0
"""A press comes so soon after the touch that silenced the voice: it meant to silence it."""
STEPS = range(-3, 4)
_EARS = {
    EarState.OPENING: ("bar.speak-opening", "microphone-settings"),
    EarState.LISTENING: ("bar.speak-listening", "microphone-message"),
    EarState.THINKING: ("bar.speak-thinking", "dots-horizontal"),
}


class Talk:
    """One visit's talk.

    Args:
        began: What the terminal can do with sound.

    Attributes:
        speaks: A voice can be heard.
        listens: Somebody can be heard.
        headphones: What is said is heard by this person alone.
        tuning: How it is said.
        ear: What the ear does.
        misses: How often in a row nothing was understood.
        by_ear: Whether the person goes by what is said: the last thing they did, they said.
        needs_reading: Whether 看不清 was pressed.
    """

    def __init__(self, began: Began) -> None:
        self.has_sound = began.has_sound
        self.speaks, self.listens, self.headphones = began.speaks, began.listens, began.headphones
        self.tuning = Tuning()
        self.ear = EarState.CLOSED
        self.misses = 0
        self.by_ear = False
        self.needs_reading = False
        self._number = began.serial * SPEECHES_A_PAGE
        self._speech: Speech | None = None
        self._line = 0
        self._since_s = began.at_s
        self._rest: Speech | None = None
        self._hushed_s: float | None = None
        self._said: set[str] = set()
        self._read_serial = 0
        self._reads_next = False
        self._offers = False
        self._asked: Ear | None = None
        self._remark: Words | None = None
        self._remarks_entry = False
        self._hears_again = False
        self._notice = Words()

    # -- what is asked ---------------------------------------------------------------------------

    @property
    def is_speaking(self) -> bool:
        """Whether something is being said."""
        return self._speech is not None

    def reads_private(self, visit: Visit) -> bool:
        """Whether personal words may be said on this page: asked for, or into headphones."""
        return self.headphones or self._read_serial == visit.serial

    def reads_choices(self, visit: Visit) -> bool:
        """Whether the choices are read out as well: for who cannot see them well, or goes by ear."""
        extra_large = visit.display.text_size is TextSize.EXTRA_LARGE
        return extra_large or self.needs_reading or self.by_ear

    def dress(self, visit: Visit, screen: Screen) -> Screen:
        """The page with what the voice does just now: caption, 再念一遍 and 用嘴说 in their slots."""
        frame = screen.frame
        if frame.silent:
            silent: Screen = muted(screen)
            return silent
        caption = Words(self._speech.lines[self._line]) if self._speech is not None else self._notice
        again = self._again(visit) if self.speaks else None
        speak = self._speak(visit) if self.listens and not visit.ended else None
        dressed = replace(frame, again=again, speak=speak, caption=caption)
        return screen if dressed == frame else replace(screen, frame=dressed)

    def _again(self, visit: Visit) -> Choice:
        if self._speech is not None:
            return visit.choice("again", "bar.pause", "pause")
        if self._rest is not None:
            return visit.choice("again", "bar.resume", "play")
        if self._offers:
            return visit.choice("again", "bar.read", "account-voice")
        return visit.choice("again", "bar.again", "replay")

    def _speak(self, visit: Visit) -> Choice:
        ear = self.ear if visit.open else EarState.CLOSED
        key, icon = _EARS.get(ear, ("bar.speak", "microphone"))
        tone = Tone.GOOD if ear is EarState.LISTENING else Tone.PLAIN
        return replace(visit.choice("speak", key, icon), tone=tone)

    # -- what happens ----------------------------------------------------------------------------

    def interrupt(self, visit: Visit) -> None:
        """A person acts: silence at once; what was not said yet can be heard on request."""
        self.by_ear = False
        self.misses = 0
        if self._speech is not None:
            self._rest = replace(self._speech, lines=self._speech.lines[self._line :])
            self._hushed_s = visit.at_s
            self._hush(visit)

    def began_line(self, event: SpeechAt) -> None:
        """A line begins to sound."""
        if self._speech is not None and event.number == self._speech.number:
            self._line = min(max(0, event.line), len(self._speech.lines) - 1)

    def ended(self, visit: Visit, event: SpeechEnded) -> None:
        """A speech ended: for as long as it took, nobody was idle."""
        if self._speech is not None and event.number == self._speech.number:
            self._speech, self._line = None, 0
            visit.patience.paused(max(0.0, visit.at_s - self._since_s))

    def ear_changed(self, event: EarChanged) -> None:
        """The gate opened or closed."""
        self.ear = event.state

    def sound_changed(self, event: SoundChanged) -> None:
        """Devices came or went."""
        self.has_sound = True
        self._hears_again = event.listens and not self.listens
        self.speaks, self.listens, self.headphones = event.speaks, event.listens, event.headphones
        if not event.speaks:
            if self._speech is not None:
                self._said.difference_update(self._speech.lines[self._line :])
            self._speech, self._line, self._rest = None, 0, None
        if not event.listens:
            self.ear, self._asked = EarState.CLOSED, None

    def page(self, visit: Visit, screen: Screen, *, new: bool) -> None:
        """What is to be said and heard after something happened.

        Args:
            visit: Whose page it is.
            screen: The page.
            new: Whether another page came.
        """
        if new:
            self._said, self._rest, self._hushed_s = set(), None, None
            if self._reads_next:
                self._read_serial, self._reads_next = screen.serial, False
        said = self._said_of(visit, screen, private=self.reads_private(visit))
        self._offers = said.offers
        remark, self._remark = self._remark, None
        lines: tuple[str, ...] = ()
        if self.speaks:  # else it is said once there is a voice
            lines = tuple(line for line in said.lines if line not in self._said)
            self._said.update(said.lines)
        if calls_out(visit):
            self._say(visit, lines, personal=False)  # to an empty room: nobody is listened to
            return
        if not visit.open or screen.frame.silent:
            self._be_still(visit)
            return
        if new and self._speech is not None and not lines:
            self._hush(visit)
        if new or lines:
            self._notice = Words()
        if remark is not None:
            keyed = saying.keyed_in(screen) if self._remarks_entry and self.reads_private(visit) else ""
            lines = (keyed, remark.spoken) if keyed else (remark.spoken,)
            self._notice = Words(remark.written)
        if lines:
            self._say(visit, lines, personal=said.personal or remark is not None)
        hears_again, self._hears_again = self._hears_again, False
        if new or remark is not None or hears_again:
            self._listen_after(visit, screen)
        elif self._asked is not None and self.ear is not EarState.THINKING:
            self._keep_listening(visit, screen, spoke=bool(lines))

    def _said_of(self, visit: Visit, screen: Screen, *, private: bool) -> Said:
        return saying.said_of(screen, visit.words, private=private, choices=self.reads_choices(visit))

    # -- speaking --------------------------------------------------------------------------------

    def remark(self, words: Words, *, keyed: bool = False) -> None:
        """Something to be said instead of the page's own words; `keyed` with what stands in its boxes."""
        self._remark, self._remarks_entry = words, keyed

    def listen_on(self, visit: Visit) -> None:
        """Nothing came of it; the page still listens."""
        if self._asked is not None:
            self._ask(visit, visit.screen)

    def again(self, visit: Visit) -> None:
        """Slot two: pause, go on, read out what is personal, or the whole page once more."""
        hushed_s, self._hushed_s = self._hushed_s, None
        if self._rest is not None and hushed_s is not None and visit.at_s - hushed_s <= SAME_PRESS_S:
            return
        if self._rest is not None:
            rest, self._rest = self._rest, None
            self._say(visit, rest.lines, personal=rest.personal)
            self._listen_after(visit, visit.screen)
        elif self._offers:
            self.read(visit)
        else:
            self.repeat(visit)

    def repeat(self, visit: Visit) -> None:
        """再念一遍: all of the page, with its choices."""
        private = self.reads_private(visit)
        said = saying.said_of(visit.screen, visit.words, private=private, choices=True, entry=True)
        if said.lines:
            self._say(visit, said.lines, personal=said.personal)
            self._said.update(said.lines)
            self._listen_after(visit, visit.screen)

    def read(self, visit: Visit) -> None:
        """念给我听: personal words, too, on this page."""
        self._read_serial = visit.serial
        choices = self.reads_choices(visit)
        said = saying.said_of(visit.screen, visit.words, private=True, choices=choices, entry=True)
        self._say(visit, said.lines, personal=True)
        self._said.update(said.lines)
        self._listen_after(visit, visit.screen)

    def read_next(self) -> None:
        """念给我听, said before the page that is meant is there again."""
        self._reads_next = True

    def may_tune(self, way: str) -> bool:
        """Whether there is one more step that way."""
        return self._tuned(way) is not None

    def _tuned(self, way: str) -> Tuning | None:
        rate, volume = self.tuning.rate_step, self.tuning.volume_step
        rate += {"faster": 1, "slower": -1}.get(way, 0)
        volume += {"louder": 1, "softer": -1}.get(way, 0)
        return Tuning(rate, volume) if rate in STEPS and volume in STEPS else None

    def tune(self, visit: Visit, way: str) -> bool:
        """Slower, faster, louder, softer by one step; false if that was the last one."""
        tuning = self._tuned(way)
        if tuning is None:
            return False
        self.tuning = tuning
        visit.sound(lambda id_, visit_id: Tune(id_, visit_id, tuning))
        return True

    def _say(self, visit: Visit, lines: tuple[str, ...], *, personal: bool) -> None:
        if not self.speaks or not lines:
            return
        self._number += 1
        speech = Speech(self._number, visit.serial, lines, personal)
        self._speech, self._line, self._rest, self._since_s = speech, 0, None, visit.at_s
        visit.sound(lambda id_, visit_id: Say(id_, visit_id, speech))

    def _hush(self, visit: Visit) -> None:
        self._speech, self._line = None, 0
        visit.sound(Hush)

    # -- listening -------------------------------------------------------------------------------

    def listen(self, visit: Visit) -> None:
        """用嘴说: once more stops it."""
        if self.ear is EarState.LISTENING:
            self._deafen(visit)
        else:
            self._ask(visit, visit.screen)

    def _listen_after(self, visit: Visit, screen: Screen) -> None:
        """After a page was read out; while the machine works only if there is something to say."""
        waits = isinstance(screen, Working) and not screen.choices
        wanted = self.by_ear or visit.settings.sound.listens_after_reading
        if self.listens and wanted and not visit.ended and not waits:
            self._ask(visit, screen)
        else:
            self._deafen(visit)

    def _keep_listening(self, visit: Visit, screen: Screen, *, spoke: bool) -> None:
        """The page stays, and perhaps accepts something else now."""
        if spoke or visit.ear_of(screen) != self._asked:
            self._ask(visit, screen)

    def _ask(self, visit: Visit, screen: Screen) -> None:
        ear = visit.ear_of(screen)
        self._asked = ear
        visit.sound(lambda id_, visit_id: Listen(id_, visit_id, ear))

    def _deafen(self, visit: Visit) -> None:
        if self._asked is not None or self.ear is not EarState.CLOSED:
            self._asked = None
            visit.sound(Deafen)

    def _be_still(self, visit: Visit) -> None:
        """Staff's pages, and the first page before anybody came."""
        if self._speech is not None:
            self._hush(visit)
        self._deafen(visit)

    # -- the end ---------------------------------------------------------------------------------

    def forget(self, visit: Visit) -> None:
        """The visit ends: nothing more of it is said, heard or remembered; all is as at the start."""
        if self.tuning != Tuning():
            self.tuning = Tuning()
            visit.sound(lambda id_, visit_id: Tune(id_, visit_id, Tuning()))
        if self._speech is not None:
            self._hush(visit)
        self._deafen(visit)
        self._rest = self._remark = None
        self._notice = Words()
        self._said, self._read_serial, self.misses = set(), 0, 0
        self.by_ear = self.needs_reading = self._reads_next = False
