"""The shipped services over the trial village: every expression can be computed, every text filled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

import pytest

from center.trial import records
from center.trial.residents import Resident, village_on
from config.loader import load_folder
from config.release import DEFAULTS, Release
from config.services import Affair, Kind, Rule, Service, ShownRow, When
from kiosk.core.eligibility import days_between, evaluate, holds
from kiosk.core.facts import MISSING, dig
from kiosk.core.wording import fill

TODAY = date(2026, 11, 21)


@cache
def release() -> Release:
    return load_folder(DEFAULTS)


def names_of(resident: Resident) -> dict[str, Any]:
    datasets = {
        "profile": records.profile(resident),
        "pension": records.pension(resident),
        "medical": records.medical(resident, TODAY.year),
        "subsidies": records.subsidies(resident),
        "allowances": records.allowances(resident),
        "cases": records.cases(resident),
    }
    months = (TODAY.year - resident.birth.year) * 12 + TODAY.month - resident.birth.month
    months -= TODAY.day < resident.birth.day
    return {
        **{name: data.model_dump(mode="json") for name, data in datasets.items()},
        "words": release().words,
        "sex": resident.sex,
        "age": months // 12,
        "age_months": months,
        "today": TODAY.isoformat(),
    }


@cache
def village() -> tuple[Mapping[str, Any], ...]:
    return tuple(names_of(resident) for resident in village_on(TODAY).residents)


def affair_names(affair: Affair, names: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for item in dig(names, affair.over) if affair.over else [None]:
        scope = {**names, **({"item": item} if item is not None else {})}
        until = dig(names, affair.days_until) if affair.days_until else MISSING
        yield {**scope, "days": days_between(TODAY.isoformat(), until)} if until is not MISSING else scope


def conditions(one: Service, names: Mapping[str, Any]) -> Iterator[tuple[When | Rule, Mapping[str, Any]]]:
    for rule in one.eligibility:
        yield rule, names
    shown = one.shown
    headlines = [headline.when for headline in shown.headlines] if shown else []
    rows = [row.when for row in shown.rows] if shown else []
    for when in (*headlines, *rows, *(paper.when for paper in one.papers)):
        if when:
            yield when, names
    for affair in one.affairs:
        for scope in affair_names(affair, names):
            if affair.when:
                yield affair.when, scope


def held_texts(one: Service, names: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    rows: tuple[ShownRow, ...] = one.shown.rows if one.shown else ()
    for row in rows:
        if row.when and holds(row.when, names):
            yield from ((text, names) for text in (row.label, row.value, row.detail))
    for shown in one.shown.lists if one.shown else ():
        for item in dig(names, shown.over):
            row = shown.row
            yield from ((text, {**names, "item": item}) for text in (row.label, row.value, row.detail))
    for affair in one.affairs:
        for scope in affair_names(affair, names):
            if holds(affair.when, scope):
                yield from ((text, scope) for text in (affair.title, affair.detail, affair.value))


@pytest.mark.parametrize("name", sorted(file.stem for file in (DEFAULTS / "services").glob("*.yaml")))
def test_a_service_over_everybody(name: str) -> None:
    one = release().services[name]
    for names in village():
        for condition, scope in conditions(one, names):
            if all(dig(scope, need) is not MISSING for need in condition.needs):
                assert evaluate(condition.expr, scope) is not MISSING, condition.expr
        for text, scope in held_texts(one, names):
            assert fill(text, scope) is not None, text
        if one.kind is Kind.QUERY:
            assert one.shown is not None
            chosen = [h.text for h in one.shown.headlines if holds(h.when, names)]
            assert fill(chosen[0], names) is not None, chosen[0]


def test_every_way_to_answer_about_the_pension_is_seen_in_the_village() -> None:
    shown = release().services["pension"].shown
    assert shown is not None
    seen = {next(h.text for h in shown.headlines if holds(h.when, names)) for names in village()}
    assert len(seen) >= 5
