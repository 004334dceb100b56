"""The process that speaks with pyttsx3 and espeak-ng.

    python -m voice.engines.pyttsx3_helper WORDS_A_MINUTE

What is worked around here, all of it seen with pyttsx3 2.99 on espeak-ng 1.51:

- The voices `cmn` and `zh` read pinyin letters as English; `cmn-latn-pinyin` speaks, and it wants pinyin.
- An unknown voice is no error: what was set is read back.
- `runAndWait` does not wait, and only the last text before it is spoken: one text at a time, and then the
  'finished' call from espeak's thread is waited for, with an end to the waiting, because it need not come.
- `say` and `stop` play and stop nothing here: sound is made into a file in memory and played elsewhere.
- An empty text repeats the one before; a long one reads past its buffer: neither is ever given to it.
- Two engines or two threads hang for good: one engine, used by the thread that made it.
"""

from __future__ import annotations

import os
import sys
import threading
import wave
from collections.abc import Sequence
from functools import cache
from typing import Any, Final, Protocol

from voice.engines.sound import RATE, Samples, finished, from_pcm
from voice.speaking.sentences import portions
from voice.wire import Frame, Header, serve

VOICE: Final = "sit/cmn-latn-pinyin"
_MOST_LETTERS: Final = 200
_MOST_HANZI: Final = 25
"""A syllable of pinyin has at most six letters, a tone and a space."""
_PATIENCE_S: Final = 8.0
_PAUSE_S: Final = 0.16


class EspeakError(Exception):
    """It can't be used, or did not speak."""


class Reads(Protocol):
    """Turns Hanzi into pinyin."""

    def pinyin(self, text: str) -> str:
        """The text in pinyin, tones as figures."""
        ...


class Espeak:
    """The one engine of this process.

    Args:
        engine: pyttsx3's, of the driver `espeak`.
        reading: Turns Hanzi into pinyin.
        words_a_minute: How fast; 110 to 150 for old people.

    Raises:
        EspeakError: The Mandarin voice is not there.
    """

    def __init__(self, engine: Any, reading: Reads, *, words_a_minute: int) -> None:
        self._engine = engine
        self._reading = reading
        self._finished = threading.Event()
        engine.connect("finished-utterance", self._on_finished)
        engine.setProperty("voice", VOICE)
        engine.setProperty("rate", words_a_minute)
        if engine.getProperty("voice") != VOICE:
            self._synthesise("hao3")  # what was set may wait in a queue until something is said
            if engine.getProperty("voice") != VOICE:
                raise EspeakError("no Mandarin voice")

    def speak(self, text: str) -> bytes:
        """The text as sound.

        Raises:
            EspeakError: It did not come about.
        """
        pieces: list[bytes] = []
        for portion in portions(text, most=_MOST_HANZI):
            pinyin = self._reading.pinyin(portion)[:_MOST_LETTERS].strip()
            if any(sign.isalpha() for sign in pinyin):
                samples, rate = self._synthesise(pinyin)
                pieces.append(finished(samples, rate=rate))
        return bytes(int(_PAUSE_S * RATE) * 2).join(piece for piece in pieces if piece)

    def _on_finished(self, name: str | None = None, completed: bool = False) -> None:
        del name, completed
        self._finished.set()

    def _synthesise(self, pinyin: str) -> tuple[Samples, int]:
        memory = os.memfd_create("speech")
        try:
            self._finished.clear()
            self._engine.save_to_file(pinyin, f"/proc/self/fd/{memory}")
            self._engine.runAndWait()
            if not self._finished.wait(_PATIENCE_S):
                raise EspeakError("no end")
            if os.fstat(memory).st_size == 0:
                raise EspeakError("no sound")
            with os.fdopen(os.dup(memory), "rb") as file:
                file.seek(0)
                return _read(file)
        finally:
            os.close(memory)


def _read(file: Any) -> tuple[Samples, int]:
    try:
        with wave.open(file) as sound:
            pcm = sound.readframes(sound.getnframes())
            return from_pcm(pcm, channels=sound.getnchannels()), sound.getframerate()
    except (wave.Error, EOFError) as error:
        raise EspeakError("no sound") from error


def main(arguments: Sequence[str]) -> None:
    """Answers until its input closes; the first question makes the engine."""

    @cache
    def espeak() -> Espeak:
        import pyttsx3

        from voice.engines.mandarin import Reading

        return Espeak(pyttsx3.init("espeak"), Reading(), words_a_minute=int(arguments[0]))

    def answer(header: Header, _payload: bytes) -> Frame:
        try:
            return Frame({}, espeak().speak(str(header["text"])))
        except EspeakError:
            os._exit(3)  # it may never speak again in this process; the next one may

    serve(answer)


if __name__ == "__main__":
    main(sys.argv[1:])
