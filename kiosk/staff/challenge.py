r"""The question that a terminal asks a staff member's phone, and the two ways it may be answered.

No clock takes part, and the terminal keeps no secret of the staff: a scanned answer is a signature, a
typed one is made from a key that the phone and this terminal agree on (X25519).

challenge   KU1:<terminal>:<act>:<nonce, 16 hexadecimal digits>
signature   Ed25519 over b"kiosk-unlock-1\n" + challenge
digits      HMAC-SHA256(agreed key, challenge), its first 8 bytes modulo 10**8
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Final

from nacl.bindings import crypto_scalarmult
from nacl.exceptions import BadSignatureError
from nacl.public import PrivateKey
from nacl.signing import SigningKey, VerifyKey

from config.roster import RosterEntry
from kiosk.core.staff.unlock import DIGITS

_PREFIX: Final = b"kiosk-unlock-1\n"
_CHALLENGE: Final = re.compile(r"KU1:([A-Z0-9]{2,8}):([a-z][a-z-]{2,30}):([0-9a-f]{16})")
_SIGNED: Final = re.compile(r"KA1:([A-Z][0-9]{2,6}):([A-Za-z0-9_-]{86})")


@dataclass(frozen=True, slots=True)
class Challenge:
    """One question; it is answered once, within a minute.

    Attributes:
        terminal: This terminal's code, so that an answer for another one opens nothing.
        act: What is to be allowed: ``assist``, ``maintain``, or one dangerous act by its name.
        nonce: 16 hexadecimal digits, made at random.
    """

    terminal: str
    act: str
    nonce: str

    @property
    def text(self) -> str:
        """As it stands in the code on the screen."""
        return f"KU1:{self.terminal}:{self.act}:{self.nonce}"

    @property
    def short(self) -> str:
        """As it is read to a phone without a camera."""
        return "-".join(self.nonce[at : at + 4].upper() for at in range(0, 16, 4))

    @classmethod
    def parse(cls, text: str) -> Challenge:
        """Reads one back.

        Raises:
            ValueError: It is none.
        """
        found = _CHALLENGE.fullmatch(text)
        if found is None:
            raise ValueError("no challenge")
        return cls(*found.groups())


def signed_by(challenge: Challenge, answer: str) -> tuple[str, bytes] | None:
    """Takes a scanned answer apart: the code of whoever says they signed, and the signature."""
    found = _SIGNED.fullmatch(answer.strip())
    if found is None or not _CHALLENGE.fullmatch(challenge.text):
        return None
    return found[1], base64.urlsafe_b64decode(found[2] + "==")


def is_signed(challenge: Challenge, signature: bytes, entry: RosterEntry) -> bool:
    """Whether this member of the staff signed that challenge."""
    if entry.sign_key is None:
        return False
    try:
        VerifyKey(base64.b64decode(entry.sign_key)).verify(_PREFIX + challenge.text.encode(), signature)
    except (BadSignatureError, ValueError):
        return False
    return True


def signing_text(challenge: Challenge) -> bytes:
    """What a phone signs."""
    return _PREFIX + challenge.text.encode()


def agreeing(own: SigningKey) -> PrivateKey:
    """The terminal's half for digits, made of the key that it is enrolled with.

    So the center and every phone know the other half: `VerifyKey.to_curve25519_public_key`.
    """
    return own.to_curve25519_private_key()


def digits_for(challenge: Challenge, *, own: PrivateKey, other: bytes) -> str:
    """The eight digits that both sides come to.

    Args:
        challenge: The question.
        own: One side's X25519 key.
        other: The other side's public key.

    Raises:
        ValueError: The other key is no usable point.
    """
    try:
        agreed = crypto_scalarmult(bytes(own), other)
    except Exception as error:  # PyNaCl raises its own kinds for points of low order
        raise ValueError("no usable key") from error
    made = hmac.new(hashlib.sha256(_PREFIX + agreed).digest(), challenge.text.encode(), "sha256").digest()
    return f"{int.from_bytes(made[:8]) % 10**DIGITS:0{DIGITS}d}"


def is_typed_right(challenge: Challenge, typed: str, entry: RosterEntry, *, own: PrivateKey) -> bool:
    """Whether the digits are those that this member's phone would show."""
    if entry.agree_key is None or len(typed) != DIGITS or not (typed.isascii() and typed.isdecimal()):
        return False
    try:
        right = digits_for(challenge, own=own, other=base64.b64decode(entry.agree_key))
    except ValueError:
        return False
    return hmac.compare_digest(right, typed)
