"""What stands between Vosk and whatever ends a process inside it, or sends it to the network.

Measured with Vosk 0.3.45: without a path a model is looked for on the network, and the process ends; a
grammar that is no list of texts, or an empty one, is a segmentation fault; a grammar set while sound is under
way is an abort. Models that are not whole fail in four places: loading, making a recogniser, the first sound,
or nowhere at all.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from voice.recognisers.grammar import Grammar, grammar_of

RATE: Final = 16_000
MOST_S: Final = 20.0
NEEDED: Final = (
    "am/final.mdl",
    "conf/mfcc.conf",
    "conf/model.conf",
    "graph/phones/word_boundary.int",
)
DYNAMIC: Final = ("graph/HCLr.fst", "graph/Gr.fst")
"""Both are there in models that take a grammar at run time."""
STATIC: Final = "graph/HCLG.fst"
_CHUNK_BYTES: Final = RATE // 5 * 2
_COMMON: Final = ("是", "一", "我", "你好", "네", "예", "yes", "one")
"""Words that one model or another has; a self-test wants one for a grammar."""
_SILENCE: Final = bytes(_CHUNK_BYTES)
_RENEWED_AFTER: Final = 100
"""Utterances: what a recogniser keeps of its graph grows with each new one, by 0.1 MB at first."""


class Unfit(Exception):
    """A model cannot be used; the text tells why, in words for a maintainer."""


def look_over(folder: Path) -> bool:
    """Looks whether a folder can be a model.

    Args:
        folder: The model.

    Returns:
        Whether it takes a grammar.

    Raises:
        Unfit: Something is missing.
    """
    missing = [path for path in NEEDED if not _there(folder / path)]
    dynamic = all(_there(folder / path) for path in DYNAMIC)
    if not dynamic and not _there(folder / STATIC):
        missing.append(" and ".join(DYNAMIC))
    if missing:
        raise Unfit(f"missing or empty: {', '.join(missing)}")
    return dynamic


class GuardedModel:
    """A Vosk model that nothing said to it can crash.

    Args:
        folder: The model; always a path, so that nothing is ever looked for elsewhere.

    Raises:
        Unfit: It cannot be loaded.
    """

    def __init__(self, folder: Path) -> None:
        self._takes_grammar = look_over(folder)
        import vosk

        vosk.SetLogLevel(-1)
        self._vosk: Any = vosk
        try:
            self._model: Any = vosk.Model(model_path=str(folder.resolve()))
        except Exception as error:
            raise Unfit("Vosk cannot load the model") from error
        self._known: dict[str, bool] = {}
        self._free: Any = None
        self._free_heard = 0

    def knows(self, word: str) -> bool:
        """Whether the model has a word."""
        if word not in self._known:
            if len(self._known) > 50_000:
                self._known.clear()
            plain = bool(word) and "\0" not in word
            self._known[word] = plain and self._model.vosk_model_find_word(word) >= 0
        return self._known[word]

    def grammar(self, phrases: tuple[str, ...]) -> Grammar:
        """The grammar of some phrases; without a text where the model takes none."""
        return grammar_of(phrases, self.knows) if self._takes_grammar else Grammar(None)

    def hear(self, pcm: bytes, grammar: Grammar) -> str:
        """Recognises one utterance.

        Args:
            pcm: 16 kHz, mono, 16 bit.
            grammar: What it may be.

        Returns:
            The words, with spaces between them; empty where nothing was heard.

        Raises:
            Unfit: The model fails.
        """
        pcm = pcm[: int(MOST_S * RATE) * 2]
        pcm = pcm[: len(pcm) // 2 * 2]
        try:
            recogniser = self._recogniser(grammar)
            text = _heard(recogniser, pcm)
            _heard(recogniser, _SILENCE)  # it drops what was said only when it hears something else
        except Exception as error:
            self._free = None
            raise Unfit("Vosk failed with the model") from error
        return text

    def _recogniser(self, grammar: Grammar) -> Any:
        """One of its own for each grammar, which is given when it is made, never later.

        The one without is kept: it puts its graph together while it listens, and a new one takes 2 s of the
        processor for an utterance that an old one recognises in 0.15 s (measured with the Korean model). It
        is made anew now and then, as its graph grows.
        """
        if grammar.text is not None:
            return self._vosk.KaldiRecognizer(self._model, RATE, _checked(grammar.text))
        if self._free is None or self._free_heard >= _RENEWED_AFTER:
            self._free, self._free_heard = self._vosk.KaldiRecognizer(self._model, RATE), 0
        self._free_heard += 1
        return self._free

    def self_test(self) -> None:
        """Recognises silence, freely and with a grammar.

        Raises:
            Unfit: The model fails.
        """
        silence = bytes(RATE * 2)
        if self.hear(silence, Grammar(None)):
            raise Unfit("it hears words in silence")
        grammar = self.grammar(_COMMON)
        if grammar.text is not None:
            self.hear(silence, grammar)


def _checked(text: str) -> str:
    """Lets only what Vosk survives pass."""
    texts = json.loads(text)
    if (
        not isinstance(texts, list)
        or not texts
        or not all(isinstance(one, str) and one.strip() for one in texts)
    ):
        raise Unfit("not a grammar")
    return text


def _heard(recogniser: Any, pcm: bytes) -> str:
    """Everything that a recogniser makes of some sound."""
    said: list[str] = []
    for start in range(0, len(pcm), _CHUNK_BYTES):
        if recogniser.AcceptWaveform(pcm[start : start + _CHUNK_BYTES]):
            said.append(_text_of(recogniser.Result()))
    said.append(_text_of(recogniser.FinalResult()))
    return " ".join(part for part in said if part)


def _text_of(result: str) -> str:
    """The words of an answer, whose shape depends on Vosk's settings."""
    answer = json.loads(result)
    alternatives = answer.get("alternatives") or [answer]
    return str(alternatives[0].get("text", "")).strip()


def _there(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0
