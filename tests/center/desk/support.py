"""Staff at the desk of a town, over HTTP, as a browser without scripts would do it."""

from __future__ import annotations

import html
import re
import uuid
from urllib.parse import urlencode

from argon2 import PasswordHasher
from httpx import Response

from center.desk.people import Staff, StaffRole
from center.protocol import CaseMessage
from tests.center.support import Http, Terminal, Town, number_of

PASSWORD = "long enough 1"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
WINDOW = Staff("W01", "示例·周敏", StaffRole.WINDOW, "990101", "023-0000 0102")
SECOND = Staff("W02", "示例·何静", StaffRole.WINDOW, "990101")
ELSEWHERE = Staff("W09", "示例·远处", StaffRole.WINDOW, "990102")
ADMIN = Staff("A01", "示例·管理", StaffRole.ADMIN, "990101")
KEEPER = Staff("M01", "示例·维护", StaffRole.MAINTAINER, "990101")
GRID = Staff("G01", "示例·王芳", StaffRole.GRID, "990101", "19900000901", ("清水村", "柏树村/2组"))
OTHER_GRID = Staff("G02", "示例·赵刚", StaffRole.GRID, "990101", "19900000902", ("石桥村",))
EVERYBODY = (WINDOW, SECOND, ELSEWHERE, ADMIN, KEEPER, GRID, OTHER_GRID)

NO_PHONE = {
    "role": "subject",
    "concept": "phone",
    "field": "phone",
    "label": "手机号",
    "value": None,
    "source": "person",
    "confirmed": True,
    "shown": "没有手机，请村上的人带话",
}

_INPUT = re.compile(r"<(input|textarea|select|button|option)\b([^>]*)>", re.DOTALL)
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')


def people_the_desk(town: Town) -> None:
    """Everybody has an account; hashing is quick."""
    town.center.desk.accounts._hasher = QUICK
    for person in EVERYBODY:
        town.center.desk.accounts.add(person, password=PASSWORD)


class Desk:
    """One browser."""

    def __init__(self, http: Http, person: Staff | None = None) -> None:
        self.http = http
        self.cookies: dict[str, str] = {}
        if person is not None:
            self.sign_in(person.code)

    def sign_in(self, code: str, password: str = PASSWORD, **more: str) -> Response:
        return self.send("/desk/sign-in", {"code": code, "password": password, **more})

    def get(self, path: str) -> Response:
        return self._keep(self.http.request("GET", path, headers=self._headers()))

    def send(
        self, path: str, fields: dict[str, str] | list[tuple[str, str]], *, origin: str = "http://center.test"
    ) -> Response:
        headers = self._headers() | {"Content-Type": "application/x-www-form-urlencoded", "Origin": origin}
        return self._keep(
            self.http.request("POST", path, content=urlencode(fields).encode(), headers=headers)
        )

    def press(self, page: str, path: str, fields: dict[str, str] | None = None) -> Response:
        """Post with the marks that a page of this session carries."""
        marks = {"csrf": value_of(page, "csrf"), "version": value_of(page, "version")}
        return self.send(path, {**marks, **(fields or {})})

    def open(self, path: str) -> str:
        answer = self.get(path)
        assert answer.status_code == 200, (answer.status_code, answer.text[:300])
        return answer.text

    def _headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    def _keep(self, answer: Response) -> Response:
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            if value.strip('"'):
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        return answer


def value_of(page: str, name: str) -> str:
    """The value of the first input of a name."""
    for _, inside in _INPUT.findall(page):
        attributes = dict(_ATTRIBUTE.findall(inside))
        if attributes.get("name") == name:
            return html.unescape(attributes.get("value", ""))
    return ""


def filled(page: str) -> list[tuple[str, str]]:
    """What a browser would post of the case's form as it stands."""
    part = page[page.index('class="card form"') :]
    part = part[: part.index("</form>")]
    found: list[tuple[str, str]] = []
    for tag, inside in _INPUT.findall(part):
        attributes = dict(_ATTRIBUTE.findall(inside))
        name, value = attributes.get("name"), html.unescape(attributes.get("value", ""))
        if tag == "button" or name is None:
            continue
        if attributes.get("type") in ("radio", "checkbox") and "checked" not in inside:
            continue
        found.append((html.unescape(name), value))
    return found


def with_(fields: list[tuple[str, str]], **changes: str) -> list[tuple[str, str]]:
    """Those fields with some put in their place; keyword names have `__` for `:` and `_` for `-`."""
    named = {name.replace("__", ":"): value for name, value in changes.items()}
    return [(n, v) for n, v in fields if n not in named] + list(named.items())


def submitted(terminal: Terminal, **changes: object) -> CaseMessage:
    """A case of 示例·张大山 that a terminal has sent: 高龄津贴, the phone skipped, the account open."""
    given: dict[str, object] = {
        "case_id": uuid.uuid4().hex,
        "release": 0,
        "people": {"subject": {"name": "示例·张大山", "number": number_of("示例·张大山"), "how": "card"}},
        "answers": [NO_PHONE],
        "papers": [{"paper": "id-card", "title": "身份证", "state": "brought"}],
    }
    message = terminal.message(**(given | changes))
    assert terminal.put(message).status_code == 201
    return message
