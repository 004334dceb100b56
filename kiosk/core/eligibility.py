"""Three-valued rules: 可以, 可能, 暂不.

A rule is false if its expression is; it is unknown as long as anything it needs is missing or not to be
trusted. Any false rule means 暂不, else any unknown one means 可能, else 可以. Expressions are evaluated
by simpleeval: no attribute beyond the facts, no call beyond the few functions here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from simpleeval import EvalWithCompoundTypes, InvalidExpression

from config.services import Rule, When
from kiosk.core.facts import MISSING, dig


class Verdict(StrEnum):
    """What can be said of a person's entitlement. 'Maybe' is never a promise."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Judged:
    """One rule and what came of it."""

    rule: Rule
    verdict: Verdict


def days_between(first: str, last: str) -> int:
    """Days from one ISO date to another; negative where the second lies before."""
    return (date.fromisoformat(last[:10]) - date.fromisoformat(first[:10])).days


def any_of(items: Sequence[Mapping[str, Any]], key: str, value: Any) -> bool:
    """Whether any item of a list has this value under this key."""
    return any(item.get(key) == value for item in items)


def number(text: Any) -> float:
    """An amount's decimal string as a number."""
    return float(text)


FUNCTIONS = {
    "days_between": days_between,
    "any_of": any_of,
    "len": len,
    "num": number,
    "int": int,
    "float": float,
}


def evaluate(expr: str, names: Mapping[str, Any]) -> Any:
    """The value of an expression over `names`; `MISSING` where it can't be computed."""
    evaluator = EvalWithCompoundTypes(names=dict(names), functions=FUNCTIONS)
    try:
        return evaluator.eval(expr)
    except (InvalidExpression, TypeError, ValueError, KeyError, ArithmeticError):
        return MISSING


def holds(when: When | None, names: Mapping[str, Any]) -> bool:
    """Whether a condition surely holds; without a condition it does."""
    if when is None:
        return True
    if any(dig(names, need) is MISSING for need in when.needs):
        return False
    value = evaluate(when.expr, names)
    return value is not MISSING and bool(value)


def judge(rules: Sequence[Rule], names: Mapping[str, Any]) -> tuple[Judged, ...]:
    """Every rule with its verdict, in order."""
    return tuple(Judged(rule, _one(rule, names)) for rule in rules)


def _one(rule: Rule, names: Mapping[str, Any]) -> Verdict:
    if any(dig(names, need) is MISSING for need in rule.needs):
        return Verdict.MAYBE
    value = evaluate(rule.expr, names)
    if value is MISSING:
        return Verdict.MAYBE
    return Verdict.YES if value else Verdict.NO


def together(judged: Sequence[Judged]) -> Verdict:
    """Any no is no; else any unknown is maybe; else yes."""
    verdicts = {one.verdict for one in judged}
    if Verdict.NO in verdicts:
        return Verdict.NO
    return Verdict.MAYBE if Verdict.MAYBE in verdicts else Verdict.YES
