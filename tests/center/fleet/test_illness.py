from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from center.fleet.illness import Illness, Weight, ailments, silence, silent_since, spell
from center.protocol.fleet import Condition, Heartbeat, Part, PartHealth, Releases
from tests.center.fleet.beats import MINUTE, beat, ill
from tests.center.support import NOON


def illnesses(one: Heartbeat, *, now: datetime = NOON) -> list[Illness]:
    silent = [silence(NOON, now=now)] if silent_since(now) > NOON else []
    return [*silent, *ailments(one, received_at=NOON)]


def found(one: Heartbeat, *, now: datetime = NOON) -> list[str]:
    return [illness.what for illness in illnesses(one, now=now)]


def test_a_well_one_has_nothing() -> None:
    assert found(beat(NOON)) == []


def test_three_missed_beats_are_an_illness_and_two_are_not() -> None:
    assert found(beat(NOON), now=NOON + 3 * MINUTE) == []
    assert found(beat(NOON), now=NOON + 3 * MINUTE + timedelta(seconds=1)) == ["silent"]


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"parts": (ill(Part.CARD_READER, "unplugged"),)}, "card_reader"),
        ({"self_test": (Part.SPEAKER,)}, "test-speaker"),
        ({"releases": Releases(good=5, bad=(6,), high=6)}, "bad-release"),
        ({"outbox_depth": 3, "outbox_oldest_s": 3601}, "outbox"),
        ({"disk_free_mb": 299}, "disk"),
        ({"at": NOON - timedelta(minutes=6)}, "clock"),
        ({"last_error": "unexpected_error"}, "error"),
    ],
)
def test_each_fault_is_named(changes: dict[str, Any], what: str) -> None:
    assert found(beat(**{"at": NOON, **changes})) == [what]


def test_the_worst_comes_first() -> None:
    parts = (Condition(part=Part.PAPER, health=PartHealth.LIMITED), ill(Part.PRINTER, "jam"))
    one = beat(NOON, parts=parts, outbox_oldest_s=7200, outbox_depth=1)
    assert [i.weight for i in illnesses(one, now=NOON + timedelta(hours=1))] == [
        Weight.SILENT,
        Weight.BROKEN,
        Weight.STUCK,
        Weight.LIMITED,
    ]


def test_an_absent_part_is_no_illness() -> None:
    assert found(beat(NOON, parts=(Condition(part=Part.SCANNER, health=PartHealth.ABSENT),))) == []


def test_times_are_spelled_in_their_largest_unit() -> None:
    assert [spell(timedelta(seconds=s)) for s in (3, 60, 7300, 200_000)] == [
        "不到 1 分钟",
        " 1 分钟",
        " 2 小时",
        " 2 天",
    ]
