"""Sealing messages so that only the center can read them, not even this terminal."""

from __future__ import annotations

import base64

from nacl.public import PublicKey, SealedBox

from center.protocol import CaseMessage, Envelope, SealAlgorithm


class Sealer:
    """Seals to one township's key."""

    def __init__(self, *, key_id: str, seal_key: str) -> None:
        self._key_id = key_id
        self._box = SealedBox(PublicKey(base64.b64decode(seal_key)))

    def seal(self, message: CaseMessage) -> bytes:
        """The body that is kept and sent, byte for byte the same every time: an Envelope as JSON."""
        ciphertext = self._box.encrypt(message.model_dump_json().encode())
        envelope = Envelope(
            alg=SealAlgorithm.X25519_SEALED_BOX,
            key_id=self._key_id,
            ciphertext=base64.b64encode(ciphertext).decode(),
        )
        return envelope.model_dump_json().encode()
