"""The tour comes everywhere: every kind of screen, every question, every answer; or says where not."""

from __future__ import annotations

import inspect
import re
from functools import cache

import pytest

from config.release import Release, shipped
from config.services import Kind, Menus, Rule, Service, Tile
from kiosk.core import screens
from kiosk.core.screens import (
    Capacity,
    Document,
    Eligibility,
    PaperState,
    Question,
    Result,
    Screen,
    TextSize,
    Tone,
)
from kiosk.core.tour import Stop, tour

pytestmark = [pytest.mark.whole, pytest.mark.xdist_group("tour")]


@cache
def release() -> Release:
    return shipped()


@cache
def toured() -> tuple[tuple[Stop, ...], tuple[str, ...]]:
    lost: list[str] = []
    stops = tuple(tour(release(), {}, lost=lost.append))
    return stops, tuple(lost)


def stops_of(area: str) -> list[Stop]:
    return [stop for stop in toured()[0] if stop.name.startswith(f"{area}/")]


def test_every_kind_of_screen_is_shown() -> None:
    kinds = {
        kind
        for _, kind in inspect.getmembers(screens, inspect.isclass)
        if issubclass(kind, Screen) and kind is not Screen
    }
    assert len(kinds) == 28
    assert {type(stop.screen) for stop in toured()[0]} == kinds


def test_nothing_is_lost_on_the_way() -> None:
    assert toured()[1] == ()


def test_names_are_stable_and_each_is_there_once() -> None:
    names = [stop.name for stop in toured()[0]]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z0-9-]+/[a-z0-9-]+", name) for name in names)


def test_a_second_tour_is_the_same() -> None:
    first = [stop for stop in toured()[0] if stop.name.startswith(("senior-card/", "pension/"))]
    again = tour(release(), {}, services=("senior-card", "pension"), surroundings=False)
    wanted = {stop.name: stop.screen for stop in again}
    # What a paper does is followed to its end at the first service of a kind only.
    assert first
    assert all(wanted[stop.name] == stop.screen for stop in first)


@pytest.mark.parametrize("service", shipped().services.values(), ids=lambda service: service.id)
def test_every_question_is_asked(service: Service) -> None:
    names = " ".join(stop.name for stop in stops_of(service.id))
    for field in service.fields:
        if field.known is None or field.known.mode != "take":
            assert f"/ask-{field.id.replace('_', '-')}" in names, field.id
        for inner in field.fields:
            assert f"-{inner.id.replace('_', '-')}" in names, f"{field.id}/{inner.id}"


def headlines() -> list[tuple[str, int]]:
    services = shipped().services.values()
    return [
        (service.id, number)
        for service in services
        if service.kind is Kind.QUERY and service.shown is not None
        for number, headline in enumerate(service.shown.headlines)
        if headline.when is not None
    ]


@pytest.mark.parametrize(("service_id", "number"), headlines())
def test_every_headline_but_the_last_resort_is_shown(service_id: str, number: int) -> None:
    shown = release().services[service_id].shown
    assert shown is not None
    pattern = re.sub(r"\\\{.*?\\\}", ".+", re.escape(shown.headlines[number].text))
    seen = [stop.screen.headline.written for stop in stops_of(service_id) if isinstance(stop.screen, Result)]
    assert any(re.fullmatch(pattern, text) for text in seen)


def test_eligibility_is_seen_as_yes_and_maybe_and_no() -> None:
    tones = {stop.screen.tone for stop in toured()[0] if isinstance(stop.screen, Eligibility)}
    assert tones == {Tone.GOOD, Tone.PLAIN, Tone.BAD}


def test_a_document_is_seen_in_every_state_of_its_paper() -> None:
    states = {stop.screen.state for stop in toured()[0] if isinstance(stop.screen, Document)}
    assert states == set(PaperState)


def test_every_kind_of_keyed_question_is_seen_with_a_fault() -> None:
    faulty = {
        len(stop.screen.entry.boxes)
        for stop in toured()[0]
        if isinstance(stop.screen, Question) and stop.screen.fault and stop.screen.entry is not None
    }
    assert faulty == {1, 3}


def test_a_question_that_no_answer_will_do_for_is_told() -> None:
    service = release().services["senior-card"]
    never = Rule(expr="value == 'never'", needs=(), why="从来不对")
    fields = tuple(
        field.model_copy(update={"checks": (never,), "skip": "", "unknown": "", "known": None})
        if field.kind == "phone"
        else field
        for field in service.fields
    )
    hard = service.model_copy(update={"fields": fields})
    changed = release().model_copy(update={"services": {**release().services, "senior-card": hard}})
    lost: list[str] = []
    list(tour(changed, {}, services=("senior-card",), surroundings=False, lost=lost.append))
    assert any("no sample will do" in where for where in lost)


LAST_PAGE = {
    Kind.DECLARE: "receipt",
    Kind.BUNDLE: "receipt",
    Kind.PRINT: "document",
    Kind.GUIDE: "guide",
    Kind.QUERY: "result",
    Kind.PROGRESS: "case-1",
}


@pytest.mark.parametrize("capacity", [Capacity(), Capacity(2, 3, 2, 2, 2, 3)], ids=["roomy", "tight"])
def test_every_service_is_walked_to_its_end(capacity: Capacity) -> None:
    held = {(size, False): capacity for size in TextSize}
    names = {stop.name for stop in tour(release(), held, surroundings=False)}
    for service in release().services.values():
        last = f"{service.id}/{LAST_PAGE[service.kind]}"
        assert any(name.startswith(last) for name in names), last


def test_a_county_that_guides_nowhere_is_toured_too() -> None:
    few = ("report-problem", "progress")
    whole = release()
    county = whole.model_copy(
        update={
            "services": {id_: whole.services[id_] for id_ in few},
            "menus": Menus(
                tiles=tuple(
                    Tile(id=id_, title="办这个", detail="一句话", icon="cash", services=(id_,)) for id_ in few
                )
            ),
        }
    )
    lost: list[str] = []
    names = {stop.name for stop in tour(county, {}, lost=lost.append)}
    assert {"ending/printing", "ending/cancel-sure", "ending/printing-care"} <= names
    assert lost == []
