"""Keys (Ed25519): the terminal's own, made here, never leaves; and whether another's signed something."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from config.durable import write_durably


class DeviceKey:
    """Signs what this terminal asks."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key

    @classmethod
    def load_or_make(cls, path: Path) -> DeviceKey:
        """Read the key, or make it on the first day; the file is for its owner alone.

        Raises:
            ValueError: The file holds no key.
        """
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_durably(path, base64.b64encode(bytes(SigningKey.generate())) + b"\n")
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
        return cls(SigningKey(base64.b64decode(path.read_bytes())))

    @property
    def public(self) -> str:
        """The public half, base64."""
        return base64.b64encode(bytes(self._key.verify_key)).decode()

    @property
    def signing(self) -> SigningKey:
        """The key itself, for the lock's half of an agreement; it is never written anywhere else."""
        return self._key

    def sign(self, text: bytes) -> str:
        """The signature, base64."""
        return base64.b64encode(self._key.sign(text).signature).decode()


def is_signed(text: bytes, signature: str, key: VerifyKey) -> bool:
    """Whether this key made a signature (base64) of a text; what is no signature at all is of nobody."""
    try:
        key.verify(text, base64.b64decode(signature, validate=True))
    except (BadSignatureError, binascii.Error, ValueError):
        return False
    return True
