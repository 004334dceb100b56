"""Messages, an enrolled terminal, and a server on the loopback address that behaves as a test says."""

from __future__ import annotations

import base64
import contextlib
import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from nacl.public import PrivateKey, SealedBox

from center.protocol import CaseMessage, EnrollReply, Envelope
from kiosk.link.home import Enrollment
from kiosk.link.sealing import Sealer

NOW = datetime(2025, 9, 17, 4, 0, tzinfo=UTC)
TOWNSHIP = PrivateKey(b"7" * 32)
KEY_ID = "t990101-0001"


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def on(self, **span: float) -> None:
        self.now += timedelta(**span)


def sealer() -> Sealer:
    return Sealer(key_id=KEY_ID, seal_key=base64.b64encode(bytes(TOWNSHIP.public_key)).decode())


def unseal(body: bytes) -> CaseMessage:
    envelope = Envelope.model_validate_json(body)
    plain = SealedBox(TOWNSHIP).decrypt(base64.b64decode(envelope.ciphertext))
    return CaseMessage.model_validate_json(plain)


def new_id() -> str:
    return uuid.uuid4().hex


def message(case_id: str, message_id: str, receipt: str, **changes: Any) -> CaseMessage:
    given = {
        "case_id": case_id,
        "message_id": message_id,
        "kind": "submit",
        "services": ["old-age-allowance"],
        "parts": [],
        "release": 1,
        "terminal": "QS01",
        "receipt": receipt,
        "made_at": NOW,
        "people": {"subject": {"name": "示例·张大山", "number": "99010119430305011X", "how": "card"}},
        "answers": [],
        "papers": [],
        "pressed_by": "self",
    }
    return CaseMessage.model_validate(given | changes)


def enrollment(url: str) -> Enrollment:
    return Enrollment(
        center_url=url,
        ca_file=None,
        center=EnrollReply(
            terminal="QS01",
            township="990101",
            township_name="示例县示例镇",
            key_id=KEY_ID,
            seal_key=base64.b64encode(bytes(TOWNSHIP.public_key)).decode(),
            trial=True,
            center_time=NOW,
        ),
    )


Behavior = Callable[[BaseHTTPRequestHandler, bytes], None]


def say(status: int, body: bytes, **headers: str) -> Behavior:
    def answer(handler: BaseHTTPRequestHandler, _body: bytes) -> None:
        handler.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


class Somebody:
    """A server that is not necessarily a center."""

    def __init__(self) -> None:
        self.behavior: Behavior = say(200, b"{}")
        self.asked: list[tuple[str, str, bytes, dict[str, str]]] = []
        self.release = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self.close_connection = True
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer.asked.append((self.command, self.path, body, dict(self.headers)))
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    outer.behavior(self, body)

            def do_GET(self) -> None:
                self.do_POST()

            def do_PUT(self) -> None:
                self.do_POST()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def close(self) -> None:
        self.release.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
