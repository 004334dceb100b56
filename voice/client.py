"""The screen's side of the voice: passes on what is wished, tells what happened, and keeps the voice alive.

The voice is a process of its own. It is started again when it dies or hangs, and told anew what was under
way: a speech goes on with the line that it was at, an ear is opened again. No call here waits for it.
"""

from __future__ import annotations

import os
import queue
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from kiosk.core.events import EarChanged, Heard, SoundChanged, SpeechAt, SpeechEnded
from kiosk.core.talk import Ear, EarState, Speech, Tuning
from kiosk.log import Log, LogEvent
from kiosk.processes import environment
from voice import messages
from voice.messages import Figures, Told
from voice.wire import Frame, WireError, pack, unpack

if TYPE_CHECKING:
    from config.accents import Accents
    from config.settings import Sound

SERVICE: Final = (sys.executable, "-m", "voice.service")

_STARTS_WITHIN_S: Final = 20.0
_HANGS_AFTER_S: Final = 3.0
_MISSED_AFTER_S: Final = 6.0
"""It is back within a second or two, on a busy machine later; until then nobody need know."""
_LOOK_S: Final = 0.25
_LEAST_REST_S: Final = 0.2
_MOST_REST_S: Final = 10.0
_GOES_WITHIN_S: Final = 2.0


class VoiceClient:
    """Mouth and ear, as the terminal's runtime sees them.

    Args:
        deliver: Takes events in the order they happened; called from a thread of the client's own.
        sound: The terminal's settings.
        log: Where starts and ends of the process are told.
        accents: How people speak here; None: as it came with the program.
        command: How it is started; tests put a simple one here.
        measured: Takes how long utterances took; called like `deliver`.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        *,
        deliver: Callable[[Told], None],
        sound: Sound,
        log: Log,
        accents: Accents | None = None,
        command: Sequence[str] = SERVICE,
        measured: Callable[[Figures], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._deliver = deliver
        self._like = sound, accents
        self._log = log
        self._command = tuple(command)
        self._measured = measured
        self._clock = clock
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._outbox: queue.SimpleQueue[Frame | None] | None = None
        # What is wished now; told anew to a process that was started again.
        self._visit = False
        self._tuning = Tuning()
        self._speech: Speech | None = None
        self._line = 0
        self._ear: Ear | None = None
        # What was told last.
        self._forgets = 0
        self._ear_state = EarState.CLOSED
        self._sound: tuple[bool, bool, bool] | None = None
        self._thread = threading.Thread(target=self._run, name="voice", daemon=True)

    @property
    def pid(self) -> int | None:
        """The voice's process id; None when none runs."""
        process = self._process
        return process.pid if process else None

    def start(self) -> None:
        """Starts the voice; the first `SoundChanged` tells what it can do."""
        self._thread.start()

    def use(self, *, sound: Sound, accents: Accents) -> None:
        """Talks like this from now on; a voice that talks otherwise ends, and begins anew."""
        with self._lock:
            if self._like == (sound, accents):
                return
            self._like = sound, accents
            if self._outbox is not None:
                self._outbox.put(None)
                self._outbox = None

    def say(self, speech: Speech) -> None:
        """Says this now; it replaces whatever is being said."""
        with self._lock:
            self._speech, self._line = speech, 0
            self._send(messages.say(speech))

    def hush(self) -> None:
        """Is silent at once."""
        with self._lock:
            self._send(messages.simply("hush"))

    def listen(self, ear: Ear) -> None:
        """Opens the gate for what this page accepts; while something is being said, after its end."""
        with self._lock:
            self._ear = ear
            self._send(messages.listen(ear))

    def deafen(self) -> None:
        """Closes the gate; what is being spoken into it counts for nothing."""
        with self._lock:
            self._ear = None
            self._send(messages.simply("deafen"))

    def tune(self, tuning: Tuning) -> None:
        """From now on it is said like this."""
        with self._lock:
            self._tuning = tuning
            self._send(messages.tune(tuning))

    def visit_began(self) -> None:
        """Somebody is there: the microphone's stream opens, behind its gate."""
        with self._lock:
            self._visit = True
            self._send(messages.simply("visit-began"))

    def visit_ended(self) -> None:
        """Silence; the microphone closes, the tuning is the terminal's own again, all is forgotten."""
        with self._lock:
            self._visit = False
            self._tuning = Tuning()
            self._speech = self._ear = None
            self._ear_state = EarState.CLOSED
            if self._outbox is not None:
                self._forgets += 1
            self._send(messages.simply("visit-ended"))

    def close(self) -> None:
        """Ends the voice."""
        self._closing.set()
        with self._lock:
            outbox = self._outbox
        if outbox is not None:
            outbox.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def _send(self, frame: Frame) -> None:
        if self._outbox is not None:
            self._outbox.put(frame)

    def _run(self) -> None:
        failures = 0
        gone_since = self._clock()
        while not self._closing.is_set():
            lived = self._live(gone_since)
            if self._closing.is_set():
                return
            if lived:
                failures = 0
                gone_since = self._clock()
            self._died()
            rest_s = min(_MOST_REST_S, _LEAST_REST_S * 2**failures) if failures or not lived else 0.0
            failures = min(failures + 1, 8)
            limit_s = self._clock() + rest_s
            while (left_s := limit_s - self._clock()) > 0 and not self._closing.wait(min(left_s, _LOOK_S)):
                self._check_missed(gone_since)

    def _live(self, gone_since: float) -> bool:
        """One life of the process, to its end; returns whether it ever lived."""
        try:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=None,
                env=environment() | {"QT_QPA_PLATFORM": "offscreen"},
            )
        except OSError:
            self._log.error(LogEvent.HELPER_FINISHED, helper="voice", outcome="not-started")
            return False
        self._log.info(LogEvent.HELPER_STARTED, helper="voice")
        outbox: queue.SimpleQueue[Frame | None] = queue.SimpleQueue()
        with self._lock:
            outbox.put(self._setup())
            self._process, self._outbox = process, outbox
            self._forgets = 0
            self._tell_anew()
        writer = threading.Thread(target=_write, args=(process, outbox), name="voice-wishes", daemon=True)
        writer.start()
        outcome, lived = self._read(process, gone_since)
        with self._lock:
            self._outbox = self._process = None
        outbox.put(None)
        if self._closing.is_set():
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=_GOES_WITHIN_S)
        elif outcome == "crashed":
            with suppress(subprocess.TimeoutExpired):
                outcome = "left" if process.wait(timeout=_LOOK_S) == 0 else outcome
        process.kill()
        process.wait()
        writer.join()
        assert process.stdout is not None
        process.stdout.close()
        if not self._closing.is_set():
            self._log.warning(LogEvent.HELPER_FINISHED, helper="voice", outcome=outcome)
        return lived

    def _setup(self) -> Frame:
        sound, accents = self._like
        return Frame(
            {
                "do": "setup",
                "sound": sound.model_dump(mode="json"),
                "accents": accents.model_dump(mode="json") if accents else None,
            }
        )

    def _tell_anew(self) -> None:
        if self._tuning != Tuning():
            self._send(messages.tune(self._tuning))
        if self._visit:
            self._send(messages.simply("visit-began"))
        if self._speech is not None:
            self._send(messages.say(self._speech, first_line=self._line))
        if self._ear is not None:
            self._send(messages.listen(self._ear))

    def _read(self, process: subprocess.Popen[bytes], gone_since: float) -> tuple[str, bool]:
        assert process.stdout is not None
        out_of = process.stdout.fileno()
        pieces = bytearray()
        lived = False
        heard_of = self._clock()
        with selectors.DefaultSelector() as selector:
            selector.register(out_of, selectors.EVENT_READ)
            while not self._closing.is_set():
                if selector.select(_LOOK_S):
                    piece = os.read(out_of, 1 << 16)
                    if not piece:
                        return "crashed", lived
                    heard_of = self._clock()
                    lived = True
                    pieces += piece
                    try:
                        while (frame := unpack(pieces)) is not None:
                            self._told(frame)
                    except WireError:
                        return "nonsense", lived
                elif self._clock() - heard_of > (_HANGS_AFTER_S if lived else _STARTS_WITHIN_S):
                    return "hung", lived
                if not lived:
                    self._check_missed(gone_since)
        return "closed", lived

    def _told(self, frame: Frame) -> None:
        if frame.header.get("told") == "forgot":
            with self._lock:
                self._forgets = max(0, self._forgets - 1)
            return
        event = messages.told(frame.header, at_s=self._clock())
        match event:
            case None:
                return
            case Figures():
                if self._measured is not None:
                    self._measured(event)
                return
            case SoundChanged():
                self._tell_sound(event)
                return
            case SpeechAt() | SpeechEnded() | Heard() | EarChanged():
                with self._lock:
                    counts = self._take_note(event)
                if counts:
                    self._deliver(event)

    def _take_note(self, event: SpeechAt | SpeechEnded | Heard | EarChanged) -> bool:
        """Whether it still counts."""
        if self._forgets:
            return False  # of a visit that is over
        match event:
            case SpeechAt() | SpeechEnded():
                if self._speech is None or event.number != self._speech.number:
                    return False
                if isinstance(event, SpeechAt):
                    self._line = event.line
                else:
                    self._speech = None
            case Heard():
                if self._ear is not None and self._ear.serial == event.serial:
                    self._ear = None
            case EarChanged():
                self._ear_state = event.state
        return True

    def _tell_sound(self, event: SoundChanged) -> None:
        sound = (event.speaks, event.listens, event.headphones)
        if sound != self._sound:
            self._sound = sound
            if not event.listens:
                with self._lock:
                    self._ear = None
            self._deliver(event)

    def _died(self) -> None:
        with self._lock:
            shown, self._ear_state = self._ear_state, EarState.CLOSED
        if shown is not EarState.CLOSED:
            self._deliver(EarChanged(self._clock(), EarState.CLOSED))

    def _check_missed(self, gone_since: float) -> None:
        """Tells that there is no voice, once it has been away for longer than one may overlook."""
        now = self._clock()
        if now - gone_since < _MISSED_AFTER_S:
            return
        with self._lock:
            speech, self._speech = self._speech, None
        if speech is not None:
            self._deliver(SpeechEnded(now, speech.number, whole=False))
        self._tell_sound(SoundChanged(now, speaks=False, listens=False, headphones=False))


def _write(process: subprocess.Popen[bytes], outbox: queue.SimpleQueue[Frame | None]) -> None:
    assert process.stdin is not None
    with suppress(OSError):  # it died: what was wished is told to the next one
        while (frame := outbox.get()) is not None:
            process.stdin.write(pack(frame))
            process.stdin.flush()
    with suppress(OSError):
        process.stdin.close()
