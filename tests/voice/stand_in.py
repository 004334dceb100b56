"""The voice's process with simple engines: it speaks tones and understands tones.

A line sounds as a tone of 440 Hz (the man's voice: of 220), a tenth of a second for each of its characters.
What is heard is written down as its pitch in hundreds of hertz ("5"), and means the wanted thing that has
this phrase. Lines in capitals are faults: DIE, HANG, NOTHING, LATE.
"""

from __future__ import annotations

import os
import signal
import threading
from array import array
from collections.abc import Iterator, Sequence

from kiosk.core.talk import Ear, Hearing, Outcome
from tests.voice.tones import pitch, tone
from voice.service import Engines, Parts, run

LINE_HZ, MANS_HZ = 440.0, 220.0
SECONDS_A_CHARACTER = 0.1


class ToneSpeaker:
    def __init__(self, hz: float) -> None:
        self._hz = hz

    def pcm(self, line: str, *, personal: bool) -> Iterator[bytes]:
        if line == "DIE":
            os.kill(os.getpid(), signal.SIGKILL)
        if line == "HANG":
            os.kill(os.getpid(), signal.SIGSTOP)
        if line == "NOTHING":
            raise ValueError("no voice for this")
        if line == "LATE":
            threading.Event().wait(0.5)
        yield tone(self._hz, len(line) * SECONDS_A_CHARACTER)


class LoudnessDetector:
    def probability(self, chunk: bytes) -> float:
        return 1.0 if max(array("h", chunk)) > 1000 else 0.0

    def reset(self) -> None:
        pass


class PitchRecogniser:
    def recognise(self, pcm16k: bytes, vocabulary: tuple[str, ...]) -> list[str]:
        found = round(pitch(pcm16k, rate=16000) / 100)
        return [str(found)] if found else []


class ExactUnderstanding:
    def warm(self, ear: Ear) -> None:
        pass

    def forget(self) -> None:
        pass

    def vocabulary(self, ear: Ear) -> tuple[str, ...]:
        return tuple(phrase for one in ear.wanted for phrase in one.phrases)

    def hear(self, candidates: Sequence[str], ear: Ear) -> Hearing:
        for one in ear.wanted:
            if candidates[0] in one.phrases:
                return Hearing(Outcome.ACT, (one.target,))
        return Hearing(Outcome.NOT_UNDERSTOOD)


def parts() -> Parts:
    return Parts(
        detector=LoudnessDetector,
        engines=lambda setup, _log: Engines(
            ToneSpeaker(MANS_HZ if setup.sound.voice == "zm_yunjian" else LINE_HZ),
            PitchRecogniser(),
            ExactUnderstanding(),
            lambda: None,
        ),
    )


if __name__ == "__main__":
    run(parts())
