"""What staff do with a case. Every act checks who holds it and whether it is still what they looked at."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from center.desk.acts import Act, note_act
from center.desk.errors import DeskError, DeskFault
from center.desk.files import Told, told_bytes
from center.desk.people import Staff, StaffRole
from center.desk.tables import case_notes, case_work, staff
from center.keys import Keyring
from center.merging import OFFICE_STEPS, Rank, Stage
from center.protocol import CaseMessage
from center.settings import CenterSettings
from center.store import Store
from center.tables import case_events, case_parts, cases, messages

STEPS = OFFICE_STEPS | {
    Stage.RECEIVED: "窗口接着办",
    Stage.WITHDRAWN: "撤回",
}
LONGEST_NOTE = 2000
_OVER = frozenset({Stage.DONE, Stage.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Handle:
    """Which case is meant, and as of which version it was looked at."""

    case_id: str
    version: int


class Work:
    """Claims cases and moves them on."""

    def __init__(
        self, *, store: Store, keyring: Keyring, settings: CenterSettings, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._keyring = keyring
        self._settings = settings
        self._clock = clock

    def claim(self, handle: Handle, who: Staff) -> None:
        """From now on this case is in these hands. An administrator may take it out of another's.

        Raises:
            DeskError: TAKEN with the holder's name, CHANGED, and those of `_locked`.
        """
        with self._locked(handle, who, must_hold=False) as (connection, row, work):
            holder = None if work is None else work.holder
            if holder == who.code:
                return
            if holder is not None and who.role is not StaffRole.ADMIN:
                raise DeskError(DeskFault.TAKEN, who=self._name(connection, holder))
            self._set_work(connection, row, work, holder=who.code, held_since=self._clock())
            self._note(connection, row, who, Act.CLAIMED)

    def let_go(self, handle: Handle, who: Staff) -> None:
        """Somebody else may take it.

        Raises:
            DeskError: See `_locked`.
        """
        with self._locked(handle, who) as (connection, row, work):
            self._set_work(connection, row, work, holder=None, held_since=None)
            self._note(connection, row, who, Act.LET_GO)

    def save(self, handle: Handle, who: Staff, message: CaseMessage, *, changed: int) -> None:
        """What was filled in becomes the case's content; later drafts change nothing any more.

        Raises:
            DeskError: See `_locked`; TOO_LATE when it is over.
        """
        with self._locked(handle, who) as (connection, row, _work):
            stage = Stage(row.state)
            if stage in _OVER:
                raise DeskError(DeskFault.TOO_LATE)
            self._keep(connection, row, message)
            stage = Stage.RECEIVED if stage is Stage.DRAFT else stage
            self._move(connection, row, stage, who, content=message.message_id)
            self._note(connection, row, who, Act.FILLED, detail=f"改了{changed}处")

    def hand_in(
        self, handle: Handle, who: Staff, message: CaseMessage, *, stage: Stage, promised_by: date | None
    ) -> None:
        """The form is complete and the person has said yes to it: it goes to the department.

        Raises:
            DeskError: See `_locked`; TOO_LATE when it is over.
        """
        with self._locked(handle, who) as (connection, row, work):
            if Stage(row.state) in _OVER:
                raise DeskError(DeskFault.TOO_LATE)
            self._keep(connection, row, message)
            self._move(connection, row, stage, who, content=message.message_id)
            self._set_work(connection, row, work, promised_by=promised_by, told=None, key_id=None)
            self._note(connection, row, who, Act.HANDED_IN, detail=stage.value)

    def move(self, handle: Handle, who: Staff, stage: Stage, *, told: Told | None = None) -> None:
        """The next state; a return says why and what to bring, in plain words.

        Raises:
            DeskError: See `_locked`; NO_REASON, TOO_LATE.
        """
        told = told or Told()
        if stage in (Stage.RETURNED, Stage.WITHDRAWN) and not told.reason.strip():
            raise DeskError(DeskFault.NO_REASON)
        with self._locked(handle, who) as (connection, row, work):
            if Stage(row.state) in _OVER or stage is Stage.DRAFT:
                raise DeskError(DeskFault.TOO_LATE)
            self._move(connection, row, stage, who)
            key_id, _ = self._keyring.current(row.township)
            sealed = self._keyring.seal(key_id, told_bytes(told)) if told.reason or told.bring else None
            self._set_work(connection, row, work, key_id=key_id if sealed else None, told=sealed)
            act = Act.WITHDREW if stage is Stage.WITHDRAWN else Act.STATE
            self._note(connection, row, who, act, detail=stage.value)

    def reopen(self, handle: Handle, who: Staff, *, reason: str) -> None:
        """Correct what was already accepted or done: it is in work again, and the reason is kept.

        Raises:
            DeskError: See `_locked`; NO_REASON.
        """
        if not reason.strip():
            raise DeskError(DeskFault.NO_REASON)
        with self._locked(handle, who) as (connection, row, _work):
            self._move(connection, row, Stage.IN_WORK, who, what="窗口改正，重新办")
            self._write_note(connection, row, who, f"改正重办：{reason}")
            self._note(connection, row, who, Act.REOPENED)

    def note(self, case_id: str, who: Staff, text: str) -> None:
        """Leave a note for the colleagues; the villager does not see it.

        Raises:
            DeskError: NOT_FOUND, WRONG_TOWNSHIP, NO_REASON (nothing was written).
        """
        if not text.strip():
            raise DeskError(DeskFault.NO_REASON)
        with self._store.write() as connection:
            row = self._row(connection, case_id, who)
            self._write_note(connection, row, who, text)
            self._note(connection, row, who, Act.NOTED)

    def record(self, case_id: str, who: Staff, act: Act, *, detail: str = "", ground: str = "") -> None:
        """Write down that somebody looked at or printed a case.

        Raises:
            DeskError: NOT_FOUND or WRONG_TOWNSHIP.
        """
        with self._store.write() as connection:
            row = self._row(connection, case_id, who)
            self._note(connection, row, who, act, detail=detail, ground=ground)

    # -- within a transaction --------------------------------------------------------------------

    @contextmanager
    def _locked(
        self, handle: Handle, who: Staff, *, must_hold: bool = True
    ) -> Iterator[tuple[Connection, Any, Any | None]]:
        """The case for one change, its version counted up.

        Raises:
            DeskError: NOT_FOUND, WRONG_TOWNSHIP, CHANGED, NOT_HELD, TAKEN.
        """
        with self._store.write(alone_for=f"case {handle.case_id}") as connection:
            row = self._row(connection, handle.case_id, who)
            work = connection.execute(
                select(case_work).where(case_work.c.case_id == handle.case_id)
            ).one_or_none()
            holder = None if work is None else work.holder
            if must_hold and holder != who.code:
                if holder is not None:
                    raise DeskError(DeskFault.TAKEN, who=self._name(connection, holder))
                raise DeskError(DeskFault.NOT_HELD)
            done = connection.execute(
                update(cases)
                .where(cases.c.case_id == handle.case_id, cases.c.version == handle.version)
                .values(version=handle.version + 1)
            )
            if done.rowcount != 1:
                if not must_hold and holder not in (None, who.code):
                    raise DeskError(DeskFault.TAKEN, who=self._name(connection, holder))
                raise DeskError(DeskFault.CHANGED)
            yield connection, row, work

    @staticmethod
    def _row(connection: Connection, case_id: str, who: Staff) -> Any:
        row = connection.execute(select(cases).where(cases.c.case_id == case_id)).one_or_none()
        if row is None:
            raise DeskError(DeskFault.NOT_FOUND)
        if not who.serves(row.township):
            raise DeskError(DeskFault.WRONG_TOWNSHIP)
        return row

    @staticmethod
    def _name(connection: Connection, code: str) -> str:
        return connection.scalar(select(staff.c.name).where(staff.c.code == code)) or code

    def _set_work(self, connection: Connection, row: Any, work: Any | None, **values: object) -> None:
        if work is None:
            connection.execute(insert(case_work).values(case_id=row.case_id, **values))
        else:
            connection.execute(update(case_work).where(case_work.c.case_id == row.case_id).values(**values))

    def _move(
        self,
        connection: Connection,
        row: Any,
        stage: Stage,
        who: Staff,
        *,
        content: str | None = None,
        what: str = "",
    ) -> None:
        now = self._clock()
        values: dict[str, object] = {"rank": Rank.STAFF.value, "state": stage.value, "updated_at": now}
        if content is not None:
            values["current_message"] = content
        connection.execute(update(cases).where(cases.c.case_id == row.case_id).values(**values))
        if stage.value != row.state or what:
            office = self._settings.township(row.township).office
            connection.execute(
                insert(case_events).values(
                    case_id=row.case_id, at=now, what=what or STEPS[stage], who=f"{office} {who.name}"
                )
            )

    def _keep(self, connection: Connection, row: Any, message: CaseMessage) -> None:
        """The new content beside the old ones: what was there before is never lost."""
        plain = message.model_dump_json().encode()
        key_id, _ = self._keyring.current(row.township)
        connection.execute(
            insert(messages).values(
                case_id=row.case_id,
                message_id=message.message_id,
                kind="staff",
                body_sha256=hashlib.sha256(plain).hexdigest(),
                key_id=key_id,
                ciphertext=self._keyring.seal(key_id, plain),
                merged=True,
                reply="{}",
                at=self._clock(),
            )
        )
        periods = {
            part.service: part.period
            for part in connection.execute(select(case_parts).where(case_parts.c.case_id == row.case_id))
        }
        connection.execute(case_parts.delete().where(case_parts.c.case_id == row.case_id))
        if message.parts:
            connection.execute(
                insert(case_parts),
                [
                    {
                        "case_id": row.case_id,
                        "service": part.service,
                        "title": part.title,
                        "period": periods.get(part.service) or part.period or str(self._clock().year),
                        "state": part.state.value,
                    }
                    for part in {part.service: part for part in message.parts}.values()
                ],
            )

    def _write_note(self, connection: Connection, row: Any, who: Staff, text: str) -> None:
        key_id, _ = self._keyring.current(row.township)
        connection.execute(
            insert(case_notes).values(
                case_id=row.case_id,
                at=self._clock(),
                staff=who.code,
                key_id=key_id,
                sealed=self._keyring.seal(key_id, text.strip()[:LONGEST_NOTE].encode()),
            )
        )

    def _note(
        self, connection: Connection, row: Any, who: Staff, act: Act, *, detail: str = "", ground: str = ""
    ) -> None:
        note_act(
            connection,
            at=self._clock(),
            who=who,
            act=act,
            township=row.township,
            case_id=row.case_id,
            detail=detail,
            ground=ground,
        )


def new_message_id() -> str:
    """An id for a message of the staff."""
    return f"desk-{uuid.uuid4().hex}"
