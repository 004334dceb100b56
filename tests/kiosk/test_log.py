"""Log lines are JSON, in order, and hold nothing about a person."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.log import WITHHELD, LibraryMessages, Log, LogEvent, json_log

NOON = datetime(2026, 3, 1, 12, 0, 0, 5000, UTC)


def open_log() -> tuple[Log, io.StringIO]:
    stream = io.StringIO()
    return json_log(room="printing", stream=stream, now=lambda: NOON), stream


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_tells_when_where_and_what() -> None:
    log, stream = open_log()
    log.info(LogEvent.PRINT_STARTED, job=7, queue="a4", again=False, ms=1.23456)
    assert lines(stream) == [
        {
            "at": "2026-03-01T12:00:00.005+00:00",
            "room": "printing",
            "event": "print_started",
            "level": "info",
            "job": 7,
            "queue": "a4",
            "again": False,
            "ms": 1.235,
        }
    ]


@pytest.mark.parametrize(
    "value",
    [
        "示例·张大山",
        "990101195001010014",
        "990101 1950 0101 0014",
        "02300000000",
        "023-0000 0000",
        "6222 0000 0000 0000",
        990101195001010014,
        13800000000.0,
        "two words",
        ["anything"],
        {"name": "x"},
        b"bytes",
        "x" * 121,
    ],
)
def test_what_could_be_personal_is_withheld(value: object) -> None:
    log, stream = open_log()
    log.info(LogEvent.PRINT_FINISHED, detail=value)
    assert lines(stream)[0]["detail"] == WITHHELD


def test_an_event_that_was_made_up_of_data_is_withheld_too() -> None:
    log, stream = open_log()
    log.info("looked up 示例·张大山")
    assert lines(stream)[0]["event"] == WITHHELD


def test_of_an_exception_only_its_kind_is_told(logged: object) -> None:
    log, stream = open_log()
    log.error(LogEvent.UNEXPECTED_ERROR, error=ValueError("示例·张大山"))
    assert lines(stream)[0]["error"] == "ValueError"


@given(st.text(min_size=1).filter(lambda text: not text.isascii()))
def test_no_written_chinese_ever_comes_through(text: str) -> None:
    log, stream = open_log()
    log.info(LogEvent.VISIT_FINISHED, detail=text)
    assert lines(stream)[0]["detail"] == WITHHELD


def test_a_library_that_warns_is_named_and_not_quoted() -> None:
    told: list[tuple[str, dict[str, object]]] = []

    class Ear:
        def info(self, event: str, **fields: object) -> None: ...

        def warning(self, event: str, **fields: object) -> None:
            told.append((event, fields))

        def error(self, event: str, **fields: object) -> None: ...

    handler = LibraryMessages(Ear())
    handler.handle(
        logging.makeLogRecord({"name": "urllib3", "msg": "示例", "levelno": 30, "levelname": "WARNING"})
    )
    ((event, fields),) = told
    assert event == LogEvent.LIBRARY_MESSAGE
    assert fields["library"] == "urllib3"
    assert "示例" not in str(fields)


BREAKS = """
import logging, threading
from kiosk.log import json_log, tell_by_kind
tell_by_kind(json_log(room="kiosk"))
logging.getLogger("urllib3").warning("示例·张大山")
def breaks(): raise ValueError("示例·张大山")
thread = threading.Thread(target=breaks)
thread.start()
thread.join()
class Gone:
    def __del__(self): breaks()
Gone()
breaks()
"""


def test_a_process_that_breaks_quotes_nobody() -> None:
    broke = subprocess.run([sys.executable, "-c", BREAKS], capture_output=True, text=True, check=False)
    assert broke.returncode == 1
    told = [json.loads(line) for line in broke.stderr.splitlines()]
    assert [one["event"] for one in told] == ["library_message", *["unexpected_error"] * 3]
    assert {one["error"] for one in told[1:]} == {"ValueError"}
    assert "示例" not in json.dumps(told, ensure_ascii=False)
