"""The trial's staff: fictional people whose phones, cards and PINs everybody knows, so good for nothing else.

A terminal of a real center never takes them; see `kiosk.staffing`.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Final

from nacl.public import PrivateKey
from nacl.signing import SigningKey

from config.roster import RosterEntry
from kiosk.core.identity import IdCard
from kiosk.staff.challenge import Challenge, digits_for, signing_text


@dataclass(frozen=True, slots=True)
class TrialMember:
    """One of them, with phone, card and PIN."""

    code: str
    name: str
    number: str
    birth: date
    pin: str

    @property
    def sign_key(self) -> SigningKey:
        """The phone's key for signatures."""
        return SigningKey(hashlib.sha256(f"kiosk trial staff {self.code}: sign".encode()).digest())

    @property
    def agree_key(self) -> PrivateKey:
        """The phone's key for digits."""
        return PrivateKey(hashlib.sha256(f"kiosk trial staff {self.code}: agree".encode()).digest())

    @property
    def card(self) -> IdCard:
        """The identity card."""
        return IdCard(
            name=self.name,
            number=self.number,
            sex="M" if int(self.number[16]) % 2 else "F",
            ethnic="汉",
            birth=self.birth,
            address="示例县示例镇",
            authority="示例县公安局",
            valid_from=date(2020, 1, 15),
            valid_to=date(2040, 1, 15),
        )

    def sign(self, challenge: Challenge) -> str:
        """What the phone shows to the terminal's scanner."""
        made = self.sign_key.sign(signing_text(challenge)).signature
        return f"KA1:{self.code}:{base64.urlsafe_b64encode(made).decode().rstrip('=')}"

    def digits(self, challenge: Challenge, *, terminal: bytes) -> str:
        """What the phone shows to be typed.

        Args:
            challenge: The terminal's question.
            terminal: The terminal's public X25519 key.
        """
        return digits_for(challenge, own=self.agree_key, other=terminal)


CLERK: Final = TrialMember("W01", "示例·周敏", "99010119780412001X", date(1978, 4, 12), "246810")
KEEPER: Final = TrialMember("M01", "示例·维护", "990101198509230018", date(1985, 9, 23), "135790")
MEMBERS: Final = (CLERK, KEEPER)
"""W01 may assist, M01 may maintain as well."""


def is_of_trial(entry: RosterEntry) -> bool:
    """Whether somebody of the trial could use this entry: it has a key or the name of one of them."""
    for member in MEMBERS:
        keys = (bytes(member.sign_key.verify_key), bytes(member.agree_key.public_key))
        known = {base64.b64encode(key).decode() for key in keys}
        if entry.name == member.name or entry.sign_key in known or entry.agree_key in known:
            return True
    return False
