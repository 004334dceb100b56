"""Three-valued rules: 可以, 可能, 暂不.

A rule is false if its expression is; it is unknown as long as anything it needs is missing or not to be
trusted. Any false rule means 暂不, else any unknown one means 可能, else 可以. Expressions are evaluated
by simpleeval: a dot leads to facts and never to anything of Python's, and only a few functions are there.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from simpleeval import AttributeDoesNotExist, EvalWithCompoundTypes, InvalidExpression

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
    return any(isinstance(item, Mapping) and item.get(key) == value for item in items)


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


class _Evaluator(EvalWithCompoundTypes):  # type: ignore[misc]  # simpleeval comes without types
    """One evaluation. Building simpleeval's own object takes longer than most expressions do."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        self.operators, self.functions, self.names = _PLAIN.operators, FUNCTIONS, names
        self.allowed_attrs, self.ATTR_INDEX_FALLBACK = None, False
        self.nodes = {node: getattr(self, name) for node, name in _HANDLERS}

    def _eval_attribute(self, node: ast.Attribute) -> Any:
        """A fact under a name: never a method, even where a fact is called 'items'."""
        found = dig(self._eval(node.value), node.attr)
        if found is MISSING:
            raise AttributeDoesNotExist(node.attr, self.expr)
        return found

    def forget(self) -> None:
        """Lets go of the names at once: what is known of a person must not wait for the collector."""
        self.nodes, self.names = {}, {}


_PLAIN = EvalWithCompoundTypes()
_HANDLERS = tuple((node, method.__name__) for node, method in _PLAIN.nodes.items())


@cache
def _parsed(expr: str) -> Any:
    return EvalWithCompoundTypes.parse(expr)


def evaluate(expr: str, names: Mapping[str, Any]) -> Any:
    """The value of an expression over `names`; `MISSING` where it can't be computed."""
    evaluator = _Evaluator(names)
    try:
        return evaluator.eval(expr, previously_parsed=_parsed(expr))
    except (InvalidExpression, SyntaxError, TypeError, ValueError, KeyError, ArithmeticError):
        return MISSING
    finally:
        evaluator.forget()


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
