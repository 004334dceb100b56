"""KH2: the draft itself in the code, sealed to the township's desk and signed by this terminal."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from nacl.public import PublicKey, SealedBox

from config.release import Release
from kiosk.core.handoff.codes import NONCE_BYTES, Algorithm, Envelope, room_for_draft
from kiosk.core.handoff.compact import pack_within
from kiosk.core.handoff.draft import Draft
from kiosk.link.keys import DeviceKey


@dataclass(frozen=True, slots=True)
class SealedCode:
    """What the code holds, and which answers were left out of it."""

    digits: str
    cut: tuple[str, ...]


class DraftSealer:
    """Makes KH2 codes; nobody at this terminal can open them again.

    Args:
        key: Signs.
        terminal: This terminal's code.
        key_id: The township key's name.
        seal_key: Its public half, base64.
        new_bytes: Gives so many random bytes.
    """

    def __init__(
        self,
        *,
        key: DeviceKey,
        terminal: str,
        key_id: str,
        seal_key: str,
        new_bytes: Callable[[int], bytes],
    ) -> None:
        self._key = key
        self._terminal = terminal
        self._key_id = key_id
        self._box = SealedBox(PublicKey(base64.b64decode(seal_key)))
        self._new_bytes = new_bytes

    def seal(self, draft: Draft, release: Release, *, expires_at: datetime) -> SealedCode:
        """Makes the code of a draft; never a second one for what does not fit.

        Raises:
            kiosk.core.handoff.compact.CompactError: It is no draft of this release, or far too long.
        """
        room = room_for_draft(terminal=self._terminal, key_id=self._key_id)
        raw, cut = pack_within(draft, release, most_bytes=room)
        unsigned = Envelope(
            algorithm=Algorithm.X25519_ED25519,
            expires_at=expires_at,
            nonce=self._new_bytes(NONCE_BYTES),
            terminal=self._terminal,
            key_id=self._key_id,
            sealed=self._box.encrypt(raw),
        )
        signature = base64.b64decode(self._key.sign(unsigned.signed))
        signed = Envelope(
            unsigned.algorithm,
            unsigned.expires_at,
            unsigned.nonce,
            unsigned.terminal,
            unsigned.key_id,
            unsigned.sealed,
            signature,
        )
        return SealedCode(signed.digits, cut)
