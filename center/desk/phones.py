"""Phones that answer a terminal's lock: their public halves, and what the roster says of them.

A phone makes its keys itself and never shows them. What is kept here opens nothing until a maintainer
has put it into the configuration that terminals follow.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from nacl.signing import VerifyKey
from sqlalchemy import delete, insert, select

from center.desk.accounts import staff_of
from center.desk.acts import Act, note_act
from center.desk.errors import DeskError, DeskFault
from center.desk.people import Staff, StaffRole
from center.desk.tables import staff, staff_phones
from center.store import Store
from center.tables import terminals
from config.roster import RosterEntry, StaffRight

_KEY: Final = re.compile(r"[A-Za-z0-9+/]{43}=")
_CODE: Final = re.compile(r"[A-Z][0-9]{2,6}")
_MAINTAINS: Final = (StaffRole.MAINTAINER, StaffRole.ADMIN)


@dataclass(frozen=True, slots=True)
class Phone:
    """One member's phone.

    Attributes:
        sign_key: Ed25519, base64; None where the phone's browser does not know it.
        agree_key: X25519, base64.
    """

    who: Staff
    sign_key: str | None
    agree_key: str
    since: datetime

    @property
    def check(self) -> str:
        """Eight digits that the phone shows too: who takes the key into the roster compares them."""
        return check_digits(self.sign_key, self.agree_key)

    def entry(self, valid_until: date) -> RosterEntry:
        """What the roster says of it."""
        maintains = self.who.role in _MAINTAINS
        return RosterEntry(
            code=self.who.code,
            name=self.who.name,
            rights=(StaffRight.ASSIST, StaffRight.MAINTAIN) if maintains else (StaffRight.ASSIST,),
            sign_key=self.sign_key,
            agree_key=self.agree_key,
            valid_until=valid_until,
        )


class Phones:
    """The phones of a center's staff, one each: a new one takes the old one's place."""

    def __init__(self, *, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def register(self, who: Staff, *, sign_key: str, agree_key: str) -> Phone:
        """Keep a phone's public keys.

        Raises:
            DeskError: BAD_PHONE: these are no keys; NO_ROSTER: the account's code can't stand in a roster.
        """
        if not _CODE.fullmatch(who.code):
            raise DeskError(DeskFault.NO_ROSTER)
        if not _is_key(agree_key) or (sign_key and not _is_key(sign_key)):
            raise DeskError(DeskFault.BAD_PHONE)
        phone = Phone(who, sign_key or None, agree_key, self._clock())
        with self._store.write() as connection:
            connection.execute(delete(staff_phones).where(staff_phones.c.staff == who.code))
            connection.execute(
                insert(staff_phones).values(
                    staff=who.code,
                    sign_key=phone.sign_key,
                    agree_key=phone.agree_key,
                    since=phone.since,
                )
            )
            note_act(
                connection,
                at=phone.since,
                who=who,
                act=Act.PHONE_KEPT,
                township=who.area,
                detail=phone.check,
            )
        return phone

    def forget(self, who: Staff) -> None:
        """This member has no phone any more; terminals know with the next release."""
        with self._store.write() as connection:
            gone = connection.execute(delete(staff_phones).where(staff_phones.c.staff == who.code)).rowcount
            if gone:
                note_act(connection, at=self._clock(), who=who, act=Act.PHONE_FORGOTTEN, township=who.area)

    def everybody(self) -> list[Phone]:
        """Every phone of an account that is open, by code."""
        with self._store.read() as connection:
            rows = connection.execute(
                select(staff, staff_phones.c.sign_key, staff_phones.c.agree_key, staff_phones.c.since)
                .join(staff_phones, staff_phones.c.staff == staff.c.code)
                .where(staff.c.active)
                .order_by(staff.c.code)
            ).all()
        return [Phone(staff_of(row), row.sign_key, row.agree_key, row.since) for row in rows]

    def terminals(self, who: Staff) -> list[tuple[str, str]]:
        """Every terminal of somebody's area: its code, and the key that digits are made with."""
        with self._store.read() as connection:
            rows = connection.execute(
                select(terminals.c.code, terminals.c.public_key)
                .where(
                    terminals.c.township.startswith(who.area, autoescape=True),
                    terminals.c.revoked_at.is_(None),
                )
                .order_by(terminals.c.code)
            ).all()
        return [(row.code, _agree_key(row.public_key)) for row in rows]


def check_digits(sign_key: str | None, agree_key: str) -> str:
    """The digits of one phone's keys."""
    raw = hashlib.sha256(f"{sign_key or ''}\n{agree_key}".encode()).digest()
    digits = f"{int.from_bytes(raw[:8]) % 10**8:08d}"
    return f"{digits[:4]} {digits[4:]}"


def _agree_key(enrolled: bytes) -> str:
    """The terminal's X25519 key is made of the Ed25519 key that it is enrolled with."""
    return base64.b64encode(bytes(VerifyKey(enrolled).to_curve25519_public_key())).decode()


def _is_key(text: str) -> bool:
    if not _KEY.fullmatch(text):
        return False
    try:
        raw = base64.b64decode(text, validate=True)
        VerifyKey(raw)
    except (binascii.Error, ValueError):
        return False
    return any(raw)
