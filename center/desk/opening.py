"""Opening a case at the desk itself, for somebody whom a visit found: with what is known filled in."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from center.desk.acts import Act, note_act
from center.desk.content import SUBJECT
from center.desk.errors import DeskError, DeskFault
from center.desk.grid.orders import Order
from center.desk.people import Staff
from center.desk.tables import case_work
from center.keys import Keyring
from center.merging import Rank, Stage
from center.protocol import (
    CaseMessage,
    CasePart,
    CasePerson,
    Consent,
    Established,
    MessageKind,
    PartState,
    PressedBy,
)
from center.releases import Releases
from center.store import Store
from center.tables import case_events, case_parts, cases, messages
from kiosk.core.receipts import receipt_number

AT_DESK = "DESK"
"""Stands for the terminal of a case that began here."""


class Opening:
    """Makes cases."""

    def __init__(
        self, *, store: Store, keyring: Keyring, releases: Releases, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._keyring = keyring
        self._releases = releases
        self._clock = clock

    def from_visit(self, order: Order, who: Staff) -> str:
        """The service that a visit was for, begun for the person visited, in this worker's hands.

        The same visit opens the same case again.

        Returns:
            The case's id.

        Raises:
            DeskError: NOT_FOUND where the visit is for no service that can be declared.
        """
        release = self._releases.newest()
        service = release.services.get(order.errand.service)
        if service is None or service.consent is None or not order.errand.number:
            raise DeskError(DeskFault.NOT_FOUND)
        case_id = uuid.uuid5(uuid.NAMESPACE_OID, f"visit:{order.order_id}").hex
        now = self._clock()
        with self._store.write(alone_for="cases begun at the desk") as connection:
            if connection.scalar(select(cases.c.case_id).where(cases.c.case_id == case_id)) is not None:
                return case_id
            message = CaseMessage(
                case_id=case_id,
                message_id=f"desk-{uuid.uuid4().hex}",
                kind=MessageKind.DRAFT,
                services=[service.id],
                parts=[
                    CasePart(
                        service=service.id,
                        title=service.title,
                        consent=Consent.NOT_ASKED,
                        state=PartState.INCOMPLETE,
                    )
                ],
                release=release.seq,
                terminal=AT_DESK,
                receipt=receipt_number(terminal=AT_DESK, counter=self._next(connection)),
                made_at=now,
                people={
                    SUBJECT: CasePerson(
                        name=order.errand.name, number=order.errand.number, how=Established.TYPED
                    )
                },
                answers=[],
                papers=[],
                pressed_by=PressedBy.STAFF,
                notes=f"上门开的：{order.title}",
            )
            self._keep(connection, message, order, who, now)
        return case_id

    def _keep(
        self, connection: Connection, message: CaseMessage, order: Order, who: Staff, now: datetime
    ) -> None:
        plain = message.model_dump_json().encode()
        key_id, _ = self._keyring.current(order.township)
        connection.execute(
            insert(cases).values(
                case_id=message.case_id,
                receipt=message.receipt,
                terminal=AT_DESK,
                township=order.township,
                person=order.person,
                rank=Rank.STAFF.value,
                state=Stage.RECEIVED.value,
                current_message=message.message_id,
                created_at=now,
                updated_at=now,
                version=1,
            )
        )
        connection.execute(
            insert(messages).values(
                case_id=message.case_id,
                message_id=message.message_id,
                kind="staff",
                body_sha256=hashlib.sha256(plain).hexdigest(),
                key_id=key_id,
                ciphertext=self._keyring.seal(key_id, plain),
                merged=True,
                reply="{}",
                at=now,
            )
        )
        (part,) = message.parts
        connection.execute(
            insert(case_parts).values(
                case_id=message.case_id,
                service=part.service,
                title=part.title,
                period=str(now.year),
                state=part.state.value,
            )
        )
        connection.execute(
            insert(case_events).values(case_id=message.case_id, at=now, what="工作人员帮着开的", who=who.name)
        )
        connection.execute(insert(case_work).values(case_id=message.case_id, holder=who.code, held_since=now))
        note_act(
            connection,
            at=now,
            who=who,
            act=Act.OPENED,
            township=order.township,
            case_id=message.case_id,
            detail=part.service,
            ground=order.ground,
        )

    @staticmethod
    def _next(connection: Connection) -> int:
        """One more than the highest counter that a receipt of the desk has ever had here."""
        last = connection.scalar(select(func.max(cases.c.receipt)).where(cases.c.terminal == AT_DESK))
        return 1 if last is None else int(last.split("-")[1]) + 1
