"""The process that runs Vosk: ``python -m voice.recognisers.vosk_helper FOLDER``.

Answers ``{"do": "recognise", "vocabulary": [...]}`` with an utterance as payload: ``{"texts": [...],
"by_phrases": bool, "left_out": [...]}``, the likeliest first; and ``{"do": "warm"}``. ``--self-test FOLDER``
tries a model and ends: 0, or 1 and a line that tells why.

With a grammar Vosk hears one of its phrases in whatever is said. So what it hears with the page's phrases
counts only if the model can say "none of these", or if it hears something alike without them.
"""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Final, Protocol

from voice.recognisers.grammar import UNKNOWN, Grammar
from voice.recognisers.vosk_guard import RATE, GuardedModel, Unfit
from voice.wire import Frame, Header, serve

_ALIKE: Final = 0.5


class Model(Protocol):
    """A model that hears; see `voice.recognisers.vosk_guard.GuardedModel`."""

    def grammar(self, phrases: tuple[str, ...]) -> Grammar:
        """The grammar of some phrases."""
        ...

    def hear(self, pcm: bytes, grammar: Grammar) -> str:
        """Recognises one utterance."""
        ...


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of an utterance.

    Attributes:
        texts: What it may have been, the likeliest first.
        by_phrases: Whether the first is one of the page's phrases.
        left_out: Phrases that the model cannot hear.
    """

    texts: tuple[str, ...]
    by_phrases: bool = False
    left_out: tuple[str, ...] = ()


def recognise(model: Model, pcm: bytes, vocabulary: tuple[str, ...]) -> Heard:
    """Writes down an utterance.

    Args:
        model: The model.
        pcm: 16 kHz, mono, 16 bit.
        vocabulary: The phrases of the page; empty: anything.

    Raises:
        Unfit: The model fails.
    """
    grammar = model.grammar(vocabulary) if vocabulary else Grammar(None)
    if grammar.text is None:
        return Heard(_texts(model.hear(pcm, grammar)), left_out=grammar.left_out)
    heard = model.hear(pcm, grammar)
    if grammar.rejects:
        of_page = bool(heard) and UNKNOWN not in heard.split()
        return Heard(_texts(heard) if of_page else (), of_page, grammar.left_out)
    free = model.hear(pcm, Grammar(None))
    if heard and alike(heard, free) >= _ALIKE:
        return Heard(tuple(dict.fromkeys(_texts(heard) + _texts(free))), True, grammar.left_out)
    return Heard(_texts(free), left_out=grammar.left_out)


def alike(one: str, other: str) -> float:
    """How alike two texts sound, from 0 to 1: syllables without tones, in order."""
    from pypinyin import lazy_pinyin

    first: list[str] = lazy_pinyin("".join(one.split()))
    second: list[str] = lazy_pinyin("".join(other.split()))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _texts(heard: str) -> tuple[str, ...]:
    """Chinese without the spaces between its words; the unknown taken out."""
    words = [word for word in heard.split() if word != UNKNOWN]
    joined = (" " if all(word.isascii() for word in words) else "").join(words)
    return (joined,) if joined else ()


def main(argv: list[str]) -> int:
    """Loads the model, then answers until standard input closes; or tries it."""
    if argv[:1] == ["--self-test"]:
        try:
            GuardedModel(Path(argv[1])).self_test()
        except Unfit as error:
            sys.stdout.write(f"{error}\n")
            return 1
        return 0
    model = GuardedModel(Path(argv[0]))

    def answer(header: Header, payload: bytes) -> Frame:
        match header.get("do"):
            case "recognise":
                heard = recognise(model, payload, _phrases(header.get("vocabulary")))
                return Frame(asdict(heard))
            case "warm":
                model.hear(bytes(RATE * 2), Grammar(None))
                return Frame({})
            case _:
                raise ValueError("no such question")

    serve(answer)
    return 0


def _phrases(value: Any) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
