from __future__ import annotations

import pytest

from center.errors import SettingsError
from center.keys import new_code
from tests.center.support import Terminal, Town

ON_BOTH = True


def new(town: Town) -> Terminal:
    return Terminal(town.http, town.clock)


def test_a_code_works_once(town: Town) -> None:
    code = town.center.enrolling.give_code(terminal="QS05", township="990101")
    first = new(town)
    assert first.enroll(code).status_code == 200
    assert first.me is not None
    assert (first.me.terminal, first.me.township_name, first.me.trial) == ("QS05", "示例县示例镇", True)
    other = new(town).enroll(code)
    assert (other.status_code, other.json()["code"]) == (403, "bad_enroll_code")


def test_a_lost_answer_can_be_asked_for_again(town: Town) -> None:
    code = town.center.enrolling.give_code(terminal="QS05", township="990101")
    terminal = new(town)
    first, again = terminal.enroll(code), terminal.enroll(code)
    assert again.status_code == 200
    assert again.json() == first.json()


def test_an_old_code_expires_and_a_new_one_voids_it(town: Town) -> None:
    enrolling = town.center.enrolling
    old = enrolling.give_code(terminal="QS05", township="990101")
    newer = enrolling.give_code(terminal="QS05", township="990101")
    assert new(town).enroll(old).status_code == 403
    town.clock.on(hours=73)
    assert new(town).enroll(newer).status_code == 403


def test_a_terminal_that_comes_again_replaces_its_key(town: Town, terminal: Terminal) -> None:
    code = town.center.enrolling.give_code(terminal="QS01", township="990101")
    fresh = new(town)
    assert fresh.enroll(code).status_code == 200
    assert fresh.post("/v1/progress", receipt="QS01-000001-1").status_code == 200
    assert terminal.post("/v1/progress", receipt="QS01-000001-1").status_code == 401


def test_a_terminal_that_lost_its_disk_does_not_give_out_a_receipt_again(
    town: Town, terminal: Terminal
) -> None:
    for _ in range(3):
        assert terminal.put(terminal.message()).status_code == 201
    fresh = new(town)
    fresh.enroll(town.center.enrolling.give_code(terminal="QS01", township="990101"))
    assert fresh.me is not None
    assert fresh.me.receipts_from == 4


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"code": "AAAA-AAAA", "public_key": "x"},
        {"code": "", "public_key": "A" * 43 + "="},
        {"code": "AAAA-AAAA", "public_key": "A" * 43 + "=", "more": 1},
    ],
)
def test_nonsense_is_malformed(town: Town, body: object) -> None:
    answer = town.http.post("/v1/enroll", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


@pytest.mark.parametrize(
    ("terminal", "township"),
    [("qs1", "990101"), ("Q", "990101"), ("ABC123", "990101"), ("QS01", "110105")],
)
def test_codes_are_for_terminals_of_this_center(town: Town, terminal: str, township: str) -> None:
    with pytest.raises(SettingsError):
        town.center.enrolling.give_code(terminal=terminal, township=township)


def test_codes_hold_nothing_that_looks_like_something_else() -> None:
    codes = [new_code() for _ in range(200)]
    assert len(set(codes)) == 200
    assert not set("".join(codes)) & set("01OIL")
