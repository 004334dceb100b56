"""Receipt numbers: made at the terminal, so that they exist without a network; easy to read out.

`QS01-000123-7`: the terminal's code, its counter, and a check digit that finds every single wrong digit
and every two neighbors that were swapped (Damm's quasigroup).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

COUNTER_DIGITS = 6
MOST = 999_999_999

_TERMINAL = re.compile(r"[A-Z0-9]{2,8}")
_PARTS = re.compile(r"([A-Z0-9]{2,8})-([0-9]{6,9})-([0-9])")
_DASHES = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The parts of a receipt number."""

    terminal: str
    counter: int


def receipt_number(*, terminal: str, counter: int) -> str:
    """Make the number of a terminal's next receipt.

    Args:
        terminal: 2 to 8 capital letters and digits.
        counter: From 1 to 999,999,999; never used before at this terminal.

    Raises:
        ValueError: The code or the counter cannot be written so.
    """
    if not _TERMINAL.fullmatch(terminal) or not 1 <= counter <= MOST:
        raise ValueError("a receipt needs a terminal code and a counter from 1")
    digits = f"{counter:0{COUNTER_DIGITS}d}"
    return f"{terminal}-{digits}-{_check_digit(terminal, digits)}"


def plain_receipt(text: str) -> str | None:
    """The number as it is written, from one that was typed or scanned; None when it is none."""
    found = parse_receipt(text)
    return None if found is None else receipt_number(terminal=found.terminal, counter=found.counter)


def parse_receipt(text: str) -> Receipt | None:
    """Read a receipt number as typed, spoken or scanned; None when it is none, or has a slip in it."""
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text).strip().upper())
    found = _PARTS.fullmatch(plain)
    if found is None:
        return None
    terminal, digits, check = found.groups()
    if _check_digit(terminal, digits) != int(check) or int(digits) == 0:
        return None
    return Receipt(terminal=terminal, counter=int(digits))


def _check_digit(terminal: str, digits: str) -> int:
    """Letters count as two digits, 10 for A to 35 for Z."""
    interim = 0
    for character in terminal + digits:
        for digit in str(int(character, 36)):
            interim = _DAMM[interim][int(digit)]
    return interim
