from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from httpx import Response
from nacl.signing import SigningKey
from sqlalchemy import select, update
from starlette.datastructures import Headers

from center.auth import Authenticator
from center.errors import CenterError
from center.protocol import ErrorCode
from center.tables import terminals
from tests.center.support import NOON, Terminal, Town, number_of
from tests.conftest import Logged

ON_BOTH = True

PATH = "/v1/lookups"


@pytest.fixture(name="body")
def _body() -> bytes:
    return json.dumps(
        {"number": number_of("示例·李桂英"), "established": "card", "datasets": ["profile"]}
    ).encode()


def code_of(response: Response) -> str:
    found: str = response.json()["code"]
    return found


def test_a_signed_request_is_answered(terminal: Terminal, body: bytes) -> None:
    assert terminal.send("POST", PATH, body).status_code == 200


@pytest.mark.parametrize("header", ["X-Terminal", "X-Time", "X-Nonce", "X-Signature"])
def test_each_header_is_needed(town: Town, terminal: Terminal, body: bytes, header: str) -> None:
    headers = terminal.headers("POST", PATH, body)
    del headers[header]
    assert town.http.request("POST", PATH, content=body, headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Time", "yesterday"),
        ("X-Time", "2025-09-17T12:00:00"),
        ("X-Nonce", "short"),
        ("X-Nonce", "A" * 32),
        ("X-Signature", "%%%"),
        ("X-Signature", "AAAA"),
        ("X-Signature", ""),
    ],
)
def test_odd_headers_are_refused(
    town: Town, terminal: Terminal, body: bytes, header: str, value: str
) -> None:
    headers = terminal.headers("POST", PATH, body) | {header: value}
    answer = town.http.request("POST", PATH, content=body, headers=headers)
    assert (answer.status_code, code_of(answer)) == (401, "bad_signature")


def test_what_was_signed_cannot_be_changed(town: Town, terminal: Terminal, body: bytes) -> None:
    headers = terminal.headers("POST", PATH, body)
    other = body.replace(b"profile", b"pension")
    assert code_of(town.http.request("POST", PATH, content=other, headers=headers)) == "bad_signature"
    assert (
        code_of(town.http.request("POST", "/v1/documents", content=body, headers=headers)) == "bad_signature"
    )
    assert code_of(town.http.request("POST", PATH + "?a=1", content=body, headers=headers)) == "bad_signature"
    later = headers | {"X-Time": (town.clock.now + timedelta(seconds=1)).isoformat()}
    assert code_of(town.http.request("POST", PATH, content=body, headers=later)) == "bad_signature"
    assert town.http.request("POST", PATH, content=body, headers=headers).status_code == 200


def test_a_terminal_speaks_for_itself_only(town: Town, terminal: Terminal, body: bytes) -> None:
    town.new_terminal("QS02")
    forged = terminal.headers("POST", PATH, body) | {"X-Terminal": "QS02"}
    assert code_of(town.http.request("POST", PATH, content=body, headers=forged)) == "bad_signature"
    unknown = terminal.headers("POST", PATH, body) | {"X-Terminal": "QS77"}
    assert code_of(town.http.request("POST", PATH, content=body, headers=unknown)) == "unknown_terminal"
    terminal.key = SigningKey.generate()
    assert code_of(terminal.send("POST", PATH, body)) == "bad_signature"


def test_what_was_revoked_or_enrolled_anew_since_its_last_request_counts_at_once(
    town: Town, terminal: Terminal, body: bytes
) -> None:
    """Its key was looked up for the request before; that alone lets nobody in."""
    code = terminal.me.terminal if terminal.me else ""
    assert terminal.send("POST", PATH, body).status_code == 200
    town.center.enrolling.revoke(code)
    assert code_of(terminal.send("POST", PATH, body)) == "unknown_terminal"
    answer = terminal.send("POST", "/v1/heartbeats", b"{}")
    assert code_of(answer) == "unknown_terminal", "nothing of what it says is looked at any more"
    anew = town.new_terminal(code)
    assert anew.send("POST", PATH, body).status_code == 200
    assert code_of(terminal.send("POST", PATH, body)) == "bad_signature"


@pytest.mark.parametrize("changed", [{"revoked_at": NOON}, {"public_key": b"k" * 32}])
def test_what_changes_between_the_signature_and_the_work_counts_too(
    town: Town, terminal: Terminal, body: bytes, changed: dict[str, object]
) -> None:
    store, log = town.center.store, town.center.log
    who = Authenticator(store=store, clock=town.clock, tolerance=timedelta(hours=24), log=log)
    headers = Headers(terminal.headers("POST", PATH, body))
    worked = []

    async def asked() -> None:
        signed = await who.verify(method="POST", path=PATH, headers=headers, body=body)
        with store.write() as connection:
            connection.execute(update(terminals).values(**changed))
        await who.admit_to(signed, lambda _connection, caller: worked.append(caller))

    with pytest.raises(CenterError) as refused:
        asyncio.run(asked())
    assert (refused.value.code, worked) == (ErrorCode.UNKNOWN_TERMINAL, [])


def test_a_terminal_that_moved_speaks_for_its_new_township(
    town: Town, terminal: Terminal, body: bytes
) -> None:
    """With the same key: what was looked up before must not say where it stands."""
    store, log = town.center.store, town.center.log
    who = Authenticator(store=store, clock=town.clock, tolerance=timedelta(hours=24), log=log)

    async def asked() -> str:
        headers = Headers(terminal.headers("POST", PATH, body))
        return (
            await who.admit(await who.verify(method="POST", path=PATH, headers=headers, body=body))
        ).township

    before = asyncio.run(asked())
    with store.write() as connection:
        connection.execute(update(terminals).values(township="990102"))
    assert (before, asyncio.run(asked())) == ("990101", "990102")


def test_a_recorded_request_does_not_work_twice(town: Town, terminal: Terminal, body: bytes) -> None:
    headers = terminal.headers("POST", PATH, body)
    assert town.http.request("POST", PATH, content=body, headers=headers).status_code == 200
    again = town.http.request("POST", PATH, content=body, headers=headers)
    assert (again.status_code, code_of(again)) == (401, "replayed")


def test_a_nonce_is_kept_as_long_as_its_time_is_believed(
    town: Town, terminal: Terminal, body: bytes, logged: Logged
) -> None:
    ahead = (town.clock.now + timedelta(hours=23)).isoformat()
    headers = terminal.headers("POST", PATH, body, **{"X-Time": ahead})
    assert town.http.request("POST", PATH, content=body, headers=headers).status_code == 200
    for _ in range(47):
        town.clock.on(hours=1)
        town.center.erasing.run()
        again = town.http.request("POST", PATH, content=body, headers=headers)
        assert code_of(again) in ("replayed", "clock_too_far")
    assert logged.named("terminal_clock_off")


@pytest.mark.parametrize("hours", [-200_000, -25, 25])
def test_a_clock_far_off_is_told_the_time(
    town: Town, terminal: Terminal, body: bytes, hours: int, logged: Logged
) -> None:
    wrong = (town.clock.now + timedelta(hours=hours)).isoformat()
    answer = terminal.send("POST", PATH, body, **{"X-Time": wrong})
    assert code_of(answer) == "clock_too_far"
    assert answer.json()["center_time"].startswith("2025-09-17T04:00:00")
    assert logged.named("terminal_clock_off")


def test_a_smaller_difference_is_believed_and_written_down(
    town: Town, terminal: Terminal, body: bytes, logged: Logged
) -> None:
    behind = (town.clock.now - timedelta(hours=5)).isoformat()
    assert terminal.send("POST", PATH, body, **{"X-Time": behind}).status_code == 200
    assert logged.named("terminal_clock_off")[0]["skew_s"] == -18_000
    with town.center.store.read() as connection:
        row = connection.execute(select(terminals)).one()
    assert row.clock_skew_s == -18_000.0
    assert row.last_seen == town.clock.now
