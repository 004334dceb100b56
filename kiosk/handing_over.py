"""Handing a case over, as the runtime sees it: kept durably first, then a code, whatever the network does."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from center.handoff.messages import state_of
from center.protocol import HandoffRequest
from kiosk.at_center import RealCases, failure_of, message_id_of
from kiosk.core.effects import CallStaff, HandOver
from kiosk.core.events import Called, Failed, Failure, HandedOver, Result
from kiosk.core.handoff.codes import TOKEN_BYTES, token_text
from kiosk.core.handoff.compact import CompactError
from kiosk.link.client import CenterClient, Patience
from kiosk.link.errors import LinkError
from kiosk.link.handoff.sealed import DraftSealer
from kiosk.link.home import Enrollment
from kiosk.link.keys import DeviceKey
from kiosk.link.outbox import Outbox

WHILE_SOMEBODY_WAITS = Patience(connect_s=1.0, read_s=1.5, whole_s=1.5)
"""Two calls: if the center has not said yes within three seconds, the code carries the draft itself."""


class RealHandoffs:
    """Keeps drafts in the outbox and makes their codes; calls staff.

    Args:
        cases: Keeps the draft, whatever happens next.
        outbox: Where it then waits.
        codes: Seals the draft into a code.
        client: The center; impatient, as somebody stands there.
        clock: Aware time.
        new_bytes: Gives so many random bytes.
    """

    def __init__(
        self,
        *,
        cases: RealCases,
        outbox: Outbox,
        codes: DraftSealer,
        client: CenterClient,
        clock: Callable[[], datetime],
        new_bytes: Callable[[int], bytes],
    ) -> None:
        self._cases = cases
        self._outbox = outbox
        self._codes = codes
        self._client = client
        self._clock = clock
        self._new_bytes = new_bytes

    def hand_over(self, effect: HandOver) -> Result:
        """See `kiosk.ports.Handoffs`."""
        case_id, message_id = effect.case.case_id, message_id_of(effect)
        try:
            receipt = self._cases.keep_message(
                effect.case, message_id=message_id, draft=state_of(effect.draft)
            )
        except (sqlite3.Error, OSError):
            return Failed(Failure.DISK)
        valid_until = self._clock() + timedelta(seconds=effect.valid_s)
        token = self._bring(case_id, message_id, valid_until)
        if token is not None:
            return HandedOver(case_id, receipt, token, online=True)
        draft = replace(effect.draft, receipt=receipt)
        try:
            sealed = self._codes.seal(draft, effect.release, expires_at=valid_until)
        except CompactError:
            return Failed(Failure.NONSENSE)
        return HandedOver(case_id, receipt, sealed.digits, online=False, cut=len(sealed.cut))

    def _bring(self, case_id: str, message_id: str, valid_until: datetime) -> str | None:
        """Brings the draft to the center now; its token, or None if the center has not said yes in time."""
        waiting = self._outbox.waiting(case_id, message_id)
        token = self._new_bytes(TOKEN_BYTES)
        request = HandoffRequest(
            message_id=message_id,
            token_sha256=hashlib.sha256(token).hexdigest(),
            valid_until=valid_until,
        )
        try:
            if waiting is not None:
                self._outbox.sent(waiting, self._client.put_message(case_id, message_id, waiting.body))
            self._client.hand_over(case_id, request)
        except (LinkError, sqlite3.Error, OSError):
            return None
        return token_text(token)

    def call_staff(self, effect: CallStaff) -> Result:
        """See `kiosk.ports.Handoffs`."""
        try:
            reply = (self._client.call_again if effect.again else self._client.call_staff)(effect.call_id)
        except LinkError as error:
            return Failed(failure_of(error))
        return Called(reply.answered_by)


def open_handoffs(
    enrollment: Enrollment, *, key: DeviceKey, cases: RealCases, outbox: Outbox
) -> RealHandoffs:
    """The handoffs of an enrolled terminal."""
    reply = enrollment.center
    return RealHandoffs(
        cases=cases,
        outbox=outbox,
        codes=DraftSealer(
            key=key,
            terminal=reply.terminal,
            key_id=reply.key_id,
            seal_key=reply.seal_key,
            new_bytes=secrets.token_bytes,
        ),
        client=CenterClient(enrollment=enrollment, key=key, patience=WHILE_SOMEBODY_WAITS),
        clock=lambda: datetime.now(UTC),
        new_bytes=secrets.token_bytes,
    )
