"""Who is asked what was said: Vosk with the page's phrases, Whisper for free words and where Vosk is not."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from kiosk.log import Log
from voice.by_release import usable_now
from voice.helper import HelperFailed, HelperProcess
from voice.models.errors import ModelError
from voice.ports import NotRecognised
from voice.wire import Frame, Header

_ANSWER_S: Final = 10.0
"""An utterance takes a second, on a busy machine some; a helper that takes longer hangs."""
_WARM_S: Final = 30.0
_START_S: Final = 60.0
"""Vosk loads for three seconds, on a busy machine for many."""
_REST_S: Final = 60.0
_MANY_FAILURES: Final = 3


class Helper(Protocol):
    """A helper process; see `voice.helper.HelperProcess`."""

    def ask(self, header: Header, payload: bytes = b"", *, timeout_s: float) -> Frame:
        """Asks and waits for the answer."""
        ...

    def close(self) -> None:
        """Ends it for good."""
        ...


@dataclass(slots=True)
class Engine:
    """One engine.

    Attributes:
        name: `vosk` or `whisper`.
        helper: Its process.
        by_phrases: Whether it is better where the phrases are known than for free words.
        failures: In a row.
        rests_until_s: Not asked before, if another can be.
    """

    name: str
    helper: Helper
    by_phrases: bool
    failures: int = 0
    rests_until_s: float = 0.0


class Chooser:
    """Asks the engine that suits, and the next one where that fails; see `voice.ports.Recognises`.

    Args:
        engines: What there is, the first choice for a page's phrases first.
        answer_s: How long one is waited for.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        engines: Sequence[Engine],
        *,
        answer_s: float = _ANSWER_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engines = tuple(engines)
        self._answer_s = answer_s
        self._clock = clock

    @property
    def engines(self) -> tuple[str, ...]:
        """The engines that it can ask, the first choice first."""
        return tuple(engine.name for engine in self._engines)

    def warm(self) -> None:
        """Loads what it will need; an engine that cannot is asked again later."""
        for engine in self._engines:
            self._ask(engine, {"do": "warm"}, b"", timeout_s=_WARM_S)

    def recognise(self, pcm16k: bytes, vocabulary: tuple[str, ...]) -> list[str]:
        """Writes down what was said; see the port.

        Raises:
            NotRecognised: No engine could be asked.
        """
        question: dict[str, object] = {"do": "recognise", "vocabulary": list(vocabulary)}
        best: list[str] | None = None
        for engine in self._in_turn(free=not vocabulary):
            answer = self._ask(engine, question, pcm16k, timeout_s=self._answer_s)
            if answer is None:
                continue
            texts = answer.header.get("texts")
            heard = [text for text in texts if isinstance(text, str)] if isinstance(texts, list) else []
            if heard and answer.header.get("by_phrases", not engine.by_phrases):
                return heard
            best = best or heard  # none of the page's phrases: another engine may hear more in it
        if best is None:
            raise NotRecognised
        return best

    def close(self) -> None:
        """Ends its processes."""
        for engine in self._engines:
            engine.helper.close()

    def _in_turn(self, *, free: bool) -> list[Engine]:
        now = self._clock()
        return sorted(
            self._engines,
            key=lambda engine: (engine.rests_until_s > now, free and engine.by_phrases),
        )

    def _ask(self, engine: Engine, question: Header, pcm: bytes, *, timeout_s: float) -> Frame | None:
        try:
            answer = engine.helper.ask(question, pcm, timeout_s=timeout_s)
        except HelperFailed:
            engine.failures += 1
            if engine.failures >= _MANY_FAILURES:
                engine.rests_until_s = self._clock() + _REST_S
            return None
        engine.failures = 0
        return answer


def installed_recogniser(
    log: Log,
    *,
    environment: Mapping[str, str] = os.environ,
    find: Callable[[str], Path] | None = None,
    answer_s: float = _ANSWER_S,
) -> Chooser:
    """Makes a recogniser of whatever is installed and whole.

    Args:
        log: Where the helpers' starts and ends are told.
        environment: The environment variables.
        find: Finds a model that may be used, or raises a ModelError.
        answer_s: How long an engine is waited for.

    Returns:
        The recogniser; without any engine where nothing is installed. A model that is not to be used is left
        out; `kiosk doctor` tells why.
    """
    find = find or (lambda name: usable_now(name, environment))
    engines = []
    for name, model, by_phrases in (("vosk", "vosk-zh", True), ("whisper", "whisper-base", False)):
        try:
            folder = find(model)
        except ModelError:
            continue
        command = [sys.executable, "-m", f"voice.recognisers.{name}_helper", str(folder)]
        helper = HelperProcess(command, name=f"{name}_helper", log=log, start_s=_START_S)
        engines.append(Engine(name, helper, by_phrases))
    return Chooser(engines, answer_s=answer_s)
