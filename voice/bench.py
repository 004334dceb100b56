"""`kiosk voice bench`: speaks to the terminal and counts what it understood.

The villager is Kokoro; what it says goes through the terminal's own speech detector, recogniser and
understanding, page by page. One line for each engine. Without a Mandarin model for Vosk its line says so.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from config.release import shipped
from kiosk.core.talk import Ear, Hearing, Outcome
from kiosk.log import Log, json_log
from voice.engines.engine import KOKORO_VOICES
from voice.helper import HelperFailed, HelperProcess
from voice.models.check import usable
from voice.models.errors import ModelError, Trouble
from voice.ports import NotRecognised
from voice.recognisers.chooser import installed_recogniser
from voice.recognisers.vad import SileroDetector
from voice.sound.utterances import CHUNK_BYTES, Utterance, Utterances
from voice.trials import commands, ears, others
from voice.trials.results import Result, figures, not_measured
from voice.trials.spoken import Manner, Mouth, Trial, Villager, command_trials, other_trials
from voice.understanding.ear import Understanding

_MODELS: Final = ("whisper-base", "vosk-zh")
_TAIL_S: Final = 0.6
_PATIENCE_S: Final = 120.0
"""What is late counts as late: it is the figures of latency that tell of a busy machine, and no others."""
_TRIES: Final = 3
_NOTHING: Final = Hearing(Outcome.NOT_UNDERSTOOD)


class Hears(Protocol):
    """Writes down an utterance."""

    def recognise(self, pcm16k: bytes, vocabulary: tuple[str, ...]) -> list[str]:
        """The likeliest first."""
        ...


class Bench:
    """Runs trials through the terminal's ear.

    Args:
        villager: Says them.
        recogniser: Writes them down.
        understanding: Tells what is meant.
        ears: What each page accepts.
        utterances: Finds where somebody speaks.
    """

    def __init__(
        self,
        villager: Villager,
        recogniser: Hears,
        understanding: Understanding,
        *,
        ears: Mapping[str, Ear],
        utterances: Utterances,
    ) -> None:
        self._villager = villager
        self._recogniser = recogniser
        self._understanding = understanding
        self._ears = ears
        self._utterances = utterances

    def run(self, trial: Trial) -> Result:
        """One sentence, from the microphone to what was understood."""
        ear = self._ears[trial.sentence.page]
        self._understanding.warm(ear)
        utterance = self._cut(self._villager.say(trial))
        if utterance is None:
            return Result(trial, (), _NOTHING, 0.0, self._tail_ms(None))
        began = time.perf_counter()
        try:
            texts = tuple(self._recogniser.recognise(utterance.pcm, self._understanding.vocabulary(ear)))
        except NotRecognised:
            texts = ()
        hearing = self._understanding.hear(texts, ear)
        latency_ms = 1000 * (time.perf_counter() - began)
        return Result(trial, texts, hearing, latency_ms, self._tail_ms(utterance))

    def _cut(self, pcm: bytes) -> Utterance | None:
        """The first utterance in what the microphone brought."""
        self._utterances.forget()
        pieces = (pcm[at : at + CHUNK_BYTES] for at in range(0, len(pcm), CHUNK_BYTES))
        return next((found for piece in pieces if (found := self._utterances.put(piece))), None)

    @staticmethod
    def _tail_ms(utterance: Utterance | None) -> float:
        return 1000 * (utterance.tail_s if utterance else _TAIL_S)


class _Mouth:
    """Kokoro in one manner, given all the time that it needs: nobody waits for it here."""

    def __init__(self, helper: HelperProcess) -> None:
        self._helper = helper

    def say(self, text: str) -> bytes:
        """The text as sound: 24 kHz, mono, 16 bit."""
        for _ in range(_TRIES - 1):
            with suppress(HelperFailed):
                return self._helper.ask({"text": text}, timeout_s=_PATIENCE_S).payload
        return self._helper.ask({"text": text}, timeout_s=_PATIENCE_S).payload


class _Mouths:
    """One process for each manner of speaking, started when it is needed; only one at a time."""

    def __init__(self, model: Path, log: Log, ends: ExitStack) -> None:
        self._model, self._log, self._ends = model, log, ends
        self._manner: Manner | None = None
        self._helper: HelperProcess | None = None

    def __call__(self, manner: Manner) -> Mouth:
        if self._helper is None or manner != self._manner:
            if self._helper is not None:
                self._helper.close()  # each holds half a gigabyte
            cores = str(min(4, os.cpu_count() or 1))
            module = [sys.executable, "-m", "voice.engines.kokoro_helper"]
            command = [*module, str(self._model), manner.voice, str(manner.speed), cores]
            self._helper = HelperProcess(command, name="villager", log=self._log)
            self._manner = manner
            self._ends.callback(self._helper.close)
        return _Mouth(self._helper)


def kept_in() -> Path:
    """Where the trials' sound is kept between benches."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kiosk" / "trials"


def main(argv: Sequence[str]) -> int:
    """Runs the bench."""
    arguments = argparse.ArgumentParser(prog="kiosk voice bench", description=__doc__)
    arguments.add_argument("--json", action="store_true", help="one JSON line for each engine")
    arguments.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth sentence")
    arguments.add_argument(
        "--once", action="store_true", help="each command in one voice at one speed, in turn"
    )
    arguments.add_argument("--sound", type=Path, default=None, metavar="DIR", help="where its sound is kept")
    arguments.add_argument(
        "--tell", action="store_true", help="say on standard error what was not understood"
    )
    given = arguments.parse_args(argv)
    log = json_log(room="voice")
    try:
        model = usable("kokoro")
    except ModelError as error:
        sys.stderr.write(f"kokoro: {error}; kiosk models install\n")
        return 1
    with ExitStack() as ends:
        villager = Villager(_Mouths(model, log, ends), given.sound or kept_in())
        every = max(1, given.every)
        said = tuple(command_trials(commands()[::every], KOKORO_VOICES, once=given.once))
        unmeant = tuple(other_trials(others()[::every], KOKORO_VOICES))
        try:
            _prepare(villager, [*said, *unmeant])
        except HelperFailed as error:
            sys.stderr.write(f"the villager's voice does not answer: {error}\n")
            return 1
        release = shipped()
        for name in _MODELS:
            recogniser = installed_recogniser(log, find=partial(_only, name), answer_s=_PATIENCE_S)
            ends.callback(recogniser.close)
            if recogniser.engines:
                cut = Utterances(SileroDetector(), tail_s=_TAIL_S)
                bench = Bench(
                    villager, recogniser, Understanding(release.accents), ears=ears(release), utterances=cut
                )
                recogniser.warm()
                told = _told if given.tell else iter
                line = figures(name, list(told(map(bench.run, said))), list(told(map(bench.run, unmeant))))
            else:
                line = not_measured(name)
            recogniser.close()
            sys.stdout.write((json.dumps(line) if given.json else _as_text(line)) + "\n")
            sys.stdout.flush()
    return 0


def _only(wanted: str, name: str) -> Path:
    """One model, as if no other one were installed."""
    if name != wanted:
        raise ModelError(Trouble.NOT_FOUND, name)
    return usable(name)


def _prepare(villager: Villager, trials: Sequence[Trial]) -> None:
    """Says everything once, manner by manner, before anything is measured."""
    for trial in sorted(trials, key=lambda trial: (trial.manner.voice, trial.manner.speed)):
        villager.say(trial)


def _told(results: Iterable[Result]) -> Iterator[Result]:
    """Passes results on, and says what went wrong. The trials' sentences are nobody's own."""
    for result in results:
        if (result.trial.sentence.target and not result.right) or result.acted_wrong:
            manner, sentence, hearing = result.trial.manner, result.trial.sentence, result.hearing
            sys.stderr.write(
                f"{manner.voice} {manner.speed:g} {result.trial.noise_db} dB  {sentence.words} "
                f"[{sentence.target}]: {' / '.join(result.texts)} -> {hearing.outcome} {hearing.targets}\n"
            )
        yield result


def _as_text(line: Mapping[str, object]) -> str:
    return "\n".join(f"{name:<22} {'-' if value is None else value}" for name, value in line.items()) + "\n"
