from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.events import EarChanged, Heard, SoundChanged, SpeechAt, SpeechEnded
from kiosk.core.talk import Ear, EarState, Expected, Hearing, Outcome, Speech, Tuning, Wanted
from voice import messages
from voice.messages import Figures, Told
from voice.wire import WireError

WORDS = st.text(st.characters(codec="utf-8"), max_size=12)
NUMBERS = st.integers(0, 1 << 40)
SPEECHES = st.builds(Speech, NUMBERS, NUMBERS, st.lists(WORDS, max_size=4).map(tuple), st.booleans())
WANTED = st.builds(Wanted, WORDS, st.lists(WORDS, min_size=1, max_size=3).map(tuple), st.booleans())
EARS = st.builds(Ear, NUMBERS, st.lists(WANTED, max_size=3).map(tuple), st.sampled_from(Expected))
HEARINGS = st.builds(
    Hearing,
    st.sampled_from(Outcome),
    st.lists(WORDS, max_size=2).map(tuple),
    WORDS,
    st.none() | st.dates(date(1900, 1, 1)),
)
EVENTS: st.SearchStrategy[Told] = st.one_of(
    st.builds(SpeechAt, st.just(7.5), NUMBERS, st.integers(0, 50)),
    st.builds(SpeechEnded, st.just(7.5), NUMBERS, st.booleans()),
    st.builds(Heard, st.just(7.5), NUMBERS, HEARINGS),
    st.builds(EarChanged, st.just(7.5), st.sampled_from(EarState)),
    st.builds(SoundChanged, st.just(7.5), st.booleans(), st.booleans(), st.booleans()),
)


def over_the_wire(header: Any) -> Any:
    return json.loads(json.dumps(dict(header)))


@given(SPEECHES, st.integers(0, 5))
def test_a_speech_arrives_as_it_was(speech: Speech, first: int) -> None:
    header = over_the_wire(messages.say(speech, first_line=first).header)
    assert messages.speech_of(header) == (speech, first)


@given(EARS)
def test_an_ear_arrives_as_it_was(ear: Ear) -> None:
    assert messages.ear_of(over_the_wire(messages.listen(ear).header)) == ear


@given(st.builds(Tuning, st.integers(-3, 3), st.integers(-3, 3)))
def test_a_tuning_arrives_as_it_was(tuning: Tuning) -> None:
    assert messages.tuning_of(over_the_wire(messages.tune(tuning).header)) == tuning


@given(EVENTS)
def test_events_arrive_as_they_were_dated_where_they_arrive(event: Told) -> None:
    assert messages.told(over_the_wire(messages.tell(event).header), at_s=7.5) == event


def test_figures_arrive_as_they_were() -> None:
    figures = Figures(1.5, 0.6, 0.4, 0.001)
    assert messages.told(over_the_wire(messages.tell_figures(figures).header), at_s=0) == figures


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"told": "joke"},
        {"told": "ear"},
        {"told": "ear", "state": "red"},
        {"told": "speech-at", "number": "x"},
    ],
)
def test_what_nobody_knows_is_refused(header: dict[str, object]) -> None:
    with pytest.raises(WireError):
        messages.told(header, at_s=0)
