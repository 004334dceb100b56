from __future__ import annotations

import struct
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.ipp import DeviceJob, DeviceSilentError, IppPrinter, decode, encode

HEAD = struct.pack(">HHI", 0x0200, 0, 1)


def attribute(tag: int, name: str, data: bytes) -> bytes:
    return struct.pack(">BH", tag, len(name)) + name.encode() + struct.pack(">H", len(data)) + data


def number(name: str, value: int, tag: int = 0x23) -> bytes:
    return attribute(tag, name, struct.pack(">i", value))


def job(number_: int, name: str, state: int) -> bytes:
    return (
        b"\x02"
        + number("job-id", number_, 0x21)
        + attribute(0x42, "job-name", name.encode())
        + number("job-state", state)
        + attribute(0x44, "job-state-reasons", b"none")
        + attribute(0x44, "", b"job-printing")
    )


PRINTER = b"\x04" + number("printer-state", 3) + attribute(0x44, "printer-state-reasons", b"none")


class Answering(HTTPServer):
    answer = b""
    status = 200
    asked: bytes = b""


class Handler(BaseHTTPRequestHandler):
    server: Answering

    def do_POST(self) -> None:
        self.server.asked = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Answering]:
    made = Answering(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def printer(server: Answering) -> IppPrinter:
    return IppPrinter(f"ipp://127.0.0.1:{server.server_port}/ipp?contimeout=5", user="kiosk", timeout_s=5)


def test_how_the_printer_is(server: Answering) -> None:
    server.answer = HEAD + b"\x01" + PRINTER + b"\x03"
    assert printer(server).state() == {"printer-state": 3, "printer-state-reasons": ["none"]}
    assert b"contimeout" not in server.asked
    assert b"printer-state-reasons" in server.asked


def test_the_newest_job_of_a_name(server: Answering) -> None:
    server.answer = HEAD + job(4, "R-1", 8) + job(9, "R-1", 9) + job(5, "R-2", 7) + b"\x03"
    assert printer(server).job("R-1") == DeviceJob(9, ("none", "job-printing"))
    assert printer(server).job("R-2") == DeviceJob(7, ("none", "job-printing"))
    assert printer(server).job("R-") is None


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (500, HEAD + PRINTER + b"\x03"),
        (200, b""),
        (200, b"<html>"),
        (200, HEAD),
        (200, HEAD + b"\x03"),
        (200, HEAD + PRINTER),
        (200, HEAD + PRINTER[:-3]),
        (200, struct.pack(">HHI", 0x0200, 0x0406, 1) + PRINTER + b"\x03"),
        (200, HEAD + attribute(0x44, "x", b"y") + b"\x03"),
    ],
)
def test_nonsense_is_silence(server: Answering, status: int, answer: bytes) -> None:
    server.status, server.answer = status, answer
    with pytest.raises(DeviceSilentError):
        printer(server).state()


def test_nobody_there_is_silence(server: Answering) -> None:
    with pytest.raises(DeviceSilentError):
        IppPrinter("ipp://127.0.0.1:1/ipp/print", user="kiosk", timeout_s=5).job("R-1")


@pytest.mark.parametrize("uri", ["socket://127.0.0.1:9100", "usb://HP/LaserJet", "", "ipp:///nobody"])
def test_other_printers_cannot_be_asked(uri: str) -> None:
    with pytest.raises(ValueError, match="IPP"):
        IppPrinter(uri, user="kiosk", timeout_s=5)


words = st.text(min_size=1, max_size=20)


@given(st.lists(st.tuples(st.sampled_from([0x42, 0x44, 0x45]), words, words), max_size=6))
def test_what_is_written_can_be_read(attributes: list[tuple[int, str, str]]) -> None:
    expected: dict[str, list[str]] = {}
    for _, name, value in attributes:
        expected.setdefault(name, []).append(value)
    operation, groups = decode(encode(0x000B, attributes))
    assert operation == 0x000B
    assert groups == [(1, expected)]


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for answer in (data, HEAD + data, HEAD + b"\x02" + data):
        try:
            decode(answer)
        except ValueError:
            continue
