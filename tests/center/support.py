"""A center in the test's own process, and a terminal that signs."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import tempfile
import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import structlog
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response
from nacl.public import PublicKey, SealedBox
from nacl.signing import SigningKey
from sqlalchemy.engine import URL

from center.app import Center, create_app
from center.connectors.port import Connector, Fetched, Lack
from center.connectors.trial import TrialConnector
from center.days import china_day
from center.log import Log
from center.protocol import CaseMessage, Dataset, EnrollReply, signing_text
from center.settings import CenterSettings, trial_settings
from center.store import Store, sqlite_url
from center.trial.residents import village_on
from kiosk.core.receipts import receipt_number

TODAY = date(2025, 9, 17)
NOON = datetime(2025, 9, 17, 4, 0, tzinfo=UTC)


SQLITE = "sqlite"
POSTGRESQL = "postgresql"

REAL = trial_settings("http://center.test").model_copy(update={"trial": False})


class FakeSource:
    """Answers each dataset as the test says."""

    name = "fake"

    def __init__(self, **answers: Fetched | Lack | Exception | threading.Event) -> None:
        self.datasets = frozenset(Dataset(name) for name in answers)
        self._answers = answers

    def fetch(self, *, number: str, dataset: Dataset, year: int | None) -> Fetched | Lack:
        answer = self._answers[dataset.value]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, threading.Event):
            answer.wait(20)
            return Lack.DOWN
        return answer


class Clock:
    """A clock that stands still until it is told."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def on(self, **span: float) -> None:
        self.now += timedelta(**span)


class Http:
    """Calls an application in this process, without a socket."""

    def __init__(self, app: FastAPI, portal: BlockingPortal) -> None:
        transport = ASGITransport(app, raise_app_exceptions=False)
        self._client = AsyncClient(transport=transport, base_url="http://center.test")
        self._portal = portal

    def request(
        self, method: str, path: str, *, content: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Response:
        async def call() -> Response:
            return await self._client.request(method, path, content=content, headers=headers)

        return self._portal.call(call)

    def get(self, path: str) -> Response:
        return self.request("GET", path)

    def post(self, path: str, body: object) -> Response:
        headers = {"Content-Type": "application/json"}
        return self.request("POST", path, content=json.dumps(body).encode(), headers=headers)


@contextmanager
def serving(app: FastAPI) -> Iterator[Http]:
    """The application between its start and its end."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(app.router.lifespan_context(app)),
    ):
        yield Http(app, portal)


class Terminal:
    """Speaks the protocol by hand, independently of the terminal's own client."""

    def __init__(self, http: Http, clock: Clock) -> None:
        self.http = http
        self.clock = clock
        self.key = SigningKey.generate()
        self.me: EnrollReply | None = None
        self.counter = 0

    @property
    def public(self) -> str:
        return base64.b64encode(bytes(self.key.verify_key)).decode()

    def enroll(self, code: str) -> Response:
        response = self.http.post("/v1/enroll", {"code": code, "public_key": self.public})
        if response.status_code == 200:
            self.me = EnrollReply.model_validate_json(response.content)
        return response

    def headers(self, method: str, path: str, body: bytes, **changes: str) -> dict[str, str]:
        time = self.clock.now.isoformat() if "X-Time" not in changes else changes["X-Time"]
        nonce = changes.get("X-Nonce", secrets.token_hex(16))
        text = signing_text(
            method=method,
            path=path,
            time=datetime.fromisoformat(time),
            nonce=nonce,
            body_sha256=hashlib.sha256(body).hexdigest(),
        )
        return {
            "Content-Type": "application/json",
            "X-Terminal": self.me.terminal if self.me else "QS99",
            "X-Time": time,
            "X-Nonce": nonce,
            "X-Signature": base64.b64encode(self.key.sign(text).signature).decode(),
            **changes,
        }

    def send(self, method: str, path: str, body: bytes, **changes: str) -> Response:
        return self.http.request(
            method, path, content=body, headers=self.headers(method, path, body, **changes)
        )

    def post(self, path: str, **body: object) -> Response:
        return self.send("POST", path, json.dumps(body).encode())

    def look_up(self, number: str, *datasets: str, established: str = "card", **more: object) -> Response:
        return self.post("/v1/lookups", number=number, established=established, datasets=datasets, **more)

    def document(self, number: str, kind: str, *, request_id: str | None = None, **params: str) -> Response:
        return self.post(
            "/v1/documents",
            request_id=request_id or uuid.uuid4().hex,
            kind=kind,
            number=number,
            established="card",
            params=params,
        )

    def message(self, **changes: Any) -> CaseMessage:
        assert self.me is not None
        self.counter += "receipt" not in changes
        given = {
            "case_id": uuid.uuid4().hex,
            "message_id": uuid.uuid4().hex,
            "kind": "submit",
            "services": ["old-age-allowance"],
            "parts": [
                {
                    "service": "old-age-allowance",
                    "title": "80岁老人补贴",
                    "consent": "given",
                    "state": "ready",
                }
            ],
            "release": 1,
            "terminal": self.me.terminal,
            "receipt": receipt_number(terminal=self.me.terminal, counter=max(self.counter, 1)),
            "made_at": self.clock.now,
            "people": {"subject": {"name": "示例·张大山", "number": number_of("示例·张大山"), "how": "card"}},
            "answers": [
                {
                    "role": "subject",
                    "concept": "phone",
                    "field": "phone",
                    "label": "联系电话",
                    "value": None,
                    "source": "person",
                    "confirmed": True,
                    "shown": "没有电话",
                }
            ],
            "papers": [],
            "pressed_by": "neighbor",
        }
        return CaseMessage.model_validate(given | changes)

    def body(self, message: CaseMessage) -> bytes:
        assert self.me is not None
        box = SealedBox(PublicKey(base64.b64decode(self.me.seal_key)))
        sealed = base64.b64encode(box.encrypt(message.model_dump_json().encode())).decode()
        return json.dumps({"alg": 1, "key_id": self.me.key_id, "ciphertext": sealed}).encode()

    def put(self, message: CaseMessage, body: bytes | None = None) -> Response:
        path = f"/v1/cases/{message.case_id}/messages/{message.message_id}"
        return self.send("PUT", path, body if body is not None else self.body(message))


class Town:
    """A running center with one enrolled terminal."""

    def __init__(self, center: Center, http: Http, clock: Clock) -> None:
        self.center = center
        self.http = http
        self.clock = clock
        self.terminal = self.new_terminal("QS01")

    def new_terminal(self, code: str) -> Terminal:
        township = self.center.settings.townships[0].code
        terminal = Terminal(self.http, self.clock)
        answer = terminal.enroll(self.center.enrolling.give_code(terminal=code, township=township))
        assert answer.status_code == 200, answer.text
        return terminal


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "center.sqlite"
        store = Store(sqlite_url(path))
        store.upgrade()
        store.close()
        return path.read_bytes()


def new_store(folder: Path, database: URL | None = None) -> Store:
    """An empty store with all its tables, without going through every migration again."""
    if database is not None:
        return Store(database)
    path = folder / "x.sqlite"
    path.write_bytes(_migrated())
    return Store(sqlite_url(path))


@contextmanager
def town(
    folder: Path,
    *,
    settings: CenterSettings | None = None,
    connectors: Sequence[Connector] | None = None,
    log: Log | None = None,
    database: URL | None = None,
) -> Iterator[Town]:
    clock = Clock()
    folder.mkdir(parents=True, exist_ok=True)
    settings = settings or trial_settings("http://center.test")
    if database is None:
        (folder / "center.sqlite").write_bytes(_migrated())
    else:
        settings = settings.model_copy(update={"database_url": str(database)})
    center = Center(
        settings=settings,
        data_dir=folder,
        connectors=([TrialConnector(today=lambda: china_day(clock()))] if connectors is None else connectors),
        clock=clock,
        log=log or structlog.get_logger(),
    )
    with serving(create_app(center)) as http:
        yield Town(center, http, clock)


def number_of(name: str, today: date = TODAY) -> str:
    return village_on(today).named(name).number
