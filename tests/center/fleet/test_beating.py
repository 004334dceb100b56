"""A heartbeat over the wire, from a terminal that signs."""

from __future__ import annotations

import json

from tests.center.fleet.beats import beat
from tests.center.support import Terminal, Town

ON_BOTH = True


def test_a_signed_beat_is_answered(town: Town, terminal: Terminal) -> None:
    body = beat(town.clock.now).model_dump_json().encode()
    answer = terminal.send("POST", "/v1/heartbeats", body)
    assert answer.status_code == 200
    assert answer.json()["next_in_s"] == 60
    seen = {one.terminal: one for one in town.center.fleet.terminals()}
    assert terminal.me is not None
    assert seen[terminal.me.terminal].illnesses == ()


def test_an_unsigned_one_is_not(town: Town) -> None:
    answer = town.http.post("/v1/heartbeats", json.loads(beat(town.clock.now).model_dump_json()))
    assert answer.status_code == 401


def test_words_of_its_own_are_refused(town: Town, terminal: Terminal) -> None:
    body = json.loads(beat(town.clock.now).model_dump_json())
    body["parts"] = [{"part": "printer", "health": "broken", "reason": "示例·张大山 的卡"}]
    answer = terminal.send("POST", "/v1/heartbeats", json.dumps(body).encode())
    assert answer.status_code == 422
    assert "张大山" not in answer.text


def test_old_changes_are_erased_in_their_time(town: Town, terminal: Terminal) -> None:
    terminal.send("POST", "/v1/heartbeats", beat(town.clock.now).model_dump_json().encode())
    assert town.center.erasing.run()["fleet_history"] == 0
    town.clock.on(days=181)
    assert town.center.erasing.run()["fleet_history"] == 1
