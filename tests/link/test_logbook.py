"""The last events on the disk: ours only, bounded, and whole lines."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.link.logbook import LogBook
from kiosk.log import LogEvent, json_log


def event(number: int) -> str:
    written = io.StringIO()
    log = json_log(room="test", stream=written, now=lambda: datetime(2026, 6, 8, tzinfo=UTC))
    log.info(LogEvent.TERMINAL_STARTED, number=number)
    return written.getvalue()


def test_only_our_own_events_are_kept(tmp_path: Path) -> None:
    book = LogBook(tmp_path / "log")
    book.write(event(1))
    book.write("Traceback: KeyError: '990101194605073138'\n")
    book.write('{"name": "somebody"}\n')
    book.write("{not json\n")
    assert book.tail(10_000) == event(1)


def test_it_stays_small_and_keeps_the_last(tmp_path: Path) -> None:
    book = LogBook(tmp_path / "log", most_bytes=2_000)
    for number in range(100):
        book.write(event(number))
    assert sum(file.stat().st_size for file in (tmp_path / "log").iterdir()) < 5_000
    tail = book.tail(1_000)
    assert len(tail) <= 1_000
    assert tail.endswith(event(99)[-30:])
    assert all(line.startswith("{") for line in tail.splitlines())


def test_without_a_file_there_is_nothing(tmp_path: Path) -> None:
    assert LogBook(tmp_path / "log").tail(100) == ""
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    LogBook(blocked).write(event(1))


def test_what_is_there_and_cannot_be_read_is_not_nothing(tmp_path: Path) -> None:
    (tmp_path / "events.jsonl").mkdir()
    with pytest.raises(OSError, match="directory"):
        LogBook(tmp_path).tail(100)
