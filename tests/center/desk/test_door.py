from __future__ import annotations

from pathlib import Path

import pytest

from center.desk.accounts import FREE_TRIES, AccountError, Accounts, totp_at
from center.desk.people import Staff, StaffRole
from center.desk.web import inside
from center.settings import trial_settings
from tests.center.desk.support import GRID, KEEPER, PASSWORD, QUICK, WINDOW, Desk, people_the_desk, submitted
from tests.center.support import Town, town


def test_nobody_sees_a_page_without_signing_in(town: Town) -> None:
    message = submitted(town.terminal)
    for path in ("", "queue", "scan", "visits", "township", "record", "live", f"cases/{message.case_id}"):
        answer = town.http.get(f"/desk/{path}")
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/desk/sign-in?next=/desk/")


def test_signing_in_leads_to_where_one_works_and_out_again(town: Town) -> None:
    places = {WINDOW: "/desk/queue", GRID: "/desk/visits", KEEPER: "/desk/fleet"}
    for person, place in places.items():
        desk = Desk(town.http)
        answer = desk.sign_in(person.code)
        assert (answer.status_code, answer.headers["location"]) == (303, place)
        page = desk.open(place)
        assert person.name in page
        assert desk.press(page, "/desk/sign-out").status_code == 303
        assert desk.get(place).status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(town: Town) -> None:
    cookie = Desk(town.http).sign_in("W01").headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}


def test_over_https_the_cookie_is_bound_to_it(tmp_path: Path) -> None:
    with town(tmp_path / "c", settings=trial_settings("https://center.test")) as there:
        people_the_desk(there)
        cookie = (
            Desk(there.http)
            .send("/desk/sign-in", {"code": "W01", "password": PASSWORD}, origin="https://center.test")
            .headers["set-cookie"]
        )
    assert cookie.startswith("__Host-desk=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


def test_wrong_tries_lock_longer_and_longer_and_the_right_password_does_not_help(town: Town) -> None:
    desk = Desk(town.http)
    for _ in range(FREE_TRIES):
        assert desk.sign_in("W01", "wrong").status_code == 403
    for wait_s in (15, 30, 60):
        answer = desk.sign_in("W01")
        assert answer.status_code == 429
        assert f"请等 {wait_s} 秒" in answer.text
        town.clock.on(seconds=wait_s)
        assert desk.sign_in("W01", "wrong").status_code == 403
    town.clock.on(seconds=120)
    assert desk.sign_in("W01").status_code == 303
    assert Desk(town.http).sign_in("W02").status_code == 303  # others were never in the way


def test_a_try_counts_before_it_is_judged(town: Town) -> None:
    """Pulling the plug while a password is judged gives nobody another try."""

    class Plug(type(QUICK)):  # type: ignore[misc]
        def verify(self, *_: object) -> bool:
            raise KeyboardInterrupt

    center = town.center
    pulled = Accounts(store=center.store, keyring=center.keyring, clock=town.clock, hasher=Plug())
    for _ in range(FREE_TRIES):
        with pytest.raises(KeyboardInterrupt):
            pulled.sign_in(code="W01", password="guess")
    assert Desk(town.http).sign_in("W01").status_code == 429


def test_a_phones_code_is_needed_and_counts_once(town: Town) -> None:
    import base64

    secret = base64.b32decode(town.center.desk.accounts.demand_totp("W01"))
    desk = Desk(town.http)
    assert "动态码" in desk.sign_in("W01").text
    step = int(town.clock.now.timestamp()) // 30
    assert desk.sign_in("W01", totp="000000").status_code == 403
    assert desk.sign_in("W01", totp=totp_at(secret, step)).status_code == 303
    assert Desk(town.http).sign_in("W01", totp=totp_at(secret, step)).status_code == 403
    assert Desk(town.http).sign_in("W01", totp=totp_at(secret, step + 1)).status_code == 303


def test_the_codes_are_those_of_the_standard() -> None:
    key = b"12345678901234567890"  # RFC 6238, appendix B
    assert [totp_at(key, at // 30) for at in (59, 1111111109, 20000000000)] == ["287082", "081804", "353130"]


def test_a_session_ends_by_itself_and_when_the_account_changes(town: Town) -> None:
    desk = Desk(town.http, WINDOW)
    town.clock.on(minutes=29)
    desk.open("/desk/queue")
    town.clock.on(minutes=29)
    desk.open("/desk/queue")
    town.clock.on(minutes=31)
    assert desk.get("/desk/queue").status_code == 303
    desk = Desk(town.http, WINDOW)
    town.center.desk.accounts.close("W01")
    assert desk.get("/desk/queue").status_code == 303
    assert desk.sign_in("W01").status_code == 403


def test_nothing_is_posted_from_elsewhere(town: Town, desk: Desk) -> None:
    message = submitted(town.terminal)
    page = desk.open(f"/desk/cases/{message.case_id}")
    path = f"/desk/cases/{message.case_id}/claim"
    for fields, origin in (
        ({"version": "1"}, "http://center.test"),
        ({"version": "1", "csrf": "guess"}, "http://center.test"),
    ):
        assert desk.send(path, fields, origin=origin).status_code == 403
    from tests.center.desk.support import value_of

    right = {"csrf": value_of(page, "csrf"), "version": value_of(page, "version")}
    assert desk.send(path, right, origin="http://evil.test").status_code == 403
    assert desk.send(path, right, origin="null").status_code == 403
    assert desk.send(path, right).status_code == 303
    answer = desk.send("/desk/sign-in", {"code": "W01", "password": PASSWORD}, origin="http://evil.test")
    assert answer.status_code == 403


def test_every_answer_says_what_a_browser_may_do(town: Town, desk: Desk) -> None:
    for path in ("/desk/sign-in", "/desk/queue", "/desk/static/desk.css", "/desk/nowhere"):
        headers = desk.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
    assert desk.get("/desk/queue").headers["cache-control"] == "no-store"
    assert "<script>" not in desk.open("/desk/queue")
    assert "style=" not in desk.open("/desk/queue")


@pytest.mark.parametrize(
    "path",
    ["//evil.test", "https://evil.test/", "/desk/../v1", "/deskx", "\\\\evil", "/desk/\n", "javascript:1"],
)
def test_the_door_leads_nowhere_else(path: str) -> None:
    assert inside(path) == "/desk/" or inside(path).startswith("/desk/")
    assert "evil" not in inside(path)


@pytest.mark.parametrize(
    ("changes", "password"),
    [({"code": "W 1"}, PASSWORD), ({"area": "x"}, PASSWORD), ({}, "short"), ({"code": "W01"}, PASSWORD)],
)
def test_accounts_that_are_none_are_refused(town: Town, changes: dict[str, str], password: str) -> None:
    given = {"code": "W77", "name": "示例·某", "role": StaffRole.WINDOW, "area": "990101"} | changes
    with pytest.raises(AccountError):
        town.center.desk.accounts.add(Staff(**given), password=password)  # type: ignore[arg-type]
