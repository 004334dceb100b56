"""The voice's process: mouth, ear and understanding of one terminal, told what to do over standard input.

It answers over standard output and ends when its input closes. Engines that can crash or hang run in
processes of their own below it; what takes long runs in threads; the loop itself never waits.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from typing import Final, Never

from config.accents import Accents
from config.settings import Sound
from kiosk.core.talk import Ear
from kiosk.log import Log, LogEvent, json_log, tell_by_kind
from kiosk.processes import end_with_parent, leave_no_core
from voice.conversation import Conversation, Manner
from voice.messages import Figures, Told, ear_of, speech_of, tell, tell_figures, tuning_of
from voice.ports import Recognises, Runs, Speaks, Thought, Understands
from voice.sound.devices import DeviceWatch, SoundDevices
from voice.sound.utterances import SpeechDetector, Utterance, Utterances
from voice.wire import Frame, Readable, WireError, Writable, read_frame, write_frame
from voice.workers import Maker, Thinker

ALIVE_EVERY_S: Final = 0.5
_READY_WITHIN_S: Final = 4.0


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
                self._thinker.forget()
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
