from __future__ import annotations

import json

import pytest

from center.protocol import ErrorCode, ErrorReply
from tests.center.support import Terminal, Town, number_of
from tests.conftest import Logged


def test_a_body_over_the_limit_is_refused(town: Town, terminal: Terminal) -> None:
    body = b" " * (town.center.settings.max_body_bytes + 1)
    for path in ("/v1/lookups", "/v1/enroll", "/v1/documents"):
        answer = terminal.send("POST", path, body)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{", b"\xff\xfe", b"[" * 5000, b'{"number": 1e999}'])
def test_nonsense_is_malformed_without_its_words(terminal: Terminal, body: bytes) -> None:
    answer = terminal.send("POST", "/v1/lookups", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


def test_an_error_names_places_and_never_values(terminal: Terminal) -> None:
    body = {
        "request_id": "x",
        "kind": "示例·张大山",
        "number": "13800138000",
        "established": "card",
        "params": {"示例·李桂英": "x" * 600},
        "示例县": 1,
    }
    answer = terminal.send("POST", "/v1/documents", json.dumps(body).encode())
    assert answer.status_code == 422
    reply = ErrorReply.model_validate_json(answer.content)
    assert reply.code is ErrorCode.MALFORMED
    assert {"request_id", "kind", "number", "?"} <= set(reply.fields)
    assert not [word for word in ("示例", "13800138000", "xxx") if word in answer.text]


def test_the_unexpected_says_nothing(town: Town, terminal: Terminal, logged: Logged) -> None:

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("about 示例·张大山")

    town.center.lookups.look_up = broken  # type: ignore[method-assign, assignment]
    answer = terminal.look_up(number_of("示例·张大山"), "profile")
    assert (answer.status_code, answer.json()) == (
        500,
        {"code": "internal", "fields": [], "center_time": None},
    )
    event = logged.named("request_failed")[0]
    assert event["fault"] == "RuntimeError"
    assert "张大山" not in str(logged.events)


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/v1/nix", 404), ("DELETE", "/v1/lookups", 405)]
)
def test_other_paths_answer_in_the_same_form(town: Town, method: str, path: str, status: int) -> None:
    answer = town.http.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, "not_found")


def test_openapi_is_published_with_its_refusals(town: Town) -> None:
    api = town.http.get("/openapi.json").json()
    assert set(api["paths"]) == {
        "/v1/health",
        "/v1/enroll",
        "/v1/lookups",
        "/v1/documents",
        "/v1/progress",
        "/v1/heartbeats",
        "/v1/logs",
        "/v1/ratings",
        "/v1/handoffs/{case_id}",
        "/v1/calls/{call_id}",
        "/v1/cases/{case_id}/messages/{message_id}",
        "/v/{code}",
        "/metrics",
    }
    responses = api["paths"]["/v1/lookups"]["post"]["responses"]
    assert responses["422"]["content"]["application/json"]["schema"]["$ref"].endswith("/ErrorReply")
    assert town.http.get("/v1/health").json()["ok"] is True
