"""Measures what is heard of the terminal's speech, and how soon it begins."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Protocol

from config.model import Release
from kiosk.log import Log
from voice.engines.engine import Engine, NoSpeech
from voice.helper import HelperProcess
from voice.speaking.clips import ClipStore
from voice.speaking.ear_text import for_ear
from voice.speaking.heard import (
    COMMON,
    WITH_FIGURES,
    Score,
    bake_for,
    for_recogniser,
    own_sentences,
    score,
    total,
)
from voice.speaking.speaker import Speaker

_PATIENCE_S: Final = 120.0
Tell = Callable[[str, str, str], None]


class Hears(Protocol):
    """Writes down what it hears."""

    def recognise(self, pcm16k: bytes) -> list[str]:
        """The likeliest first."""
        ...


class Whisper:
    """The packaged recogniser, with all the time it wants.

    Args:
        model: The folder of Whisper-base.
        log: Where its start and end are told.
    """

    def __init__(self, model: Path, log: Log) -> None:
        command = [sys.executable, "-m", "voice.recognisers.whisper_helper", str(model)]
        self._helper = HelperProcess(command, name="whisper_helper", log=log)

    def recognise(self, pcm16k: bytes) -> list[str]:
        """The likeliest first."""
        reply = self._helper.ask({"do": "recognise", "vocabulary": []}, pcm16k, timeout_s=_PATIENCE_S)
        return list(reply.header["texts"])

    def close(self) -> None:
        """Ends its process."""
        self._helper.close()


def measure(
    *, release: Release, kokoro: Engine, espeak: Engine, recogniser: Hears, folder: Path, tell: Tell
) -> dict[str, dict[str, float]]:
    """Says the same sentences three ways and has them written down.

    Args:
        release: Whose sentences are said, besides `COMMON`.
        kokoro: Makes the clips, and speaks by itself.
        espeak: Speaks where nothing else is.
        recogniser: Listens.
        folder: For the clips, of this measurement alone.
        tell: Is told who said what, and what was heard.
    """
    lines = (*COMMON, *own_sentences(release))
    store = ClipStore(folder, voice=kokoro.voice, version=kokoro.version)
    bake_for(lines, release, store, kokoro)
    mouths = {
        "clips": Speaker(stores=[store], engines=[kokoro]),
        "kokoro": Speaker(stores=[], engines=[kokoro]),
        "pyttsx3": Speaker(stores=[], engines=[espeak]),
    }
    wrong = {name: total(_scores(name, mouth, lines, recogniser, tell)).pct for name, mouth in mouths.items()}
    store.look()
    baked = [line for line in lines if store.has(for_ear(line).rstrip("。"))]
    clips = Speaker(stores=[store], engines=[])
    return {
        "syllables_wrong_pct": wrong,
        "first_sound_ms": {
            "baked_max": _first_sound_ms(clips, baked, max),
            "new_amount_max": _first_sound_ms(clips, WITH_FIGURES, max),
            "kokoro_median": _first_sound_ms(mouths["kokoro"], COMMON[:10], statistics.median),
        },
    }


def _scores(name: str, mouth: Speaker, lines: Sequence[str], recogniser: Hears, tell: Tell) -> list[Score]:
    scores: list[Score] = []
    for line in lines:
        try:
            pcm = b"".join(mouth.pcm(line, personal=False))
        except NoSpeech:
            pcm = b""
        texts = recogniser.recognise(for_recogniser(pcm)) if pcm else []
        heard = texts[0] if texts else ""
        tell(name, line, heard)
        scores.append(score(line, heard))
    return scores


def _first_sound_ms(mouth: Speaker, lines: Sequence[str], of: Callable[[Sequence[float]], float]) -> float:
    times: list[float] = []
    for line in lines:
        began = time.perf_counter()
        if next(mouth.pcm(line, personal=False), None) is not None:
            times.append((time.perf_counter() - began) * 1000)
    return round(of(times), 1)
