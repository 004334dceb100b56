from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from center.protocol import ErrorCode, Established, LookupRequest, ProgressRequest
from kiosk.link.client import CenterClient, Patience
from kiosk.link.errors import CenterDown, CenterNonsense, CenterSlow, LinkError, Refused
from kiosk.link.keys import DeviceKey
from tests.link.support import NOW, Behavior, Clock, Somebody, enrollment, say

pytestmark = pytest.mark.whole

ASK = LookupRequest(number="99010119430305011X", established=Established.CARD, datasets=["profile"])


@pytest.fixture(name="somebody")
def _somebody() -> Iterator[Somebody]:
    somebody = Somebody()
    yield somebody
    somebody.close()


@pytest.fixture(name="clock")
def _clock() -> Clock:
    return Clock()


def client_of(url: str, tmp_path: Path, clock: Clock) -> CenterClient:
    return CenterClient(
        enrollment=enrollment(url),
        key=DeviceKey.load_or_make(tmp_path / "keys" / "device.key"),
        patience=Patience(connect_s=0.5, read_s=0.3, whole_s=0.6),
        clock=clock,
    )


@pytest.fixture(name="client")
def _client(somebody: Somebody, tmp_path: Path, clock: Clock) -> CenterClient:
    return client_of(somebody.url, tmp_path, clock)


def refusal(status: int, code: str, **headers: str) -> Behavior:
    return say(status, json.dumps({"code": code}).encode(), **headers)


REPLY = {
    "case_id": "c" * 8,
    "message_id": "m" * 8,
    "receipt": "QS01-000001-0",
    "state": "stored",
    "stored_at": NOW.isoformat(),
}


@pytest.mark.parametrize(
    ("behavior", "error"),
    [
        (say(200, b"<html>login</html>"), CenterNonsense),
        (say(200, b""), CenterNonsense),
        (say(200, b"{}"), CenterNonsense),
        (say(200, b'{"known": "maybe"}'), CenterNonsense),
        (say(200, b"\xff\xfe"), CenterNonsense),
        (say(200, b"[" * 100_000), CenterNonsense),
        (say(200, b'"' + b"x" * 2_100_000 + b'"'), CenterNonsense),
        (say(204, b""), CenterNonsense),
        (say(302, b"", Location="http://127.0.0.1:1/"), CenterNonsense),
        (say(404, b"<html>not here</html>"), CenterNonsense),
        (say(422, b'{"detail": "another server"}'), CenterNonsense),
        (say(200, b"zz", Content_Encoding="gzip"), CenterNonsense),
        (say(500, b"oops"), CenterDown),
        (say(502, b"<html>bad gateway</html>"), CenterDown),
        (say(200, b'{"known"', Content_Length="900"), CenterDown),
        (refusal(403, "needs_card"), Refused),
    ],
)
def test_each_bad_answer_is_told_apart(
    somebody: Somebody, client: CenterClient, behavior: Behavior, error: type[LinkError]
) -> None:
    somebody.behavior = behavior
    with pytest.raises(error) as caught:
        client.look_up(ASK)
    assert type(caught.value) is error


def test_a_refusal_has_its_code_and_when_to_come_back(somebody: Somebody, client: CenterClient) -> None:
    somebody.behavior = refusal(429, "too_many_lookups", Retry_After="1800")
    with pytest.raises(Refused) as caught:
        client.look_up(ASK)
    assert (caught.value.code, caught.value.retry_after_s) == (ErrorCode.TOO_MANY_LOOKUPS, 1800)
    somebody.behavior = say(503, b"", Retry_After="99999999")
    with pytest.raises(CenterDown) as down:
        client.look_up(ASK)
    assert (down.value.status, down.value.retry_after_s) == (503, 3600)


def test_a_stalled_and_a_trickling_answer_are_slow(somebody: Somebody, client: CenterClient) -> None:
    def stall(_handler: BaseHTTPRequestHandler, _body: bytes) -> None:
        somebody.release.wait(5)

    def trickle(handler: BaseHTTPRequestHandler, _body: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        while not somebody.release.wait(0.05):
            handler.wfile.write(b" ")

    for behavior in (stall, trickle):
        somebody.behavior = behavior
        with pytest.raises(CenterSlow):
            client.look_up(ASK)


def test_a_cut_connection_and_a_closed_port_are_down(
    somebody: Somebody, client: CenterClient, tmp_path: Path, clock: Clock
) -> None:
    somebody.behavior = lambda handler, _body: handler.connection.shutdown(socket.SHUT_RDWR)
    with pytest.raises(CenterDown):
        client.look_up(ASK)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(CenterDown):
        client_of(f"http://127.0.0.1:{port}", tmp_path, clock).look_up(ASK)


def test_a_wrong_clock_is_mended_by_the_centers(
    somebody: Somebody, client: CenterClient, clock: Clock
) -> None:
    clock.on(days=-9000)
    times: list[str] = []

    def center(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        times.append(handler.headers["X-Time"])
        if times[-1].startswith("2025-09-17"):
            return say(200, b'{"known": false}')(handler, body)
        hint = json.dumps({"code": "clock_too_far", "center_time": NOW.isoformat()}).encode()
        return say(401, hint)(handler, body)

    somebody.behavior = center
    assert not client.look_up(ASK).known
    assert not client.look_up(ASK).known
    assert [time[:4] for time in times] == ["2001", "2025", "2025"]
    nonces = [headers["X-Nonce"] for _, _, _, headers in somebody.asked]
    assert len(set(nonces)) == 3


def test_a_center_that_never_likes_the_time_is_asked_twice(somebody: Somebody, client: CenterClient) -> None:
    hint = json.dumps({"code": "clock_too_far", "center_time": (NOW + timedelta(days=9)).isoformat()})
    somebody.behavior = say(401, hint.encode())
    with pytest.raises(Refused):
        client.look_up(ASK)
    assert len(somebody.asked) == 2


def test_a_message_counts_as_sent_only_by_its_own_reply(somebody: Somebody, client: CenterClient) -> None:
    somebody.behavior = say(201, json.dumps(REPLY).encode())
    assert client.put_message("c" * 8, "m" * 8, b"{}").state == "stored"
    assert somebody.asked[0][:3] == ("PUT", f"/v1/cases/{'c' * 8}/messages/{'m' * 8}", b"{}")
    with pytest.raises(CenterNonsense):
        client.put_message("d" * 8, "m" * 8, b"{}")


def test_faults_quote_nobody(somebody: Somebody, client: CenterClient) -> None:
    somebody.behavior = say(200, '{"known": "示例·张大山"}'.encode())
    with pytest.raises(CenterNonsense) as caught:
        client.progress(ProgressRequest(receipt="QS01-000001-0"))
    assert caught.value.__suppress_context__
    assert "张大山" not in str(caught.value)


def test_the_environment_sends_nothing_elsewhere(
    somebody: Somebody, client: CenterClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    somebody.behavior = say(200, b'{"known": false}')
    assert not client.look_up(ASK).known


def test_the_key_is_for_its_owner_alone_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "device.key"
    first = DeviceKey.load_or_make(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.chmod(0o644)
    assert DeviceKey.load_or_make(path).public == first.public
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text("", encoding="utf-8")
    with pytest.raises(ValueError, match="32 bytes"):
        DeviceKey.load_or_make(path)
