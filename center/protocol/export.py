"""What a terminal writes to a stick where no network is: named, hashed, and signed with its own key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import AwareDatetime, Field, StringConstraints

from center.protocol.base import Request, TerminalCode

EXPORT: Final = "export.json"
OUTBOX: Final = "outbox.sqlite"
TRAIL: Final = "audit.sqlite"
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Export(Request):
    """One export.

    Attributes:
        files: Each file beside it, and its SHA-256.
        audit_head: The head of the staff's audit chain, of which the copy is.
    """

    terminal: TerminalCode
    made_at: AwareDatetime
    files: Annotated[Mapping[str, Sha256], Field(max_length=10)]
    audit_head: Sha256


class SignedExport(Request):
    """`export.json`: an `Export` as JSON, and the terminal's signature (Ed25519, base64) of `export_text`."""

    export: str
    signature: str


def export_text(export: str) -> bytes:
    """The bytes that the terminal signs."""
    return f"kiosk-export-1\n{export}".encode()
