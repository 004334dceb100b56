"""Plays one speech at a time through Qt: stopped at once, stretched and made louder while it sounds.

Lives in the thread of the Qt loop. What is to be played comes as a `Feed` from another thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, Protocol

from PySide6.QtCore import QIODevice, QObject, QTimer
from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSink, QMediaDevices, QtAudio

from kiosk.core.talk import Tuning
from voice.sound.feed import RATE, End, Feed, Line
from voice.sound.loudness import amplify, gain_db
from voice.sound.stretch import Stretch, speed, stretch

_TICK_MS: Final = 15
_BUFFER_S: Final = 0.12
"""How much the server holds: more than the loop may be late, less than one hears after a change of speed."""
_PIECE_BYTES: Final = RATE * 2 // 50
_BEGINS_WITHIN_S: Final = 1.9
_STALLS_S: Final = 1.0
"""A loudspeaker that slept may take a while to begin; once it plays, it takes samples all the time."""


class Playing(Protocol):
    """Who is told how it goes; called from the loop."""

    def line_sounds(self, index: int) -> None:
        """A line begins to sound."""
        ...

    def ended(self, *, whole: bool) -> None:
        """It is over; nothing more comes. Not told of what was stopped."""
        ...


class Player(QObject):
    """The mouth.

    Args:
        terminal_db: The terminal's own volume, in decibels below full.
        broken: Called when the loudspeaker takes nothing any more.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        *,
        terminal_db: float,
        broken: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._terminal_db = terminal_db
        self._broken = broken
        self._clock = clock
        self._tuning = Tuning()
        self._device_name: str | None = None
        self._sink: QAudioSink | None = None
        self._pipe: QIODevice | None = None
        self._feed: Feed | None = None
        self._playing: Playing | None = None
        self._stretch: Stretch = stretch(rate=RATE)
        self._raw = b""
        self._rest = b""
        self._end: End | None = None
        self._drained_at: float | None = None
        self._moved_at = 0.0
        self._filled = self._began = False
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def busy(self) -> bool:
        """Whether something sounds, or is about to."""
        return self._feed is not None

    def use(self, device: str | None) -> None:
        """Plays on this device from now on; None: there is none. What sounds goes on there."""
        if device == self._device_name:
            return
        self._device_name = device
        self._close_sink()
        if self._feed is None:
            return
        if device is None:
            self._over(whole=False)
        else:
            self._moved_at = self._clock()

    def tune(self, tuning: Tuning) -> None:
        """Says it like this, from the next tenth of a second on."""
        self._tuning = tuning
        self._stretch.set_speed(speed(tuning.rate_step))

    def play(self, feed: Feed, playing: Playing) -> None:
        """Plays this; it replaces what sounds."""
        self.stop()
        self._feed, self._playing = feed, playing
        self._stretch = stretch(rate=RATE)
        self._stretch.set_speed(speed(self._tuning.rate_step))
        if self._device_name is None:
            self._over(whole=False)
            return
        self._moved_at = self._clock()
        self._timer.start()
        self._tick()

    def stop(self) -> None:
        """Is silent at once, and tells nobody."""
        self._timer.stop()
        self._close_sink()
        feed, self._feed, self._playing = self._feed, None, None
        self._stretch = stretch(rate=RATE)  # the last syllables of what was said are in the old one
        self._raw = self._rest = b""
        self._end = None
        self._drained_at = None
        if feed is not None:
            feed.drop()

    def _tick(self) -> None:
        if self._feed is None:
            return
        self._gather()
        if not self.busy or not (self._rest or self._sink):
            return  # over, or its first sound is still being made
        if self._sink is None and not self._open_sink():
            self._check_stall()
            return
        assert self._sink is not None
        assert self._pipe is not None
        self._write(self._sink, self._pipe)

    def _gather(self) -> None:
        """Turns pieces into samples until there is enough for the next writing."""
        feed = self._feed
        if feed is None:
            return
        while self._end is None and len(self._rest) < int(RATE * 2 * _BUFFER_S):
            if self._raw:  # in small pieces: speed and volume change in the middle of a sentence
                piece, self._raw = self._raw[:_PIECE_BYTES], self._raw[_PIECE_BYTES:]
                self._rest += self._loud(self._stretch.put(piece))
                continue
            match feed.take():
                case None:
                    break
                case Line(index):
                    if self._playing is not None:
                        self._playing.line_sounds(index)
                    if not self.busy:
                        return  # it was stopped
                case End(whole):
                    self._end = End(whole)
                    self._rest += self._loud(self._stretch.flush())
                case bytes(pcm):
                    self._raw = pcm
        if self._end is not None and not self._rest and self._sink is None:
            self._over(whole=self._end.whole)  # there was nothing to be heard

    def _loud(self, pcm: bytes) -> bytes:
        return amplify(pcm, gain_db(self._tuning.volume_step, terminal_db=self._terminal_db))

    def _write(self, sink: QAudioSink, pipe: QIODevice) -> None:
        free = sink.bytesFree() // 2 * 2
        if self._rest and free:
            written = max(0, pipe.write(self._rest[:free]))
            self._rest = self._rest[written:]
            if written:
                self._began = self._filled
                self._filled = True
                self._moved_at = self._clock()
        now = self._clock()
        if self._end is not None and not self._rest:
            if self._drained_at is None:
                self._drained_at = now + (sink.bufferSize() - sink.bytesFree()) / 2 / RATE
            if now >= self._drained_at and (
                sink.state() == QtAudio.State.IdleState or now >= self._drained_at + _BUFFER_S
            ):
                self._over(whole=self._end.whole)
        elif self._rest:
            self._check_stall()
        else:
            self._moved_at = now  # waits for its maker

    def _check_stall(self) -> None:
        if self._clock() - self._moved_at > (_STALLS_S if self._began else _BEGINS_WITHIN_S):
            self._over(whole=False)
            self._broken()

    def _over(self, *, whole: bool) -> None:
        playing = self._playing
        self.stop()
        if playing is not None:
            playing.ended(whole=whole)

    def _open_sink(self) -> bool:
        device = find_output(self._device_name)
        if device is None:
            return False
        shape = QAudioFormat()
        shape.setSampleRate(RATE)
        shape.setChannelCount(1)
        shape.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._filled = self._began = False  # it begins to play when it takes more than it can hold
        self._sink = QAudioSink(device, shape, self)
        self._sink.setBufferSize(int(RATE * 2 * _BUFFER_S))
        self._pipe = self._sink.start()
        if self._sink.error() != QtAudio.Error.NoError:
            self._close_sink()
            return False
        return True

    def _close_sink(self) -> None:
        sink, self._sink, self._pipe = self._sink, None, None
        if sink is not None:
            sink.stop()
            sink.deleteLater()


def find_output(name: str | None) -> QAudioDevice | None:
    """Qt's loudspeaker of the server's name; None where Qt does not know it (yet)."""
    outputs = QMediaDevices.audioOutputs()
    return next((one for one in outputs if bytes(one.id().data()).decode() == name), None)
