"""A center with staff, and terminals that hand over: everything real but the wire and the clock."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from nacl.public import PrivateKey
from nacl.signing import SigningKey
from sqlalchemy import func, insert, select

from center.desk.people import Staff, StaffRole
from center.desk.tables import staff
from center.handoff.messages import state_of
from center.protocol import CaseMessage
from center.tables import cases
from config.release import Release, shipped
from kiosk.core.cases import Answer, CasePerson
from kiosk.core.handoff.codes import TOKEN_BYTES, token_text
from kiosk.core.handoff.draft import Draft
from kiosk.core.identity import Established
from kiosk.core.receipts import receipt_number
from kiosk.link.handoff.sealed import DraftSealer
from kiosk.link.keys import DeviceKey
from tests.center.support import Terminal, Town, number_of

WHO = "示例·张大山"
SECRET = "家住老村委会后面"
SERVICE = "old-age-allowance"
WINDOW = Staff("W01", "示例·李干部", StaffRole.WINDOW, "990101", "023-0000 0100")
OTHER_WINDOW = Staff("W02", "示例·陈干部", StaffRole.WINDOW, "990101")
GRID = Staff("G01", "示例·王芳", StaffRole.GRID, "990101", beat=("清水村",))
MAINTAINER = Staff("M01", "示例·周工", StaffRole.MAINTAINER, "990101")
NEIGHBOR_TOWN = Staff("W09", "示例·吴干部", StaffRole.WINDOW, "990102")


def release() -> Release:
    return shipped()


class Office:
    """One township's center with its staff, and a terminal in front of it."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.center = town.center
        self.clock = town.clock
        self.terminal = town.terminal
        with self.center.store.write() as connection:
            for who in (WINDOW, OTHER_WINDOW, GRID, MAINTAINER, NEIGHBOR_TOWN):
                connection.execute(insert(staff).values(**_row(who, self.clock.now)))
        self.count = 100

    def draft(self, **changes: object) -> Draft:
        self.count += 1
        draft = Draft(
            case_id=secrets.token_hex(16),
            service_id=SERVICE,
            release_seq=0,
            answers={"subject:phone": Answer("13800138000", "person", shown="138 0013 8000")},
            cursor="subject:account",
            people={"subject": CasePerson(WHO, number_of(WHO), Established.CARD)},
            papers={"id-card": True},
            settled=("papers",),
            receipt=receipt_number(terminal="QS01", counter=self.count),
        )
        return replace(draft, **changes)  # type: ignore[arg-type]

    def sealer(
        self, *, terminal: Terminal | None = None, key: SigningKey | None = None, **changes: str
    ) -> DraftSealer:
        of = terminal or self.terminal
        assert of.me is not None
        return DraftSealer(
            key=DeviceKey(key or of.key),
            terminal=changes.get("code", of.me.terminal),
            key_id=changes.get("key_id", of.me.key_id),
            seal_key=changes.get("seal_key", of.me.seal_key),
            new_bytes=secrets.token_bytes,
        )

    def kh2(self, draft: Draft | None = None, *, sealer: DraftSealer | None = None, hours: float = 24) -> str:
        expires_at = self.clock.now + timedelta(hours=hours)
        return (sealer or self.sealer()).seal(draft or self.draft(), release(), expires_at=expires_at).digits

    def message(self, draft: Draft) -> CaseMessage:
        subject = draft.people["subject"]
        return self.terminal.message(
            case_id=draft.case_id,
            kind="draft",
            release=0,
            receipt=draft.receipt,
            people={"subject": {"name": subject.name, "number": subject.number, "how": "card"}},
            answers=[],
            draft=state_of(draft).model_dump(mode="json"),
        )

    def deliver(self, draft: Draft) -> CaseMessage:
        """The draft comes as the outbox sends it."""
        message = self.message(draft)
        answer = self.terminal.put(message)
        assert answer.status_code == 201, answer.text
        return message

    def kh1(self, draft: Draft | None = None, *, valid_until: datetime | None = None) -> str:
        """The whole online way; returns what is in the code."""
        draft = draft or self.draft()
        return self.token_for(draft, self.deliver(draft), valid_until=valid_until)

    def token_for(self, draft: Draft, message: CaseMessage, *, valid_until: datetime | None = None) -> str:
        token = secrets.token_bytes(TOKEN_BYTES)
        body = {
            "message_id": message.message_id,
            "token_sha256": hashlib.sha256(token).hexdigest(),
            "valid_until": (valid_until or self.clock.now + timedelta(hours=24)).isoformat(),
        }
        answer = self.terminal.send("PUT", f"/v1/handoffs/{draft.case_id}", json.dumps(body).encode())
        assert answer.status_code == 200, answer.text
        return token_text(token)

    def cases(self) -> int:
        with self.center.store.read() as connection:
            return connection.scalar(select(func.count()).select_from(cases)) or 0


def _row(who: Staff, now: datetime) -> dict[str, object]:
    """An account that nobody signs in with: a password takes long to hash."""
    return {
        "code": who.code,
        "name": who.name,
        "role": who.role.value,
        "area": who.area,
        "phone": who.phone,
        "beat": "",
        "password": "",
        "totp_step": 0,
        "failed": 0,
        "active": True,
        "created_at": now,
    }


def foreign_key() -> str:
    """Somebody else's X25519 key."""
    return base64.b64encode(bytes(PrivateKey.generate().public_key)).decode()
