"""The two codes of a slip: KH1, a bare token; KH2, the sealed and signed draft as one decimal number.

KH1 is ``KH1:`` and 26 letters of base32 (128 bits): no address, nothing to open. KH2 is a byte string behind
a leading 1, written in decimal digits: the smallest form for a QR code, and the safest with a scanner that
types. Layout, all lengths in bytes::

    version 1 | algorithm 1 | expiry 4 | nonce 16 | n 1, terminal n | n 1, key id n | sealed | signature 64

The signature is over all that stands before it. Nothing here encrypts, signs or checks.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum

TOKEN_BYTES = 16
NONCE_BYTES = 16
SIGNATURE_BYTES = 64
SEAL_BYTES = 48
VERSION = 2
MOST_DIGITS = 1903
"""What fits a code of version 19 at level L in digits."""
MOST_BYTES = 790
"""The longest envelope of so many digits, without its leading 1."""
LEAST_BYTES = 1 + 1 + 4 + NONCE_BYTES + 2 + 2 + SEAL_BYTES + SIGNATURE_BYTES
LEAST_DIGITS = 300
"""No sealed code is shorter."""
_KH1 = "KH1:"
_TOKEN = re.compile(r"KH1:([A-Z2-7]{26})")
_TERMINAL = re.compile(r"[A-Z0-9]{2,8}")
_KEY_ID = re.compile(r"t\d{6,12}-\d{4}")
_BLANKS = re.compile(r"[\s\u200b\ufeff]+")


class Algorithm(IntEnum):
    """How it is sealed and signed; 2 is kept for SM4 with SM2."""

    X25519_ED25519 = 1


class CodeFault(ValueError):
    """This is none of our codes.

    Attributes:
        cut: It looks like a part of one.
    """

    def __init__(self, message: str, *, cut: bool = False) -> None:
        super().__init__(message)
        self.cut = cut


@dataclass(frozen=True, slots=True)
class Envelope:
    """A KH2 code, taken apart.

    Attributes:
        algorithm: How it is sealed and signed.
        expires_at: From when on it no longer counts.
        nonce: Different in every code.
        terminal: Who signed it.
        key_id: To which township's key it is sealed.
        sealed: What only that township can open.
        signature: Over `signed`.
    """

    algorithm: int
    expires_at: datetime
    nonce: bytes
    terminal: str
    key_id: str
    sealed: bytes = field(repr=False)
    signature: bytes = field(default=b"", repr=False)

    @property
    def signed(self) -> bytes:
        """The bytes that the terminal signs."""
        terminal, key_id = self.terminal.encode(), self.key_id.encode()
        return b"".join(
            (
                bytes([VERSION, self.algorithm]),
                int(self.expires_at.timestamp()).to_bytes(4, "big"),
                self.nonce,
                bytes([len(terminal)]) + terminal,
                bytes([len(key_id)]) + key_id,
                self.sealed,
            )
        )

    @property
    def digits(self) -> str:
        """The number that the code holds."""
        return str(int.from_bytes(b"\x01" + self.signed + self.signature, "big"))


def room_for_draft(*, terminal: str, key_id: str) -> int:
    """How many bytes of a draft fit one code."""
    return MOST_BYTES - (LEAST_BYTES - 2) - len(terminal) - len(key_id)


def token_text(token: bytes) -> str:
    """The text of a KH1 code."""
    return _KH1 + base64.b32encode(token).decode().rstrip("=")


def plain_text(text: str) -> str:
    """What a scanner or a keyboard meant: half-width, without blanks, letters upper case."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text[: 4 * MOST_DIGITS])).upper()


def read_token(text: str) -> bytes:
    """The token of a KH1 code.

    Raises:
        CodeFault: It is none.
    """
    found = _TOKEN.fullmatch(plain_text(text))
    if found is None:
        raise CodeFault("no token", cut=plain_text(text).startswith(_KH1))
    token = base64.b32decode(found[1] + "======")
    if token_text(token) != found[0]:
        raise CodeFault("no token")
    return token


def is_token(text: str) -> bool:
    """Whether it begins like a KH1 code."""
    return plain_text(text).startswith(_KH1)


def read_envelope(text: str) -> Envelope:
    """Takes a KH2 number apart; whether it is genuine is not looked at.

    Raises:
        CodeFault: It is none.
    """
    digits = plain_text(text)
    if not digits.isascii() or not digits.isdecimal():
        raise CodeFault("no number")
    if len(digits) > MOST_DIGITS:
        raise CodeFault("too long")
    number = int(digits)
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    if len(raw) <= LEAST_BYTES or raw[0] != 1 or str(number) != digits:
        raise CodeFault("not the form", cut=len(digits) > 20)
    return _taken_apart(raw[1:])


def _taken_apart(raw: bytes) -> Envelope:
    body, signature = raw[:-SIGNATURE_BYTES], raw[-SIGNATURE_BYTES:]
    if body[0] != VERSION:
        raise CodeFault("another version", cut=True)
    expires = int.from_bytes(body[2:6], "big")
    at = 6 + NONCE_BYTES
    words: list[str] = []
    for form in (_TERMINAL, _KEY_ID):
        size = body[at]
        word = body[at + 1 : at + 1 + size].decode("latin-1")
        if not form.fullmatch(word) or len(word) != size:
            raise CodeFault("not the form", cut=True)
        words.append(word)
        at += 1 + size
        if at >= len(body):
            raise CodeFault("not the form", cut=True)
    sealed = body[at:]
    if len(sealed) <= SEAL_BYTES:
        raise CodeFault("not the form", cut=True)
    nonce = body[6 : 6 + NONCE_BYTES]
    expires_at = datetime.fromtimestamp(expires, UTC)
    return Envelope(body[1], expires_at, nonce, words[0], words[1], sealed, signature)
