"""The process that runs Whisper: ``python -m voice.recognisers.whisper_helper FOLDER``.

Answers ``{"do": "recognise"}`` with an utterance as payload: ``{"texts": [...], "sure": [...]}``, the
likeliest first; and ``{"do": "warm"}``. Nothing is fetched, nothing is written.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Final

from voice.wire import Frame, Header, serve

RATE: Final = 16_000
MOST_S: Final = 20.0
LEAST_S: Final = 0.1
_HYPOTHESES: Final = 3
_QUICK_FRAMES: Final = 1_000
_ALL_FRAMES: Final = 2_000
"""Whisper was taught with windows of 30 s, 100 frames each second. One of 10 s costs a quarter, and is heard
as well; what it is not sure of is looked at again in one of 20 s, which is all that an utterance may take.
The window of 30 s costs twice that, and of 24 doubtful utterances in noise it brought one less."""
_DOUBTFUL: Final = -0.7
_LEAST_SURE: Final = -1.6
"""Mean log probability of a token; Whisper invents sentences below it."""
_SILENCE: Final = 0.8
_TOKENS_PER_S: Final = 7
_TOKENS_BESIDES: Final = 10
_MOST_REPEATS: Final = 6


class Whisper:
    """Whisper-base on this machine's processor.

    Args:
        folder: The model.
        threads: How many processors it may use.
    """

    def __init__(self, folder: Path, *, threads: int) -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"  # a folder is given; nothing may be looked up
        from faster_whisper import WhisperModel
        from faster_whisper.tokenizer import Tokenizer

        self._model: Any = WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
        )
        tokenizer: Any = Tokenizer(
            self._model.hf_tokenizer, multilingual=True, task="transcribe", language="zh"
        )
        self._tokenizer = tokenizer
        self._prompt = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        self._end = tokenizer.eot

    def recognise(self, pcm: bytes) -> tuple[list[str], list[float]]:
        """Writes down an utterance.

        Args:
            pcm: 16 kHz, mono, 16 bit.

        Returns:
            What it may have been, the likeliest first, and how sure it is of each (mean log probability).
        """
        import numpy as np

        samples = np.frombuffer(pcm[: len(pcm) // 2 * 2], dtype="<i2")[: int(MOST_S * RATE)]
        if len(samples) < LEAST_S * RATE or not samples.any():
            return [], []  # Whisper hears sentences in silence
        features = self._model.feature_extractor(samples.astype(np.float32) / 32768.0)
        most = len(self._prompt) + _TOKENS_BESIDES + int(_TOKENS_PER_S * len(samples) / RATE)
        found = self._decode(features, max(_QUICK_FRAMES, features.shape[1] // 2 * 2), most)
        if not found or max(found.values()) < _DOUBTFUL:
            for text, sure in self._decode(features, _ALL_FRAMES, most).items():
                found.setdefault(text, sure)
        order = sorted(found, key=lambda text: -found[text])
        return order, [found[text] for text in order]

    def _decode(self, features: Any, frames: int, most: int) -> dict[str, float]:
        """What may have been said, and how sure that is, with a window of so many frames."""
        import numpy as np

        frames = min(frames, _ALL_FRAMES)
        window = np.zeros((features.shape[0], frames), dtype=features.dtype)
        window[:, : features.shape[1]] = features[:, :frames]
        result = self._model.model.generate(
            self._model.encode(window),
            [self._prompt],
            beam_size=_HYPOTHESES,
            num_hypotheses=_HYPOTHESES,
            max_length=most,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=[-1],
            length_penalty=1.0,
        )[0]
        found: dict[str, float] = {}
        for tokens, score in zip(result.sequences_ids, result.scores, strict=True):
            text = self._tokenizer.decode([token for token in tokens if token < self._end]).strip()
            silent = result.no_speech_prob > _SILENCE and score < _LEAST_SURE / 2
            if text and score >= _LEAST_SURE and not silent and not babble(text):
                found.setdefault(text, round(float(score), 3))
        return found


def babble(text: str) -> bool:
    """Whether the same syllables come again and again: Whisper does that when it hears nothing."""
    for length in range(1, 7):
        for start in range(len(text) - length * _MOST_REPEATS + 1):
            piece = text[start : start + length]
            if text.startswith(piece * _MOST_REPEATS, start) and not piece.isdigit():
                return True
    return False


def main(argv: list[str]) -> None:
    """Loads the model, then answers until standard input closes."""
    whisper = Whisper(Path(argv[0]), threads=max(1, min(4, os.cpu_count() or 1)))

    def answer(header: Header, payload: bytes) -> Frame:
        match header.get("do"):
            case "recognise":
                texts, sure = whisper.recognise(payload)
                return Frame({"texts": texts, "sure": sure})
            case "warm":
                whisper.recognise(_murmur())
                return Frame({})
            case _:
                raise ValueError("no such question")

    serve(answer)


def _murmur() -> bytes:
    """A second of faint noise: the first utterance of a fresh model takes longer."""
    return b"".join((n * 7919 % 64 - 32).to_bytes(2, "little", signed=True) for n in range(RATE))


if __name__ == "__main__":
    main(sys.argv[1:])
