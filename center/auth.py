"""Who is asking: the signature of a terminal on each of its requests."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar, cast

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

T = TypeVar("T")
_NONCE = re.compile(r"[0-9a-f]{32}")
_NOTABLE_SKEW_S = 120.0
_LOOKERS = 4
"""Threads of their own that look keys up: the others may all wait for an office, and more would crowd."""


@dataclass(frozen=True)
class Caller:
    """The terminal that signed a request."""

    terminal: str
    township: str
    body_sha256: str


@dataclass(frozen=True)
class Signed:
    """A request whose signature is good, and whose nonce is still to be spent.

    Attributes:
        key: The public key that it was signed for; whether it is still the terminal's is looked at last.
    """

    terminal: str
    key: bytes
    nonce: str
    body_sha256: str
    at: datetime
    skew_s: float


# Made once: putting a statement together takes longer than running it.
_KEY = select(terminals.c.public_key).where(
    terminals.c.code == bindparam("code"), terminals.c.revoked_at.is_(None)
)
_SPEND = insert(nonces)
_SEEN = (
    update(terminals)
    .where(
        terminals.c.code == bindparam("of"),
        terminals.c.public_key == bindparam("key"),
        terminals.c.revoked_at.is_(None),
    )
    .returning(terminals.c.township)
)


class _KeyIsOverError(Exception):
    """The terminal was revoked, or enrolled with another key, since its key was looked up."""


class Authenticator:
    """Checks signatures; a nonce counts once, for as long as its time would be believed."""

    def __init__(
        self, *, store: Store, clock: Callable[[], datetime], tolerance: timedelta, log: Log
    ) -> None:
        self._store = store
        self._clock = clock
        self._tolerance = tolerance
        self._log = log
        self._keys: dict[str, bytes] = {}
        """What terminals signed for last; it saves asking for it, and decides nothing."""
        self._lookers = ThreadPoolExecutor(_LOOKERS, thread_name_prefix="keys")

    async def verify(self, *, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Signed:
        """Say who signed this request; it counts when its nonce is spent.

        A terminal whose clock is far off is told the center's time and may sign again with it; a
        smaller difference is believed and written down.

        Raises:
            CenterError: UNKNOWN_TERMINAL, BAD_SIGNATURE or CLOCK_TOO_FAR.
        """
        terminal = headers.get(HEADER_TERMINAL, "")
        nonce = headers.get(HEADER_NONCE, "")
        try:
            time = datetime.fromisoformat(headers.get(HEADER_TIME, ""))
            signature = base64.b64decode(headers.get(HEADER_SIGNATURE, ""), validate=True)
        except (ValueError, binascii.Error) as error:
            raise CenterError(ErrorCode.BAD_SIGNATURE) from error
        if time.tzinfo is None or not _NONCE.fullmatch(nonce):
            raise CenterError(ErrorCode.BAD_SIGNATURE)
        body_sha256 = hashlib.sha256(body).hexdigest()
        text = signing_text(method=method, path=path, time=time, nonce=nonce, body_sha256=body_sha256)
        key = self._keys.get(terminal)
        if key is None or not _is_by(key, text, signature):
            key = await asyncio.get_running_loop().run_in_executor(self._lookers, self._read_key, terminal)
            if not _is_by(key, text, signature):
                raise CenterError(ErrorCode.BAD_SIGNATURE)
            self._keys[terminal] = key
        now = self._clock()
        skew = time - now
        if abs(skew) > self._tolerance:
            self._log.warning(
                CenterEvent.TERMINAL_CLOCK_OFF, terminal=terminal, skew_s=round(skew.total_seconds())
            )
            raise CenterError(ErrorCode.CLOCK_TOO_FAR, center_time=now)
        return Signed(terminal, key, nonce, body_sha256, now, skew.total_seconds())

    def _read_key(self, terminal: str) -> bytes:
        with self._store.read() as connection:
            key = connection.scalar(_KEY, {"code": terminal})
        if key is None:
            raise CenterError(ErrorCode.UNKNOWN_TERMINAL)
        return cast("bytes", key)

    async def admit(self, signed: Signed) -> Caller:
        """Spend the nonce of a request.

        Raises:
            CenterError: REPLAYED, or UNKNOWN_TERMINAL: it was revoked, or enrolled with another key.
        """
        return await self.admit_to(signed, lambda _connection, caller: caller)

    async def admit_to(
        self, signed: Signed, work: Callable[[Connection, Caller], T], *, alone_for: str | None = None
    ) -> T:
        """Spend the nonce of a request, and do its work in the same transaction.

        Args:
            signed: The request.
            work: Small work, as `Store.soon` takes it.
            alone_for: As there.

        Raises:
            CenterError: As `admit`.
        """

        def admitted(connection: Connection) -> T:
            return work(connection, _write_down(connection, signed))

        try:
            came = await asyncio.wrap_future(self._store.soon(admitted, alone_for=alone_for))
        except _KeyIsOverError as error:
            self._keys.pop(signed.terminal, None)
            raise CenterError(ErrorCode.UNKNOWN_TERMINAL) from error
        if abs(signed.skew_s) > _NOTABLE_SKEW_S:
            self._log.warning(
                CenterEvent.TERMINAL_CLOCK_OFF, terminal=signed.terminal, skew_s=round(signed.skew_s)
            )
        return came


def _is_by(key: bytes, text: bytes, signature: bytes) -> bool:
    try:
        VerifyKey(key).verify(text, signature)
    except (BadSignatureError, ValueError):
        return False
    return True


def _write_down(connection: Connection, signed: Signed) -> Caller:
    """Spends a nonce, once, of a terminal that still has the key that was signed for."""
    seen = {"last_seen": signed.at, "clock_skew_s": round(signed.skew_s, 1)}
    township = connection.scalar(_SEEN, {"of": signed.terminal, "key": signed.key, **seen})
    if township is None:
        raise _KeyIsOverError
    try:
        connection.execute(_SPEND, {"terminal": signed.terminal, "nonce": signed.nonce, "at": signed.at})
    except IntegrityError as error:
        raise CenterError(ErrorCode.REPLAYED) from error
    return Caller(signed.terminal, township, signed.body_sha256)
