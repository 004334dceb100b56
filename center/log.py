"""The center's events, as JSON lines; never names, numbers, answers or bodies."""

from __future__ import annotations

from enum import StrEnum

from kiosk.log import Log, json_log, where

__all__ = ["CenterEvent", "Log", "center_log", "where"]


class CenterEvent(StrEnum):
    """Everything that the center writes down about itself."""

    STARTED = "center_started"
    STOPPED = "center_stopped"
    TERMINAL_ENROLLED = "terminal_enrolled"
    TERMINAL_CLOCK_OFF = "terminal_clock_off"
    REQUEST_REFUSED = "request_refused"
    REQUEST_FAILED = "request_failed"
    LOOKUP_FINISHED = "lookup_finished"
    SOURCE_FAILED = "source_failed"
    DOCUMENT_ISSUED = "document_issued"
    MESSAGE_STORED = "message_stored"
    MESSAGE_REPLAYED = "message_replayed"
    CASE_TWICE = "case_twice"
    HANDOFF_MADE = "handoff_made"
    HANDOFF_OPENED = "handoff_opened"
    HANDOFF_REFUSED = "handoff_refused"
    ERASING_FINISHED = "erasing_finished"
    ERASING_FAILED = "erasing_failed"
    ALERT_FAILED = "alert_failed"
    FLEET_LOOK_FAILED = "fleet_look_failed"
    RELEASE_HELD = "release_held"
    RELEASE_LET_GO = "release_let_go"
    ORDER_GIVEN = "order_given"
    NOTICE_GIVEN = "notice_given"
    NOTICE_WITHDRAWN = "notice_withdrawn"


def center_log() -> Log:
    """A logger that writes one JSON line per event to standard error."""
    return json_log(room="center")
