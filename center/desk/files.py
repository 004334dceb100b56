"""A case as the desk finds it: its row, its content, who holds it, its notes and its history."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ValidationError
from sqlalchemy import Connection, select

from center.desk.errors import DeskError, DeskFault
from center.desk.people import Staff
from center.desk.tables import case_notes, case_work, staff
from center.errors import CenterError
from center.keys import Keyring
from center.merging import Rank, Stage
from center.protocol import CaseMessage, CasePerson
from center.store import Store
from center.tables import case_events, cases, messages
from config.services import Role


class _People(BaseModel):
    """The part of a message that a queue shows."""

    people: dict[str, CasePerson]


@dataclass(frozen=True, slots=True)
class Told:
    """What the villager is told when a case comes back."""

    reason: str = field(default="", repr=False)
    bring: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A note among the staff."""

    at: datetime
    who: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the history that the villager sees too."""

    at: datetime
    what: str
    who: str


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything of one case."""

    case_id: str
    receipt: str
    terminal: str
    township: str
    person: str | None
    rank: Rank
    stage: Stage
    version: int
    created_at: datetime
    updated_at: datetime
    twice: str | None
    message: CaseMessage = field(repr=False)
    holder: str | None = None
    holder_name: str = ""
    holder_phone: str = ""
    promised_by: date | None = None
    told: Told = Told()
    notes: tuple[Note, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether something can still be done with it."""
        return self.stage not in (Stage.DONE, Stage.WITHDRAWN)


class Files:
    """Opens cases."""

    def __init__(self, *, store: Store, keyring: Keyring) -> None:
        self._store = store
        self._keyring = keyring

    def open(self, case_id: str, who: Staff) -> CaseFile:
        """One case.

        Raises:
            DeskError: NOT_FOUND, WRONG_TOWNSHIP or NOT_READABLE.
        """
        with self._store.read() as connection:
            row = connection.execute(select(cases).where(cases.c.case_id == case_id)).one_or_none()
            if row is None:
                raise DeskError(DeskFault.NOT_FOUND)
            if not who.serves(row.township):
                raise DeskError(DeskFault.WRONG_TOWNSHIP)
            return self._file(connection, row)

    def _file(self, connection: Connection, row: Any) -> CaseFile:
        work = connection.execute(
            select(case_work, staff.c.name, staff.c.phone)
            .outerjoin(staff, staff.c.code == case_work.c.holder)
            .where(case_work.c.case_id == row.case_id)
        ).one_or_none()
        notes = connection.execute(
            select(case_notes, staff.c.name)
            .outerjoin(staff, staff.c.code == case_notes.c.staff)
            .where(case_notes.c.case_id == row.case_id)
            .order_by(case_notes.c.id.desc())
        ).all()
        events = connection.execute(
            select(case_events).where(case_events.c.case_id == row.case_id).order_by(case_events.c.id)
        ).all()
        return CaseFile(
            case_id=row.case_id,
            receipt=row.receipt,
            terminal=row.terminal,
            township=row.township,
            person=row.person,
            rank=Rank(row.rank),
            stage=Stage(row.state),
            version=row.version,
            created_at=row.created_at,
            updated_at=row.updated_at,
            twice=row.twice,
            message=self.content(connection, row),
            holder=None if work is None else work.holder,
            holder_name="" if work is None else (work.name or ""),
            holder_phone="" if work is None else (work.phone or ""),
            promised_by=None if work is None else work.promised_by,
            told=told_of(self._keyring, work),
            notes=tuple(
                Note(note.at, note.name or note.staff, self._keyring.open(note.key_id, note.sealed).decode())
                for note in notes
            ),
            events=tuple(Event(event.at, event.what, event.who) for event in events),
        )

    def content(self, connection: Connection, row: Any) -> CaseMessage:
        """The message that is a case's content now.

        Raises:
            DeskError: NOT_READABLE.
        """
        sealed = connection.execute(
            select(messages.c.key_id, messages.c.ciphertext).where(
                messages.c.case_id == row.case_id, messages.c.message_id == row.current_message
            )
        ).one_or_none()
        if sealed is None:
            raise DeskError(DeskFault.NOT_READABLE)
        return self.unsealed(sealed.key_id, sealed.ciphertext)

    def unsealed(self, key_id: str, ciphertext: bytes) -> CaseMessage:
        """A sealed message, opened.

        Raises:
            DeskError: NOT_READABLE.
        """
        try:
            return CaseMessage.model_validate_json(self._keyring.open(key_id, ciphertext))
        except (ValidationError, CenterError):
            raise DeskError(DeskFault.NOT_READABLE) from None  # the fault may quote answers

    def subject_of(self, key_id: str, ciphertext: bytes) -> CasePerson | None:
        """Whom a sealed message is about; reads no more of it than a queue shows.

        Raises:
            DeskError: NOT_READABLE.
        """
        try:
            plain = self._keyring.open(key_id, ciphertext)
            return _People.model_validate_json(plain).people.get(Role.SUBJECT.value)
        except (ValidationError, CenterError):
            raise DeskError(DeskFault.NOT_READABLE) from None

    def versions(self, case_id: str) -> list[CaseMessage]:
        """All messages of a case that can be opened, oldest first."""
        with self._store.read() as connection:
            rows = connection.execute(
                select(messages.c.key_id, messages.c.ciphertext)
                .where(messages.c.case_id == case_id)
                .order_by(messages.c.at)
            ).all()
        found = []
        for row in rows:
            try:
                found.append(self.unsealed(row.key_id, row.ciphertext))
            except DeskError:
                continue
        return found


def told_of(keyring: Keyring, work: Any | None) -> Told:
    """What the villager is told, from its row."""
    if work is None or work.told is None:
        return Told()
    raw = json.loads(keyring.open(work.key_id, work.told))
    return Told(str(raw.get("reason", "")), tuple(str(one) for one in raw.get("bring", ())))


def told_bytes(told: Told) -> bytes:
    """As it is sealed."""
    return json.dumps({"reason": told.reason, "bring": list(told.bring)}, ensure_ascii=False).encode()
