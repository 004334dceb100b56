"""The voice's process: mouth, ear and understanding of one terminal, told what to do over standard input.

It answers over standard output and ends when its input closes. Engines that can crash or hang run in
processes of their own below it; what takes long runs in threads; the loop itself never waits.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from typing import Final, Never, Protocol

from config.accents import Accents
from config.settings import Sound
from kiosk.core.talk import Ear, Expected, Hearing, Speech
from kiosk.log import Log, LogEvent, json_log, tell_by_kind
from kiosk.processes import end_with_parent, leave_no_core
from voice.conversation import Conversation, Manner, Thought
from voice.helper import HelperFailed
from voice.messages import Figures, Told, ear_of, speech_of, tell, tell_figures, tuning_of
from voice.recognisers.port import NotRecognised
from voice.sound.devices import DeviceWatch, SoundDevices
from voice.sound.feed import End, Feed, Line
from voice.sound.utterances import SpeechDetector, Utterance, Utterances
from voice.wire import Frame, Readable, WireError, Writable, read_frame, write_frame

ALIVE_EVERY_S: Final = 0.5
_READY_WITHIN_S: Final = 4.0
_TRIES: Final = 2
"""A helper that was killed is there again at the second."""


class Speaks(Protocol):
    """Turns a line into sound."""

    def pcm(self, line: str, *, personal: bool) -> Iterator[bytes]:
        """The line's samples (24 kHz, mono, 16 bit), the first ones as soon as they are there."""
        ...


class Recognises(Protocol):
    """Turns sound into text."""

    def recognise(self, pcm16k: bytes, vocabulary: tuple[str, ...]) -> list[str]:
        """What it may have been, the likeliest first; nothing where nothing was said."""
        ...


class Understands(Protocol):
    """Turns text into what is meant."""

    def warm(self, ear: Ear) -> None:
        """Makes a page's phrases ready before somebody speaks."""
        ...

    def vocabulary(self, ear: Ear) -> tuple[str, ...]:
        """All that may be said to a page."""
        ...

    def hear(self, candidates: Sequence[str], ear: Ear) -> Hearing:
        """What is meant, for what this page accepts; the likeliest text comes first."""
        ...


@dataclass(frozen=True, slots=True)
class Setup:
    """What the screen's process says first.

    Attributes:
        sound: The terminal's settings.
        accents: How people speak here; None: as it came with the program.
    """

    sound: Sound
    accents: Accents | None = None


@dataclass(frozen=True, slots=True)
class Engines:
    """What speaks and understands; what is None is not there.

    Attributes:
        speaks: Makes speech.
        recognises: Makes text.
        understands: Makes sense.
        close: Ends their processes.
    """

    speaks: Speaks | None
    recognises: Recognises | None
    understands: Understands | None
    close: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Parts:
    """How the engines come about; both may take a while.

    Attributes:
        detector: Makes what tells speech from noise; called first, in the loop's thread. Without it (an
            ImportError) the terminal speaks and does not listen.
        engines: Makes the engines, in a thread of its own.
    """

    detector: Callable[[], SpeechDetector]
    engines: Callable[[Setup, Log], Engines]


class Maker:
    """Makes speech in threads: one a speech, because one that nobody wants any more may still be at work."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self.speaks: Speaks | None = None

    def begin(self, speech: Speech, first_line: int, feed: Feed) -> None:
        """Begins to fill a feed."""
        work = threading.Thread(target=self._make, args=(speech, first_line, feed), daemon=True)
        work.start()

    def _make(self, speech: Speech, first_line: int, feed: Feed) -> None:
        whole = True
        for index, line in enumerate(speech.lines[first_line:]):
            if not feed.put(Line(index)):
                return
            whole = self._make_line(line, speech.personal, feed) and whole
        feed.put(End(whole))

    def _make_line(self, line: str, personal: bool, feed: Feed) -> bool:
        for _ in range(_TRIES):
            made = False
            try:
                if self.speaks is None:
                    return False
                for pcm in self.speaks.pcm(line, personal=personal):
                    made = True
                    if not feed.put(pcm):
                        return False
                return True
            except Exception as error:  # the next line may be sayable
                self._log.warning(LogEvent.UNEXPECTED_ERROR, where="speaking", error=type(error).__name__)
                if made:
                    return False
        return False


class Thinker:
    """Understands utterances one after another, in a thread."""

    def __init__(self, log: Log, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._log = log
        self._clock = clock
        self._work: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.recognises: Recognises | None = None
        self.understands: Understands | None = None
        threading.Thread(target=self._run, name="thinker", daemon=True).start()

    def begin(self, utterance: Utterance, ear: Ear, done: Callable[[Thought], None]) -> None:
        """Begins to understand; `done` is called in the thinker's thread."""
        self._work.put(lambda: done(self._think(utterance, ear)))

    def warm(self, ear: Ear) -> None:
        """Makes a page's phrases ready."""
        self._work.put(lambda: self.understands.warm(ear) if self.understands else None)

    def _run(self) -> None:
        while True:
            work = self._work.get()
            try:
                work()
            except Exception as error:
                self._log.warning(LogEvent.UNEXPECTED_ERROR, where="listening", error=type(error).__name__)

    def _think(self, utterance: Utterance, ear: Ear) -> Thought:
        began = self._clock()
        recognised = began
        hearing: Hearing | None = None
        try:
            if self.recognises is not None and self.understands is not None:
                vocabulary = () if ear.expected is Expected.TEXT else self.understands.vocabulary(ear)
                texts = _recognise(self.recognises, utterance, vocabulary)
                recognised = self._clock()
                if any(text.strip() for text in texts):
                    hearing = self.understands.hear(texts, ear)
        except Exception as error:
            self._log.warning(LogEvent.UNEXPECTED_ERROR, where="listening", error=type(error).__name__)
        ended = self._clock()
        figures = Figures(utterance.spoken_s, utterance.tail_s, recognised - began, ended - recognised)
        return Thought(hearing, figures)


def _recognise(recognises: Recognises, utterance: Utterance, vocabulary: tuple[str, ...]) -> list[str]:
    try:
        return recognises.recognise(utterance.pcm, vocabulary)
    except (HelperFailed, NotRecognised):  # its process died with it; what was said is still here
        return recognises.recognise(utterance.pcm, vocabulary)


def run(parts: Parts) -> Never:
    """Runs the service to the end of its standard input, and the process with it.

    Args:
        parts: What it is made of; tests put simple ones here.
    """
    frames_in = FileIO(0, "rb", closefd=False)
    frames_out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # libraries may print
    leave_no_core()
    end_with_parent()
    first = read_frame(frames_in)
    if first is None:
        os._exit(0)
    accents = first.header.get("accents")
    setup = Setup(
        Sound.model_validate(first.header["sound"]), Accents.model_validate(accents) if accents else None
    )

    from voice.loop import Loop, quiet_qt

    quiet_qt()
    log = json_log(room="voice")
    tell_by_kind(log)
    loop = Loop()
    sender = _Sender(frames_out, ended=loop.quit)
    service = Service(parts, setup=setup, log=log, loop=loop, send=sender.put)
    threading.Thread(target=_receive, args=(frames_in, loop, service), name="receiver", daemon=True).start()
    code = loop.run()
    service.close()
    os._exit(code)  # threads of Qt's sound may still be at work, and some of them abort when they are stopped


def _receive(frames_in: Readable, loop: Runs, service: Service) -> None:
    try:
        while (frame := read_frame(frames_in)) is not None:
            loop.post(lambda frame=frame: service.do(frame))  # type: ignore[misc]
    except (WireError, OSError):
        pass
    loop.post(loop.quit)


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


class Service:
    """Everything that the voice's process holds.

    Args:
        parts: How the engines come about.
        setup: What the screen's process said first.
        log: Where events go.
        loop: Where it runs.
        send: Takes frames to the screen's process.
    """

    def __init__(
        self, parts: Parts, *, setup: Setup, log: Log, loop: Runs, send: Callable[[Frame], None]
    ) -> None:
        from voice.sound.microphone import Microphone
        from voice.sound.player import Player

        sound = setup.sound
        self._loop = loop
        self._log = log
        self._send = send
        self._engines: Engines | None = None
        self._waiting: list[Frame] | None = []
        self._knows_devices = False
        self._can_tell_speech = True
        self._server: str | None = None
        self._maker = Maker(log)
        self._thinker = Thinker(log)
        self._player = Player(terminal_db=sound.volume_db, broken=lambda: self._talk.speaker_stalled())
        self._microphone = Microphone(
            heard=lambda pcm: self._talk.heard(pcm),
            changed=lambda state: self._talk.microphone_changed(state),
        )
        self._talk = Conversation(
            mouth=self._player,
            way_in=self._microphone,
            utterances=Utterances(self._detector(parts), tail_s=sound.tail_s),
            make=self._maker.begin,
            think=self._think,
            tell=self._tell,
            later=loop.later,
            manner=Manner(listens_for_s=sound.listens_for_s),
        )
        self._watch = DeviceWatch(
            lambda devices: loop.post(lambda: self._devices_changed(devices)),
            speaker=sound.speaker,
            microphone=sound.microphone,
        )
        self._watch.start()
        threading.Thread(target=self._make_engines, args=(parts, setup), daemon=True).start()
        loop.later(_READY_WITHIN_S, self._begin)
        loop.every(ALIVE_EVERY_S, lambda: send(Frame({"told": "alive"})))

    def do(self, frame: Frame) -> None:
        """Does what the screen's process wishes; what comes before everything is there waits for that."""
        if self._waiting is None:
            self._do(frame)
        else:
            self._waiting.append(frame)

    def _do(self, frame: Frame) -> None:
        header = frame.header
        match header.get("do"):
            case "say":
                speech, first_line = speech_of(header)
                self._talk.say(speech, first_line=first_line)
            case "hush":
                self._talk.hush()
            case "listen":
                ear = ear_of(header)
                self._thinker.warm(ear)
                self._talk.listen(ear)
            case "deafen":
                self._talk.deafen()
            case "tune":
                self._talk.tune(tuning_of(header))
            case "visit-began":
                self._talk.visit_began()
            case "visit-ended":
                self._talk.visit_ended()
                self._send(Frame({"told": "forgot"}))
            case _:
                self._log.warning(LogEvent.UNEXPECTED_ERROR, where="voice", error="unknown-wish")

    def close(self) -> None:
        """Ends what it started."""
        self._player.stop()
        self._microphone.close()
        self._watch.close()
        if self._engines is not None:
            self._engines.close()

    def _detector(self, parts: Parts) -> SpeechDetector:
        try:
            return parts.detector()
        except (ImportError, OSError) as error:
            self._log.error(LogEvent.UNEXPECTED_ERROR, where="listening", error=type(error).__name__)
            self._can_tell_speech = False
            return _NoDetector()

    def _make_engines(self, parts: Parts, setup: Setup) -> None:
        try:
            engines = parts.engines(setup, self._log)
        except Exception as error:
            self._log.error(LogEvent.UNEXPECTED_ERROR, where="voice", error=type(error).__name__)
            return
        self._loop.post(lambda: self._use_engines(engines))

    def _use_engines(self, engines: Engines) -> None:
        self._engines = engines
        self._maker.speaks = engines.speaks
        self._thinker.recognises, self._thinker.understands = engines.recognises, engines.understands
        listens = engines.recognises is not None and engines.understands is not None and self._can_tell_speech
        self._talk.can(speak=engines.speaks is not None, listen=listens)
        if self._knows_devices:
            self._begin()

    def _devices_changed(self, devices: SoundDevices) -> None:
        names = {"speaker": devices.speaker is not None, "microphone": devices.microphone is not None}
        self._log.info(LogEvent.DEVICE_CHANGED, **names, headphones=devices.headphones)
        if devices.server and self._server not in (None, devices.server):
            # Qt aborts sooner or later once its sound server was another one: the next process begins anew.
            self._loop.quit()
            return
        self._server = devices.server
        self._talk.devices_changed(devices)
        self._knows_devices = True
        if self._engines is not None:
            self._begin()

    def _begin(self) -> None:
        """Everything is there, or was waited for long enough."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._talk.begin()
            for frame in waiting:
                self._do(frame)

    def _think(self, utterance: Utterance, ear: Ear, done: Callable[[Thought], None]) -> None:
        self._thinker.begin(utterance, ear, lambda thought: self._loop.post(lambda: done(thought)))

    def _tell(self, what: Told | Figures) -> None:
        self._send(tell_figures(what) if isinstance(what, Figures) else tell(what))


class _NoDetector:
    """Hears nobody."""

    def probability(self, chunk: bytes) -> float:
        return 0.0

    def reset(self) -> None:
        pass


class _Sender:
    """Writes frames in a thread: a screen's process that is busy does not hold up what sounds."""

    def __init__(self, stream: Writable, *, ended: Callable[[], None]) -> None:
        self._stream = stream
        self._frames: queue.SimpleQueue[Frame] = queue.SimpleQueue()
        threading.Thread(target=self._run, name="sender", daemon=True).start()

    def put(self, frame: Frame) -> None:
        self._frames.put(frame)

    def _run(self) -> None:
        with suppress(OSError):  # nobody reads any more: the process ends with its input
            while True:
                write_frame(self._stream, self._frames.get())


def main() -> Never:
    """Runs the voice with the engines of this terminal."""
    from voice.parts import real_parts

    run(real_parts())


if __name__ == "__main__":
    main()
