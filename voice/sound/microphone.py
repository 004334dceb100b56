"""Brings what the microphone hears, and notices when it brings nothing any more.

Lives in the thread of the Qt loop. Qt keeps a stream "active" whose microphone was pulled out or whose
server died: only the samples stay away.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QIODevice, QObject, QTimer
from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSource, QMediaDevices

from voice.sound.mic_state import MicState
from voice.sound.utterances import RATE

_BUFFER_S: Final = 0.1
_LOOK_MS: Final = 50
_FIRST_WITHIN_S: Final = 1.9
"""Measured: the first samples come 0.4 to 1.8 s after the start."""
_NEXT_WITHIN_S: Final = 1.0
_AGAIN_S: Final = 4.0


class Microphone(QObject):
    """The ear's way in.

    Args:
        heard: Called with samples (16 kHz, mono, 16 bit) as they come.
        changed: Called after each change of the state.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        *,
        heard: Callable[[bytes], None],
        changed: Callable[[MicState], None],
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._heard = heard
        self._changed = changed
        self._clock = clock
        self._state = MicState.CLOSED
        self._device_name: str | None = None
        self._wanted = False
        self._source: QAudioSource | None = None
        self._pipe: QIODevice | None = None
        self._since = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def state(self) -> MicState:
        """What it does."""
        return self._state

    def use(self, device: str | None) -> None:
        """Listens to this device from now on; None: there is none."""
        if device == self._device_name:
            return
        self._device_name = device
        if self._wanted:
            self._stop()
            self._start()

    def open(self) -> None:
        """Begins to listen, and tries again as long as it fails."""
        if self._wanted:
            return
        self._wanted = True
        self._timer.start()
        self._start()

    def close(self) -> None:
        """Listens no more."""
        self._wanted = False
        self._timer.stop()
        self._stop()
        self._be(MicState.CLOSED)

    def _start(self) -> None:
        self._since = self._clock()
        if self._device_name is None:
            self._be(MicState.FAILED)
            return
        device = find_input(self._device_name)
        if device is None:  # Qt has not heard of it yet: the next look tries again
            self._since -= _AGAIN_S
            self._be(MicState.FAILED)
            return
        shape = QAudioFormat()
        shape.setSampleRate(RATE)
        shape.setChannelCount(1)
        shape.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._source = QAudioSource(device, shape, self)
        self._source.setBufferSize(int(RATE * 2 * _BUFFER_S))
        self._pipe = self._source.start()
        self._pipe.readyRead.connect(self._read)
        self._be(MicState.OPENING)

    def _stop(self) -> None:
        source, self._source, self._pipe = self._source, None, None
        if source is not None:
            source.stop()
            source.deleteLater()

    def _read(self) -> None:
        if self._pipe is None:
            return
        pcm = bytes(self._pipe.readAll().data())
        if not pcm:
            return
        self._since = self._clock()
        self._be(MicState.BRINGS)
        if self._state is MicState.BRINGS:
            self._heard(pcm)

    def _look(self) -> None:
        quiet_s = self._clock() - self._since
        match self._state:
            case MicState.OPENING if quiet_s > _FIRST_WITHIN_S:
                self._fail()
            case MicState.BRINGS if quiet_s > _NEXT_WITHIN_S:
                self._fail()
            case MicState.FAILED if quiet_s >= _AGAIN_S:
                self._stop()
                self._start()
            case _:
                pass

    def _fail(self) -> None:
        # The stream stays open for a while: a slow microphone may yet come.
        self._since = self._clock()
        self._be(MicState.FAILED)

    def _be(self, state: MicState) -> None:
        if state is not self._state:
            self._state = state
            self._changed(state)


def find_input(name: str) -> QAudioDevice | None:
    """Qt's microphone of the server's name; None where Qt does not know it (yet)."""
    inputs = QMediaDevices.audioInputs()
    return next((one for one in inputs if bytes(one.id().data()).decode() == name), None)
