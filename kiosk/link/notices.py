"""Which notices this terminal shows: those that a key of its release signed, for its area."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from center.protocol.notices import Notice, notice_text
from kiosk.log import Log, LogEvent


class NoticeCheck:
    """Lets through what may be shown here.

    Args:
        keys: The notice role's public keys (Ed25519, base64), of the terminal's release; none shows none.
        area: The terminal's 区划代码.
        terminal: Its code.
        log: Where it is written down that one was refused.
    """

    def __init__(self, *, keys: Iterable[str], area: str, terminal: str, log: Log) -> None:
        self._keys = [VerifyKey(base64.b64decode(key)) for key in keys]
        self._area = area
        self._terminal = terminal
        self._log = log

    def let_through(self, notices: Iterable[Notice]) -> Iterator[Notice]:
        """Those that are signed and for this terminal; when each is in force is asked when it is shown."""
        for notice in notices:
            if not notice.is_for(area=self._area, terminal=self._terminal):
                self._log.warning(LogEvent.NOTICE_REFUSED, reason="foreign")
            elif not self._is_signed(notice):
                self._log.warning(LogEvent.NOTICE_REFUSED, reason="signature")
            else:
                yield notice

    def _is_signed(self, notice: Notice) -> bool:
        try:
            signature = base64.b64decode(notice.signature, validate=True)
        except (binascii.Error, ValueError):
            return False
        return any(_verifies(key, notice_text(notice), signature) for key in self._keys)


def _verifies(key: VerifyKey, text: bytes, signature: bytes) -> bool:
    try:
        key.verify(text, signature)
    except (BadSignatureError, ValueError):
        return False
    return True
