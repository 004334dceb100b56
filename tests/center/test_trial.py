from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from center.people import is_trial_number
from center.trial import records
from center.trial.cards import cards_on
from center.trial.residents import village_on
from kiosk.core.identity import age_on, parse_number, sex_of
from tests.center.support import TODAY

DAYS = st.dates(date(2024, 1, 1), date(2060, 12, 31))


@settings(max_examples=30)
@given(DAYS)
def test_the_village_never_ages_out(today: date) -> None:
    village = village_on(today)
    assert len(village.residents) >= 40
    for resident in village.residents:
        assert parse_number(resident.number) == resident.number
        assert is_trial_number(resident.number)
        assert sex_of(resident.number) == resident.sex
        if resident.entry.age is not None:
            assert age_on(resident.birth, today) == resident.entry.age
        assert village.find(resident.number) is resident
    assert len({resident.number for resident in village.residents}) == len(village.residents)
    soon = village.named("示例·孙福贵")
    assert age_on(soon.birth, today) == 59
    assert age_on(soon.birth, today + timedelta(days=32)) == 60


@settings(max_examples=12)
@given(DAYS)
def test_the_records_add_up_on_every_day(today: date) -> None:
    for resident in village_on(today).residents:
        pension = records.pension(resident)
        assert Decimal(pension.monthly) == Decimal(pension.basic) + Decimal(pension.personal)
        assert pension.last == (pension.payments[0] if pension.payments else None)
        months = [payment.month for payment in pension.payments]
        assert months == sorted(months, reverse=True)
        assert all(payment.paid_on is None or payment.paid_on <= today for payment in pension.payments)
        for year in (today.year, today.year - 1):
            for stay in records.medical(resident, year).reimbursements:
                parts = map(Decimal, (stay.pooled, stay.major, stay.aid, stay.self_paid))
                assert sum(parts) == Decimal(stay.total)
                assert all(Decimal(part) >= 0 for part in (stay.pooled, stay.major, stay.aid, stay.self_paid))
        subsidies = records.subsidies(resident)
        arrived = [
            Decimal(one.amount)
            for one in subsidies.payments
            if one.year == today.year and one.state == "paid"
        ]
        assert Decimal(subsidies.year_total) == sum(arrived, Decimal(0))
        assert all(one.paid_on is None or one.paid_on <= today for one in subsidies.payments)
        records.profile(resident)
        records.allowances(resident)
        records.cases(resident)


@settings(max_examples=30)
@given(DAYS)
def test_cards_are_valid_but_for_the_expired_one(today: date) -> None:
    for card in cards_on(today):
        assert card.valid_from <= today
        assert card.expired_on(today) == (card.name == "示例·邓桂花")
        assert card.authority == "示例县公安局"
        if card.valid_to is None:
            assert age_on(card.birth, card.valid_from) >= 46
    assert any(card.valid_to is None for card in cards_on(today))


def test_those_whom_walks_and_manuals_count_on() -> None:
    village = village_on(TODAY)
    zhang, chen = village.named("示例·张大山"), village.named("示例·陈䶮")
    assert zhang.number == "99010119430305011X"
    assert records.pension(zhang).monthly == "185.00"
    assert records.pension(zhang).status == "paying"
    assert records.allowances(zhang).old_age.stage == "none"
    assert records.profile(zhang).phone is None
    assert (zhang.sex, age_on(zhang.birth, TODAY)) == ("M", 82)
    assert "示例·陈䶮" in [member.name for member in records.profile(zhang).household]
    assert age_on(chen.birth, TODAY) == 35
    assert records.profile(village.named("示例·李桂英")).phone
    assert age_on(village.named("示例·王𬭎").birth, TODAY) == 71
    assert len(records.cases(village.named("示例·罗明珍")).items) == 2
    assert records.pension(village.named("示例·赵国强")).status == "suspended"
    assert not records.medical(village.named("示例·刘春兰"), TODAY.year).paid
    assert records.subsidies(village.named("示例·陈有田")).payments[1].reason == "账号已注销"


def test_names_hold_rare_characters_and_middle_dots() -> None:
    names = "".join(resident.name.removeprefix("示例·") for resident in village_on(TODAY).residents)
    assert set("𬭎䶮𠮷㛃·") <= set(names)


def test_a_card_of_last_year_still_finds_its_owner() -> None:
    then, now = village_on(date(2025, 1, 1)), village_on(date(2027, 12, 31))
    for resident in then.residents:
        found = now.find(resident.number)
        assert found is not None
        assert found.name == resident.name


@pytest.mark.parametrize(
    "number", ["", "990101", "110105194912310029", "990101194303050118", "990101194303050119", "x" * 18]
)
def test_nobody_else_is_found(number: str) -> None:
    assert village_on(TODAY).find(number) is None
