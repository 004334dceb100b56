"""What pydantic found, in plain words with a way out."""

from __future__ import annotations

import difflib
import typing
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from config.faults import Fault
from config.tree import Place, Tree

_WAYS: Mapping[str, str] = {
    "string_type": "write a text here",
    "string_too_short": "write a text here, or take the key out",
    "string_too_long": "say it in at most {max_length} characters",
    "tuple_type": "write a list here: lines that begin with '- '",
    "model_type": "write keys with values here, each on a line of its own",
    "model_attributes_type": "write keys with values here, each on a line of its own",
    "mapping_type": "write keys with values here, each on a line of its own",
    "dict_type": "write keys with values here, each on a line of its own",
    "enum": "use one of {expected}",
    "literal_error": "use one of {expected}",
    "bool_parsing": "write true or false",
    "bool_type": "write true or false",
    "int_parsing": "write a whole number",
    "int_type": "write a whole number",
    "float_parsing": "write a number",
    "float_type": "write a number",
    "greater_than_equal": "use {ge} or more",
    "greater_than": "use more than {gt}",
    "less_than_equal": "use {le} or less",
    "less_than": "use less than {lt}",
    "too_short": "give at least {min_length}",
    "too_long": "give at most {max_length}",
    "date_from_datetime_parsing": "write a date like 2027-12-31",
    "date_parsing": "write a date like 2027-12-31",
    "date_type": "write a date like 2027-12-31",
    "value_error": "see what is wrong, and the description of the key in docs/services.md",
}

_PATTERNS: Mapping[str, str] = {
    "^[a-z][a-z0-9-]{1,47}$": "use 2 to 48 small letters, digits and hyphens, a letter first",
    "^[a-z][a-z0-9_]{0,39}$": "use up to 40 small letters, digits and underscores, a letter first",
    "^[a-z]{1,6} [a-z]{1,6}$": "write two sounds in pinyin letters with a space between them: n l",
    "^[A-Z][0-9]{2,6}$": "write the sign-in name at the desk: a capital letter and 2 to 6 digits: W01",
    "^[A-Za-z0-9+/]{43}=$": "copy the key from the desk's page of phones, 44 characters",
    r"^(\$argon2id\$[^\s]+)?$": "copy what `kiosk staff pin` prints",
    "^[0-9][0-9 -]{4,19}$": "write a phone number: digits, spaces and hyphens, at least 5",
}

_TEXT_BRANCHES = ("str", "constrained-str")


def explain(error: ValidationError, tree: Tree, model: type[BaseModel]) -> Iterator[Fault]:
    """Each error of a validation as a fault of the file it came from.

    Args:
        error: What pydantic found.
        tree: The file.
        model: What the file was read as.
    """
    for detail in error.errors(include_url=False):
        place, chosen = _place(tree, detail)
        if chosen:
            yield _fault(detail, place, tree, model)


def _place(tree: Tree, detail: ErrorDetails) -> tuple[Place, bool]:
    """The place of an error, and whether it is about the way of writing that the file chose.

    Where a text may also be written as keys and values, pydantic tells the errors of both ways, each
    with the way's name in the middle of its location.
    """
    place: Place = ()
    data: Any = tree.data
    last = len(detail["loc"]) - 1
    for at, step in enumerate(detail["loc"]):
        if (*place, step) in tree.lines:
            place, data = (*place, step), data[step]
        elif step == "[key]":
            break  # the key itself is wrong
        elif not (at == last and detail["type"] == "missing"):
            is_text = str(step).startswith(_TEXT_BRANCHES)
            if is_text == isinstance(data, (dict, list)):
                return place, False
    return place, True


def _fault(detail: ErrorDetails, place: Place, tree: Tree, model: type[BaseModel]) -> Fault:
    name = str(detail["loc"][-1]) if detail["loc"] else ""
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return tree.fault(place, f"'{name}' is missing", f"add a line '{name}: ...'")
        case "extra_forbidden":
            return tree.fault(place, f"'{name}' is not a known key", _known_keys(name, place, model))
        case "string_pattern_mismatch":
            pattern = str(context.get("pattern", ""))
            way_out = _PATTERNS.get(pattern, f"it has to fit {pattern}")
            return tree.fault(place, f"{_shown(detail['input'])} does not fit", way_out)
        case "enum" | "literal_error" as kind:
            what = f"{_shown(detail['input'])} is not possible here"
            return tree.fault(place, what, _WAYS[kind].format_map(context))
        case "value_error":
            what = str(context.get("error", detail["msg"]))
            return tree.fault(place, what, _WAYS["value_error"])
        case kind:
            what = f"{_shown(detail['input'])}: {detail['msg'][:1].lower()}{detail['msg'][1:]}"
            return tree.fault(place, what, _WAYS.get(kind, "mend it").format_map(context))


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "keys with values"
    if isinstance(value, (list, tuple)):
        return f"a list of {len(value)}"
    text = str(value)
    return f"'{text if len(text) <= 40 else text[:39] + '…'}'"


def _known_keys(name: str, place: Place, model: type[BaseModel]) -> str:
    keys = sorted({key for found in _models_at(model, place[:-1]) for key in found.model_fields})
    close = difflib.get_close_matches(name, keys, n=1)
    if close:
        return f"did you mean '{close[0]}'? Else delete it"
    return f"delete it; known here: {', '.join(keys)}" if keys else "delete it"


def _models_at(model: type[BaseModel], place: Place) -> list[type[BaseModel]]:
    here = [model]
    for step in place:
        if isinstance(step, int):
            continue
        here = [
            inner
            for found in here
            for key in ("root", step)
            if key in found.model_fields
            for inner in _models_in(found.model_fields[key].annotation)
        ]
    return here


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in typing.get_args(annotation):
        yield from _models_in(argument)
