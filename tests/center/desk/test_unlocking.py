from __future__ import annotations

import base64
import io
from datetime import date
from pathlib import Path

import pytest
import yaml
from nacl.public import PrivateKey
from nacl.signing import SigningKey

from center.cli import main, open_center
from center.desk.people import Staff, StaffRole
from config.roster import Roster, RosterEntry, StaffRight
from kiosk.staff.challenge import Challenge, agreeing, digits_for, is_typed_right
from tests.center.desk.support import ADMIN, ELSEWHERE, PASSWORD, WINDOW, Desk, value_of
from tests.center.support import Town

SIGN = base64.b64encode(bytes(SigningKey(b"s" * 32).verify_key)).decode()
AGREE = base64.b64encode(bytes(PrivateKey(b"a" * 32).public_key)).decode()


def register(desk: Desk, **fields: str) -> dict[str, str]:
    page = desk.open("/desk/unlock")
    given = {"password": PASSWORD, "sign_key": SIGN, "agree_key": AGREE} | fields
    answer: dict[str, str] = desk.press(page, "/desk/unlock/phone", given).json()
    return answer


def test_a_phone_is_registered_with_the_password_and_stands_in_the_roster(town: Town, desk: Desk) -> None:
    check = register(desk)["check"]
    (phone,) = town.center.desk.phones.everybody()
    assert phone.check == check
    assert check in desk.open("/desk/unlock")
    entry = phone.entry(town.clock.now.date())
    assert (entry.code, entry.name, entry.sign_key, entry.agree_key) == ("W01", WINDOW.name, SIGN, AGREE)
    assert entry.rights == (StaffRight.ASSIST,)
    register(Desk(town.http, ADMIN))
    (admin, _) = town.center.desk.phones.everybody()
    assert StaffRight.MAINTAIN in admin.entry(town.clock.now.date()).rights
    assert "phone_kept" in [done.act for done in town.center.desk.acts.of_area("990101")]


def test_a_new_phone_takes_the_old_ones_place_and_a_lost_one_is_forgotten(town: Town, desk: Desk) -> None:
    register(desk)
    other = base64.b64encode(bytes(PrivateKey(b"b" * 32).public_key)).decode()
    register(desk, agree_key=other)
    (phone,) = town.center.desk.phones.everybody()
    assert phone.agree_key == other
    desk.press(desk.open("/desk/unlock"), "/desk/unlock/forget")
    assert town.center.desk.phones.everybody() == []


def test_an_open_phone_without_the_password_registers_nothing(town: Town, desk: Desk) -> None:
    assert "不对" in register(desk, password="guess")["trouble"]
    assert town.center.desk.phones.everybody() == []


@pytest.mark.parametrize(
    "keys",
    [
        {"agree_key": ""},
        {"agree_key": "x" * 44},
        {"agree_key": base64.b64encode(bytes(32)).decode()},
        {"sign_key": "<script>"},
    ],
)
def test_what_is_no_key_is_refused(town: Town, desk: Desk, keys: dict[str, str]) -> None:
    assert register(desk, **keys)["trouble"].startswith("手机没登记上")
    assert town.center.desk.phones.everybody() == []


def test_an_account_that_no_roster_can_name_is_told_so(town: Town) -> None:
    town.center.desk.accounts.add(
        Staff("li-ming", "示例·李明", StaffRole.WINDOW, "990101"), password=PASSWORD
    )
    desk = Desk(town.http)
    desk.sign_in("li-ming")
    assert "另开一个账号" in register(desk)["trouble"]


def test_a_closed_account_leaves_the_roster(town: Town, desk: Desk) -> None:
    register(desk)
    town.center.desk.accounts.close("W01")
    assert town.center.desk.phones.everybody() == []


def test_the_terminals_key_at_the_center_makes_the_terminals_digits(town: Town) -> None:
    ((code, key),) = town.center.desk.phones.terminals(WINDOW)
    challenge = Challenge(code, "assist", "0123456789abcdef")
    entry = RosterEntry(code="W01", name="示例·周敏", agree_key=AGREE, valid_until=town.clock.now.date())
    typed = digits_for(challenge, own=PrivateKey(b"a" * 32), other=base64.b64decode(key))
    assert is_typed_right(challenge, typed, entry, own=agreeing(town.terminal.key))
    assert town.center.desk.phones.terminals(ELSEWHERE) == []


def test_the_roster_comes_from_the_command_line_as_the_configuration_has_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*words: str, typed: str = "") -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        assert main(["staff", *words, "--data", str(tmp_path / "c"), "--trial"]) == 0
        return capsys.readouterr().out

    run("add", "--code", "W01", "--name", "示例·周敏", "--role", "window", typed="")
    assert yaml.safe_load(run("roster")) == []
    center = open_center(tmp_path / "c", trial=True, public_url="http://center.test")
    (person,) = center.desk.accounts.names(["W01"]).values()
    phone = center.desk.phones.register(person, sign_key=SIGN, agree_key=AGREE)
    center.close()
    out = run("roster", "--until", "2030-01-31")
    assert phone.check in out
    (entry,) = Roster.model_validate(yaml.safe_load(out)).root  # as it stands in roster.yaml
    assert entry == phone.entry(date(2030, 1, 31))
    run("forget-phone", "--code", "W01")
    assert yaml.safe_load(run("roster")) == []


def test_nobody_registers_from_elsewhere(town: Town, desk: Desk) -> None:
    page = desk.open("/desk/unlock")
    fields = {"csrf": value_of(page, "csrf"), "password": PASSWORD, "agree_key": AGREE}
    assert desk.send("/desk/unlock/phone", fields, origin="http://evil.test").status_code == 403
    assert desk.send("/desk/unlock/phone", fields | {"csrf": "guess"}).status_code == 403
