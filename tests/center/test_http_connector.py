from __future__ import annotations

import base64
import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from center.connectors.http import HttpConnector
from center.connectors.port import Fetched, Lack
from center.connectors.settings import HttpSource
from center.protocol import Dataset, Pension, Profile
from tests.center.support import TODAY

pytestmark = pytest.mark.whole

NUMBER = "110105194912310029"
SOURCE = """
name: county-pension
base_url: {base}
auth: {{kind: header, header: X-Key, prefix: "Key ", secret_file: {secret}}}
connect_timeout_s: 0.5
read_timeout_s: 0.3
deadline_s: 0.6
max_bytes: 20000
datasets:
  pension:
    method: POST
    path: /api/yanglao
    body: {{aac002: "{{number}}", year: "{{year}}"}}
    unknown_when: code == 'NOBODY'
    no_record_when: code == 'EMPTY'
    as_of: day(data.rq)
    data: >-
      {{status: pick(data.zt, `{{"1": "contributing", "2": "paying", "3": "suspended"}}`),
        basic: cents(data.jc), personal: cents(data.gr), monthly: money(data.hj), paid_years: data.nx,
        contributions: {{own: money(data.own), collective: money(data.col), government: money(data.gov)}},
        last: data.mx[0].{{month: join('-', [nian, yue]), amount: money(je), paid_on: day(fd),
                          account_tail: wh, state: 'paid'}},
        payments: data.mx[].{{month: join('-', [nian, yue]), amount: money(je), paid_on: day(fd),
                             account_tail: wh, state: 'paid'}},
        certified_until: day(data.rz), certified_on: null, certified_how: null,
        certification_waived: data.mr == 'Y'}}
  profile:
    path: /api/person/{{number}}
    query: {{y: "{{year}}"}}
    data: person
"""
GOOD = {
    "code": "OK",
    "data": {
        "zt": 2,
        "jc": 13000,
        "gr": "5500",
        "hj": 185,
        "nx": 12,
        "own": "2,400.0",
        "col": 0,
        "gov": 480.5,
        "mx": [{"nian": "2025", "yue": "09", "je": "185", "fd": "20250910", "wh": "3321"}],
        "rz": "2026/3/1",
        "mr": "N",
        "rq": "2025-09-16T23:10:00+08:00",
    },
}
Behavior = Callable[[BaseHTTPRequestHandler], None]


def say(status: int, body: bytes, **headers: str) -> Behavior:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def good(**changes: object) -> Behavior:
    return say(200, json.dumps({**GOOD, "data": {**GOOD["data"], **changes}}).encode())  # type: ignore[dict-item]


class County:
    """A real server on the loopback address, which behaves as the test says."""

    def __init__(self) -> None:
        self.behavior: Behavior = good()
        self.asked: list[tuple[str, str, bytes, str | None]] = []
        self.release = threading.Event()
        county = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self.close_connection = True
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                key = self.headers.get("X-Key") or self.headers.get("Authorization")
                county.asked.append((self.command, self.path, body, key))
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    county.behavior(self)

            def do_GET(self) -> None:
                self.do_POST()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"

    def trickle(self, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        while not self.release.wait(0.05):
            handler.wfile.write(b" ")

    def stall(self, _handler: BaseHTTPRequestHandler) -> None:
        self.release.wait(5)

    def cut(self, handler: BaseHTTPRequestHandler) -> None:
        handler.connection.shutdown(socket.SHUT_RDWR)


@pytest.fixture(name="county")
def _county() -> Iterator[County]:
    county = County()
    thread = threading.Thread(target=county.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield county
    county.release.set()
    county.server.shutdown()
    thread.join()
    county.server.server_close()


@pytest.fixture(name="connector")
def _connector(county: County, tmp_path: Path) -> HttpConnector:
    secret = tmp_path / "secret"
    secret.write_text("s3cret\n", encoding="utf-8")
    raw = yaml.safe_load(SOURCE.format(base=county.base, secret=secret))
    return HttpConnector(HttpSource.model_validate(raw), today=lambda: TODAY)


def pension(connector: HttpConnector) -> Fetched | Lack:
    return connector.fetch(number=NUMBER, dataset=Dataset.PENSION, year=None)


def test_an_answer_is_mapped_by_data_alone(county: County, connector: HttpConnector) -> None:
    found = pension(connector)
    assert isinstance(found, Fetched)
    assert isinstance(found.data, Pension)
    assert found.as_of.isoformat() == "2025-09-16"
    assert found.data.status == "paying"
    assert (found.data.basic, found.data.personal, found.data.monthly) == ("130.00", "55.00", "185.00")
    assert found.data.contributions.own == "2400.00"
    assert found.data.last == found.data.payments[0]
    assert found.data.payments[0].month == "2025-09"
    assert str(found.data.certified_until) == "2026-03-01"
    assert county.asked == [
        ("POST", "/api/yanglao", json.dumps({"aac002": NUMBER, "year": "2025"}).encode(), "Key s3cret")
    ]
    assert NUMBER not in repr(found)
    assert "130.00" not in repr(found)


def test_path_and_query_are_filled_and_quoted(county: County, connector: HttpConnector) -> None:
    county.behavior = say(200, b'{"person": null}')
    assert connector.fetch(number="../X", dataset=Dataset.PROFILE, year=2023) is Lack.NONSENSE
    assert county.asked[0][:2] == ("GET", "/api/person/..%2FX?y=2023")


@pytest.mark.parametrize(
    ("behavior", "lack"),
    [
        (say(200, b'{"code": "NOBODY"}'), Lack.UNKNOWN_PERSON),
        (say(404, b""), Lack.UNKNOWN_PERSON),
        (say(200, b'{"code": "EMPTY"}'), Lack.NO_RECORD),
        (say(500, b"oops"), Lack.DOWN),
        (say(503, b""), Lack.DOWN),
        (say(401, b"{}"), Lack.NONSENSE),
        (say(302, b"", Location="/login"), Lack.NONSENSE),
        (say(200, b"<html>login</html>"), Lack.NONSENSE),
        (say(200, b""), Lack.NONSENSE),
        (say(200, b"null"), Lack.NONSENSE),
        (say(200, b"[1, 2]"), Lack.NONSENSE),
        (say(200, b"\xff\xfe\x00"), Lack.NONSENSE),
        (say(200, b"[" * 15_000), Lack.NONSENSE),
        (say(200, b'{"data": "' + b"x" * 30_000 + b'"}'), Lack.NONSENSE),
        (say(200, b'{"code": "OK", "da', Content_Length="900"), Lack.NONSENSE),
        (say(200, b"zz", Content_Encoding="gzip"), Lack.NONSENSE),
        (good(zt=9), Lack.NONSENSE),
        (good(hj="viel"), Lack.NONSENSE),
        (good(hj=1e400), Lack.NONSENSE),
        (good(nx=-1), Lack.NONSENSE),
        (good(rq="gestern"), Lack.NONSENSE),
        (good(rq=None), Lack.NONSENSE),
        (good(rz="2026-02-31"), Lack.NONSENSE),
        (good(mx={"je": 1}), Lack.NONSENSE),
    ],
)
def test_each_bad_answer_is_told_apart(
    county: County, connector: HttpConnector, behavior: Behavior, lack: Lack
) -> None:
    county.behavior = behavior
    assert pension(connector) is lack


def test_a_stalled_and_a_trickling_answer_are_slow(county: County, connector: HttpConnector) -> None:
    county.behavior = county.stall
    assert pension(connector) is Lack.SLOW
    county.behavior = county.trickle
    assert pension(connector) is Lack.SLOW


def test_a_cut_connection_and_a_closed_port_are_down(county: County, connector: HttpConnector) -> None:
    county.behavior = county.cut
    assert pension(connector) is Lack.DOWN
    county.server.socket.close()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    raw = yaml.safe_load(SOURCE.format(base=f"http://127.0.0.1:{port}", secret="x"))
    raw["auth"] = {"kind": "none"}
    gone = HttpConnector(HttpSource.model_validate(raw), today=lambda: TODAY)
    assert pension(gone) is Lack.DOWN


def test_a_profile_comes_as_it_is_when_it_fits(county: County, tmp_path: Path) -> None:
    (tmp_path / "s").write_text("pw", encoding="utf-8")
    raw = yaml.safe_load(SOURCE.format(base=county.base, secret=tmp_path / "s"))
    raw["auth"] = {"kind": "basic", "user": "kiosk", "secret_file": str(tmp_path / "s")}
    basic = HttpConnector(HttpSource.model_validate(raw), today=lambda: TODAY)
    person: dict[str, object] = {
        "name": "示例·王𬭎",
        "village": "石桥村",
        "group": "2组",
        "address": "x",
        "phone": None,
        "local_registration": True,
        "accounts": [],
        "household": [],
        "disability": None,
        "low_income": False,
        "special_support": False,
        "student": False,
        "medical_self_paid_90d": "0.00",
    }
    county.behavior = say(200, json.dumps({"person": person}).encode())
    found = basic.fetch(number=NUMBER, dataset=Dataset.PROFILE, year=None)
    assert isinstance(found, Fetched)
    assert isinstance(found.data, Profile)
    assert found.data.name == "示例·王𬭎"
    assert found.as_of == TODAY
    assert county.asked[0][3] == "Basic " + base64.b64encode(b"kiosk:pw").decode()
    assert basic.datasets == {Dataset.PENSION, Dataset.PROFILE}


@pytest.mark.parametrize(
    "fault",
    [
        {"base_url": "ftp://x"},
        {"datasets": {}},
        {"datasets": {"weather": {"path": "/", "data": "a"}}},
        {"datasets": {"pension": {"path": "/", "data": "a b"}}},
        {"datasets": {"pension": {"path": "no-slash", "data": "a"}}},
        {"read_timeout_s": 0},
        {"more": 1},
    ],
)
def test_faulty_settings_are_refused(fault: dict[str, object]) -> None:
    ok = {"name": "x", "base_url": "http://127.0.0.1:1", "datasets": {"pension": {"path": "/", "data": "a"}}}
    HttpSource.model_validate(ok)
    with pytest.raises(ValidationError):
        HttpSource.model_validate(ok | fault)
