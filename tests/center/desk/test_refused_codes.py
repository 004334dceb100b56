"""The desk's own answers to bad codes: each plain and different, nothing opened, each written down."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from nacl.public import SealedBox
from nacl.signing import SigningKey

from tests.center.desk.support import ELSEWHERE, GRID, SECOND, Desk, submitted, value_of
from tests.center.desk.test_scanning import Terminals, scan
from tests.center.support import Town
from tests.conftest import Logged

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def forged(terminals: Terminals) -> str:
    return terminals.kh2(sealer=terminals.sealer(key=SigningKey.generate()))


def cut(terminals: Terminals) -> str:
    return terminals.kh2()[:-300]


def foreign(_terminals: Terminals) -> str:
    return "https://pay.example.cn/qr/abcdef"


def unknown(terminals: Terminals) -> str:
    return terminals.kh2(sealer=terminals.sealer(code="QS77"))


def revoked(terminals: Terminals) -> str:
    text = terminals.kh2()
    terminals.center.enrolling.revoke("QS01")
    return text


def expired(terminals: Terminals) -> str:
    text = terminals.kh2(hours=24)
    terminals.clock.on(hours=25)
    return text


def replayed(terminals: Terminals) -> str:
    text = terminals.kh2()
    scan(Desk(terminals.town.http, SECOND), text)
    return text


TABLE: dict[Callable[[Terminals], str], str] = {
    forged: "这个码被改过，或者不是机器打的",
    cut: "码没有扫全",
    foreign: "这是别处的码",
    unknown: "没有登记过打这张条子的机器",
    revoked: "打这张条子的机器已经停用",
    expired: "这张条子过期了",
    replayed: "示例·何静已经在办这件事了",
}


@pytest.mark.parametrize("attack", TABLE, ids=lambda attack: attack.__name__)
def test_each_bad_code_has_its_own_page_and_nothing_is_opened(
    town: Town, monkeypatch: pytest.MonkeyPatch, logged: Logged, attack: Callable[[Terminals], str]
) -> None:
    text = attack(Terminals(town))
    desk = Desk(town.http, GRID)
    opened: list[bytes] = []
    real = SealedBox.decrypt

    def decrypt(self: Any, sealed: bytes) -> bytes:
        opened.append(sealed)
        return real(self, sealed)

    if attack is not replayed:  # that one is genuine; it is only in other hands
        monkeypatch.setattr(SealedBox, "decrypt", decrypt)
    answer = scan(desk, text)
    assert answer.status_code in (409, 422)
    assert TABLE[attack] in answer.text
    assert "回去" in answer.text
    assert not [words for other, words in TABLE.items() if other is not attack and words in answer.text]
    assert not opened
    assert logged.named("handoff_refused")
    assert "refused" in [done.act for done in town.center.desk.acts.of_area("990101")]


def test_another_townships_desk_is_told_so(town: Town, logged: Logged) -> None:
    answer = scan(Desk(town.http, ELSEWHERE), Terminals(town).kh2())
    assert "这张条子是别的乡镇的" in answer.text
    assert [event["fault"] for event in logged.named("handoff_refused")] == ["wrong_township"]


def posted(desk: Desk, **fields: str) -> dict[str, Any]:
    """As the page's own script posts it."""
    headers = desk._headers() | {
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": "http://center.test",
        "Accept": "application/json",
    }
    given = {"csrf": value_of(desk.open("/desk/scan"), "csrf"), **fields}
    answer = desk.http.request("POST", "/desk/scan", content=urlencode(given).encode(), headers=headers)
    return dict(json.loads(answer.text))


@pytest.mark.parametrize("days", [1, 3, 6])
def test_a_phone_brings_what_it_kept_while_there_was_no_network(town: Town, days: int) -> None:
    text = Terminals(town).kh2(hours=24)
    scanned = town.clock.now + timedelta(hours=20)
    town.clock.on(days=days, hours=2)
    phone = Desk(town.http, GRID)
    assert posted(phone, code=text, at=scanned.isoformat())["go"].startswith("/desk/cases/")


@pytest.mark.parametrize("off", [timedelta(hours=9), timedelta(days=400), -timedelta(days=400)])
def test_a_phones_wrong_clock_opens_nothing_that_is_past(town: Town, off: timedelta) -> None:
    text = Terminals(town).kh2(hours=24)
    town.clock.on(days=8)
    at = (town.clock.now + off).isoformat()
    assert "过期" in posted(Desk(town.http, GRID), code=text, at=at)["trouble"]


def test_markup_from_terminals_staff_and_villagers_is_text_on_every_page(town: Town, desk: Desk) -> None:
    people = {"subject": {"name": EVIL, "number": None, "how": "typed"}}
    for _ in range(3):
        message = submitted(town.terminal, people=people, notes=EVIL)
        page = desk.open(f"/desk/cases/{message.case_id}")
        desk.press(page, f"/desk/cases/{message.case_id}/claim")
        page = desk.open(f"/desk/cases/{message.case_id}")
        told = {"state": "returned", "reason": EVIL, "bring": EVIL}
        desk.press(page, f"/desk/cases/{message.case_id}/state", told)
        town.terminal.post("/v1/ratings", receipt=message.receipt, score=1, words=EVIL)
    (item,) = town.center.casework.of_receipt(message.receipt)
    assert item.reason == EVIL
    shown = set()
    for path in (
        "queue",
        f"cases/{message.case_id}",
        f"cases/{message.case_id}/receipt",
        "township",
        "visits",
    ):
        page = desk.open(f"/desk/{path}")
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        if html.escape(EVIL, quote=False) in page:
            shown.add(path.partition("/")[0])
    assert shown == {"queue", "cases", "township"}
