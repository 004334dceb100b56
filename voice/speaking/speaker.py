"""Who speaks: clips first, then Kokoro, then pyttsx3; nothing that it says is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from kiosk.log import Log
from voice.by_release import ReleaseClips, usable_now
from voice.engines.engine import (
    IN_A_VISIT,
    SIMPLE_VOICE,
    Engine,
    NoSpeech,
    Patience,
    espeak,
    kokoro,
)
from voice.models.errors import ModelError
from voice.speaking.background import BackgroundBaking
from voice.speaking.clips import RATE, RECORDED, ClipStore
from voice.speaking.home import clips_folder
from voice.speaking.plan import Clip, plan

ANNOUNCER: Final = "announcer"
"""The voice of the clips that were brought in."""
_CHUNK_BYTES: Final = RATE * 2 // 5


class Speaker:
    """Makes the sound of a line; may be used from several threads.

    Args:
        stores: Clips, the preferred ones first. They are only read.
        engines: Who says what has no clip, the preferred one first.
        close: Ends whatever the engines run in.
    """

    def __init__(
        self,
        *,
        stores: Sequence[ClipStore],
        engines: Sequence[Engine],
        close: Callable[[], None] = lambda: None,
    ) -> None:
        self._stores = tuple(stores)
        self._engines = tuple(engines)
        self._close = close

    def pcm(self, line: str, *, personal: bool) -> Iterator[bytes]:
        """The sound of a line: 24 kHz, mono, 16 bit, little-endian; the first of it as soon as it is there.

        Args:
            line: As it is written or as it is said.
            personal: Only one person may hear it. Kept is neither such a line nor any other.

        Raises:
            NoSpeech: No engine could say a part of it; what came before was yielded.
        """
        del personal
        for store in self._stores:
            store.look()
        for step in plan(line, [store.has for store in self._stores]):
            sound = self._clip(step) if isinstance(step, Clip) else self._live(step.text)
            for start in range(0, len(sound), _CHUNK_BYTES):
                yield sound[start : start + _CHUNK_BYTES]
            if step.pause_s:
                yield bytes(int(step.pause_s * RATE) * 2)

    def warm(self) -> None:
        """Loads the engines, the preferred one first; takes seconds."""
        for engine in self._engines:
            engine.warm()

    def close(self) -> None:
        """Ends the engines."""
        for engine in self._engines:
            engine.close()
        self._close()

    def _clip(self, clip: Clip) -> bytes:
        pcm = self._stores[clip.source].read(clip.name)
        if pcm is not None:
            return pcm
        with suppress(OSError):
            self._stores[clip.source].drop(clip.name)  # broken: baking makes it anew
        return self._live(clip.name.strip("…"))

    def _live(self, text: str) -> bytes:
        for engine in self._engines:
            try:
                return engine.say(text)
            except NoSpeech:
                continue
        raise NoSpeech


def announcer_store(home: Path) -> ClipStore:
    """The recordings of a person."""
    return ClipStore(clips_folder(home), voice=ANNOUNCER, version=RECORDED)


def engines(log: Log, *, voice: str, threads: int = 0, patience: Patience = IN_A_VISIT) -> list[Engine]:
    """The engines that this machine has, the preferred one first."""
    try:
        better: list[Engine] = [
            kokoro(usable_now("kokoro"), log, voice=voice, threads=threads, patience=patience)
        ]
    except ModelError:
        better = []
    return [*better, espeak(log)]


def speaker(home: Path, log: Log, *, voice: str) -> Speaker:
    """The speaker of a terminal, its engines already loading, its clips baked whenever there is time.

    Args:
        home: The terminal's data folder.
        log: Where the engines' starts and ends are told.
        voice: Kokoro's.
    """
    there = engines(log, voice=voice)
    baked = ClipStore(clips_folder(home), voice=there[0].voice, version=there[0].version)
    baking = BackgroundBaking(home, log)
    brought = ReleaseClips(home, voice=ANNOUNCER, version=RECORDED)
    made = Speaker(stores=[announcer_store(home), brought, baked], engines=there, close=baking.close)
    if there[0].voice != SIMPLE_VOICE:
        baking.start()
    threading.Thread(target=made.warm, name="speaker", daemon=True).start()
    return made
