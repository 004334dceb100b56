"""What is made of Vosk's answers: with a grammar it hears one of the phrases in whatever is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice.recognisers.grammar import UNKNOWN, Grammar, grammar_of
from voice.recognisers.vosk_guard import DYNAMIC, NEEDED, STATIC, Unfit, look_over
from voice.recognisers.vosk_helper import Heard, alike, recognise


class Model:
    """Hears what it is told to, with a grammar and without."""

    def __init__(self, *, with_grammar: str, freely: str, words: str = "养老金医保") -> None:
        self.with_grammar = with_grammar
        self.freely = freely
        self.words = words

    def grammar(self, phrases: tuple[str, ...]) -> Grammar:
        return grammar_of(phrases, lambda word: word in self.words or (word == UNKNOWN and "?" in self.words))

    def hear(self, pcm: bytes, grammar: Grammar) -> str:
        return self.with_grammar if grammar.text else self.freely


PHRASES = ("养老金", "医保", "社保")


@pytest.mark.parametrize(
    ("model", "heard"),
    [
        (Model(with_grammar="养老金", freely="养 老金 吧"), Heard(("养老金", "养老金吧"), True, ("社保",))),
        (Model(with_grammar="养老金", freely="养老 斤"), Heard(("养老金", "养老斤"), True, ("社保",))),
        (Model(with_grammar="养老金", freely="今天 天气 好"), Heard(("今天天气好",), False, ("社保",))),
        (Model(with_grammar="", freely="今天"), Heard(("今天",), False, ("社保",))),
        (
            Model(with_grammar="养老金", freely="", words="养老金?"),
            Heard(("养老金",), True, ("医保", "社保")),
        ),
        (Model(with_grammar="养老金 [unk]", freely="", words="养老金?"), Heard((), False, ("医保", "社保"))),
        (Model(with_grammar="不问", freely="社 保", words=""), Heard(("社保",), False, PHRASES)),
    ],
)
def test_a_phrase_counts_only_if_it_was_said(model: Model, heard: Heard) -> None:
    assert recognise(model, b"", PHRASES) == heard


def test_without_phrases_it_hears_freely() -> None:
    assert recognise(Model(with_grammar="x", freely="我 要 next page"), b"", ()).texts == ("我要nextpage",)
    assert recognise(Model(with_grammar="x", freely="next page"), b"", ()).texts == ("next page",)


def test_alike_is_by_sound() -> None:
    assert alike("养老金", "养 老 斤") == 1.0
    assert alike("养老金", "天气") == 0.0
    assert alike("", "") == 1.0


@pytest.mark.parametrize("gone", [*NEEDED, *DYNAMIC])
def test_a_model_with_a_file_gone_is_unfit(tmp_path: Path, gone: str) -> None:
    model(tmp_path, *NEEDED, *DYNAMIC)
    assert look_over(tmp_path)
    (tmp_path / gone).write_bytes(b"")
    with pytest.raises(Unfit, match="missing or empty"):
        look_over(tmp_path)


def test_a_static_graph_takes_no_grammar(tmp_path: Path) -> None:
    model(tmp_path, *NEEDED, STATIC)
    assert not look_over(tmp_path)


def model(folder: Path, *paths: str) -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(b"something")
