from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import URL

from center.connectors.port import Fetched, Lack
from center.protocol import Dataset, LookupReply, Unavailable
from center.settings import trial_settings
from center.tables import lookups
from center.trial import records
from center.trial.residents import village_on
from tests.center.support import REAL, TODAY, FakeSource, Terminal, Town, number_of, town
from tests.conftest import Logged

pytestmark = pytest.mark.whole
ON_BOTH = True

ALL = [dataset.value for dataset in Dataset]


def reply(terminal: Terminal, number: str, *datasets: str, **more: Any) -> LookupReply:
    answer = terminal.look_up(number, *(datasets or ALL), **more)
    assert answer.status_code == 200, answer.text
    return LookupReply.model_validate_json(answer.content)


def test_a_card_is_told_everything(terminal: Terminal) -> None:
    facts = reply(terminal, number_of("示例·李桂英")).facts()
    assert set(facts) == set(ALL)
    assert facts["profile"]["phone"] == "19900000024"
    assert facts["pension"]["monthly"] == "208.40"
    assert facts["medical"]["paid"] is True


@pytest.mark.parametrize("established", ["card", "witness"])
def test_a_witness_counts_as_a_card(terminal: Terminal, established: str) -> None:
    assert not reply(terminal, number_of("示例·王𬭎"), established=established).missing()


def test_a_typed_number_is_told_no_money_no_phone_no_cases(terminal: Terminal) -> None:
    told = reply(terminal, number_of("示例·杨素芬"), established="typed")
    assert told.known
    assert told.missing() == dict.fromkeys(["pension", "medical", "subsidies", "cases"], "needs_card")
    facts = told.facts()
    assert facts["profile"]["phone"] is None
    assert facts["profile"]["medical_self_paid_90d"] is None
    assert told.allowances is not None
    assert told.allowances.data is not None
    assert told.allowances.data.low_income.stage == "receiving"
    assert told.allowances.data.low_income.amount is None
    assert "420" not in told.model_dump_json()


def test_a_year_of_medical_insurance_can_be_asked_for(terminal: Terminal) -> None:
    number = number_of("示例·刘春兰")
    this_year = reply(terminal, number, "medical").medical
    last_year = reply(terminal, number, "medical", year=2024).medical
    next_year = reply(terminal, number, "medical", year=2026).medical
    assert this_year
    assert last_year
    assert next_year
    assert this_year.data
    assert not this_year.data.paid
    assert last_year.data
    assert (last_year.data.year, last_year.data.paid) == (2024, True)
    assert next_year.unavailable is Unavailable.NO_RECORD


def test_nobody_by_that_number(terminal: Terminal) -> None:
    stranger = "990101195001019994"
    told = reply(terminal, stranger)
    assert not told.known
    assert not told.facts()


def test_every_lookup_is_written_down_before_it_is_answered(town: Town, terminal: Terminal) -> None:
    number = number_of("示例·张大山")
    reply(terminal, number, "profile", "pension", established="typed")
    with town.center.store.read() as connection:
        row = connection.execute(select(lookups)).one()
    assert (row.terminal, row.datasets, row.established, row.why) == (
        "QS01",
        "pension,profile",
        "typed",
        "lookup",
    )
    assert row.at == town.clock.now
    assert row.person == town.center.keyring.person(number)
    assert number not in str(row)


def test_a_terminal_that_asks_too_often_waits(tmp_path: Path, database: URL | None) -> None:
    settings = trial_settings("http://center.test").model_copy(update={"lookups_per_hour": 3})
    with town(tmp_path, settings=settings, database=database) as small:
        number = number_of("示例·张大山")
        for _ in range(3):
            reply(small.terminal, number, "profile")
            small.clock.on(minutes=10)
        refused = small.terminal.look_up(number, "profile")
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_lookups")
        assert refused.headers["Retry-After"] == "1800"
        assert small.terminal.document(number, "pension_benefits").status_code == 429
        assert small.new_terminal("QS02").look_up(number, "profile").status_code == 200
        small.clock.on(minutes=31)
        reply(small.terminal, number, "profile")


def test_asking_by_receipt_is_written_down_and_counts_like_any_lookup(
    tmp_path: Path, database: URL | None
) -> None:
    settings = trial_settings("http://center.test").model_copy(update={"lookups_per_hour": 2})
    with town(tmp_path, settings=settings, database=database) as small:
        receipt = small.terminal.message().receipt
        for _ in range(2):
            assert small.terminal.post("/v1/progress", receipt=receipt).status_code == 200
        assert small.terminal.post("/v1/progress", receipt=receipt).status_code == 429
        with small.center.store.read() as connection:
            rows = connection.execute(select(lookups.c.person, lookups.c.why)).all()
    assert [tuple(row) for row in rows] == [("", "receipt")] * 2


def test_each_fault_of_a_source_is_told_apart(tmp_path: Path, logged: Logged, database: URL | None) -> None:
    never = threading.Event()
    resident = village_on(TODAY).residents[0]
    source = FakeSource(
        profile=Fetched(TODAY, records.profile(resident)),
        pension=Lack.DOWN,
        medical=never,
        subsidies=RuntimeError("about 示例·张大山"),
        cases=Lack.SLOW,
    )
    settings = REAL.model_copy(update={"lookup_deadline_s": 0.3})
    with town(tmp_path, settings=settings, connectors=[source], database=database) as real:
        told = reply(real.terminal, "110105194912310029")
        never.set()
    assert told.known
    assert told.missing() == {
        "pension": "source_down",
        "medical": "source_slow",
        "subsidies": "source_nonsense",
        "allowances": "not_connected",
        "cases": "source_slow",
    }
    assert {event["fault"] for event in logged.named("source_failed")} == {"down", "slow", "RuntimeError"}
    assert "张大山" not in str(logged.events)


def test_own_cases_come_without_any_source(tmp_path: Path, database: URL | None) -> None:
    with town(tmp_path, settings=REAL, connectors=[], database=database) as real:
        told = reply(real.terminal, "110105194912310029", "cases", "profile")
        assert told.cases
        assert told.cases.data
        assert told.cases.data.items == []
        assert told.missing() == {"profile": "not_connected"}


def test_a_real_center_refuses_the_trial_residents(tmp_path: Path, database: URL | None) -> None:
    with town(tmp_path, settings=REAL, database=database) as real:
        for answer in (
            real.terminal.look_up(number_of("示例·张大山"), "profile"),
            real.terminal.document(number_of("示例·张大山"), "pension_benefits"),
            real.terminal.put(real.terminal.message()),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "trial_person")
        with real.center.store.read() as connection:
            assert connection.execute(select(lookups)).all() == []


def test_the_log_tells_of_nobody(terminal: Terminal, logged: Logged) -> None:
    number = number_of("示例·张大山")
    reply(terminal, number)
    terminal.look_up("110105194912310029", "profile")
    terminal.document(number, "pension_benefits")
    terminal.put(terminal.message())
    assert len(logged.events) >= 5
    assert not [word for word in (number, "张大山", "1949", "清水村") if word in str(logged.events)]
