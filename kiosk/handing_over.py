"""Handing a case over, as the runtime sees it: kept durably first, then a code, whatever the network does."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from center.protocol import DraftAnswer, DraftState, HandoffRequest
from kiosk.at_center import failure_of, message_of
from kiosk.core.effects import CallStaff, HandOver
from kiosk.core.events import Called, Failed, Failure, HandedOver, Result
from kiosk.core.handoff.codes import TOKEN_BYTES, token_text
from kiosk.core.handoff.compact import CompactError
from kiosk.core.handoff.draft import Draft
from kiosk.link.client import CenterClient, Patience
from kiosk.link.errors import LinkError
from kiosk.link.handoff.sealed import DraftSealer
from kiosk.link.home import Enrollment
from kiosk.link.keys import DeviceKey
from kiosk.link.outbox import Outbox
from kiosk.link.sealing import Sealer

WHILE_SOMEBODY_WAITS = Patience(connect_s=1.0, read_s=1.5, whole_s=1.5)
"""Two calls: if the center has not said yes within three seconds, the code carries the draft itself."""


def state_of(draft: Draft) -> DraftState:
    """Where a journey stood, as it travels inside the draft's message."""
    return DraftState(
        service=draft.service_id,
        cursor=draft.cursor,
        answers={
            key: DraftAnswer(value=one.value, source=one.source, confirmed=one.confirmed, shown=one.shown)
            for key, one in draft.answers.items()
        },
        papers=dict(draft.papers),
        consents=dict(draft.consents),
        members=dict(draft.members),
        left_out=sorted(draft.left_out),
        settled=list(draft.settled),
        cut=list(draft.cut),
        pressed_by=draft.pressed_by,
        corrects=draft.corrects,
    )


class RealHandoffs:
    """Keeps drafts in the outbox and makes their codes; calls staff.

    Args:
        outbox: Keeps the draft, whatever happens next.
        sealer: Seals the message that the center keeps.
        codes: Seals the draft into a code.
        client: The center; impatient, as somebody stands there.
        terminal: This terminal's code.
        clock: Aware time.
        new_bytes: Gives so many random bytes.
        receipts_from: The lowest receipt counter that may be used.
    """

    def __init__(
        self,
        *,
        outbox: Outbox,
        sealer: Sealer,
        codes: DraftSealer,
        client: CenterClient,
        terminal: str,
        clock: Callable[[], datetime],
        new_bytes: Callable[[int], bytes],
        receipts_from: int = 1,
    ) -> None:
        self._outbox = outbox
        self._sealer = sealer
        self._codes = codes
        self._client = client
        self._terminal = terminal
        self._clock = clock
        self._new_bytes = new_bytes
        self._receipts_from = receipts_from

    def hand_over(self, effect: HandOver) -> Result:
        """See `kiosk.ports.Handoffs`."""
        case = effect.case
        message_id = uuid.uuid5(uuid.UUID(effect.visit_id), f"message-{effect.id}").hex
        now = self._clock()
        state = state_of(effect.draft)
        try:
            kept = self._outbox.keep(
                case_id=case.case_id,
                message_id=message_id,
                terminal=self._terminal,
                sealer=self._sealer,
                receipts_from=self._receipts_from,
                receipt=case.receipt or None,
                compose=lambda receipt: message_of(
                    case, message_id=message_id, receipt=receipt, terminal=self._terminal, now=now
                ).model_copy(update={"draft": state}),
            )
        except (sqlite3.Error, OSError):
            return Failed(Failure.DISK)
        valid_until = now + timedelta(seconds=effect.valid_s)
        token = self._bring(case.case_id, message_id, valid_until)
        if token is not None:
            return HandedOver(case.case_id, kept.receipt, token, online=True)
        draft = replace(effect.draft, receipt=kept.receipt)
        try:
            sealed = self._codes.seal(draft, effect.release, expires_at=valid_until)
        except CompactError:
            return Failed(Failure.NONSENSE)
        return HandedOver(case.case_id, kept.receipt, sealed.digits, online=False, cut=len(sealed.cut))

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


def open_handoffs(enrollment: Enrollment, *, key: DeviceKey, outbox: Outbox) -> RealHandoffs:
    """The handoffs of an enrolled terminal."""
    reply = enrollment.center
    return RealHandoffs(
        outbox=outbox,
        sealer=Sealer(key_id=reply.key_id, seal_key=reply.seal_key),
        codes=DraftSealer(
            key=key,
            terminal=reply.terminal,
            key_id=reply.key_id,
            seal_key=reply.seal_key,
            new_bytes=secrets.token_bytes,
        ),
        client=CenterClient(enrollment=enrollment, key=key, patience=WHILE_SOMEBODY_WAITS),
        terminal=reply.terminal,
        clock=lambda: datetime.now(UTC),
        new_bytes=secrets.token_bytes,
        receipts_from=reply.receipts_from,
    )
