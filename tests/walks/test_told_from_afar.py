"""A center and a terminal: orders and notices go with the heartbeat, and what came of them comes back."""

from __future__ import annotations

import signal
import socket
import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
import uvicorn

from center.app import Center, create_app
from center.fleet.orders import Outcome
from center.protocol.fleet import CommandKind
from center.protocol.notices import Notice as Wire
from center.protocol.notices import NoticeLevel
from center.settings import trial_settings
from center.trial.keys import NOTICE
from kiosk.compose import Terminal
from kiosk.core.events import Event
from kiosk.core.screens import Closed, Home, Menu, Notice, Result, Screen
from kiosk.link import heartbeat
from kiosk.link.enroll import join
from kiosk.link.home import LinkHome
from kiosk.link.logbook import LogBook
from kiosk.log import LogEvent, json_log
from kiosk.outside import Work

pytestmark = [pytest.mark.real, pytest.mark.timeout(300)]


def now() -> datetime:
    return datetime.now(UTC)


class Village:
    """A terminal without a display, enrolled in a center that runs beside it."""

    def __init__(self, folder: Path, center: Center) -> None:
        self.folder, self.center = folder, center
        self.events: list[Event] = []
        self.paper = folder / "paper"
        self.terminal = Terminal(
            home=folder / "terminal",
            run=self._run,
            deliver=self.events.append,
            capacities={},
            on_screen=lambda _screen: None,
        )
        self.terminal.open(paper_folder=self.paper, page_s=0.0)
        self.settle()

    @staticmethod
    def _run(work: Work) -> None:
        work()

    @property
    def screen(self) -> Screen:
        return self.terminal.runtime.visit.screen

    def shows(self, kind: type[Screen]) -> bool:
        return isinstance(self.screen, kind)

    def settle(self) -> None:
        while self.events:
            self.terminal.runtime.take(self.events.pop(0))

    def beat(self) -> None:
        """A heartbeat, and what the terminal makes of it."""
        assert heartbeat.main(["--once", "--home", str(self.folder / "terminal")]) == 0
        self.terminal.do_chores()
        self.settle()

    def order(self, kind: CommandKind) -> str:
        return self.center.orders.give("QS01", kind, by="t").command_id

    def outcome(self, command_id: str) -> Outcome:
        return next(one.outcome for one in self.center.orders.of("QS01") if one.command_id == command_id)

    def post(self, level: NoticeLevel, title: str, **changes: object) -> None:
        given = {
            "notice_id": uuid.uuid4().hex,
            "level": level,
            "area": "990101",
            "title": title,
            "text": "请到村小学。",
            "office": "示例镇人民政府",
            "begins_at": now() - timedelta(minutes=1),
            "ends_at": now() + timedelta(hours=1),
        }
        self.center.notices.give(Wire.model_validate({**given, **changes}), NOTICE, by="t")


@pytest.fixture(name="village")
def _village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Village]:
    monkeypatch.setattr(signal, "signal", lambda _number, _handler: None)
    center = Center(
        settings=trial_settings("http://center.test"),
        data_dir=tmp_path / "center",
        connectors=[],
        clock=now,
        log=structlog.get_logger(),
    )
    server = uvicorn.Server(uvicorn.Config(create_app(center), access_log=False, log_level="warning"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        code = center.enrolling.give_code(terminal="QS01", township="990101")
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        join(LinkHome(tmp_path / "terminal"), center_url=url, code=code)
        village = Village(tmp_path, center)
        yield village
        village.terminal.close()
        server.should_exit = True
        thread.join()


def test_closed_tested_and_opened_from_afar(village: Village) -> None:
    assert village.shows(Home)
    closing = village.order(CommandKind.CLOSE)
    village.beat()
    assert village.shows(Closed)
    assert village.outcome(closing) is Outcome.FETCHED
    village.beat()
    assert village.outcome(closing) is Outcome.DONE
    village.order(CommandKind.OPEN)
    testing = village.order(CommandKind.SELF_TEST)
    village.beat()
    assert village.shows(Result)
    assert list(village.paper.glob("selftest-*.pdf")), "the slip came out"
    village.beat()
    assert village.outcome(testing) is Outcome.DONE
    (seen,) = village.center.fleet.terminals()
    assert seen.beat is not None
    assert seen.beat.self_test is not None
    assert seen.beat.self_test_at is not None
    assert {one.part.value for one in seen.beat.parts} >= {
        "printer",
        "slip_printer",
        "clock",
        "disk",
        "voice",
    }


def test_an_urgent_notice_is_there_within_a_heartbeat_and_goes_when_it_is_withdrawn(village: Village) -> None:
    village.post(NoticeLevel.URGENT, "今晚停电")
    village.beat()
    assert village.shows(Notice)
    assert village.screen.title.written == "今晚停电"
    (posted,) = village.center.notices.of_area("990101")
    assert village.center.notices.withdraw(posted.notice.notice_id, area="990101", by="t")
    village.beat()
    assert village.shows(Home)


def test_danger_interrupts_a_visit_which_then_goes_on(village: Village) -> None:
    runtime = village.terminal.runtime
    runtime.touched()
    runtime.press(village.screen.serial, "tile:apply")
    assert village.shows(Menu)
    village.post(NoticeLevel.DANGER, "山洪来了")
    village.beat()
    assert village.shows(Notice)
    runtime.touched()
    runtime.press(village.screen.serial, "ok")
    assert village.shows(Menu)


def test_the_log_comes_on_an_order(village: Village) -> None:
    book = LogBook(village.folder / "terminal" / "log")
    lines = village.folder / "lines"
    with lines.open("w", encoding="utf-8") as stream:
        json_log(room="test", stream=stream).info(LogEvent.TERMINAL_STARTED)
    book.write(lines.read_text(encoding="utf-8"))
    wanted = village.order(CommandKind.COLLECT_LOG)
    village.beat()
    log = village.center.orders.log("QS01", wanted)
    assert log is not None
    assert "terminal_started" in log
