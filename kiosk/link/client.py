"""Asking the center: signed, bounded in time and size, and every answer checked."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import requests
import urllib3
from pydantic import BaseModel, ValidationError

from center.protocol import (
    HEADER_NONCE,
    HEADER_SIGNATURE,
    HEADER_TERMINAL,
    HEADER_TIME,
    CallReply,
    DocumentRequest,
    EnrollReply,
    EnrollRequest,
    ErrorCode,
    ErrorReply,
    HandoffReply,
    HandoffRequest,
    HealthReply,
    IssuedDocument,
    LookupReply,
    LookupRequest,
    MessageReply,
    ProgressReply,
    ProgressRequest,
    RatingReply,
    RatingRequest,
    signing_text,
)
from center.protocol.fleet import Heartbeat, HeartbeatReply, LogReply, LogReport
from kiosk.link.errors import CenterDown, CenterNonsense, CenterSlow, Refused
from kiosk.link.home import Enrollment
from kiosk.link.keys import DeviceKey

R = TypeVar("R", bound=BaseModel)
_MAX_REPLY_BYTES = 2_000_000
_MAX_RETRY_AFTER_S = 3600.0


@dataclass(frozen=True)
class Patience:
    """How long to wait: for a connection, for the next byte, and for the whole."""

    connect_s: float = 4.0
    read_s: float = 12.0
    whole_s: float = 20.0


AT_THE_SCREEN = Patience()
IN_THE_BACKGROUND = Patience(connect_s=5.0, read_s=30.0, whole_s=60.0)


@dataclass(frozen=True)
class _Answer:
    status: int
    body: bytes
    retry_after_s: float | None


class _Wire:
    """One HTTP exchange at a time; a connection of its own each, so that it serves any thread."""

    def __init__(
        self, *, base_url: str, ca_file: str | None, patience: Patience, monotonic_s: Callable[[], float]
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._verify: bool | str = ca_file or True
        self._patience = patience
        self._monotonic_s = monotonic_s

    def exchange(self, method: str, path: str, *, headers: dict[str, str], body: bytes) -> _Answer:
        """Send and receive.

        Raises:
            CenterDown, CenterSlow, CenterNonsense: see `kiosk.link.errors`.
        """
        until_s = self._monotonic_s() + self._patience.whole_s
        headers = {"Content-Type": "application/json", "Accept": "application/json", **headers}
        try:
            with requests.Session() as session:
                session.trust_env = False  # neither proxies nor passwords from the environment
                with session.request(
                    method,
                    self._base_url + path,
                    data=body or None,
                    headers=headers,
                    timeout=(self._patience.connect_s, self._patience.read_s),
                    verify=self._verify,
                    allow_redirects=False,
                    stream=True,
                ) as response:
                    return _Answer(
                        response.status_code, self._read(response, until_s), _retry_after(response)
                    )
        except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
            raise CenterSlow from error
        except (requests.exceptions.InvalidURL, urllib3.exceptions.DecodeError) as error:
            raise CenterNonsense from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise CenterDown from error

    def _read(self, response: requests.Response, until_s: float) -> bytes:
        body = bytearray()
        # read1 gives what is there: a trickle must not outlive the deadline by filling a buffer.
        while piece := response.raw.read1(65_536, decode_content=True):
            body += piece
            if len(body) > _MAX_REPLY_BYTES:
                raise CenterNonsense
            if self._monotonic_s() > until_s:
                raise CenterSlow
        return bytes(body)


def _retry_after(response: requests.Response) -> float | None:
    text = response.headers.get("Retry-After", "")
    return min(float(text), _MAX_RETRY_AFTER_S) if text.isascii() and text.isdecimal() else None


def _judge(answer: _Answer, model: type[R]) -> R:
    try:
        if answer.status in (200, 201):
            return model.model_validate_json(answer.body)
        if answer.status >= 500:
            raise CenterDown(status=answer.status, retry_after_s=answer.retry_after_s)
        reply = ErrorReply.model_validate_json(answer.body)
    except ValidationError:
        # The error quotes the answer, which may be about a person.
        raise CenterNonsense from None
    refused = Refused(reply.code, retry_after_s=answer.retry_after_s)
    refused.__cause__ = _ClockHint(reply.center_time) if reply.center_time else None
    raise refused


class _ClockHint(Exception):
    """The center's time, next to a refusal because of ours."""

    def __init__(self, center_time: datetime) -> None:
        super().__init__()
        self.center_time = center_time


class CenterClient:
    """The center as an enrolled terminal sees it; safe to use from several threads.

    Every method raises CenterDown, CenterSlow, CenterNonsense or Refused.
    """

    def __init__(
        self,
        *,
        enrollment: Enrollment,
        key: DeviceKey,
        patience: Patience = AT_THE_SCREEN,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._terminal = enrollment.center.terminal
        self._key = key
        self._clock = clock
        self._offset = timedelta(0)
        self._wire = _Wire(
            base_url=enrollment.center_url,
            ca_file=enrollment.ca_file,
            patience=patience,
            monotonic_s=monotonic_s,
        )

    def look_up(self, request: LookupRequest) -> LookupReply:
        """What is known about a person."""
        return self._ask("POST", "/v1/lookups", request.model_dump_json().encode(), LookupReply)

    def issue(self, request: DocumentRequest) -> IssuedDocument:
        """Let the center issue and register a certificate; safe to repeat with the same request id."""
        return self._ask("POST", "/v1/documents", request.model_dump_json().encode(), IssuedDocument)

    def progress(self, request: ProgressRequest) -> ProgressReply:
        """How far cases are."""
        return self._ask("POST", "/v1/progress", request.model_dump_json().encode(), ProgressReply)

    def rate(self, request: RatingRequest) -> RatingReply:
        """Say how a finished case went; a later rating takes the place of an earlier one."""
        return self._ask("POST", "/v1/ratings", request.model_dump_json().encode(), RatingReply)

    def put_message(self, case_id: str, message_id: str, body: bytes) -> MessageReply:
        """Deliver a sealed message; a reply means that the center has it for good."""
        reply = self._ask("PUT", f"/v1/cases/{case_id}/messages/{message_id}", body, MessageReply)
        if (reply.case_id, reply.message_id) != (case_id, message_id):
            raise CenterNonsense
        return reply

    def hand_over(self, case_id: str, request: HandoffRequest) -> HandoffReply:
        """Let a token open a draft that was delivered."""
        reply = self._ask("PUT", f"/v1/handoffs/{case_id}", request.model_dump_json().encode(), HandoffReply)
        if reply.case_id != case_id:
            raise CenterNonsense
        return reply

    def call_staff(self, call_id: str) -> CallReply:
        """Call staff to this terminal; safe to repeat with the same id."""
        return self._ask("PUT", f"/v1/calls/{call_id}", b"", CallReply)

    def call_again(self, call_id: str) -> CallReply:
        """Whether somebody is coming."""
        return self._ask("GET", f"/v1/calls/{call_id}", b"", CallReply)

    def beat(self, heartbeat: Heartbeat) -> HeartbeatReply:
        """Tell how this terminal is, and hear what waits for it."""
        return self._ask("POST", "/v1/heartbeats", heartbeat.model_dump_json().encode(), HeartbeatReply)

    def send_log(self, report: LogReport) -> LogReply:
        """Bring the last events, which a maintainer ordered."""
        return self._ask("POST", "/v1/logs", report.model_dump_json().encode(), LogReply)

    def health(self) -> HealthReply:
        """Whether the center works."""
        return _judge(self._wire.exchange("GET", "/v1/health", headers={}, body=b""), HealthReply)

    def _ask(self, method: str, path: str, body: bytes, model: type[R]) -> R:
        try:
            return self._ask_once(method, path, body, model)
        except Refused as refused:
            if refused.code is not ErrorCode.CLOCK_TOO_FAR or not isinstance(refused.__cause__, _ClockHint):
                raise
            # Our clock is far off: sign with the center's time from now on.
            self._offset = refused.__cause__.center_time - self._clock()
        return self._ask_once(method, path, body, model)

    def _ask_once(self, method: str, path: str, body: bytes, model: type[R]) -> R:
        now = self._clock() + self._offset
        nonce = secrets.token_hex(16)
        text = signing_text(
            method=method,
            path=path,
            time=now,
            nonce=nonce,
            body_sha256=hashlib.sha256(body).hexdigest(),
        )
        headers = {
            HEADER_TERMINAL: self._terminal,
            HEADER_TIME: now.isoformat(),
            HEADER_NONCE: nonce,
            HEADER_SIGNATURE: self._key.sign(text),
        }
        return _judge(self._wire.exchange(method, path, headers=headers, body=body), model)


def enroll(
    *, center_url: str, ca_file: str | None, code: str, key: DeviceKey, patience: Patience = AT_THE_SCREEN
) -> EnrollReply:
    """Join a center with a one-time code.

    Raises:
        CenterDown, CenterSlow, CenterNonsense, Refused: see `kiosk.link.errors`.
        ValueError: The code cannot be one.
    """
    request = EnrollRequest(code=code.strip().upper(), public_key=key.public)
    wire = _Wire(base_url=center_url, ca_file=ca_file, patience=patience, monotonic_s=time.monotonic)
    body = request.model_dump_json().encode()
    return _judge(wire.exchange("POST", "/v1/enroll", headers={}, body=body), EnrollReply)
