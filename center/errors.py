"""The center's expected failures.

CenterError                 a refusal with a code of the protocol and an HTTP status
SettingsError               the center's own settings cannot be used
ExportError                 what somebody brings on a stick cannot be taken in
"""

from __future__ import annotations

from datetime import datetime

from center.protocol import ErrorCode

_STATUS = {
    ErrorCode.MALFORMED: 422,
    ErrorCode.TOO_LARGE: 413,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.UNKNOWN_TERMINAL: 401,
    ErrorCode.BAD_SIGNATURE: 401,
    ErrorCode.CLOCK_TOO_FAR: 401,
    ErrorCode.REPLAYED: 401,
    ErrorCode.BAD_ENROLL_CODE: 403,
    ErrorCode.TOO_MANY_LOOKUPS: 429,
    ErrorCode.TRIAL_PERSON: 403,
    ErrorCode.PERSON_UNKNOWN: 404,
    ErrorCode.NEEDS_CARD: 403,
    ErrorCode.SOURCE_DOWN: 503,
    ErrorCode.NOTHING_TO_CERTIFY: 409,
    ErrorCode.BODY_DIFFERS: 422,
    ErrorCode.WRONG_ENVELOPE: 422,
    ErrorCode.UNKNOWN_KEY: 422,
    ErrorCode.ALREADY_ACCEPTED: 409,
    ErrorCode.BUSY: 503,
    ErrorCode.INTERNAL: 500,
}


class CenterError(Exception):
    """A refusal that the terminal understands; it never carries personal data."""

    def __init__(
        self, code: ErrorCode, *, retry_after_s: int | None = None, center_time: datetime | None = None
    ) -> None:
        super().__init__(code.value)
        self.code = code
        self.status = _STATUS[code]
        self.retry_after_s = retry_after_s
        self.center_time = center_time


class SettingsError(Exception):
    """The settings of the center are not usable; the text says which and why."""


class ExportError(Exception):
    """An export cannot be taken in; the text says why."""
