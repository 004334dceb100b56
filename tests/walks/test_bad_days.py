"""What is around the terminal fails: the pages say what is so, and nothing that was answered is lost."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kiosk.core.screens import (
    Check,
    Document,
    Identify,
    Message,
    MyAffairs,
    PaperState,
    Receipt,
    Result,
    Working,
)
from tests.conftest import Logged
from tests.walks.rig import Rig, written

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("walks")]

OLD = "示例·李桂英"


class Impostor:
    """Something that answers where the center should be.

    Args:
        body: What it says.
        silent: Whether it says nothing until it is let go.
    """

    def __init__(self, body: bytes = b"", *, silent: bool = False) -> None:
        go_on = self.go_on = threading.Event()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if silent:
                    go_on.wait(60)
                    return
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_PUT = do_POST  # noqa: N815 - the base class's names

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def close(self) -> None:
        self.go_on.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@contextmanager
def instead_of_the_center(rig: Rig, impostor: Impostor) -> Iterator[None]:
    relay = rig.simulation.relay
    assert relay is not None
    relay.aim(impostor.port)
    try:
        yield
    finally:
        relay.aim(rig.simulation.center_port)
        impostor.close()


def lay_and_wait(rig: Rig, name: str) -> None:
    """Lays a card; what comes of it may take long."""
    rig.stage.touch()
    rig.lay_only(rig.cards[name])
    rig.stage.until(lambda s: rig.stage.terminal.runtime.visit.subject is not None)
    rig.reader.lift()


def test_a_slow_center_is_waited_for_visibly_and_can_be_left(rig: Rig) -> None:
    impostor = Impostor(silent=True)
    with instead_of_the_center(rig, impostor):
        lay_and_wait(rig, OLD)
        assert isinstance(rig.screen, Working)
        assert rig.screen.title.written
        rig.skip(3.5)
        assert isinstance(rig.screen, Working)
        assert "stop-waiting" not in rig.screen.targets
        rig.skip(7.0)
        rig.stage.until(lambda s: "stop-waiting" in s.targets)
        rig.press("stop-waiting")
        screen = rig.until(MyAffairs)
        assert "再查" in written(screen)
    rig.press("retry")
    screen = rig.stage.until(lambda s: isinstance(s, MyAffairs) and "月养老钱" in written(s))
    assert "没回话" not in written(screen)


@pytest.mark.parametrize("body", [b"<html>busy</html>", b"{}", b"[1, 2", b"null"])
def test_a_center_that_talks_nonsense_is_not_believed(rig: Rig, body: bytes) -> None:
    with instead_of_the_center(rig, Impostor(body)):
        rig.lay(OLD)
        assert isinstance(rig.screen, MyAffairs)
        assert not rig.screen.rows
        rig.press("back")
        rig.press("tile:pension")
        screen = rig.until(Message)
        assert "不是您的错" in written(screen)
    rig.press("retry")
    rig.until(Result)


def test_what_was_answered_survives_a_center_that_talks_nonsense(rig: Rig) -> None:
    rig.lay(OLD)
    rig.press("other")
    rig.press(rig.saying("反映问题"))
    rig.go_until(Check)
    before = written(rig.screen)
    with instead_of_the_center(rig, Impostor(b"nonsense")):
        rig.press("back")
        rig.go_until(Check)
        assert written(rig.screen).count("\n") == before.count("\n")
        screen = rig.go_until(Receipt)
        assert isinstance(screen, Receipt)
        assert "先存在这台机器里" in screen.state_words.written
    rig.until(Receipt, "已送到服务中心", patience_s=60)


def test_a_certificate_waits_for_the_center_to_come_back(rig: Rig) -> None:
    relay = rig.simulation.relay
    assert relay is not None
    rig.stage.touch()
    rig.press("tile:certificates")
    rig.press("service:pension-certificate")
    rig.until(Identify)
    rig.lay(OLD)
    relay.cut(cut=True)
    screen = rig.go_until(Document, Message)
    assert isinstance(screen, Message)
    assert "网断了" in screen.title.written
    relay.cut(cut=False)
    rig.press("retry")
    rig.until(Document)


def test_a_drawing_helper_that_dies_is_told_honestly_and_replaced(rig: Rig, logged: Logged) -> None:
    rig.stage.touch()
    rig.press("tile:certificates")
    rig.press("service:pension-certificate")
    rig.until(Identify)
    rig.lay(OLD)
    rig.go_until(Document)
    while "print" not in rig.screen.targets:
        rig.press("more")
    for pid in helpers():
        os.kill(pid, signal.SIGKILL)
    rig.press("print")
    ends = (PaperState.DONE, PaperState.FAILED, PaperState.UNKNOWN)
    screen = rig.stage.until(lambda s: isinstance(s, Document) and s.state in ends)
    assert isinstance(screen, Document)
    assert screen.state is not PaperState.UNKNOWN, "nothing was sent to the printer yet"
    if screen.state is PaperState.FAILED:
        assert "不是您的错" in written(screen)
        rig.press("print")
        rig.stage.until(lambda s: isinstance(s, Document) and s.state is PaperState.DONE)


def helpers() -> list[int]:
    """The drawing helpers that are this process's children."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_text()
        except OSError:
            continue
        if parent == os.getpid() and "printing.render_helper" in command:
            found.append(int(folder.name))
    return found


def test_a_bundle_is_sent_as_one_with_a_line_for_each_part(rig: Rig) -> None:
    rig.lay("示例·林𠮷")
    rig.press("other")
    rig.press(rig.saying("一次办齐"))
    rig.press(rig.saying("添了娃娃"))
    screen = rig.go_until(Receipt)
    assert isinstance(screen, Receipt)
    assert len([row for row in screen.rows if row.value.written]) >= 2
    rig.until(Receipt, "已送到服务中心")


def test_a_killed_center_keeps_no_answer_from_being_kept(rig: Rig, tmp_path: Path) -> None:
    """The center dies before anything is sent; the case waits here, and the page says so."""
    own = Rig(tmp_path)
    try:
        own.lay(OLD)
        own.press("other")
        own.press(own.saying("反映问题"))
        own.go_until(Check)
        os.kill(own.simulation.center_pid, signal.SIGKILL)
        screen = own.go_until(Receipt)
        assert isinstance(screen, Receipt)
        assert "先存在这台机器里" in screen.state_words.written
        own.press("finish" if "finish" in own.screen.targets else "print")
        own.leave()
        assert "还在办" in "".join(written(one) for one in own.seen)
    finally:
        own.close()
