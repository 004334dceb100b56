"""Who is asking: the signature of a terminal on each of its requests."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey
from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from center.errors import CenterError
from center.log import CenterEvent, Log
from center.protocol import (
    HEADER_NONCE,
    HEADER_SIGNATURE,
    HEADER_TERMINAL,
    HEADER_TIME,
    ErrorCode,
    signing_text,
)
from center.store import Store
from center.tables import nonces, terminals

_NONCE = re.compile(r"[0-9a-f]{32}")
_NOTABLE_SKEW_S = 120.0


@dataclass(frozen=True)
class Caller:
    """The terminal that signed a request."""

    terminal: str
    township: str
    body_sha256: str


@dataclass(frozen=True)
class Signed:
    """A request whose signature is good, and whose nonce is still to be spent."""

    caller: Caller
    nonce: str
    at: datetime
    skew_s: float


# Made once: putting a statement together takes longer than running it.
_WHO = select(terminals.c.public_key, terminals.c.township, terminals.c.revoked_at).where(
    terminals.c.code == bindparam("code")
)
_SPEND = insert(nonces)
_SEEN = update(terminals).where(terminals.c.code == bindparam("of"))


class Authenticator:
    """Checks signatures; a nonce counts once, for as long as its time would be believed."""

    def __init__(
        self, *, store: Store, clock: Callable[[], datetime], tolerance: timedelta, log: Log
    ) -> None:
        self._store = store
        self._clock = clock
        self._tolerance = tolerance
        self._log = log

    def verify(self, *, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Signed:
        """Say who signed this request; it counts when its nonce is spent.

        A terminal whose clock is far off is told the center's time and may sign again with it; a
        smaller difference is believed and written down.

        Raises:
            CenterError: UNKNOWN_TERMINAL, BAD_SIGNATURE or CLOCK_TOO_FAR.
        """
        terminal = headers.get(HEADER_TERMINAL, "")
        nonce = headers.get(HEADER_NONCE, "")
        signature = headers.get(HEADER_SIGNATURE, "")
        try:
            time = datetime.fromisoformat(headers.get(HEADER_TIME, ""))
            raw_signature = base64.b64decode(signature, validate=True)
        except (ValueError, binascii.Error) as error:
            raise CenterError(ErrorCode.BAD_SIGNATURE) from error
        if time.tzinfo is None or not _NONCE.fullmatch(nonce):
            raise CenterError(ErrorCode.BAD_SIGNATURE)
        with self._store.read() as connection:
            row = connection.execute(_WHO, {"code": terminal}).one_or_none()
        if row is None or row.revoked_at is not None:
            raise CenterError(ErrorCode.UNKNOWN_TERMINAL)
        body_sha256 = hashlib.sha256(body).hexdigest()
        text = signing_text(method=method, path=path, time=time, nonce=nonce, body_sha256=body_sha256)
        try:
            VerifyKey(row.public_key).verify(text, raw_signature)
        except (BadSignatureError, ValueError) as error:
            raise CenterError(ErrorCode.BAD_SIGNATURE) from error
        now = self._clock()
        skew = time - now
        if abs(skew) > self._tolerance:
            self._log.warning(
                CenterEvent.TERMINAL_CLOCK_OFF, terminal=terminal, skew_s=round(skew.total_seconds())
            )
            raise CenterError(ErrorCode.CLOCK_TOO_FAR, center_time=now)
        caller = Caller(terminal=terminal, township=row.township, body_sha256=body_sha256)
        return Signed(caller, nonce, now, skew.total_seconds())

    async def admit(self, signed: Signed) -> Caller:
        """Spend the nonce of a request.

        Raises:
            CenterError: REPLAYED.
        """
        terminal = signed.caller.terminal
        spent = self._store.soon(lambda connection: _write_down(connection, signed))
        try:
            await asyncio.wrap_future(spent)
        except IntegrityError as error:
            raise CenterError(ErrorCode.REPLAYED) from error
        if abs(signed.skew_s) > _NOTABLE_SKEW_S:
            self._log.warning(CenterEvent.TERMINAL_CLOCK_OFF, terminal=terminal, skew_s=round(signed.skew_s))
        return signed.caller


def _write_down(connection: Connection, signed: Signed) -> None:
    terminal, skew_s = signed.caller.terminal, round(signed.skew_s, 1)
    connection.execute(_SPEND, {"terminal": terminal, "nonce": signed.nonce, "at": signed.at})
    connection.execute(_SEEN, {"of": terminal, "last_seen": signed.at, "clock_skew_s": skew_s})
