"""The running center: what is set in center.yaml does something, over HTTP, by itself."""

from __future__ import annotations

import json
import threading
from http.server import HTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from center.protocol.fleet import CommandKind, HeartbeatReply, LogReport, Releases
from center.settings import CenterSettings, FleetSettings
from config.release import shipped
from tests.center.fleet.beats import beat
from tests.center.fleet.test_alerts import _Hook, served
from tests.center.support import REAL, Terminal, Town, town
from tests.conftest import Logged

pytestmark = pytest.mark.whole


def with_fleet(**fleet: Any) -> CenterSettings:
    return REAL.model_copy(update={"fleet": FleetSettings.model_validate(fleet), "trial": True})


def beaten(terminal: Terminal, **changes: Any) -> HeartbeatReply:
    body = beat(terminal.clock.now, **changes).model_dump_json().encode()
    answer = terminal.send("POST", "/v1/heartbeats", body)
    assert answer.status_code == 200, answer.text
    return HeartbeatReply.model_validate_json(answer.content)


def test_a_bad_release_is_stopped_told_and_not_begun_any_more(tmp_path: Path, logged: Logged) -> None:
    server = HTTPServer(("127.0.0.1", 0), _Hook)
    server.bodies = []  # type: ignore[attr-defined]
    heard = threading.Event()
    handle = server.process_request

    def noticed(request: Any, address: Any) -> None:
        handle(request, address)
        heard.set()

    server.process_request = noticed  # type: ignore[method-assign, assignment]
    with served(server) as port:
        settings = with_fleet(
            look_every_s=0.05, beat_every_s=10, alerts={"webhook": f"http://127.0.0.1:{port}/hook"}
        )
        with town(tmp_path / "center", settings=settings) as found:
            found.center.releases.keep(shipped().model_copy(update={"seq": 6}))
            last = found.new_terminal("QS09")
            assert beaten(last).config_hint == 6
            for code in ("QS02", "QS03", "QS04"):
                beaten(found.new_terminal(code), releases=Releases(good=5, bad=(6,), high=6))
            assert heard.wait(30)
            for _ in range(200):
                answer = beaten(last)
                if answer.held:
                    break
            assert (answer.held, answer.config_hint, answer.next_in_s) == ((6,), None, 10)
    told = [one for body in server.bodies for one in json.loads(body)["alerts"]]  # type: ignore[attr-defined]
    assert "held-6" in {one["what"] for one in told}
    assert logged.named("release_held")


def test_prometheus_reads_with_its_token_alone(tmp_path: Path) -> None:
    token = "0123456789abcdef"
    with town(tmp_path / "center", settings=with_fleet(metrics_token=token)) as found:
        beaten(found.terminal)
        assert found.http.get("/metrics").status_code == 401
        answer = found.http.request("GET", "/metrics", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200
        assert 'kiosk_release{terminal="QS01"} 5' in answer.text


def test_without_a_token_there_are_no_metrics(town: Town) -> None:
    assert town.http.get("/metrics").status_code == 404


def test_a_log_comes_over_the_wire_on_an_order(town: Town, terminal: Terminal) -> None:
    order = town.center.orders.give("QS01", CommandKind.COLLECT_LOG, by="M01")
    assert beaten(terminal).commands == (order,)
    body = LogReport(command_id=order.command_id, log="{}").model_dump_json().encode()
    assert terminal.send("POST", "/v1/logs", body).json() == {"wanted": True}
    assert terminal.send("POST", "/v1/logs", body.replace(order.command_id.encode(), b"0" * 32)).json() == {
        "wanted": False
    }


@pytest.mark.parametrize("fault", [OperationalError("", {}, Exception()), ValueError("示例·张大山")])
def test_a_look_that_goes_wrong_does_not_end_the_looks(
    town: Town, logged: Logged, fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise fault

    looks = iter([False, False, True])
    watch = town.center.fleet_watch
    monkeypatch.setattr(watch, "look", broken)
    watch.run_until(threading.Event(), lambda _s: next(looks))
    said = logged.named("fleet_look_failed")
    assert [(event["fault"], event["where"][:13]) for event in said] == [
        (type(fault).__name__, "test_wired.py")
    ] * 2
