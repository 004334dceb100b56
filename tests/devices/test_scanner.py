"""The scanner: its rules, and the real adapter against the emulated one."""

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.scan_text import MAX_CHARACTERS, ScanFault, ScanKind, Scanned, ScanRefused
from kiosk.devices.scanner import (
    LineCollector,
    ScanEvent,
    ScannerBack,
    ScannerLost,
    ScannerStatus,
    ScannerWatch,
    SerialScanner,
)
from kiosk.devices.scanner_emulator import EmulatedScanner
from kiosk.devices.serial_port import SerialPort
from kiosk.log import Log

RECEIPT = Scanned(ScanKind.RECEIPT, "T01-000123-7")
OTHER = Scanned(ScanKind.RECEIPT, "T01-000124-4")


def test_a_code_ends_with_its_line() -> None:
    lines = LineCollector()
    assert lines.feed(b"T01-000", 0.0) == ()
    assert lines.feed(b"123-7\r\n", 0.1) == (RECEIPT,)


def test_two_codes_at_once() -> None:
    assert LineCollector().feed(b"T01-000123-7\rT01-000124-4\r", 0.0) == (RECEIPT, OTHER)


def test_a_code_without_a_line_end_ends_with_a_pause() -> None:
    lines = LineCollector(pause_s=0.3)
    assert lines.feed(b"T01-000123-7", 0.0) == ()
    assert lines.feed(b"", 0.2) == ()
    assert lines.feed(b"", 0.3) == (RECEIPT,)
    assert lines.feed(b"", 9.0) == ()


def test_a_code_held_before_the_scanner_counts_once_and_again_after_a_while() -> None:
    lines = LineCollector()
    taken = [lines.feed(b"T01-000123-7\n", at) for at in (0.0, 0.5, 1.9, 3.3, 4.9)]
    assert taken == [(RECEIPT,), (), (), (), (RECEIPT,)]


def test_another_code_right_after_the_first_counts() -> None:
    lines = LineCollector()
    lines.feed(b"T01-000123-7\n", 0.0)
    assert lines.feed(b"T01-000124-4\n", 0.1) == (OTHER,)


def test_a_code_without_end_is_refused_once_and_not_kept() -> None:
    lines = LineCollector()
    for _ in range(100):
        assert lines.feed(b"1" * 1000, 0.0) == ()
    assert len(lines.__dict__["_buffer"]) <= MAX_CHARACTERS * 4
    assert lines.feed(b"\n", 0.0) == (ScanRefused(ScanFault.TOO_LONG),)
    assert lines.feed(b"T01-000123-7\n", 0.0) == (RECEIPT,)


@given(st.lists(st.binary(max_size=40), max_size=10))
def test_junk_never_raises(pieces: list[bytes]) -> None:
    lines = LineCollector()
    for number, piece in enumerate(pieces):
        lines.feed(piece, float(number))


class Desk:
    """A watch on an emulated scanner."""

    def __init__(self, folder: Path, log: Log) -> None:
        self.told: queue.Queue[ScanEvent] = queue.Queue()
        self.emulator = EmulatedScanner(folder, pace=0.0)
        self.emulator.start()
        scanner = SerialScanner(lambda: SerialPort(str(self.emulator.path)), reopen_s=0.02)
        self.watch = ScannerWatch(scanner, self.told.put, log=log)

    def next(self) -> ScanEvent:
        return self.told.get(timeout=5.0)

    def close(self) -> None:
        self.watch.stop()
        assert self.watch.join()
        self.emulator.stop()


@pytest.fixture
def desk(tmp_path: Path, no_log: Log) -> Iterator[Desk]:
    desk = Desk(tmp_path, no_log)
    # What is scanned before the line is open is lost, as with a real scanner: wait until it is there.
    desk.emulator.unplug()
    desk.watch.start()
    assert desk.next() == ScannerLost()
    desk.emulator.replug()
    assert desk.next() == ScannerBack()
    yield desk
    desk.close()


def test_a_scanned_code_is_told(desk: Desk) -> None:
    desk.emulator.scan("T01-000123-7")
    assert desk.next() == RECEIPT
    desk.emulator.scan("T01-000123-7")
    desk.emulator.scan("T01-000124-4")
    assert desk.next() == OTHER


def test_the_largest_code_comes_whole(desk: Desk) -> None:
    code = "KH1:" + "A1B2" * 1074
    desk.emulator.scan(code)
    assert desk.next() == Scanned(ScanKind.HANDOFF, code)


def test_junk_is_told_as_refused(desk: Desk) -> None:
    desk.emulator.scan(b"\xff\xfe\x00\x01")
    assert desk.next() == ScanRefused(ScanFault.NOT_TEXT)
    desk.emulator.scan("示例")
    assert desk.next() == ScanRefused(ScanFault.NOT_ASCII)


def test_unplugged_and_back(desk: Desk) -> None:
    desk.emulator.scan("T01-000123-7")
    assert desk.next() == RECEIPT
    desk.emulator.unplug()
    assert desk.next() == ScannerLost()
    desk.emulator.replug()
    assert desk.next() == ScannerBack()
    desk.emulator.scan("T01-000124-4")
    assert desk.next() == OTHER


def test_half_a_code_before_the_plug_was_pulled_is_forgotten(tmp_path: Path) -> None:
    with EmulatedScanner(tmp_path, pace=0.0, line_end=b"") as emulator:
        scanner = SerialScanner(lambda: SerialPort(str(emulator.path)), reopen_s=0.0)
        scanner.poll(0.0)
        emulator.scan("T01-0")
        heard = [_poll(scanner) for _ in range(3)]
        emulator.unplug()
        heard += [_poll(scanner) for _ in range(3)]
        emulator.replug()
        emulator.scan("00123-7\r")
        heard += [_poll(scanner) for _ in range(4)]
        scanner.close()
    assert RECEIPT not in [scan for status in heard for scan in status.scans]
    assert [status.plugged for status in heard] == [True] * 3 + [False] * 3 + [True] * 4


def _poll(scanner: SerialScanner) -> ScannerStatus:
    return scanner.poll(float("inf"))
