"""Phrases as a grammar: always one that Vosk survives, in words that the model has."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.recognisers.grammar import MOST_PHRASES, UNKNOWN, grammar_of, words_of

WORDS = {"我", "要", "查", "养老", "养老金", "老金", "金", "养", "医保", "next", "page"}


def known(word: str) -> bool:
    return word in WORDS


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("养老金", ("养老金",)),
        ("我要查养老金。", ("我", "要", "查", "养老金")),
        ("我要，查医保", ("我", "要", "查", "医保")),
        ("Next page", ("next", "page")),
        ("nextpage", ("next", "page")),
        ("我要查社保", None),
        ("", None),
        ("……", None),
        ("养" * 41, None),
    ],
)
def test_a_phrase_is_cut_into_the_fewest_words(phrase: str, words: tuple[str, ...] | None) -> None:
    assert words_of(phrase, known) == words


def test_what_the_model_cannot_hear_is_left_out_and_told() -> None:
    grammar = grammar_of(["养老金", "社保卡", "养老金！", "……"], known)
    assert json.loads(grammar.text or "") == ["养老金"]
    assert grammar.left_out == ("社保卡",)
    assert not grammar.rejects


def test_a_model_that_can_say_none_of_these_may_do_so() -> None:
    grammar = grammar_of(["养老金"], lambda word: known(word) or word == UNKNOWN)
    assert json.loads(grammar.text or "") == ["养老金", UNKNOWN]
    assert grammar.rejects


def test_a_grammar_does_not_grow_without_end() -> None:
    grammar = grammar_of([f"w{number}" for number in range(MOST_PHRASES + 5)], lambda _: True)
    assert len(json.loads(grammar.text or "")) == MOST_PHRASES + 1
    assert len(grammar.left_out) == 5


@given(st.lists(st.text(max_size=60), max_size=8), st.sets(st.text(min_size=1, max_size=3), max_size=20))
def test_whatever_is_asked_vosk_gets_a_list_of_texts_or_nothing(phrases: list[str], words: set[str]) -> None:
    grammar = grammar_of(phrases, lambda word: word in words)
    if grammar.text is None:
        return
    texts = json.loads(grammar.text)
    assert isinstance(texts, list)
    assert texts
    for text in texts:
        assert isinstance(text, str)
        assert text.strip()
        assert all(word in words for word in text.split(" ")), "only what the model has"
