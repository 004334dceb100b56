"""Enrolment, health, and the text that a terminal signs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, StringConstraints

from center.protocol.base import Reply, Request, TerminalCode, Text


class EnrollRequest(Request):
    """POST /v1/enroll, once, with the code that the center gave out; `public_key` is Ed25519, base64."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{8,24}$")]
    public_key: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{43}=$")]


class EnrollReply(Reply):
    """Who the terminal is from now on, and to which X25519 key (base64) it seals.

    `receipts_from` is the first receipt counter that this terminal code has not used yet, as far as
    the center knows: a terminal that lost its disk must not give out a number again.
    """

    terminal: TerminalCode
    township: Text
    township_name: Text
    key_id: Text
    seal_key: Text
    trial: bool
    receipts_from: int = 1
    center_time: AwareDatetime


class HealthReply(Reply):
    """GET /v1/health."""

    ok: bool
    trial: bool
    center_time: AwareDatetime
    schema_version: Text


HEADER_TERMINAL = "X-Terminal"
HEADER_TIME = "X-Time"
HEADER_NONCE = "X-Nonce"
HEADER_SIGNATURE = "X-Signature"


def signing_text(*, method: str, path: str, time: datetime, nonce: str, body_sha256: str) -> bytes:
    """The bytes that a terminal signs (Ed25519) for one request.

    Args:
        method: Upper case.
        path: As sent, with its query string if it has one.
        time: Aware; the terminal's idea of now.
        nonce: 32 hex digits, new for every request.
        body_sha256: Hex digest of the body as sent (of nothing, where there is none).
    """
    lines = ("kiosk-request-1", method, path, time.isoformat(), nonce, body_sha256)
    return "\n".join(lines).encode()
