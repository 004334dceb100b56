"""Messages about cases: opened, merged, kept sealed, answered the same way however often they come."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import Connection, Row, insert, select, update

from center.auth import Caller
from center.errors import CenterError
from center.keys import Keyring
from center.log import CenterEvent, Log
from center.merging import Merged, Rank, Stage, Standing, TooLateError, merge
from center.people import is_trial_number
from center.protocol import (
    CaseMessage,
    Envelope,
    ErrorCode,
    MessageKind,
    MessageReply,
    MessageState,
)
from center.settings import CenterSettings
from center.store import Store
from center.tables import case_events, case_parts, cases, messages

_SUBJECT = "subject"
_HISTORY = {
    MessageKind.SUBMIT: "已送到服务中心",
    MessageKind.CORRECT: "本人改过内容",
    MessageKind.WITHDRAW: "本人撤回",
}


_HALF_FILLED = "在机器上填了一半，交给窗口"


class Intake:
    """Takes messages in."""

    def __init__(
        self,
        *,
        store: Store,
        keyring: Keyring,
        settings: CenterSettings,
        clock: Callable[[], datetime],
        log: Log,
    ) -> None:
        self._store = store
        self._keyring = keyring
        self._settings = settings
        self._clock = clock
        self._log = log

    def take(self, *, caller: Caller, case_id: str, message_id: str, envelope: Envelope) -> MessageReply:
        """Store one message, exactly once, and merge it into its case.

        Raises:
            CenterError: BODY_DIFFERS (the id is known with another body), UNKNOWN_KEY, WRONG_ENVELOPE
                (cannot be opened, or is about another case), TRIAL_PERSON, ALREADY_ACCEPTED.
        """
        with self._store.read() as connection:
            replay = self._replay(connection, caller, case_id, message_id)
        if replay is not None:
            return replay
        message, sealed = self._open(caller, case_id, message_id, envelope)
        now = self._clock()
        with self._store.write(alone_for=f"case {case_id}") as connection:
            replay = self._replay(connection, caller, case_id, message_id)  # one may have come meanwhile
            if replay is not None:
                return replay
            before = connection.execute(select(cases).where(cases.c.case_id == case_id)).one_or_none()
            merged = self._merge(before, message)
            person = self._person(message)
            if before is not None and before.person not in (None, person):
                raise CenterError(ErrorCode.WRONG_ENVELOPE)  # nobody changes somebody else's case
            receipt = message.receipt if before is None else before.receipt
            twice = self._twice(connection, message) if merged.replaces else None
            self._keep_case(connection, caller, message, before, merged, twice, now)
            reply = MessageReply(
                case_id=case_id,
                message_id=message_id,
                receipt=receipt,
                state=_told(merged.standing.stage),
                stored_at=now,
                twice=twice,
            )
            connection.execute(
                insert(messages).values(
                    case_id=case_id,
                    message_id=message_id,
                    kind=message.kind.value,
                    body_sha256=caller.body_sha256,
                    key_id=envelope.key_id,
                    ciphertext=sealed,
                    merged=merged.replaces,
                    reply=reply.model_dump_json(),
                    at=now,
                )
            )
        self._log.info(
            CenterEvent.MESSAGE_STORED,
            terminal=caller.terminal,
            kind=message.kind.value,
            merged=merged.replaces,
        )
        if twice is not None:
            self._log.info(CenterEvent.CASE_TWICE, terminal=caller.terminal)
        return reply

    def _replay(
        self, connection: Connection, caller: Caller, case_id: str, message_id: str
    ) -> MessageReply | None:
        row = connection.execute(
            select(messages.c.body_sha256, messages.c.reply).where(
                messages.c.case_id == case_id, messages.c.message_id == message_id
            )
        ).one_or_none()
        if row is None:
            return None
        if row.body_sha256 != caller.body_sha256:
            raise CenterError(ErrorCode.BODY_DIFFERS)
        self._log.info(CenterEvent.MESSAGE_REPLAYED, terminal=caller.terminal)
        return MessageReply.model_validate_json(row.reply).model_copy(update={"replayed": True})

    def _open(
        self, caller: Caller, case_id: str, message_id: str, envelope: Envelope
    ) -> tuple[CaseMessage, bytes]:
        try:
            sealed = base64.b64decode(envelope.ciphertext, validate=True)
            message = CaseMessage.model_validate_json(self._keyring.open(envelope.key_id, sealed))
        except (binascii.Error, ValidationError) as error:
            # The validation error quotes answers: it must not travel further.
            raise CenterError(ErrorCode.WRONG_ENVELOPE) from (
                None if isinstance(error, ValidationError) else error
            )
        if (message.case_id, message.message_id, message.terminal) != (case_id, message_id, caller.terminal):
            raise CenterError(ErrorCode.WRONG_ENVELOPE)
        numbers = [person.number for person in message.people.values() if person.number]
        if not self._settings.trial and any(map(is_trial_number, numbers)):
            raise CenterError(ErrorCode.TRIAL_PERSON)
        return message, sealed

    @staticmethod
    def _merge(before: Row[tuple[object, ...]] | None, message: CaseMessage) -> Merged:
        standing = None if before is None else Standing(Rank(before.rank), Stage(before.state))
        try:
            return merge(standing, message.kind)
        except TooLateError as error:
            raise CenterError(ErrorCode.ALREADY_ACCEPTED) from error

    def _person(self, message: CaseMessage) -> str | None:
        subject = message.people.get(_SUBJECT)
        return None if subject is None or subject.number is None else self._keyring.person(subject.number)

    def _twice(self, connection: Connection, message: CaseMessage) -> str | None:
        """The receipt of an earlier case of the same person, service and period."""
        person = self._person(message)
        if person is None or message.kind is not MessageKind.SUBMIT:
            return None
        self._store.be_alone(connection, f"person {person}")  # of two at once the second sees the first
        wanted = {(part.service, self._period(part.period)) for part in message.parts}
        rows = connection.execute(
            select(cases.c.receipt, case_parts.c.service, case_parts.c.period)
            .join(case_parts, case_parts.c.case_id == cases.c.case_id)
            .where(
                cases.c.person == person,
                cases.c.case_id != message.case_id,
                cases.c.rank >= Rank.SUBMITTED.value,
                cases.c.state != Stage.WITHDRAWN.value,
            )
            .order_by(cases.c.created_at)
        )
        return next((row.receipt for row in rows if (row.service, row.period) in wanted), None)

    def _period(self, period: str | None) -> str:
        return period or str(self._clock().year)

    def _keep_case(
        self,
        connection: Connection,
        caller: Caller,
        message: CaseMessage,
        before: Row[tuple[object, ...]] | None,
        merged: Merged,
        twice: str | None,
        now: datetime,
    ) -> None:
        values: dict[str, object] = {
            "rank": merged.standing.rank.value,
            "state": merged.standing.stage.value,
            "updated_at": now,
        }
        if merged.replaces:
            values |= {
                "person": self._person(message) or (before.person if before is not None else None),
                "current_message": message.message_id,
                "twice": twice,
            }
        if before is None:
            connection.execute(
                insert(cases).values(
                    case_id=message.case_id,
                    receipt=message.receipt,
                    terminal=caller.terminal,
                    township=caller.township,
                    created_at=now,
                    version=1,
                    **values,
                )
            )
        else:
            connection.execute(
                update(cases)
                .where(cases.c.case_id == message.case_id)
                .values(version=before.version + 1, **values)
            )
        if merged.replaces:
            connection.execute(case_parts.delete().where(case_parts.c.case_id == message.case_id))
            parts = {part.service: part for part in message.parts}
            if parts:
                connection.execute(
                    insert(case_parts),
                    [
                        {
                            "case_id": message.case_id,
                            "service": part.service,
                            "title": part.title,
                            "period": self._period(part.period),
                            "state": part.state.value,
                        }
                        for part in parts.values()
                    ],
                )
        changed = before is None or before.state != merged.standing.stage.value or merged.replaces
        if before is None and message.kind is MessageKind.DRAFT:
            connection.execute(
                insert(case_events).values(case_id=message.case_id, at=now, what=_HALF_FILLED, who="本人")
            )
        if message.kind in _HISTORY and changed:
            who = self._settings.name if message.kind is MessageKind.SUBMIT else "本人"
            connection.execute(
                insert(case_events).values(
                    case_id=message.case_id, at=now, what=_HISTORY[message.kind], who=who
                )
            )


def _told(stage: Stage) -> MessageState:
    match stage:
        case Stage.DRAFT | Stage.RECEIVED | Stage.NEEDS_SIGNATURE | Stage.RETURNED:
            return MessageState.STORED
        case Stage.WITHDRAWN:
            return MessageState.WITHDRAWN
        case Stage.ACCEPTED | Stage.IN_WORK | Stage.DONE:
            return MessageState.ACCEPTED
