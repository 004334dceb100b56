"""One question for several parts: asked once, strictly enough for all of them."""

from __future__ import annotations

from typing import Any

import pytest

from config.services import Paper, ServiceField
from kiosk.core.strictest import strictest, together_brought


def asked(**more: Any) -> ServiceField:
    basis = {"id": "x", "kind": "number", "ask": "几个？", "label": "几个"}
    return ServiceField.model_validate({**basis, **more})


ONE = {"expr": "value != '1'", "needs": ["value"], "why": "不能是1"}
TWO = {"expr": "value != '2'", "needs": ["value"], "why": "不能是2"}
AB = [{"id": "aa", "text": "甲"}, {"id": "bb", "text": "乙"}]
BC = [{"id": "bb", "text": "乙"}, {"id": "cc", "text": "丙"}]


@pytest.mark.parametrize(
    ("first", "second", "what", "expected"),
    [
        ({"skip": "记不得"}, {}, "skip", ""),
        ({"skip": "记不得"}, {"skip": "不晓得"}, "skip", "记不得"),
        ({"unknown": "不知道"}, {}, "unknown", ""),
        ({"low": "1"}, {"low": "10"}, "low", "10"),
        ({"high": "9"}, {"high": "10"}, "high", "9"),
        ({"high": "9"}, {}, "high", "9"),
        ({"length": 4}, {"length": 6}, "length", 6),
        ({"private": True}, {}, "private", True),
        ({"kind": "date", "low": "-120y"}, {"kind": "date", "low": "-30d"}, "low", "-30d"),
        ({"kind": "date", "high": "30d"}, {"kind": "date", "high": "0d"}, "high", "0d"),
    ],
)
def test_the_narrower_of_two_holds_whichever_comes_first(
    first: dict[str, Any], second: dict[str, Any], what: str, expected: object
) -> None:
    assert getattr(strictest(asked(**first), asked(**second)), what) == expected
    swapped = getattr(strictest(asked(**second), asked(**first)), what)
    assert bool(swapped) == bool(expected) if what == "skip" else swapped == expected


def test_all_checks_of_both_hold_once_each() -> None:
    both = strictest(asked(checks=[ONE]), asked(checks=[ONE, TWO]))
    assert [check.why for check in both.checks] == ["不能是1", "不能是2"]


def test_only_options_of_both_are_offered() -> None:
    both = strictest(asked(kind="choice", options=AB), asked(kind="choice", options=BC))
    assert [option.id for option in both.options] == ["bb"]


def test_what_one_part_takes_from_the_record_and_another_asks_is_asked() -> None:
    take = {"known": {"fact": "profile.phone", "mode": "take"}}
    offer = {"known": {"fact": "profile.phone", "mode": "offer", "text": "这个"}}
    for first, second in ((take, offer), (offer, take)):
        known = strictest(asked(**first), asked(**second)).known
        assert known is not None
        assert known.mode == "offer"


@pytest.mark.parametrize(("first", "second", "both"), [(True, False, False), (True, True, True)])
def test_a_paper_has_to_be_there_if_it_has_to_be_for_either(first: bool, second: bool, both: bool) -> None:
    one, two = (Paper(id="register", name="户口本", without=without) for without in (first, second))
    assert together_brought(together_brought(None, one), two).without is both
    assert together_brought(two, one).without is both
