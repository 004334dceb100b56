"""`kiosk doctor` on this very machine, and its probes against what is known."""

from __future__ import annotations

import base64
import json
import os
import socket
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from center.protocol import EnrollReply
from config.faults import ConfigFaults, Fault
from config.settings import Devices, Settings
from kiosk.health.checks import Check, Expected
from kiosk.health.doctor import center_of, expected_of, main, report
from kiosk.health.probes import Machine
from kiosk.link.home import Enrollment, LinkHome

pytestmark = pytest.mark.real


def test_json_names_every_check(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--json"])
    found = json.loads(capsys.readouterr().out)
    by_name = {check["name"]: check for check in found}
    assert by_name["python"] == {
        "name": "python",
        "ok": True,
        "detail": by_name["python"]["detail"],
        "way_out": "",
    }
    assert by_name["data_dir"]["ok"] is True
    assert all(check["ok"] in (True, False, "limited") for check in found)
    assert all(check["way_out"] for check in found if check["ok"] is not True)
    assert code in (0, 1)


def test_a_data_folder_that_is_none_gives_code_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    monkeypatch.setenv("KIOSK_HOME", str(blocked))
    assert main([]) == 1
    assert "NO      data_dir" in capsys.readouterr().out


def test_lines_are_for_reading() -> None:
    text = report([Check("a", True, "well"), Check("b", "limited", "half", "do this")], as_json=False)
    assert text.splitlines() == [
        "ok      a           well",
        "limited b           half",
        " " * 20 + "-> do this",
    ]


def test_the_settings_say_what_to_expect(tmp_path: Path) -> None:
    devices = Devices(
        card_reader="serial", card_reader_port="/dev/ttyS9", printer="cups", printer_queue="big"
    )
    settings = Settings(devices=devices)
    assert expected_of(lambda: settings, tmp_path) == Expected(
        data_dir=tmp_path,
        card_reader="serial",
        card_reader_port="/dev/ttyS9",
        scanner="simulated",
        printers=(("big", "cups"), ("slip", "auto")),
    )


def test_faulty_settings_are_told_and_the_defaults_stand_in(tmp_path: Path) -> None:
    def read() -> Settings:
        raise ConfigFaults([Fault("settings.yaml", 3, "", "unknown key", "take it out")])

    expected = expected_of(read, tmp_path)
    assert expected.settings_fault == "1 faults, first: settings.yaml:3: unknown key -> take it out"
    assert expected == replace(expected_of(Settings, tmp_path), settings_fault=expected.settings_fault)


def test_the_center_is_the_one_that_the_terminal_was_enrolled_at(tmp_path: Path) -> None:
    """Not an address of the settings: the terminal talks to the one, and would be told of the other."""
    assert center_of(tmp_path) == ("", "")
    reply = EnrollReply(
        terminal="QS01",
        township="990101",
        township_name="示例镇",
        key_id="t990101-0001",
        seal_key=base64.b64encode(bytes(32)).decode(),
        trial=False,
        receipts_from=1,
        center_time=datetime(2026, 6, 8, tzinfo=UTC),
    )
    there = Enrollment(center_url="https://center.example", ca_file="/etc/ca.pem", center=reply)
    LinkHome(tmp_path).keep_enrollment(there)
    assert center_of(tmp_path) == ("https://center.example", "/etc/ca.pem")


def test_programs_are_run_and_their_failures_are_nothing() -> None:
    machine = Machine()
    assert machine.output([sys.executable, "-c", "print('你好')"]) == "你好\n"
    assert machine.output([sys.executable, "-c", "raise SystemExit(3)"]) is None
    assert machine.output(["no-such-program-anywhere"]) is None


def test_versions_and_paths(tmp_path: Path) -> None:
    machine = Machine()
    assert machine.version("no-such-package-anywhere") is None
    assert (machine.version("pytest") or "").startswith("9.")
    assert machine.exists(str(tmp_path))
    assert not machine.exists(str(tmp_path / "none"))
    assert (machine.free_mb(tmp_path / "not" / "yet") or 0) > 0


def test_writing_leaves_nothing_behind(tmp_path: Path) -> None:
    assert Machine().try_writing(tmp_path / "new") is None
    assert os.listdir(tmp_path / "new") == []


class Teapot(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(418)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Says nothing."""


def test_an_answer_is_told_from_none() -> None:
    with HTTPServer(("127.0.0.1", 0), Teapot) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        assert Machine().fetch(f"http://127.0.0.1:{server.server_port}/v1/health", "") == 418
        thread.join()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert Machine(timeout_s=1).fetch(f"http://127.0.0.1:{port}/", "") is None
    assert Machine().fetch("no address at all", "") is None
    assert Machine().fetch("https://127.0.0.1:1", "/no/such/authority.pem") is None
