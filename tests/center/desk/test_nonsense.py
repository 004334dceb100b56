"""Whatever somebody signed in sends to the desk, it never fails: nonsense in each field of each form."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice

import pytest

from center.desk.people import Staff
from tests.center.desk.scenes import furnish
from tests.center.desk.support import ADMIN, GRID, KEEPER, WINDOW, Desk
from tests.center.support import Town
from tests.conftest import Logged

pytestmark = [pytest.mark.whole, pytest.mark.timeout(300)]

NONSENSE = (
    "",
    " ",
    "\x00",
    "\ud7ff\u202e\u200b",
    "𠮷" * 300,
    "-1",
    "9" * 400,
    "２０２６-１１-３１",
    "2026-02-30",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "NaN",
    "1e999",
    "٣",
    "../../etc",
    "{}",
    "[1]",
    "<b>&amp;'\"",
    "' or 1=1 --",
    "a" * 20_000,
)
EACH = 3
"""So many kinds of nonsense in each field; over all fields they come in turn."""
MOST_ALIKE = 3
PAGES = ("queue", "scan", "visits", "fleet", "fleet/use", "notices", "township", "unlock", "record")
_LINK = re.compile(r'href="(/desk/[^"#]*)"')
_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
_INPUT = re.compile(r"<(?:input|textarea|select|button)\b([^>]*)>", re.DOTALL)
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')


@dataclass(frozen=True)
class Form:
    """What a page lets be posted."""

    action: str
    fields: tuple[tuple[str, str], ...]

    @property
    def kind(self) -> tuple[str, ...]:
        """Alike for forms that differ only in what they are about."""
        return (kind_of(self.action), *(name for name, _ in self.fields))


def forms(page: str) -> Iterator[Form]:
    for head, inside in _FORM.findall(page):
        marks = dict(_ATTRIBUTE.findall(head))
        if marks.get("method") == "post" and "sign-out" not in marks["action"]:
            named = (dict(_ATTRIBUTE.findall(one)) for one in _INPUT.findall(inside))
            fields = {
                html.unescape(one["name"]): html.unescape(one.get("value", ""))
                for one in named
                if "name" in one
            }
            yield Form(html.unescape(marks["action"]), tuple(fields.items()))


def kind_of(address: str) -> str:
    """An address without what it is about."""
    return re.sub(r"[0-9a-f]{8,}|\b[A-Z]+\d+\b|\d+", "*", address)


def everything(desk: Desk) -> list[Form]:
    """One form of each kind on every page that this person can reach."""
    waiting, seen = [f"/desk/{name}" for name in PAGES], Counter[str]()
    found: dict[tuple[str, ...], Form] = {}
    while waiting:
        path = waiting.pop()
        seen[kind_of(path)] += 1
        if seen[kind_of(path)] > MOST_ALIKE or "/static/" in path:
            continue
        answer = desk.get(path)
        assert answer.status_code < 500, path
        if answer.status_code == 200 and "html" in answer.headers["content-type"]:
            waiting += [html.unescape(link) for link in _LINK.findall(answer.text)]
            for form in forms(answer.text):
                found.setdefault(form.kind, form)
    return list(found.values())


@pytest.mark.parametrize("person", [WINDOW, ADMIN, KEEPER, GRID], ids=lambda one: one.role.value)
def test_nonsense_in_a_form_breaks_nothing(town: Town, person: Staff, logged: Logged) -> None:
    furnish(town)
    desk = Desk(town.http, person)
    found, broken, turn = everything(desk), [], cycle(NONSENSE)
    assert found
    for form in found:
        tries = [
            [(n, nonsense if n == name else value) for n, value in form.fields]
            for name, _ in form.fields
            for nonsense in islice(turn, EACH)
        ]
        for fields in (*tries, [], [field for field in form.fields for _ in range(3)]):
            if desk.send(form.action, fields).status_code >= 500:
                broken.append((form.action, fields))
    assert not broken
