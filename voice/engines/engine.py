"""An engine as the rest of the house sees it: a name, a version, and sound for a text."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from kiosk.log import Log
from voice.helper import HelperFailed, HelperProcess, Trouble
from voice.wire import Frame, Header

KOKORO_VOICES: Final = ("zf_xiaobei", "zf_xiaoxiao", "zm_yunjian")
KOKORO_SPEED: Final = 0.9
ESPEAK_WORDS_A_MINUTE: Final = 130
SIMPLE_VOICE: Final = "espeak"
"""The voice that is always there; clips of it would be no better than itself."""
_MAKING: Final = 1
"""Counts up when the same engine would make another sound of the same text (readings, trimming)."""

_PATIENCE_PER_SIGN_S: Final = 0.4
_START_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an engine is waited for.

    Attributes:
        least_s: For the shortest text.
        spared_s: How long it is not asked after it failed.
        loads_aside: Nobody waits for it to load: until then it can't say anything.
    """

    least_s: float = 4.0
    spared_s: float = 20.0
    loads_aside: bool = True


IN_A_VISIT: Final = Patience()
LAST_RESORT: Final = Patience(loads_aside=False)
IN_THE_BACKGROUND: Final = Patience(least_s=120.0, spared_s=0.0, loads_aside=False)
"""Where everything else comes first, a sentence may take long."""


class NoSpeech(Exception):
    """An engine can't say this now."""


class Engine(Protocol):
    """Makes sound of text for the ear: 24 kHz, mono, 16 bit."""

    @property
    def voice(self) -> str:
        """Who speaks: a name that tells voices apart."""
        ...

    @property
    def version(self) -> str:
        """Another one means that the same text sounds different."""
        ...

    def say(self, text: str) -> bytes:
        """The text as sound.

        Raises:
            NoSpeech: It did not come about; another engine may do.
        """
        ...

    def warm(self) -> None:
        """Loads what it needs, so that the first text is not late; may take seconds, and fails silently."""
        ...

    def close(self) -> None:
        """Ends its process."""
        ...


class Asked(Protocol):
    """What a `HelperProcess` does for an engine."""

    def ask(self, header: Header, payload: bytes = b"", *, timeout_s: float) -> Frame:
        """Asks and waits."""
        ...

    def close(self) -> None:
        """Ends it."""
        ...


class HelperEngine:
    """An engine in a helper process; after a failure it is spared a while, so that nobody waits for it.

    Args:
        helper: Its process.
        voice: Who speaks.
        version: Of the engine and of how it is used.
        patience: How long it is waited for.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        helper: Asked,
        *,
        voice: str,
        version: str,
        patience: Patience = IN_A_VISIT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._patience = patience
        self._helper = helper
        self._voice = voice
        self._version = version
        self._clock = clock
        self._spared_until_s = 0.0
        self._loaded = not patience.loads_aside
        self._loading = threading.Lock()

    @property
    def voice(self) -> str:
        """Who speaks."""
        return self._voice

    @property
    def version(self) -> str:
        """Of the engine and of how it is used."""
        return self._version

    def say(self, text: str) -> bytes:
        """The text as sound.

        Raises:
            NoSpeech: The process failed, just now or a moment ago, or is still loading.
        """
        if self._clock() < self._spared_until_s:
            raise NoSpeech
        if not self._loaded:
            threading.Thread(target=self.warm, name="loading", daemon=True).start()
            raise NoSpeech
        patience_s = self._patience.least_s + _PATIENCE_PER_SIGN_S * len(text)
        try:
            return self._helper.ask({"text": text}, timeout_s=patience_s).payload
        except HelperFailed as error:
            self._loaded = self._loaded and not self._patience.loads_aside
            if error.reason is not Trouble.CRASHED:  # one that crashed is started anew at once
                self._spared_until_s = self._clock() + self._patience.spared_s
            raise NoSpeech from error

    def warm(self) -> None:
        """Starts the process and lets it load."""
        if not self._loading.acquire(blocking=False):
            return  # somebody does so already
        try:
            self._helper.ask({"text": ""}, timeout_s=self._patience.least_s)
            self._loaded = True
        except HelperFailed:
            self._spared_until_s = self._clock() + self._patience.spared_s
        finally:
            self._loading.release()

    def close(self) -> None:
        """Ends its process."""
        self._helper.close()


def kokoro(
    model: Path,
    log: Log,
    *,
    voice: str,
    speed: float = KOKORO_SPEED,
    threads: int = 0,
    patience: Patience = IN_A_VISIT,
) -> HelperEngine:
    """Kokoro-82M.

    Args:
        model: The folder of its model.
        log: Where starts and ends are told.
        voice: One of `KOKORO_VOICES`.
        speed: 1 is the model's own.
        threads: How many cores it may use; 0 is all, up to four.
        patience: How long it is waited for.
    """
    cores = threads or min(4, os.cpu_count() or 1)
    command = [sys.executable, "-m", "voice.engines.kokoro_helper", str(model), voice, str(speed), str(cores)]
    helper = HelperProcess(command, name="kokoro", log=log, start_s=_START_S)
    return HelperEngine(
        helper, voice=voice, version=f"kokoro-1.0-int8-{speed:g}-{_MAKING}", patience=patience
    )


def espeak(
    log: Log, *, words_a_minute: int = ESPEAK_WORDS_A_MINUTE, patience: Patience = LAST_RESORT
) -> HelperEngine:
    """pyttsx3 on espeak-ng: always there, hard to understand."""
    command = [sys.executable, "-m", "voice.engines.pyttsx3_helper", str(words_a_minute)]
    helper = HelperProcess(command, name="pyttsx3", log=log, start_s=_START_S)
    version = f"cmn-latn-pinyin-{words_a_minute}-{_MAKING}"
    return HelperEngine(helper, voice=SIMPLE_VOICE, version=version, patience=patience)
