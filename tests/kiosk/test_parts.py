"""The parts as they are opened: what lies before the scanner reaches the visit as text."""

from __future__ import annotations

import queue
import time
from pathlib import Path

import pytest

from config.settings import Settings
from kiosk.core.events import Event, Scanned
from kiosk.devices.scanner_emulator import EmulatedScanner
from kiosk.parts import open_parts


def _scan(scanner: EmulatedScanner, code: str, events: queue.Queue[Event]) -> str:
    """Holds a code before the scanner until it is taken: the line may not be open yet."""
    for _ in range(30):
        scanner.scan(code)
        try:
            event = events.get(timeout=0.5)
        except queue.Empty:
            continue
        assert isinstance(event, Scanned)
        return event.text
    raise AssertionError("the scan did not arrive")


def test_scans_arrive_and_paper_can_be_taken_out(tmp_path: Path) -> None:
    events: queue.Queue[Event] = queue.Queue()
    settings = Settings.model_validate({"devices": {"printer": "trial", "slip_printer": "trial"}})
    with EmulatedScanner(tmp_path / "line", pace=0.0) as scanner:
        parts = open_parts(
            home=tmp_path,
            settings=settings,
            deliver=events.put,
            clock=time.monotonic,
            scanner_port=str(scanner.path),
            paper_folder=tmp_path / "paper",
        )
        try:
            parts.start()
            parts.take_paper_out(out=True)
            assert not any(ready for _, ready in parts.printers())
            parts.take_paper_out(out=False)
            assert all(ready for _, ready in parts.printers())
            found: list[str] = []
            for code in ("QS01-000123-7", "\u4f60\u597d"):
                found.append(_scan(scanner, code, events))
        finally:
            parts.close()
    assert found == ["QS01-000123-7", ""]


@pytest.mark.parametrize(("kind", "opens"), [("serial", True), ("none", False), ("simulated", False)])
def test_a_port_counts_only_for_a_device_on_a_serial_line(tmp_path: Path, kind: str, opens: bool) -> None:
    devices = {"printer": "trial", "slip_printer": "trial", "card_reader": kind, "scanner": kind}
    ports = {"card_reader_port": "/dev/ttyUSB8", "scanner_port": "/dev/ttyUSB9"}
    parts = open_parts(
        home=tmp_path,
        settings=Settings.model_validate({"devices": {**devices, **ports}}),
        deliver=lambda _event: None,
        clock=time.monotonic,
        paper_folder=tmp_path / "paper",
    )
    try:
        assert (parts._watch is not None, parts._scanner is not None) == (opens, opens)
    finally:
        parts.close()
