"""The villager of the trials: three voices at two speeds, in a quiet room and in noise."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from config.durable import write_durably
from voice.engines.sound import RATE as SPOKEN_RATE
from voice.engines.sound import from_pcm, resampled
from voice.sound.utterances import RATE as HEARD_RATE
from voice.trials import Sentence

SPEEDS: Final = (0.85, 1.05)
_BEFORE_S: Final = 0.5
_AFTER_S: Final = 1.4
_ROOM: Final = 0.0005
"""A quiet room, as a share of full scale."""
_LOUDNESS: Final = 0.08
"""Of the speech, as its root mean square."""


class Mouth(Protocol):
    """Somebody who can say something: 24 kHz, mono, 16 bit."""

    def say(self, text: str) -> bytes:
        """The text as sound."""
        ...


@dataclass(frozen=True, slots=True)
class Manner:
    """How it is said.

    Attributes:
        voice: By whom.
        speed: 1 is the voice's own.
    """

    voice: str
    speed: float


@dataclass(frozen=True, slots=True)
class Trial:
    """One sentence, said once.

    Attributes:
        sentence: What is said.
        manner: How.
        noise_db: How much louder it is than the noise around it; ``None`` in a quiet room.
    """

    sentence: Sentence
    manner: Manner
    noise_db: int | None


class Villager:
    """Says sentences, each one only once: what was said is kept.

    Args:
        mouth: Makes somebody who speaks in a manner; may raise what it likes.
        folder: Where sound is kept; it holds sentences of the trials and nothing else.
    """

    def __init__(self, mouth: Callable[[Manner], Mouth], folder: Path) -> None:
        self._mouth = mouth
        self._folder = folder

    def say(self, trial: Trial) -> bytes:
        """The trial as the microphone brings it: 16 kHz, mono, 16 bit, with some quiet around it."""
        speech = resampled(from_pcm(self._spoken(trial)), from_hz=SPOKEN_RATE, to_hz=HEARD_RATE)
        return in_noise(speech, trial.noise_db, seed=_seed(trial))

    def _spoken(self, trial: Trial) -> bytes:
        manner, words = trial.manner, trial.sentence.words
        name = hashlib.sha256(f"{manner.voice}\0{manner.speed}\0{words}".encode()).hexdigest()[:32]
        file = self._folder / f"{name}.pcm"
        if not file.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            write_durably(file, self._mouth(manner).say(words))
        return file.read_bytes()


def in_noise(speech: np.ndarray, noise_db: int | None, *, seed: int) -> bytes:
    """Speech of one loudness, in white noise.

    Args:
        speech: Samples of 16 kHz, -1 to 1.
        noise_db: How much louder the speech is; ``None`` in a quiet room.
        seed: Of the noise.
    """
    loud = loudness(speech)
    speech = speech * (_LOUDNESS / loud) if loud else speech
    before, after = (np.zeros(int(seconds * HEARD_RATE)) for seconds in (_BEFORE_S, _AFTER_S))
    whole = np.concatenate([before, speech, after])
    level = _ROOM if noise_db is None else _LOUDNESS / 10 ** (noise_db / 20)
    whole = whole + np.random.default_rng(seed).normal(0, level, len(whole))
    pcm: bytes = (np.clip(whole, -1, 1) * 32767).astype("<i2").tobytes()
    return pcm


def loudness(speech: np.ndarray) -> float:
    """The root mean square of speech without silence around it."""
    return float(np.sqrt((speech.astype(np.float64) ** 2).mean())) if len(speech) else 0.0


def command_trials(
    sentences: Sequence[Sentence], voices: Sequence[str], *, once: bool = False
) -> Iterator[Trial]:
    """Each sentence in each voice, at each speed, quietly, at 10 dB and at 0 dB.

    Args:
        sentences: What is said.
        voices: Who speaks.
        once: Each sentence by one voice at one speed only, all of them in turn.
    """
    manners = _manners(voices)
    for number, sentence in enumerate(sentences):
        for manner in [manners[number % len(manners)]] if once else manners:
            for noise_db in (None, 10, 0):
                yield Trial(sentence, manner, noise_db)


def other_trials(sentences: Sequence[Sentence], voices: Sequence[str]) -> Iterator[Trial]:
    """Each sentence once, in turn in all voices, speeds and noises."""
    manners = _manners(voices)
    for number, sentence in enumerate(sentences):
        yield Trial(sentence, manners[number % len(manners)], (None, None, 10, 0)[number % 4])


def _manners(voices: Sequence[str]) -> list[Manner]:
    return [Manner(voice, speed) for voice in voices for speed in SPEEDS]


def _seed(trial: Trial) -> int:
    said = f"{trial.sentence.words}{trial.manner.voice}{trial.manner.speed}{trial.noise_db}"
    return int.from_bytes(hashlib.sha256(said.encode()).digest()[:4], "big")
