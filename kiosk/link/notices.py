"""Which notices this terminal shows: those that a key of its release signed, for its area."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator

from nacl.signing import VerifyKey

from center.protocol.notices import Notice, notice_text
from kiosk.link.keys import is_signed
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
            elif not any(is_signed(notice_text(notice), notice.signature, key) for key in self._keys):
                self._log.warning(LogEvent.NOTICE_REFUSED, reason="signature")
            else:
                yield notice
