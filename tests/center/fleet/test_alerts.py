from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import structlog
from sqlalchemy import insert

from center.fleet.alerts import Alert, Alerts, Mail, Webhook
from center.fleet.fleet import Fleet
from center.fleet.metrics import exposition
from center.protocol.fleet import Part
from center.tables import terminals
from tests.center.fleet.beats import beat, ill, told
from tests.center.support import NOON, Clock, new_store
from tests.conftest import Logged

pytestmark = pytest.mark.whole


class Ear:
    """Hears alerts, or is deaf."""

    def __init__(self) -> None:
        self.heard: list[Alert] = []
        self.deaf = False

    def tell(self, alerts: Sequence[Alert]) -> None:
        if self.deaf:
            raise ConnectionRefusedError
        self.heard += alerts


@pytest.fixture(name="clock")
def _clock() -> Clock:
    return Clock()


@pytest.fixture(name="fleet")
def _fleet(tmp_path: Path, clock: Clock) -> Iterator[Fleet]:
    store = new_store(tmp_path)
    with store.write() as connection:
        connection.execute(
            insert(terminals).values(code="QS01", township="990101", public_key=b"k", enrolled_at=NOON)
        )
    yield Fleet(store=store, clock=clock)
    store.close()


def test_each_change_is_told_once(fleet: Fleet, clock: Clock) -> None:
    ear = Ear()
    alerts = Alerts(ways=[ear], log=structlog.get_logger())
    told(fleet, "QS01", beat(NOON))
    alerts.look(fleet.terminals())
    assert ear.heard == []
    told(fleet, "QS01", beat(NOON, parts=(ill(Part.PRINTER),)))
    alerts.look(fleet.terminals())
    alerts.look(fleet.terminals())
    told(fleet, "QS01", beat(NOON))
    alerts.look(fleet.terminals())
    assert [(one.what, one.well_again) for one in ear.heard] == [("printer", False), ("printer", True)]
    clock.on(minutes=10)
    alerts.look(fleet.terminals())
    clock.on(minutes=1)
    alerts.look(fleet.terminals())  # its words have changed, 10 minutes to 11; that is no news
    assert [one.what for one in ear.heard[2:]] == ["silent"]


def test_what_could_not_be_told_is_told_later(fleet: Fleet, logged: Logged) -> None:
    deaf, ear = Ear(), Ear()
    deaf.deaf = True
    alerts = Alerts(ways=[deaf, ear], log=structlog.get_logger())
    alerts.look(fleet.terminals())
    assert [one.what for one in ear.heard] == ["never"]
    assert logged.named("alert_failed")
    deaf.deaf = False
    alerts.look(fleet.terminals())
    assert [one.what for one in deaf.heard] == ["never"]
    assert len(ear.heard) == 1


class _Smtp(socketserver.StreamRequestHandler):
    """As much of a mail server as takes a mail."""

    def handle(self) -> None:
        self.wfile.write(b"220 test\r\n")
        mail, taking = bytearray(), False
        for line in self.rfile:
            if taking:
                if line == b".\r\n":
                    self.server.mails.append(bytes(mail))  # type: ignore[attr-defined]
                    taking = False
                    self.wfile.write(b"250 ok\r\n")
                else:
                    mail += line
            elif line.upper().startswith(b"DATA"):
                taking = True
                self.wfile.write(b"354 go on\r\n")
            elif line.upper().startswith(b"QUIT"):
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 ok\r\n")


class _Hook(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.bodies.append(self.rfile.read(length))  # type: ignore[attr-defined]
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@contextmanager
def served(server: socketserver.TCPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


ALERT = Alert("QS01", "printer", "大纸打印机坏了")


def test_a_mail_arrives() -> None:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Smtp)
    server.mails = []  # type: ignore[attr-defined]
    with served(server) as port:
        Mail("127.0.0.1", port, "kiosk@county.example", ("someone@county.example",)).tell([ALERT])
    (raw,) = server.mails  # type: ignore[attr-defined]
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert mail["To"] == "someone@county.example"
    assert "QS01：大纸打印机坏了" in mail.get_content()


def test_a_webhook_is_called() -> None:
    server = HTTPServer(("127.0.0.1", 0), _Hook)
    server.bodies = []  # type: ignore[attr-defined]
    with served(server) as port:
        Webhook(f"http://127.0.0.1:{port}/hook").tell([ALERT])
    assert b'"terminal": "QS01"' in server.bodies[0]  # type: ignore[attr-defined]


def test_metrics_are_lines_of_figures(fleet: Fleet, clock: Clock) -> None:
    told(fleet, "QS01", beat(NOON, outbox_depth=4))
    clock.now += timedelta(minutes=10)
    lines = exposition(fleet.terminals()).splitlines()
    assert 'kiosk_terminals_ill{worst="silent"} 1' in lines
    assert 'kiosk_outbox_depth{terminal="QS01"} 4' in lines
    assert f'kiosk_last_seen_seconds{{terminal="QS01"}} {int(NOON.timestamp())}' in lines
    assert all(line.startswith("# ") or line.rpartition(" ")[2].isdigit() for line in lines)
