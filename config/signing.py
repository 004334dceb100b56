"""Ed25519 by PyNaCl for the metadata of releases: one crypto library in the house, and room for more schemes.

A scheme is an entry in securesystemslib's table; SM2 would be one more class beside `NaClKey`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey
from securesystemslib.exceptions import UnverifiedSignatureError, VerificationError
from securesystemslib.signer import KEY_FOR_TYPE_AND_SCHEME, Key, Signature, Signer

from config.durable import write_durably

ED25519 = "ed25519"


class NaClKey(Key):
    """A public Ed25519 key."""

    @classmethod
    def of(cls, public: bytes) -> NaClKey:
        """A key by its 32 bytes; its id is a hash of it."""
        return cls(hashlib.sha256(public).hexdigest(), ED25519, ED25519, {"public": public.hex()})

    @classmethod
    def from_dict(cls, keyid: str, key_dict: dict[str, Any]) -> NaClKey:
        """See `Key.from_dict`."""
        keytype, scheme, keyval = cls._from_dict(key_dict)
        if not isinstance(keyval.get("public"), str):
            raise ValueError("a public key is needed")
        return cls(keyid, keytype, scheme, keyval, key_dict)

    def to_dict(self) -> dict[str, Any]:
        """See `Key.to_dict`."""
        return self._to_dict()

    def verify_signature(self, signature: Signature, data: bytes) -> None:
        """See `Key.verify_signature`."""
        try:
            VerifyKey(bytes.fromhex(self.keyval["public"])).verify(data, bytes.fromhex(signature.signature))
        except BadSignatureError as error:
            raise UnverifiedSignatureError(f"signature of {self.keyid[:8]} is wrong") from error
        except (ValueError, TypeError) as error:
            raise VerificationError(f"signature of {self.keyid[:8]} is none") from error


class NaClSigner(Signer):
    """Signs with an Ed25519 key that is at hand."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key
        self._public = NaClKey.of(bytes(key.verify_key))

    @property
    def public_key(self) -> Key:
        """See `Signer.public_key`."""
        return self._public

    @classmethod
    def from_priv_key_uri(cls, priv_key_uri: str, public_key: Key, secrets_handler: Any = None) -> Self:
        """Keys are read from files by `KeyFile`.

        Raises:
            ValueError: Always.
        """
        raise ValueError("keys are read from files")

    def sign(self, payload: bytes) -> Signature:
        """See `Signer.sign`."""
        return Signature(self._public.keyid, self._key.sign(payload).signature.hex())


def use_nacl() -> None:
    """Lets metadata be read with these keys; call it before any metadata is read."""
    KEY_FOR_TYPE_AND_SCHEME[(ED25519, ED25519)] = NaClKey


class KeyFileError(Exception):
    """A file holds no key of ours."""


@dataclass(frozen=True)
class KeyFile:
    """A private key with its name: ``root-1``. It belongs on a stick of its own, in a drawer of its own."""

    name: str
    secret: SigningKey

    @classmethod
    def make(cls, name: str) -> KeyFile:
        """A fresh key."""
        return cls(name, SigningKey.generate())

    @property
    def key(self) -> NaClKey:
        """The public half."""
        return NaClKey.of(bytes(self.secret.verify_key))

    @property
    def signer(self) -> NaClSigner:
        """Signs metadata with it."""
        return NaClSigner(self.secret)

    def save(self, folder: Path) -> Path:
        """Writes ``<name>.key``, for its owner's eyes alone."""
        file = folder / f"{self.name}.key"
        content = {"name": self.name, "scheme": ED25519, "private": bytes(self.secret).hex()}
        write_durably(file, (json.dumps(content, indent=1) + "\n").encode())  # made by mkstemp: mode 600
        return file

    @classmethod
    def load(cls, file: Path) -> KeyFile:
        """Reads a key.

        Raises:
            KeyFileError: It is not there, or holds no key.
        """
        try:
            found = json.loads(file.read_bytes())
            return cls(str(found["name"]), SigningKey(bytes.fromhex(found["private"])))
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise KeyFileError(
                f"{file.name} holds no key: put in the stick with the key, and name its file"
            ) from error
