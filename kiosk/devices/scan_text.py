"""What a scanned code may say. A code is untrusted: whoever stands at the terminal chooses it.

Only four kinds are taken, each by its own narrow pattern; everything else is refused as a value, and what it
said is not kept.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

MAX_CHARACTERS = 4300  # a little over the largest alphanumeric QR code


class ScanKind(StrEnum):
    """The kinds of code that mean something here."""

    HANDOFF = "handoff"  # sealed answers on a slip, for the desk
    RECEIPT = "receipt"  # a receipt number
    VERIFICATION = "verification"  # the address of a verification page, as our certificates carry it
    DIGITS = "digits"  # a plain number


class ScanFault(StrEnum):
    """Why a code was refused."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOT_TEXT = "not_text"
    NOT_ASCII = "not_ascii"
    NOT_OURS = "not_ours"


@dataclass(frozen=True, slots=True)
class Scanned:
    """A code that was taken; the text matches its kind's pattern and nothing else is promised of it."""

    kind: ScanKind
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ScanRefused:
    """A code that was not taken."""

    fault: ScanFault


_PATTERNS = {
    ScanKind.HANDOFF: re.compile(r"KH1:[0-9A-Za-z $%*+\-./:_=]{8,}"),
    ScanKind.RECEIPT: re.compile(r"[A-Z0-9]{2,8}-[0-9]{6,9}-[0-9]"),
    ScanKind.VERIFICATION: re.compile(
        r"https?://[a-z0-9.\-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9_\-]+)*/v/[A-Za-z0-9_\-]{4,80}"
    ),
    ScanKind.DIGITS: re.compile(r"[0-9]{1,4300}"),
}


def classify(raw: bytes) -> Scanned | ScanRefused:
    """Judge one scanned code, without its line end.

    Args:
        raw: As it came from the scanner, in UTF-8; full-width letters and digits become plain ones.
    """
    if len(raw) > MAX_CHARACTERS * 4:
        return ScanRefused(ScanFault.TOO_LONG)
    try:
        text = unicodedata.normalize("NFKC", raw.decode("utf-8")).strip(" ")
    except UnicodeDecodeError:
        return ScanRefused(ScanFault.NOT_TEXT)
    if not text:
        return ScanRefused(ScanFault.EMPTY)
    if len(text) > MAX_CHARACTERS:
        return ScanRefused(ScanFault.TOO_LONG)
    if not text.isascii() or not text.isprintable():
        return ScanRefused(ScanFault.NOT_ASCII)
    kind = next((kind for kind, pattern in _PATTERNS.items() if pattern.fullmatch(text)), None)
    return ScanRefused(ScanFault.NOT_OURS) if kind is None else Scanned(kind, text)
