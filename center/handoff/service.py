"""Handing over: drafts come in, staff open them, and one case stays one case whichever way it came."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, insert, select, update

from center.auth import Caller
from center.desk.acts import Act, note_act
from center.desk.people import Staff, StaffRole
from center.desk.tables import case_work, staff
from center.errors import CenterError
from center.handoff.api import Opened
from center.handoff.faults import EVERYDAY, HandoffError, HandoffFault
from center.handoff.messages import draft_of, message_of
from center.handoff.sealed import SKEW, Genuine, checked, fault_of, opened, taken_apart
from center.handoff.tables import handoff_nonces, handoff_tokens
from center.intake import Intake
from center.keys import Keyring
from center.log import CenterEvent, Log
from center.merging import Stage
from center.protocol import (
    CaseMessage,
    Envelope,
    ErrorCode,
    HandoffReply,
    HandoffRequest,
    SealAlgorithm,
)
from center.releases import Releases
from center.store import Store
from center.tables import cases, messages, terminals
from kiosk.core.handoff.codes import CodeFault, is_token, read_token
from kiosk.core.handoff.draft import Draft

MOST_VALID = timedelta(days=20)
NONCE_KEPT = timedelta(days=7)
MOST_LATE = timedelta(days=7)
_OPENERS = frozenset({StaffRole.WINDOW, StaffRole.ADMIN, StaffRole.GRID})
_OVER = frozenset({Stage.DONE.value, Stage.WITHDRAWN.value})
_NUMBER = re.compile(r"[0-9]{17}[0-9X]|[A-Z]{3}[0-9]{12}")


class HandoffService:
    """See `center.handoff.api.Handoffs`."""

    def __init__(
        self,
        *,
        store: Store,
        keyring: Keyring,
        intake: Intake,
        releases: Releases,
        clock: Callable[[], datetime],
        log: Log,
    ) -> None:
        self._store = store
        self._keyring = keyring
        self._intake = intake
        self._releases = releases
        self._clock = clock
        self._log = log

    # -- what terminals bring --------------------------------------------------------------------

    def register(self, caller: Caller, case_id: str, request: HandoffRequest) -> HandoffReply:
        """Remember the digest of a token for a draft that this terminal has delivered.

        Raises:
            CenterError: NOT_FOUND (no such draft of this terminal), BODY_DIFFERS (the token is another's).
        """
        now = self._clock()
        valid_until = min(request.valid_until, now + MOST_VALID)
        with self._store.write(alone_for=f"case {case_id}") as connection:
            row = connection.execute(
                select(cases.c.receipt, cases.c.township)
                .join(messages, messages.c.case_id == cases.c.case_id)
                .where(
                    cases.c.case_id == case_id,
                    cases.c.terminal == caller.terminal,
                    messages.c.message_id == request.message_id,
                )
            ).one_or_none()
            if row is None:
                raise CenterError(ErrorCode.NOT_FOUND)
            known = connection.execute(
                select(handoff_tokens).where(handoff_tokens.c.token_sha256 == request.token_sha256)
            ).one_or_none()
            if known is not None and known.case_id != case_id:
                raise CenterError(ErrorCode.BODY_DIFFERS)
            if known is None:
                connection.execute(
                    insert(handoff_tokens).values(
                        token_sha256=request.token_sha256,
                        case_id=case_id,
                        terminal=caller.terminal,
                        township=row.township,
                        made_at=now,
                        valid_until=valid_until,
                    )
                )
        self._log.info(CenterEvent.HANDOFF_MADE, terminal=caller.terminal)
        return HandoffReply(
            case_id=case_id,
            receipt=row.receipt,
            valid_until=valid_until if known is None else known.valid_until,
        )

    # -- what staff open -------------------------------------------------------------------------

    def open_code(self, text: str, who: Staff, *, scanned_at: datetime | None = None) -> Opened:
        """See `center.handoff.api.Handoffs`."""
        if is_token(text):
            return self.redeem(text, who, scanned_at=scanned_at)
        return self.open_kh2(text, who, scanned_at=scanned_at)

    def redeem(self, token: str, who: Staff, *, scanned_at: datetime | None = None) -> Opened:
        """See `center.handoff.api.Handoffs`."""
        with self._watched(who, "KH1"):
            try:
                digest = hashlib.sha256(read_token(token)).hexdigest()
            except CodeFault as error:
                raise HandoffError(fault_of(token, error)) from error
            self._may_open(who)
            row = self._token(digest, who, self._when(scanned_at))
            with self._store.write(alone_for=f"case {row.case_id}") as connection:
                first = connection.execute(
                    update(handoff_tokens)
                    .where(handoff_tokens.c.token_sha256 == digest, handoff_tokens.c.redeemed_at.is_(None))
                    .values(redeemed_at=self._clock(), redeemed_by=who.code)
                )
                found = self._taken(connection, row.case_id, who, by="KH1", made_at=row.made_at)
        return replace(found, again=not first.rowcount)

    def open_kh2(self, text: str, who: Staff, *, scanned_at: datetime | None = None) -> Opened:
        """See `center.handoff.api.Handoffs`."""
        with self._watched(who, "KH2"):
            self._may_open(who)
            envelope, at = taken_apart(text), self._when(scanned_at)
            with self._store.read() as connection:
                genuine = checked(connection, envelope, scanned_at=at, area=who.area)
            draft = opened(genuine, self._keyring, self._releases)
            with self._store.read() as connection:
                there = connection.scalar(select(cases.c.case_id).where(cases.c.case_id == draft.case_id))
            if there is None:
                self._keep(genuine, draft)
            with self._store.write(alone_for=f"case {draft.case_id}") as connection:
                row = self._row(connection, draft.case_id)
                if row.terminal != genuine.envelope.terminal or not self._is_of(row, draft):
                    raise HandoffError(HandoffFault.FORGED)
                again = self._spent(connection, genuine, draft.case_id)
                found = self._taken(connection, draft.case_id, who, by="KH2")
        # What did not fit the code is asked at the desk, unless the whole draft has come by another way.
        return replace(found, again=again)

    def find_by_card(self, number: str, who: Staff) -> tuple[Opened, ...]:
        """See `center.handoff.api.Handoffs`."""
        with self._watched(who, "card"):
            plain = number.strip().upper()
            if not _NUMBER.fullmatch(plain):
                raise HandoffError(HandoffFault.NO_DRAFT)
            self._may_open(who)
            with self._store.read() as connection:
                rows = connection.execute(
                    select(cases)
                    .where(
                        cases.c.person == self._keyring.person(plain),
                        cases.c.state == Stage.DRAFT.value,
                        cases.c.township.startswith(who.area, autoescape=True),
                    )
                    .order_by(cases.c.updated_at.desc())
                    .limit(20)
                ).all()
                found = tuple(self._opened(connection, row, by="card") for row in rows)
            if not found:
                raise HandoffError(HandoffFault.NO_DRAFT)
        return found

    def take(self, case_id: str, who: Staff) -> Opened:
        """See `center.handoff.api.Handoffs`."""
        with self._watched(who, "card"), self._store.write(alone_for=f"case {case_id}") as connection:
            return self._taken(connection, case_id, who, by="card")

    def release(self, case_id: str, who: Staff) -> None:
        """See `center.handoff.api.Handoffs`."""
        with self._store.write(alone_for=f"case {case_id}") as connection:
            done = connection.execute(
                update(case_work)
                .where(case_work.c.case_id == case_id, case_work.c.holder == who.code)
                .values(holder=None, held_since=None)
            )
            if done.rowcount:
                self._note(connection, who, Act.LET_GO, self._row(connection, case_id))

    # -- how -------------------------------------------------------------------------------------

    @contextmanager
    def _watched(self, who: Staff, by: str) -> Iterator[None]:
        """Writes down what became of it; never what was in it."""
        try:
            yield
        except HandoffError as error:
            tell = self._log.info if error.fault in EVERYDAY else self._log.warning
            tell(CenterEvent.HANDOFF_REFUSED, by=by, staff=who.code, fault=error.fault.value, area=who.area)
            raise
        self._log.info(CenterEvent.HANDOFF_OPENED, by=by, staff=who.code)

    @staticmethod
    def _may_open(who: Staff) -> None:
        if who.role not in _OPENERS:
            raise HandoffError(HandoffFault.NOT_ALLOWED)

    def _when(self, scanned_at: datetime | None) -> datetime:
        """When it was scanned: never later than now, nor longer ago than a phone may keep a code."""
        now = self._clock()
        return now if scanned_at is None else max(now - MOST_LATE, min(scanned_at, now))

    def _token(self, digest: str, who: Staff, at: datetime) -> Any:
        with self._store.read() as connection:
            row = connection.execute(
                select(handoff_tokens, terminals.c.revoked_at)
                .join(terminals, terminals.c.code == handoff_tokens.c.terminal)
                .where(handoff_tokens.c.token_sha256 == digest)
            ).one_or_none()
        if row is None:
            raise HandoffError(HandoffFault.UNKNOWN_CODE)
        if row.revoked_at is not None:
            raise HandoffError(HandoffFault.REVOKED)
        if at > row.valid_until + SKEW:
            raise HandoffError(HandoffFault.EXPIRED)
        if not who.serves(row.township):
            raise HandoffError(HandoffFault.WRONG_TOWNSHIP)
        return row

    def _keep(self, genuine: Genuine, draft: Draft) -> None:
        """The draft comes in as if its terminal had sent it; should that come later, it is the same case."""
        envelope = genuine.envelope
        message_id = f"kh2-{envelope.nonce.hex()}"
        release = self._releases.find(draft.release_seq).release
        try:
            message = message_of(
                draft, release, message_id=message_id, terminal=envelope.terminal, now=self._clock()
            )
            key_id, _ = self._keyring.current(genuine.township)
            sealed = self._keyring.seal(key_id, message.model_dump_json().encode())
            self._intake.take(
                caller=Caller(envelope.terminal, genuine.township, genuine.digest),
                case_id=draft.case_id,
                message_id=message_id,
                envelope=Envelope(
                    alg=SealAlgorithm.X25519_SEALED_BOX,
                    key_id=key_id,
                    ciphertext=base64.b64encode(sealed).decode(),
                ),
            )
        except (ValidationError, KeyError, CenterError):
            # A signed draft that no terminal makes; the fault may quote answers.
            raise HandoffError(HandoffFault.FORGED) from None

    def _spent(self, connection: Connection, genuine: Genuine, case_id: str) -> bool:
        """Remembers the code; whether it was opened before."""
        envelope = genuine.envelope
        same = (handoff_nonces.c.terminal == envelope.terminal) & (handoff_nonces.c.nonce == envelope.nonce)
        if connection.execute(select(handoff_nonces).where(same)).one_or_none() is not None:
            return True
        connection.execute(
            insert(handoff_nonces).values(
                terminal=envelope.terminal,
                nonce=envelope.nonce,
                digest=genuine.digest,
                case_id=case_id,
                keep_until=envelope.expires_at + NONCE_KEPT,
            )
        )
        return False

    @staticmethod
    def _row(connection: Connection, case_id: str) -> Any:
        row = connection.execute(select(cases).where(cases.c.case_id == case_id)).one_or_none()
        if row is None:
            raise HandoffError(HandoffFault.UNKNOWN_CODE)
        return row

    def _is_of(self, row: Any, draft: Draft) -> bool:
        subject = draft.people.get("subject")
        if row.person is None or subject is None or not subject.number:
            return True
        return bool(row.person == self._keyring.person(subject.number))

    def _taken(
        self, connection: Connection, case_id: str, who: Staff, *, by: str, made_at: datetime | None = None
    ) -> Opened:
        """Claims a case within this transaction; the first one gets it."""
        self._may_open(who)
        row = self._row(connection, case_id)
        if not who.serves(row.township):
            raise HandoffError(HandoffFault.WRONG_TOWNSHIP)
        if row.state in _OVER:
            raise HandoffError(HandoffFault.CLOSED, case_id=case_id)
        work = connection.execute(select(case_work).where(case_work.c.case_id == case_id)).one_or_none()
        holder = None if work is None else work.holder
        if holder not in (None, who.code):
            name = connection.scalar(select(staff.c.name).where(staff.c.code == holder))
            raise HandoffError(HandoffFault.TAKEN, who=name or holder, case_id=case_id)
        if holder is None:
            held = {"holder": who.code, "held_since": self._clock()}
            if work is None:
                connection.execute(insert(case_work).values(case_id=case_id, **held))
            else:
                connection.execute(update(case_work).where(case_work.c.case_id == case_id).values(**held))
            connection.execute(
                update(cases).where(cases.c.case_id == case_id).values(version=row.version + 1)
            )
            self._note(connection, who, Act.CLAIMED, row, detail=by)
        return self._opened(connection, row, by=by, made_at=made_at)

    def _opened(
        self, connection: Connection, row: Any, *, by: str, made_at: datetime | None = None
    ) -> Opened:
        kept = connection.execute(
            select(messages.c.key_id, messages.c.ciphertext).where(
                messages.c.case_id == row.case_id, messages.c.message_id == row.current_message
            )
        ).one()
        message = CaseMessage.model_validate_json(self._keyring.open(kept.key_id, kept.ciphertext))
        return Opened(
            draft=draft_of(message),
            receipt=row.receipt,
            township=row.township,
            terminal=row.terminal,
            handed_over_at=made_at or row.created_at,
            by=by,
        )

    def _note(self, connection: Connection, who: Staff, act: Act, row: Any, *, detail: str = "") -> None:
        note_act(
            connection,
            at=self._clock(),
            who=who,
            act=act,
            township=row.township,
            case_id=row.case_id,
            detail=detail,
        )
