"""What no single key can show: whether ids, facts, expressions and texts fit together.

The checks read the raw data of the files, so that they also find what is wrong in a file whose form
has faults of its own: all faults of all files come out at once.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from config.expressions import ALWAYS, ExpressionFault, names_in
from config.faults import Fault
from config.templates import Format, places, stray
from config.tree import Place, Tree, walk
from config.wording import Phrase

HOME_TILES = 6
_BARE = frozenset({"expr", "needs"})
_FACT_KEYS = frozenset({"fact", "over", "days_until"})
_SERVICE_KEYS = frozenset({"next", "excludes", "higher_of"})
_AMOUNT = re.compile(r"-?\d+(\.\d+)?")
_DATE_BOUND = re.compile(r"[+-]?\d+[yd]|\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Known:
    """What the files may refer to.

    Attributes:
        services: Ids of all services.
        facts: Dotted paths of all facts.
    """

    services: Collection[str]
    facts: Collection[str]

    def has_fact(self, path: str) -> bool:
        """Whether a fact, or the dataset that it would be in, has this path."""
        return path in self.facts or any(fact.startswith(f"{path}.") for fact in self.facts)

    def has_list(self, path: str) -> bool:
        """Whether this path is a list of things with fields of their own."""
        return path in self.facts and any(fact.startswith(f"{path}.") for fact in self.facts)


@dataclass(frozen=True, slots=True)
class _Scope:
    """The names that may be used at one place of a service.

    Attributes:
        answers: Ids of questions asked before.
        given: Names that are always there, and so need no 'needs'.
        items: The list whose items are ``item`` here.
    """

    answers: frozenset[str]
    given: frozenset[str]
    items: str | None


def check_service(tree: Tree, known: Known) -> Iterator[Fault]:
    """Faults of one service file against everything else."""
    if not isinstance(tree.data, dict):
        return
    expected = tree.file.rpartition("/")[2].removesuffix(".yaml")
    if tree.data.get("id") not in (expected, None):
        yield tree.fault(
            ("id",), f"the file is named {expected}.yaml", f"write 'id: {expected}', or rename the file"
        )
    yield from _repeated_ids(tree)
    for place, value in walk(tree.data):
        if isinstance(value, dict) and isinstance(value.get("expr"), str):
            yield from _expression(tree, place, value, known)
        elif isinstance(value, str) and not _BARE.intersection(place):
            yield from _text(tree, place, value, known)
        yield from _references(tree, place, value, known)
        if isinstance(value, dict):
            yield from _bounds(tree, place, value)


def check_menus(tree: Tree, known: Known) -> Iterator[Fault]:
    """Faults of the menus: unknown services, tiles of the same id, too many on the home page."""
    tiles = _dicts(tree.data.get("tiles")) if isinstance(tree.data, dict) else []
    yield from _same(tree, [(("tiles", at, "id"), tile.get("id")) for at, tile in tiles])
    home = [at for at, tile in tiles if str(tile.get("home", "true")).lower() == "true"]
    for at in home[HOME_TILES:]:
        what = f"the home page holds {HOME_TILES} tiles, and this is one more"
        yield tree.fault(("tiles", at), what, "write 'home: false': it then stands behind 还有别的")
    for at, tile in tiles:
        for number, service in _texts(tile.get("services")):
            yield from _service(tree, ("tiles", at, "services", number), service, known)


def check_wording(tree: Tree, shipped: Mapping[str, str | Phrase]) -> Iterator[Fault]:
    """Faults of the wording: broken places; and keys and places that the shipped wording does not have.

    Args:
        tree: The file.
        shipped: The wording that came with the program; empty when that itself is checked.
    """
    for key, value in tree.data.items() if shipped and isinstance(tree.data, dict) else ():
        if key not in shipped:
            close = difflib.get_close_matches(key, sorted(shipped), n=1)
            way_out = f"did you mean '{close[0]}'?" if close else "delete it"
            yield tree.fault((key,), f"no page says '{key}'", way_out)
            continue
        known = shipped[key]
        given = known if isinstance(known, str) else f"{known.text} {known.say}"
        names = {path for path, _ in places(given)}
        used = {path for place, text in walk(value) if isinstance(text, str) for path, _ in places(text)}
        for path in sorted(used - names):
            way_out = f"this text can hold {', '.join(sorted(names))}" if names else "this text has no places"
            yield tree.fault((key,), f"'{path}' is not told here", way_out)
    for place, value in walk(tree.data):
        if isinstance(value, str):
            yield from _braces(tree, place, value)


def check_together(trees: Sequence[Tree]) -> Iterator[Fault]:
    """Faults between services: one way of asking that two of them claim."""
    heard: dict[str, Tree] = {}
    for tree in trees:
        if not isinstance(tree.data, dict):
            continue
        for at, phrase in _texts(tree.data.get("asked_as")):
            first = heard.setdefault(phrase, tree)
            if first is not tree or phrase in [p for n, p in _texts(tree.data["asked_as"]) if n < at]:
                yield tree.fault(
                    ("asked_as", at),
                    f"'{phrase}' is claimed in {first.file} as well",
                    "leave it where it fits best: a phrase leads to one service",
                )


def _dicts(value: Any) -> list[tuple[int, dict[str, Any]]]:
    items = value if isinstance(value, list) else []
    return [(at, item) for at, item in enumerate(items) if isinstance(item, dict)]


def _texts(value: Any) -> list[tuple[int, str]]:
    items = value if isinstance(value, list) else []
    return [(at, item) for at, item in enumerate(items) if isinstance(item, str)]


def _same(tree: Tree, ids: Sequence[tuple[Place, Any]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, value in ids:
        if isinstance(value, str):
            if value in seen:
                yield tree.fault(
                    place, f"the id '{value}' is used twice here", "give one of the two another id"
                )
            seen.add(value)


def _repeated_ids(tree: Tree) -> Iterator[Fault]:
    for place, value in walk(tree.data):
        if place and place[-1] in ("fields", "options", "papers") and isinstance(value, list):
            yield from _same(tree, [((*place, at, "id"), item.get("id")) for at, item in _dicts(value)])


def _scope(tree: Tree, place: Place) -> _Scope:
    """What may be named at a place: it depends on which keys are around it."""
    answers: set[str] = set()
    given = set(ALWAYS)
    items: str | None = None
    here: Any = tree.data
    if place[:1] and place[0] not in ("fields", "affairs", "shown"):
        answers.update(_ids(here.get("fields")))
    for depth, step in enumerate(place):
        if isinstance(here, dict) and isinstance(here.get("over"), str):
            items = here["over"]
            given.add("item")
        if isinstance(here, dict) and "days_until" in here:
            given.add("days")
        if step == "checks":
            given.add("value")
        if isinstance(step, int) and depth and place[depth - 1] == "fields":
            answers.update(_ids(here[:step]))
        here = here[step]
    if isinstance(here, dict) and isinstance(here.get("over"), str) and place[0] == "affairs":
        items = here["over"]
    return _Scope(frozenset(answers), frozenset(given), items)


def _ids(fields: Any) -> Iterator[str]:
    for _, item in _dicts(fields):
        if isinstance(item.get("id"), str):
            yield item["id"]


def _name(path: str, scope: _Scope, known: Known) -> str | None:
    """Why a dotted name can't be used here; None if it can."""
    first, _, rest = path.partition(".")
    if first == "item" and scope.items is not None:
        return (
            None
            if known.has_fact(f"{scope.items}.{rest}" if rest else scope.items)
            else "no such field in the list"
        )
    if path in scope.given or path in scope.answers:
        return None
    return (
        None
        if known.has_fact(path)
        else "no fact, no question before this one and no name that is always there"
    )


def _like(path: str, scope: _Scope, known: Known) -> str:
    everything = {*known.facts, *scope.given, *scope.answers}
    if scope.items is not None:
        under = f"{scope.items}."
        everything.update(
            "item." + fact.removeprefix(under) for fact in known.facts if fact.startswith(under)
        )
    close = difflib.get_close_matches(path, sorted(everything), n=1)
    return f"did you mean '{close[0]}'?" if close else "see the list of facts in config/facts.txt"


def _expression(tree: Tree, place: Place, value: Mapping[str, Any], known: Known) -> Iterator[Fault]:
    scope = _scope(tree, place)
    needs = _texts(value.get("needs"))
    for at, need in needs:
        why = _name(need, scope, known)
        if why:
            yield tree.fault((*place, "needs", at), f"'{need}' is {why}", _like(need, scope, known))
    try:
        used = names_in(value["expr"])
    except ExpressionFault as error:
        yield tree.fault(
            (*place, "expr"), f"'{value['expr']}': {error}", "compare facts, like age >= 80 and sex == 'F'"
        )
        return
    listed = [need for _, need in needs]
    for path in sorted(used):
        why = _name(path, scope, known)
        if why:
            yield tree.fault((*place, "expr"), f"'{path}' is {why}", _like(path, scope, known))
        elif path.partition(".")[0] not in ("value", "item", "days") and not _covered(path, listed):
            yield tree.fault((*place, "expr"), f"'{path}' is not in 'needs'", f"add '{path}' to 'needs'")


def _covered(path: str, needs: Sequence[str]) -> bool:
    return any(path == need or path.startswith(f"{need}.") for need in needs)


def _braces(tree: Tree, place: Place, text: str) -> Iterator[Fault]:
    for found in stray(text):
        yield tree.fault(
            place, f"'{found}' is no place", "write a place like {pension.monthly|money}, and no other braces"
        )
    for path, form in places(text):
        if form not in list(Format):
            way_out = f"use one of {', '.join(Format)}"
            yield tree.fault(place, f"'{form}' in {{{path}|{form}}} is no way to write something", way_out)


def _text(tree: Tree, place: Place, text: str, known: Known) -> Iterator[Fault]:
    yield from _braces(tree, place, text)
    scope = _scope(tree, place)
    for path, _ in places(text):
        why = _name(path, scope, known)
        if why:
            yield tree.fault(place, f"'{path}' is {why}", _like(path, scope, known))


def _service(tree: Tree, place: Place, service: str, known: Known) -> Iterator[Fault]:
    if service not in known.services:
        close = difflib.get_close_matches(service, sorted(known.services), n=1)
        way_out = (
            f"did you mean '{close[0]}'?" if close else f"make services/{service}.yaml, or delete it here"
        )
        yield tree.fault(place, f"there is no service '{service}'", way_out)


def _references(tree: Tree, place: Place, value: Any, known: Known) -> Iterator[Fault]:
    key = place[-1] if place else ""
    if key in _SERVICE_KEYS and isinstance(value, list):
        for at, service in _texts(value):
            yield from _service(tree, (*place, at), service, known)
    if not isinstance(value, str):
        return
    if key == "service" and place[:1] == ("parts",):
        yield from _service(tree, place, value, known)
    if key in _FACT_KEYS:
        yield from _fact(tree, place, value, known)
    if key == "id" and len(place) > 1 and place[-2] == "options_from":
        scope = _scope(tree, place)
        if not value.startswith("item.") or _name(value, scope, known):
            yield tree.fault(place, f"'{value}' is no field of the list", "write it as item.id")
    if len(place) == 2 and place[0] == "facts" and not known.has_fact(f"{value}.as_of"):
        datasets = sorted({fact.partition(".")[0] for fact in known.facts})
        yield tree.fault(place, f"there is no dataset '{value}'", f"use one of {', '.join(datasets)}")


def _fact(tree: Tree, place: Place, path: str, known: Known) -> Iterator[Fault]:
    scope = _Scope(frozenset(), frozenset(), None)
    if not known.has_fact(path):
        yield tree.fault(place, f"there is no fact '{path}'", _like(path, scope, known))
    elif place[-1] == "over" and not known.has_list(path):
        yield tree.fault(place, f"'{path}' is no list", "name a list, like pension.payments")


def _bounds(tree: Tree, place: Place, value: Mapping[str, Any]) -> Iterator[Fault]:
    kind = value.get("kind")
    for key in ("low", "high"):
        bound = value.get(key)
        if not isinstance(bound, str) or not bound:
            continue
        if kind in ("number", "amount") and not _AMOUNT.fullmatch(bound):
            yield tree.fault((*place, key), f"'{bound}' is no number", "write a number, like 1 or 99.50")
        if kind == "date" and not _DATE_BOUND.fullmatch(bound):
            way_out = "write a date, or years or days from today: -120y, 0d"
            yield tree.fault((*place, key), f"'{bound}' is no date", way_out)
