from __future__ import annotations

import socket
import threading
from typing import Any

import pytest

from printing.cups_line import Canary, CupsLine, LineGone, LineRefused
from tests.printing.fakes import IPPError


class Connection:
    def __init__(self) -> None:
        self.thread = threading.get_ident()

    def where(self) -> tuple[int, int]:
        return self.thread, threading.get_ident()

    def refuse(self, status: int) -> None:
        raise IPPError(status, "/spool/secret title")

    def gone(self) -> None:
        raise RuntimeError("failed to connect to server")

    def hang(self, until: threading.Event) -> None:
        until.wait(30)


def line(timeout_s: float = 5.0) -> tuple[CupsLine, list[Connection]]:
    made: list[Connection] = []

    def connect() -> Any:
        made.append(Connection())
        return made[-1]

    return CupsLine(connect, timeout_s=timeout_s), made


def test_calls_run_on_the_thread_that_the_connection_lives_on() -> None:
    cups, made = line()
    assert len({*cups.call("where"), *cups.call("where")}) == 1
    assert len(made) == 1
    cups.close()


def test_an_answer_with_an_error_keeps_the_connection_and_drops_the_words() -> None:
    cups, made = line()
    with pytest.raises(LineRefused) as caught:
        cups.call("refuse", 1286)
    assert caught.value.status == 1286
    assert "secret" not in repr(caught.value)
    cups.call("where")
    assert len(made) == 1
    cups.close()


@pytest.mark.parametrize(
    ("method", "args"), [("refuse", (1280,)), ("refuse", (1282,)), ("gone", ()), ("nosuch", ())]
)
def test_what_a_dead_service_answers_needs_a_new_connection(method: str, args: tuple[int, ...]) -> None:
    cups, made = line()
    with pytest.raises((LineGone, LineRefused)):
        cups.call(method, *args)
    cups.call("where")
    assert len(made) == 2
    cups.close()


def test_a_call_that_hangs_is_left_behind() -> None:
    cups, made = line(timeout_s=0.05)
    end = threading.Event()
    with pytest.raises(LineGone):
        cups.call("hang", end)
    assert cups.call("where")
    assert len(made) == 2
    end.set()
    cups.close()


def test_nobody_to_connect_to() -> None:
    def refuse() -> Any:
        raise RuntimeError("failed to connect to server")

    with pytest.raises(LineGone):
        CupsLine(refuse, timeout_s=5).call("where")


def test_the_canary_dies_with_the_service() -> None:
    server = socket.create_server(("127.0.0.1", 0))
    canary = Canary("127.0.0.1", server.getsockname()[1], timeout_s=5)
    first, _ = server.accept()
    assert canary.alive()
    canary.renew()
    second, _ = server.accept()
    first.close()
    assert canary.alive()
    second.close()
    assert not canary.alive()
    canary.close()
    server.close()
    with pytest.raises(LineGone):
        Canary("127.0.0.1", server_port_that_nobody_has(), timeout_s=5)


def server_port_that_nobody_has() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
