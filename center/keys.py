"""The keys that the center holds: one sealing key per township, and the key of the hashes of people.

Files of mode 0600 in a directory of mode 0700; a county that has a better place mounts it there.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from center.errors import CenterError
from center.protocol import ErrorCode

_HASH_KEY = "people.key"


class Keyring:
    """Seals and opens for the townships, and hashes identity numbers."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self._hash_key = _read_or_make(folder / _HASH_KEY, secrets.token_bytes(32))
        self._known: dict[str, PrivateKey] = {}

    def person(self, number: str) -> str:
        """The keyed hash by which a person is found without the number being kept."""
        return hmac.new(self._hash_key, number.strip().upper().encode(), hashlib.sha256).hexdigest()

    def secret(self, text: str) -> str:
        """The keyed hash of a code that was given out."""
        return hmac.new(self._hash_key, b"code:" + text.encode(), hashlib.sha256).hexdigest()

    def current(self, township: str) -> tuple[str, bytes]:
        """The id and the public half of the key that terminals of a township seal to."""
        ids = sorted(path.stem for path in self._folder.glob(f"t{township}-*.key"))
        key_id = ids[-1] if ids else f"t{township}-0001"
        return key_id, bytes(self._private(key_id, make=True).public_key)

    def seal(self, key_id: str, plain: bytes) -> bytes:
        """Seal to a township's own key, for keeping."""
        return SealedBox(self._private(key_id).public_key).encrypt(plain)

    def open(self, key_id: str, sealed: bytes) -> bytes:
        """Open what was sealed to a township's key.

        Raises:
            CenterError: UNKNOWN_KEY, or WRONG_ENVELOPE when it was not sealed to that key.
        """
        try:
            return SealedBox(self._private(key_id)).decrypt(sealed)
        except CryptoError as error:
            raise CenterError(ErrorCode.WRONG_ENVELOPE) from error

    def _private(self, key_id: str, *, make: bool = False) -> PrivateKey:
        path = self._folder / f"{key_id}.key"
        if path.parent != self._folder or not (make or path.exists()):
            raise CenterError(ErrorCode.UNKNOWN_KEY)
        if key_id not in self._known:  # a key is never replaced; a queue opens sixty messages with it
            self._known[key_id] = PrivateKey(
                _read_or_make(path, bytes(PrivateKey.generate()) if make else b"")
            )
        return self._known[key_id]


def new_code() -> str:
    """A code that staff type once: 12 letters and digits that cannot be mistaken, in groups of four."""
    letters = "".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTUVWXYZ") for _ in range(12))
    return "-".join((letters[:4], letters[4:8], letters[8:]))


def _read_or_make(path: Path, fresh: bytes) -> bytes:
    if not path.exists():
        part = path.with_suffix(f".{os.getpid()}.part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(base64.b64encode(fresh) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(part, path)  # whoever is first wins; a key is never replaced
        except FileExistsError:
            pass
        finally:
            part.unlink()
    return base64.b64decode(path.read_bytes())
