"""The terminal's events, as JSON lines on standard error; never answers, names, numbers or transcripts.

A logger is made once by whoever composes the program and handed on; nothing is configured globally but what
`tell_by_kind` keeps quiet.

    log = json_log(room="printing")
    log.info(LogEvent.PRINT_STARTED, job=7, queue="a4")

What a field may hold is kept narrow, so that a person cannot slip in: true, false, nothing, figures, and
words of ASCII letters that name things of ours. Anything else is written as `<withheld>`.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Callable, Mapping, MutableMapping
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Protocol, TextIO

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

WITHHELD: Final = "<withheld>"
_PLAIN_WORD: Final = re.compile(r"[A-Za-z0-9_.:/+-]{0,120}")
_MANY_DIGITS: Final = re.compile(r"[0-9]{7,}|(?:[0-9][ .:/+-]?){11,}")
_MOST_OF_A_FIGURE: Final = 10_000_000
"""Longer whole numbers could be telephone, account or identity numbers."""


class LogEvent(StrEnum):
    """Everything that the terminal writes down about itself.

    What lasts has a `_started` and a `_finished`; the latter carries `outcome` and `ms`.
    """

    TERMINAL_STARTED = "terminal_started"
    TERMINAL_STOPPED = "terminal_stopped"
    FIRST_PAGE_SHOWN = "first_page_shown"
    UNEXPECTED_ERROR = "unexpected_error"
    LIBRARY_MESSAGE = "library_message"

    VISIT_STARTED = "visit_started"
    VISIT_FINISHED = "visit_finished"
    EFFECT_STARTED = "effect_started"
    EFFECT_FINISHED = "effect_finished"

    DEVICE_CHANGED = "device_changed"
    CARD_READ_STARTED = "card_read_started"
    CARD_READ_FINISHED = "card_read_finished"
    SELF_TEST_FINISHED = "self_test_finished"

    PRINT_STARTED = "print_started"
    PRINT_FINISHED = "print_finished"

    CENTER_CALL_FINISHED = "center_call_finished"
    SENDING_FINISHED = "sending_finished"

    RELEASE_ACTIVATED = "release_activated"
    RELEASE_REFUSED = "release_refused"
    ORDER_REFUSED = "order_refused"
    ORDER_FINISHED = "order_finished"
    NOTICE_REFUSED = "notice_refused"

    HELPER_STARTED = "helper_started"
    HELPER_FINISHED = "helper_finished"


class Log(Protocol):
    """What a part of the terminal needs of a logger."""

    def info(self, event: str, **fields: object) -> object:
        """Writes an ordinary event."""
        ...

    def warning(self, event: str, **fields: object) -> object:
        """Writes an event that somebody should look at."""
        ...

    def error(self, event: str, **fields: object) -> object:
        """Writes an event after which something does not work."""
        ...


def json_log(
    *, room: str, stream: TextIO | None = None, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Log:
    """Makes a logger that writes one JSON line per event.

    Args:
        room: Who speaks, such as `printing`; every line carries it.
        stream: Where to; standard error if None.
        now: The time of an event.

    Returns:
        The logger.
    """
    return _JsonLog(room, stream or sys.stderr, now)


class _JsonLog:
    """Makes its writer with the first event: loading structlog takes longer than drawing a page."""

    def __init__(self, room: str, stream: TextIO, now: Callable[[], datetime]) -> None:
        self._room = room
        self._stream = stream
        self._now = now

    def info(self, event: str, **fields: object) -> object:
        return self._writer.info(event, **fields)

    def warning(self, event: str, **fields: object) -> object:
        return self._writer.warning(event, **fields)

    def error(self, event: str, **fields: object) -> object:
        return self._writer.error(event, **fields)

    @cached_property
    def _writer(self) -> FilteringBoundLogger:
        import structlog

        def stamp(_logger: object, _method: str, event: MutableMapping[str, object]) -> Mapping[str, object]:
            return {"at": self._now().isoformat(timespec="milliseconds"), "room": self._room, **event}

        logger: FilteringBoundLogger = structlog.wrap_logger(
            structlog.WriteLogger(self._stream),
            processors=[
                structlog.processors.add_log_level,
                withhold,
                stamp,
                structlog.processors.JSONRenderer(ensure_ascii=True),
            ],
            wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
            cache_logger_on_first_use=True,
        )
        return logger


def withhold(_logger: object, _method: str, event: MutableMapping[str, object]) -> Mapping[str, object]:
    """Replaces every value that could tell of a person; a structlog processor."""
    return {key: _safe(value) for key, value in event.items()}


def _safe(value: object) -> object:
    match value:
        case None | bool():
            return value
        case int():
            return value if abs(value) < _MOST_OF_A_FIGURE else WITHHELD
        case float():
            return round(value, 3) if abs(value) < _MOST_OF_A_FIGURE else WITHHELD
        case BaseException():
            # The message of an exception often quotes what it stumbled over; its kind does not.
            return type(value).__name__
        case str():
            return str(value) if _PLAIN_WORD.fullmatch(value) and not _MANY_DIGITS.search(value) else WITHHELD
        case _:
            return WITHHELD


class LibraryMessages(logging.Handler):
    """Passes on that a library warned, from where, and nothing of what it said."""

    def __init__(self, log: Log) -> None:
        super().__init__(level=logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Writes one event per record.

        Args:
            record: What the library logged.
        """
        where = f"{record.module}:{record.lineno}"
        self._log.warning(LogEvent.LIBRARY_MESSAGE, library=record.name, where=where, weight=record.levelname)


def tell_by_kind(log: Log) -> None:
    """From now on this process tells what nobody caught, and what libraries warn of, by kind and place alone.

    Python itself writes an exception's words, and a library its message, to the same stream; both may quote
    what they stumbled over.
    """
    logging.lastResort = LibraryMessages(log)
    sys.excepthook = lambda kind, _, trace: _tell_uncaught(log, kind, trace)
    threading.excepthook = lambda told: _tell_uncaught(log, told.exc_type, told.exc_traceback)
    sys.unraisablehook = lambda told: _tell_uncaught(log, told.exc_type, told.exc_traceback)


def _tell_uncaught(log: Log, kind: type[BaseException], trace: TracebackType | None) -> None:
    if issubclass(kind, SystemExit | KeyboardInterrupt):
        return
    log.error(LogEvent.UNEXPECTED_ERROR, where=where(trace), error=kind.__name__)


def where(trace: TracebackType | None) -> str:
    """The file and line that an error comes from, never its words: they may quote what somebody wrote."""
    place = "nowhere"
    while trace is not None:
        place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
