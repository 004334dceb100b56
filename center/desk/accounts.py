"""Local accounts of the staff: argon2id, a lockout that is counted before it is checked, codes of a phone."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
import struct
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from center.desk.people import Staff, StaffRole
from center.desk.tables import desk_sessions
from center.desk.tables import staff as rows
from center.keys import Keyring
from center.store import Store

CODE = re.compile(r"[A-Za-z0-9-]{2,32}")
SHORTEST_PASSWORD = 10
FREE_TRIES = 5
FIRST_LOCK_S = 15
LONGEST_LOCK_S = 15 * 60
TOTP_STEP_S = 30
_HASHING_AT_ONCE = 2
_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$bm9ib2R5bm9ib2R5bm9ib2R5$0000000000000000000000000000000000000000000"
)
"""Nobody's password: an unknown name takes as long as a wrong password."""


class Refusal(StrEnum):
    """Why somebody was not let in."""

    WRONG = "wrong"
    LOCKED = "locked"
    NEEDS_CODE = "needs_code"


@dataclass(frozen=True, slots=True)
class Refused:
    """Not let in, and how long to wait."""

    why: Refusal
    wait_s: int = 0


class AccountError(Exception):
    """An account cannot be made or changed so; the text says why."""


class Accounts:
    """Adds, lists, closes and lets in."""

    def __init__(
        self,
        *,
        store: Store,
        keyring: Keyring,
        clock: Callable[[], datetime],
        hasher: PasswordHasher | None = None,
    ) -> None:
        self._store = store
        self._keyring = keyring
        self._clock = clock
        self._hasher = hasher or PasswordHasher()  # argon2id, 64 MiB, 3 passes
        self._room = threading.BoundedSemaphore(_HASHING_AT_ONCE)

    # -- keeping the list ------------------------------------------------------------------------

    def add(self, person: Staff, *, password: str) -> None:
        """Open an account.

        Raises:
            AccountError: The name is taken or cannot stand in a case, the area is none, or the password
                is short.
        """
        if not CODE.fullmatch(person.code):
            raise AccountError("a sign-in name is 2 to 32 letters, digits and dashes")
        if not re.fullmatch(r"\d{2,12}", person.area):
            raise AccountError("an area is the first 2 to 12 digits of area codes")
        hashed = self._hashed(password)
        try:
            with self._store.write() as connection:
                connection.execute(
                    insert(rows).values(
                        code=person.code,
                        name=person.name,
                        role=person.role.value,
                        area=person.area,
                        phone=person.phone,
                        beat=json.dumps(person.beat, ensure_ascii=False),
                        password=hashed,
                        totp=None,
                        totp_step=0,
                        failed=0,
                        locked_until=None,
                        active=True,
                        created_at=self._clock(),
                    )
                )
        except IntegrityError as error:
            raise AccountError("this sign-in name is taken") from error

    def change_password(self, code: str, password: str) -> None:
        """A new password; whoever is signed in with the old one is out."""
        self._change(code, password=self._hashed(password), failed=0, locked_until=None)

    def close(self, code: str) -> None:
        """Nobody comes in by this account any more."""
        self._change(code, active=False)

    def demand_totp(self, code: str) -> str:
        """From now on a phone's code is needed; returns the secret to put into the phone (Base32)."""
        nonce = secrets.token_hex(16)
        self._change(code, totp=nonce, totp_step=0)
        return base64.b32encode(self._totp_key(code, nonce)).decode()

    def everybody(self, *, area: str = "") -> list[tuple[Staff, bool, datetime | None]]:
        """All of an area, whether the account is open, and when they were last in."""
        with self._store.read() as connection:
            found = connection.execute(
                select(rows).where(rows.c.area.startswith(area, autoescape=True)).order_by(rows.c.code)
            ).all()
        return [(staff_of(row), row.active, row.last_in) for row in found]

    def names(self, codes: Sequence[str]) -> dict[str, Staff]:
        """The people behind some codes."""
        with self._store.read() as connection:
            found = connection.execute(select(rows).where(rows.c.code.in_(set(codes)))).all()
        return {row.code: staff_of(row) for row in found}

    def _hashed(self, password: str) -> str:
        if len(password) < SHORTEST_PASSWORD:
            raise AccountError(f"a password has {SHORTEST_PASSWORD} characters or more")
        with self._room:
            return self._hasher.hash(password)

    def _change(self, code: str, **values: object) -> None:
        with self._store.write() as connection:
            done = connection.execute(update(rows).where(rows.c.code == code).values(**values))
            if done.rowcount != 1:
                raise AccountError("there is no such account")
            connection.execute(desk_sessions.delete().where(desk_sessions.c.staff == code))

    # -- letting in ------------------------------------------------------------------------------

    def sign_in(self, *, code: str, password: str, totp: str = "") -> Staff | Refused:
        """Say who this is, or why not.

        The try is written down before it is judged: pulling the plug gives nobody another one.
        """
        row, wait_s = self._count_try(code)
        if wait_s:
            return Refused(Refusal.LOCKED, wait_s)
        right = self._matches(_NOBODY if row is None else row.password, password)
        if row is None or not right or not row.active:
            return Refused(Refusal.WRONG)
        if row.totp is not None and not totp:
            self._forgive(code, failed=row.failed)
            return Refused(Refusal.NEEDS_CODE)
        step = None if row.totp is None else self._step_of(row, totp)
        if row.totp is not None and step is None:
            return Refused(Refusal.WRONG)
        with self._store.write() as connection:
            spent = {} if step is None else {"totp_step": step}
            done = connection.execute(
                update(rows)
                .where(rows.c.code == code, rows.c.totp_step == row.totp_step)
                .values(failed=0, locked_until=None, last_in=self._clock(), **spent)
            )
        return staff_of(row) if done.rowcount == 1 else Refused(Refusal.WRONG)

    def _count_try(self, code: str) -> tuple[Any | None, int]:
        now = self._clock()
        with self._store.write() as connection:
            row = connection.execute(
                select(rows).where(rows.c.code == code[:32]).with_for_update()
            ).one_or_none()
            if row is None:
                return None, 0
            if row.locked_until is not None and row.locked_until > now:
                return row, max(1, int((row.locked_until - now).total_seconds() + 0.999))
            failed = row.failed + 1
            lock = None
            if failed >= FREE_TRIES:
                lock = now + timedelta(
                    seconds=min(LONGEST_LOCK_S, FIRST_LOCK_S * 2 ** min(12, failed - FREE_TRIES))
                )
            connection.execute(
                update(rows).where(rows.c.code == row.code).values(failed=failed, locked_until=lock)
            )
            return row, 0

    def _forgive(self, code: str, *, failed: int) -> None:
        with self._store.write() as connection:
            connection.execute(
                update(rows).where(rows.c.code == code).values(failed=failed, locked_until=None)
            )

    def _matches(self, hashed: str, password: str) -> bool:
        with self._room:
            try:
                return self._hasher.verify(hashed, password[:1024])
            except (VerificationError, InvalidHashError):
                return False

    def _step_of(self, row: Any, code: str) -> int | None:
        """The time step of a phone's code; a step that was used is used up."""
        now = int(self._clock().timestamp()) // TOTP_STEP_S
        key = self._totp_key(row.code, row.totp)
        for step in (now, now - 1, now + 1):
            if step > row.totp_step and hmac.compare_digest(totp_at(key, step), code.strip()):
                return step
        return None

    def _totp_key(self, code: str, nonce: str) -> bytes:
        """Derived, so that the database alone gives no codes."""
        return bytes.fromhex(self._keyring.secret(f"totp:{code}:{nonce}"))[:20]


def totp_at(key: bytes, step: int) -> str:
    """The six digits of RFC 6238 (HMAC-SHA-1) for one time step."""
    digest = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[-1] & 15
    number: int = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def staff_of(row: Any) -> Staff:
    """A row as a person."""
    return Staff(
        code=row.code,
        name=row.name,
        role=StaffRole(row.role),
        area=row.area,
        phone=row.phone,
        beat=tuple(json.loads(row.beat)),
    )


def refusal_words(refused: Refused) -> str:
    """What whoever knocks reads."""
    match refused.why:
        case Refusal.WRONG:
            return "登录名或密码不对。请看清大小写再输一次。"
        case Refusal.LOCKED:
            return f"试的次数多了，请等 {refused.wait_s} 秒再试。"
        case Refusal.NEEDS_CODE:
            return "请输入手机上的六位动态码。"
