"""Certificates: issued once per request, registered, and checked by anyone with the code."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel
from sqlalchemy import Connection, func, insert, select, update

from center.auth import Caller
from center.certificates import compose, needed
from center.connectors.port import Fetched, Lack
from center.days import china_day
from center.errors import CenterError
from center.keys import Keyring
from center.log import CenterEvent, Log
from center.lookups import Lookups
from center.people import masked
from center.protocol import (
    Dataset,
    DocumentRequest,
    ErrorCode,
    Established,
    IssuedDocument,
    Profile,
)
from center.settings import CenterSettings
from center.store import Store
from center.tables import documents

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 12
_YEAR = re.compile(r"20\d\d|21\d\d")


class Verdict(StrEnum):
    """What the verification page says."""

    GENUINE = "genuine"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    SAMPLE = "sample"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verified:
    """A certificate as a stranger who holds the paper may see it."""

    verdict: Verdict
    code: str
    title: str = ""
    number: str = ""
    masked_name: str = ""
    issued_on: date | None = None
    valid_until: date | None = None


class Documents:
    """Issues and checks certificates."""

    def __init__(
        self,
        *,
        store: Store,
        keyring: Keyring,
        settings: CenterSettings,
        lookups: Lookups,
        clock: Callable[[], datetime],
        log: Log,
    ) -> None:
        self._store = store
        self._keyring = keyring
        self._settings = settings
        self._lookups = lookups
        self._clock = clock
        self._log = log

    def issue(self, caller: Caller, request: DocumentRequest) -> IssuedDocument:
        """Issue and register a certificate; the same request id again gives the same one.

        Raises:
            CenterError: NEEDS_CARD, PERSON_UNKNOWN, NOTHING_TO_CERTIFY, SOURCE_DOWN, BODY_DIFFERS,
                TOO_MANY_LOOKUPS, TRIAL_PERSON, MALFORMED (a year that is none).
        """
        if request.established is Established.TYPED:
            raise CenterError(ErrorCode.NEEDS_CARD)
        with self._store.read() as connection:
            earlier = self._earlier(connection, caller, request)
        if earlier is not None:
            return earlier
        year = request.params.get("year")
        if year is not None and not _YEAR.fullmatch(year):
            raise CenterError(ErrorCode.MALFORMED)
        wanted = needed(request.kind)
        self._lookups.admit(caller, request.number, request.established, wanted, why="document")
        answers = self._lookups.fetch(request.number, wanted, year=int(year) if year else None)
        fetched = {name: self._must(answer) for name, answer in answers.items()}
        facts: dict[Dataset, BaseModel] = {name: answer.data for name, answer in fetched.items()}
        content = compose(request.kind, facts, number=request.number, params=request.params)
        profile = facts[Dataset.PROFILE]
        if content is None or not isinstance(profile, Profile):
            raise CenterError(ErrorCode.NOTHING_TO_CERTIFY)
        today = china_day(self._clock())
        code = _new_code()
        with self._store.write(alone_for=f"documents {caller.terminal}") as connection:
            earlier = self._earlier(connection, caller, request)
            if earlier is not None:
                return earlier
            document = IssuedDocument(
                kind=request.kind,
                number=self._next_number(connection, caller, today),
                title=content.title,
                issuer=self._settings.township(caller.township).office,
                statement=content.statement,
                rows=content.rows,
                table=content.table,
                purpose=request.params.get("purpose", ""),
                as_of=fetched[wanted[-1]].as_of,
                issued_on=today,
                valid_until=today + timedelta(days=self._settings.document_valid_days),
                verify_code=code,
                verify_url=f"{self._settings.public_url}/v/{code}",
                sample=self._settings.trial,
            )
            self._register(connection, caller, request, document, profile.name)
        self._log.info(CenterEvent.DOCUMENT_ISSUED, terminal=caller.terminal, kind=request.kind.value)
        return document

    def verify(self, code: str) -> Verified:
        """What is known of a code; spaces, dashes and small letters do not matter."""
        plain = re.sub(r"[^0-9A-Z]", "", code.upper())[:32]
        with self._store.read() as connection:
            row = connection.execute(select(documents).where(documents.c.code == plain)).one_or_none()
        if row is None:
            return Verified(Verdict.UNKNOWN, code="")
        if row.sample:
            verdict = Verdict.SAMPLE
        elif row.withdrawn_on is not None:
            verdict = Verdict.WITHDRAWN
        elif row.valid_until < china_day(self._clock()):
            verdict = Verdict.EXPIRED
        else:
            verdict = Verdict.GENUINE
        return Verified(
            verdict=verdict,
            code=plain,
            title=row.title,
            number=row.number,
            masked_name=row.masked_name,
            issued_on=row.issued_on,
            valid_until=row.valid_until,
        )

    def withdraw(self, code: str) -> None:
        """Declare a certificate void from today on.

        Raises:
            CenterError: NOT_FOUND.
        """
        with self._store.write() as connection:
            done = connection.execute(
                update(documents)
                .where(documents.c.code == code, documents.c.withdrawn_on.is_(None))
                .values(withdrawn_on=china_day(self._clock()))
            )
            if done.rowcount != 1:
                raise CenterError(ErrorCode.NOT_FOUND)

    def _earlier(
        self, connection: Connection, caller: Caller, request: DocumentRequest
    ) -> IssuedDocument | None:
        row = connection.execute(
            select(documents).where(
                documents.c.terminal == caller.terminal, documents.c.request_id == request.request_id
            )
        ).one_or_none()
        if row is None:
            return None
        if row.request_sha256 != caller.body_sha256:
            raise CenterError(ErrorCode.BODY_DIFFERS)
        return IssuedDocument.model_validate_json(self._keyring.open(row.key_id, row.sealed))

    def _register(
        self,
        connection: Connection,
        caller: Caller,
        request: DocumentRequest,
        document: IssuedDocument,
        name: str,
    ) -> None:
        key_id, _ = self._keyring.current(caller.township)
        connection.execute(
            insert(documents).values(
                code=document.verify_code,
                terminal=caller.terminal,
                request_id=request.request_id,
                request_sha256=caller.body_sha256,
                number=document.number,
                title=document.title,
                masked_name=masked(name),
                person=self._keyring.person(request.number),
                issued_on=document.issued_on,
                valid_until=document.valid_until,
                withdrawn_on=None,
                sample=document.sample,
                key_id=key_id,
                sealed=self._keyring.seal(key_id, document.model_dump_json().encode()),
            )
        )

    @staticmethod
    def _next_number(connection: Connection, caller: Caller, today: date) -> str:
        prefix = f"{caller.terminal}-{today:%Y%m%d}-"
        issued = connection.scalar(
            select(func.count()).select_from(documents).where(documents.c.number.like(f"{prefix}%"))
        )
        return f"{prefix}{(issued or 0) + 1:04d}"

    @staticmethod
    def _must(answer: Fetched | Lack | None) -> Fetched:
        match answer:
            case Fetched():
                return answer
            case Lack.UNKNOWN_PERSON:
                raise CenterError(ErrorCode.PERSON_UNKNOWN)
            case Lack.NO_RECORD:
                raise CenterError(ErrorCode.NOTHING_TO_CERTIFY)
            case _:
                raise CenterError(ErrorCode.SOURCE_DOWN)


def _new_code() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
