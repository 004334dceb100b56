"""Rules with three values; expressions that reach facts and nothing else."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.services import Rule, When
from kiosk.core.eligibility import Verdict, evaluate, holds, judge, together
from kiosk.core.facts import MISSING
from tests.core.builders import ELDER, Walk, written

NAMES: dict[str, Any] = {
    "age": 82,
    "pension": {"status": "paying", "monthly": "185.00", "last": None},
    "cases": {"items": [{"state": "done"}, {"state": "returned"}]},
    "today": "2026-06-08",
}


def rule(expr: str, *needs: str) -> Rule:
    return Rule(expr=expr, needs=needs, why="要够")


@pytest.mark.parametrize(
    ("expr", "value"),
    [
        ("age >= 80", True),
        ("pension.status == 'paying' and age < 80", False),
        ("len(cases.items)", 2),
        ("any_of(cases.items, 'state', 'returned')", True),
        ("num(pension.monthly) > 100", True),
        ("days_between(today, '2026-06-20')", 12),
        ("'2026-06' in today", True),
        ("age in [80, 82]", True),
        ("'a' if age else 'b'", "a"),
    ],
)
def test_an_expression_has_its_value(expr: str, value: object) -> None:
    assert evaluate(expr, NAMES) == value


@pytest.mark.parametrize(
    "expr",
    [
        "pension.last.month == 'x'",
        "pension.nothing",
        "unknown > 1",
        "pension.status > 3",
        "num(pension.status) > 3",
        "1 / 0",
        "9 ** 9 ** 9",
        "days_between(today, 'nonsense')",
        "pension.status.upper()",
        "pension.keys",
        "cases.items()",
        "age.__class__",
        "().__class__.__bases__",
        "open('x')",
        "two words",
    ],
)
def test_what_cannot_be_computed_is_missing(expr: str) -> None:
    assert evaluate(expr, NAMES) is MISSING


@pytest.mark.parametrize(
    ("verdicts", "all_of_them"),
    [
        ((), Verdict.YES),
        (("age >= 80",), Verdict.YES),
        (("age >= 80", "height > 1"), Verdict.MAYBE),
        (("height > 1", "age >= 90"), Verdict.NO),
        (("age >= 80", "age >= 90"), Verdict.NO),
    ],
)
def test_any_no_is_no_else_any_unknown_is_maybe(verdicts: tuple[str, ...], all_of_them: Verdict) -> None:
    rules = [rule(expr, expr.split()[0]) for expr in verdicts]
    assert together(judge(rules, NAMES)) is all_of_them


@given(st.sampled_from(["age >= 80", "age < 80"]), st.booleans())
def test_a_missing_fact_is_never_a_no(expr: str, known: bool) -> None:
    names = {"age": 82} if known else {}
    verdict = judge([rule(expr, "age")], names)[0].verdict
    assert verdict is Verdict.MAYBE if not known else verdict is not Verdict.MAYBE


def test_a_condition_holds_only_for_sure() -> None:
    assert holds(None, {})
    assert holds(When(expr="age >= 80", needs=("age",)), NAMES)
    assert not holds(When(expr="age >= 80", needs=("age",)), {})
    assert not holds(When(expr="height > 1"), {})


def test_an_evaluation_keeps_nothing_of_the_person() -> None:
    secret = "137924" + "5"
    names = {"amount": secret}
    for expr in ("amount == 'x'", "amount > 3", "amount.more"):
        evaluate(expr, names)
    gc.collect()
    holders = [one for one in gc.get_referrers(names) if one is not globals() and isinstance(one, dict)]
    assert not any("nodes" in one for one in holders)


def test_with_an_untrusted_clock_age_is_unknown_and_so_is_the_verdict() -> None:
    walk = Walk(clock_trusted=False).arrive(ELDER).start("allowance")
    assert "您可能可以申请" in written(walk.screen)
    assert "还不知道" in written(walk.screen)


def test_with_a_trusted_clock_the_same_person_may() -> None:
    walk = Walk().arrive(ELDER).start("allowance")
    assert "您可以申请" in written(walk.screen)


def test_someone_too_young_is_told_which_condition_and_whom_to_ask() -> None:
    from tests.core.builders import YOUNG

    walk = Walk().arrive(YOUNG).start("allowance")
    page = written(walk.screen)
    assert "现在还不能申请" in page
    assert page.index("要满80岁") < page.index("户口在本县")
    assert "023-0000 0105" in written(walk.screen)
    walk.press("ask-staff")
    assert "示例·王芳" in written(walk.screen)


def test_what_is_ruled_out_can_be_taken_home_on_paper() -> None:
    from kiosk.core.effects import PrintPapers
    from tests.core.builders import YOUNG

    walk = Walk().arrive(YOUNG).start("allowance").press("print")
    assert [item[0] for item in walk.pending(PrintPapers).items] == ["户口本", "存折", "网上查的"]
