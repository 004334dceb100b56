"""The process that speaks with Kokoro-82M.

python -m voice.engines.kokoro_helper MODEL VOICE SPEED THREADS
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from voice.engines.mandarin import Reading
from voice.engines.sound import RATE, Samples, finished
from voice.speaking.sentences import portions
from voice.wire import Frame, serve

_MOST_TOKENS: Final = 508
_MOST_HANZI: Final = 60
_PAUSE_S: Final = 0.16


class Kokoro:
    """The model, one voice of it, and how Hanzi are read.

    Args:
        model: The folder with kokoro-v1.0.int8.onnx, vocab.json and voices/.
        voice: As in voices/.
        speed: 1 is the model's own.
        threads: How many of the machine's cores it may use.
    """

    def __init__(self, model: Path, *, voice: str, speed: float, threads: int) -> None:
        import onnxruntime as onnx

        options = onnx.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.enable_mem_pattern = False  # a pattern is kept for every length of sentence there ever was
        self._session = onnx.InferenceSession(
            str(model / "kokoro-v1.0.int8.onnx"), options, providers=["CPUExecutionProvider"]
        )
        vocabulary = json.loads((model / "vocab.json").read_text("utf-8"))
        self._tokens: dict[str, int] = vocabulary.get("vocab", vocabulary)
        self._styles = np.fromfile(model / "voices" / f"{voice}.bin", dtype=np.float32).reshape(-1, 1, 256)
        self._speed = np.array([speed], dtype=np.float32)
        self._reading = Reading()

    def speak(self, text: str) -> bytes:
        """The text as sound; nothing where there is nothing to say."""
        pieces = [finished(self._wave(tokens)) for tokens in self._portions(text)]
        pause = bytes(int(_PAUSE_S * RATE) * 2)
        return pause.join(piece for piece in pieces if piece)

    def _portions(self, text: str) -> Iterator[list[int]]:
        for portion in portions(text, most=_MOST_HANZI):
            tokens = [self._tokens[sign] for sign in self._reading.phonemes(portion) if sign in self._tokens]
            for start in range(0, len(tokens), _MOST_TOKENS):
                yield tokens[start : start + _MOST_TOKENS]

    def _wave(self, tokens: Sequence[int]) -> Samples:
        style = self._styles[min(len(tokens) - 1, len(self._styles) - 1)]
        inputs = {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": style,
            "speed": self._speed,
        }
        wave: Samples = self._session.run(None, inputs)[0].reshape(-1)
        return wave


def main(arguments: Sequence[str]) -> None:
    """Answers until its input closes; the first question loads the model."""
    model, voice, speed, threads = arguments

    @cache
    def kokoro() -> Kokoro:
        loaded = Kokoro(Path(model), voice=voice, speed=float(speed), threads=int(threads))
        loaded.speak("好")  # the first run plans its memory
        return loaded

    serve(lambda header, _: Frame({}, kokoro().speak(str(header["text"]))))


if __name__ == "__main__":
    main(sys.argv[1:])
