"""Expressions in service files, read without being evaluated: do they parse, and what do they name.

The terminal evaluates them with simpleeval over facts, answers and a few names. What is allowed here is
what that can do: comparisons, and/or/not, ``in``, arithmetic, a few functions, dotted facts.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from simpleeval import InvalidExpression, SimpleEval

ALWAYS: frozenset[str] = frozenset({"age", "age_months", "sex", "today"})
"""Names that every expression may use, if it lists them in 'needs'."""

FUNCTIONS: Mapping[str, int] = MappingProxyType(
    {"days_between": 2, "any_of": 3, "len": 1, "num": 1, "int": 1, "float": 1}
)
"""Functions and how many arguments each takes."""

_METHODS = frozenset(dir(dict))

_PLAIN_NODES = (
    ast.BoolOp,
    ast.Compare,
    ast.UnaryOp,
    ast.BinOp,
    ast.IfExp,
    ast.Constant,
    ast.List,
    ast.Tuple,
    ast.operator,
    ast.boolop,
    ast.unaryop,
    ast.cmpop,
    ast.expr_context,
)


class ExpressionFault(Exception):
    """An expression can't be used; the text says why."""


def names_in(expr: str) -> frozenset[str]:
    """The dotted names that an expression uses: ``pension.status``, ``age``.

    Raises:
        ExpressionFault: It does not parse, or uses something that is not there.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            statement = SimpleEval.parse(expr)
    except SyntaxError as error:
        raise ExpressionFault(f"it does not parse ({error.msg})") from error
    except (InvalidExpression, Warning, ValueError, IndexError, RecursionError, MemoryError) as error:
        raise ExpressionFault(f"it does not parse ({error})") from error
    if not isinstance(statement, ast.Expr):
        raise ExpressionFault("it is not a condition")
    try:
        return frozenset(_names(statement.value))
    except RecursionError as error:
        raise ExpressionFault("it is nested too deeply") from error


def _names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name() | ast.Attribute():
            yield _dotted(node)
        case ast.Call():
            yield from _call(node)
        case ast.Compare() if any(_is_none(side) for side in (node.left, *node.comparators)):
            raise ExpressionFault(
                "what is missing can't be compared; write any_of([profile], 'disability', None)"
            )
        case _ if isinstance(node, _PLAIN_NODES):
            for child in ast.iter_child_nodes(node):
                yield from _names(child)
        case _:
            raise ExpressionFault(f"'{type(node).__name__}' is not possible here")


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        if node.attr in _METHODS:
            raise ExpressionFault(f"'.{node.attr}' can't be told from a method here; choose another fact")
        return f"{_dotted(node.value)}.{node.attr}"
    raise ExpressionFault("a dot may only follow a name")


def _call(node: ast.Call) -> Iterator[str]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name not in FUNCTIONS:
        raise ExpressionFault(f"there is no such function; there are {', '.join(sorted(FUNCTIONS))}")
    if node.keywords or len(node.args) != FUNCTIONS[name]:
        raise ExpressionFault(f"{name}() takes {FUNCTIONS[name]} arguments")
    for argument in node.args:
        yield from _names(argument)
