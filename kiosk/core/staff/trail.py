"""How the entries of a terminal's audit trail hang together: each is bound to all before it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

GENESIS: Final = "0" * 64


def bound(before: str, body: str) -> str:
    """The head after an entry."""
    return hashlib.sha256(f"{before}\n{body}".encode()).hexdigest()


def heads(rows: Iterable[tuple[int, str, str, str]]) -> list[str]:
    """The head after each entry, as far as the chain holds.

    Args:
        rows: Number, body, head before and head after of each entry, the oldest first.
    """
    found: list[str] = []
    for number, (seq, body, before, made) in enumerate(rows, start=1):
        head = found[-1] if found else GENESIS
        if seq != number or before != head or made != bound(head, body):
            break
        found.append(made)
    return found
