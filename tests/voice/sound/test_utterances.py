from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.voice.tones import silence, tone
from voice.sound.utterances import RATE, Utterance, Utterances


class Loudness:
    def __init__(self) -> None:
        self.resets = 0

    def probability(self, chunk: bytes) -> float:
        assert len(chunk) == 1024
        return 1.0 if max(array("h", chunk)) > 1000 else 0.0

    def reset(self) -> None:
        self.resets += 1


def said(seconds: float) -> bytes:
    return tone(300, seconds, rate=RATE)


def quiet(seconds: float) -> bytes:
    return silence(seconds, rate=RATE)


def put(into: Utterances, pcm: bytes, step: int = 640) -> list[Utterance]:
    found = (into.put(pcm[start : start + step]) for start in range(0, len(pcm), step))
    return [one for one in found if one is not None]


@pytest.mark.parametrize("tail_s", [0.5, 0.6, 0.9])
def test_an_utterance_ends_when_it_was_quiet_for_the_tail(tail_s: float) -> None:
    cut = Utterances(Loudness(), tail_s=tail_s)
    assert put(cut, quiet(1) + said(1) + quiet(tail_s - 0.1)) == []
    (found,) = put(cut, quiet(0.2))
    assert tail_s <= found.tail_s < tail_s + 0.04
    assert found.spoken_s == pytest.approx(1 + tail_s + 0.4, abs=0.1)  # 0.4 s of what came before


@given(st.integers(1, 3000))
def test_it_does_not_matter_in_what_pieces_it_comes(step: int) -> None:
    pcm = quiet(0.5) + said(0.7) + quiet(0.8)
    cut = Utterances(Loudness(), tail_s=0.6)
    (found,) = put(cut, pcm, step * 2)
    (whole,) = put(Utterances(Loudness(), tail_s=0.6), pcm)
    assert found == whole


def test_a_pause_for_thought_does_not_end_it() -> None:
    (found,) = put(Utterances(Loudness(), tail_s=0.6), said(0.6) + quiet(0.5) + said(0.6) + quiet(1))
    assert found.spoken_s > 1.7


def test_a_click_is_no_utterance_and_the_word_after_it_is() -> None:
    cut = Utterances(Loudness(), tail_s=0.6)
    assert put(cut, said(0.09) + quiet(1)) == []
    assert not cut.speaking
    assert len(put(cut, said(0.5) + quiet(1))) == 1


def test_somebody_who_never_stops_is_heard_after_a_while() -> None:
    (found,) = put(Utterances(Loudness(), tail_s=0.6), said(15.5))
    assert 14 < found.spoken_s < 15.5


def test_what_was_forgotten_is_in_no_utterance() -> None:
    detector = Loudness()
    cut = Utterances(detector, tail_s=0.6)
    put(cut, said(2))
    before = cut.speaking
    cut.forget()
    assert (before, cut.speaking) == (True, False)
    assert detector.resets == 1
    (found,) = put(cut, said(0.5) + quiet(1))
    assert found.spoken_s < 1.2
    assert "\\x" not in repr(found)
