"""The center and the outbox as the runtime sees them: effects become messages, failures results."""

from __future__ import annotations

import hashlib
import sqlite3
import uuid
from collections.abc import Callable
from datetime import date, datetime

from pydantic import ValidationError

from center.protocol import (
    CaseAnswer,
    CaseMessage,
    CasePaper,
    CasePart,
    CasePerson,
    Consent,
    Dataset,
    DocumentKind,
    DocumentRequest,
    DraftState,
    ErrorCode,
    Established,
    LookupRequest,
    MessageKind,
    PaperState,
    PartState,
    PressedBy,
    ProgressRequest,
    RatingRequest,
)
from kiosk.core.cases import CaseContent
from kiosk.core.effects import FindCase, HandOver, Issue, Keep, LookUp, Rate
from kiosk.core.events import (
    CaseState,
    DatasetReply,
    Failed,
    Failure,
    FoundCases,
    Issued,
    Kept,
    LookedUp,
    Rated,
    Result,
)
from kiosk.core.handoff.codes import CodeFault, read_token
from kiosk.link.client import CenterClient
from kiosk.link.errors import CenterDown, CenterNonsense, CenterSlow, LinkError, Refused
from kiosk.link.outbox import CaseStatus, Outbox
from kiosk.link.sealing import Sealer

_STATES = {
    CaseStatus.KEPT_HERE: CaseState.KEPT,
    CaseStatus.AT_CENTER: CaseState.AT_CENTER,
    CaseStatus.ACCEPTED: CaseState.ACCEPTED,
}


_REFUSALS = {
    ErrorCode.TOO_MANY_LOOKUPS: Failure.LIMITED,
    ErrorCode.PERSON_UNKNOWN: Failure.NOT_KNOWN,
    ErrorCode.TRIAL_PERSON: Failure.TRIAL,
    ErrorCode.SOURCE_DOWN: Failure.DOWN,
    ErrorCode.BUSY: Failure.SLOW,
    ErrorCode.INTERNAL: Failure.NONSENSE,
}


def failure_of(error: LinkError) -> Failure:
    """What a failed call means to the person at the screen."""
    match error:
        case CenterDown():
            return Failure.DOWN
        case CenterSlow():
            return Failure.SLOW
        case CenterNonsense():
            return Failure.NONSENSE
        case Refused(code=code):
            return _REFUSALS.get(code, Failure.REFUSED)
        case _:
            return Failure.REFUSED


class RealCenter:
    """Asks the center over the wire."""

    def __init__(self, client: CenterClient) -> None:
        self._client = client

    def look_up(self, effect: LookUp) -> Result:
        """See `kiosk.ports.Center`."""
        try:
            reply = self._client.look_up(
                LookupRequest(
                    number=effect.number,
                    established=Established(effect.how.value),
                    datasets=[Dataset(name) for name in effect.datasets],
                )
            )
        except LinkError as error:
            return Failed(failure_of(error))
        except ValidationError:
            return Failed(Failure.NOT_KNOWN)
        if not reply.known:
            return Failed(Failure.NOT_KNOWN)
        datasets: dict[str, DatasetReply] = {}
        for name, data in reply.facts().items():
            as_of = data.pop("as_of", None)
            datasets[name] = DatasetReply(date.fromisoformat(str(as_of)) if as_of else date.min, data)
        return LookedUp(datasets)

    def find_case(self, effect: FindCase) -> Result:
        """See `kiosk.ports.Center`."""
        try:
            if effect.token:
                asked = ProgressRequest(token_sha256=hashlib.sha256(read_token(effect.token)).hexdigest())
            else:
                asked = ProgressRequest(receipt=effect.receipt)
            reply = self._client.progress(asked)
        except CodeFault:
            return FoundCases(())
        except LinkError as error:
            return Failed(failure_of(error))
        shown = {
            "receipt",
            "title",
            "state",
            "holder",
            "phone",
            "promised_by",
            "bring",
            "timeline",
            "can_rate",
        }
        return FoundCases(tuple(item.model_dump(mode="json", include=shown) for item in reply.items))

    def rate(self, effect: Rate) -> Result:
        """See `kiosk.ports.Center`."""
        try:
            self._client.rate(RatingRequest(receipt=effect.receipt, score=effect.score, words=effect.words))
        except LinkError as error:
            return Failed(failure_of(error))
        return Rated()

    def issue(self, effect: Issue) -> Result:
        """See `kiosk.ports.Center`."""
        try:
            document = self._client.issue(
                DocumentRequest(
                    request_id=uuid.uuid5(uuid.UUID(effect.visit_id), f"document-{effect.id}").hex,
                    kind=DocumentKind(effect.kind.replace("-", "_")),
                    number=effect.number,
                    established=Established(effect.how.value),
                    params=dict(effect.params),
                )
            )
        except LinkError as error:
            return Failed(failure_of(error))
        except (ValidationError, ValueError):
            return Failed(Failure.REFUSED)
        return Issued(document.model_dump(mode="json"))


def message_of(
    case: CaseContent, *, message_id: str, receipt: str, terminal: str, now: datetime
) -> CaseMessage:
    """A case as it goes over the wire."""
    return CaseMessage(
        case_id=case.case_id,
        message_id=message_id,
        kind=MessageKind(case.kind.value),
        services=[part.service for part in case.parts],
        parts=[
            CasePart(
                service=part.service,
                title=part.title,
                consent=Consent.of(part.consent),
                state=PartState.NEEDS_SIGNATURE if part.state == "needs_signature" else PartState.READY,
            )
            for part in case.parts
        ],
        release=case.release,
        terminal=terminal,
        receipt=receipt,
        made_at=now,
        people={
            role: CasePerson(name=one.name, number=one.number or None, how=Established(one.how.value))
            for role, one in case.people.items()
        },
        answers=[
            CaseAnswer(
                role=one.role,
                concept=one.concept,
                field=one.field,
                label=one.label,
                value=one.answer.value,
                source=one.answer.source,
                confirmed=one.answer.confirmed,
                shown=one.answer.shown,
            )
            for one in case.answers
        ],
        papers=[
            CasePaper(
                paper=one.paper,
                title=one.title,
                state=PaperState.BROUGHT if one.brought else PaperState.LATER,
            )
            for one in case.papers
        ],
        pressed_by=PressedBy(case.pressed_by),
        notes=case.notes,
    )


def message_id_of(effect: Keep | HandOver) -> str:
    """The id of the message that an effect sends; the same effect has the same again."""
    return uuid.uuid5(uuid.UUID(effect.visit_id), f"message-{effect.id}").hex


class RealCases:
    """Keeps cases in the outbox, sealed to the center."""

    def __init__(
        self,
        outbox: Outbox,
        *,
        sealer: Sealer,
        terminal: str,
        clock: Callable[[], datetime],
        receipts_from: int = 1,
    ) -> None:
        self._outbox = outbox
        self._sealer = sealer
        self._terminal = terminal
        self._clock = clock
        self._receipts_from = receipts_from

    def keep(self, effect: Keep) -> Result:
        """See `kiosk.ports.Cases`."""
        try:
            receipt = self.keep_message(effect.case, message_id=message_id_of(effect))
        except (sqlite3.Error, OSError):
            return Failed(Failure.DISK)
        return Kept(effect.case.case_id, receipt)

    def keep_message(self, case: CaseContent, *, message_id: str, draft: DraftState | None = None) -> str:
        """Keeps one message about a case for good.

        Args:
            case: What is in it.
            message_id: New for every message.
            draft: Where its journey stood, of a case that is handed over.

        Returns:
            The receipt's number.

        Raises:
            sqlite3.Error, OSError: The disk did not take it.
        """
        now = self._clock()
        kept = self._outbox.keep(
            case_id=case.case_id,
            message_id=message_id,
            terminal=self._terminal,
            sealer=self._sealer,
            receipts_from=self._receipts_from,
            receipt=case.receipt or None,
            compose=lambda receipt: message_of(
                case, message_id=message_id, receipt=receipt, terminal=self._terminal, now=now
            ).model_copy(update={"draft": draft}),
        )
        return kept.receipt

    def state(self, case_id: str) -> CaseState | None:
        """See `kiosk.ports.Cases`."""
        status = self._outbox.status(case_id)
        if status is None:
            return None
        if self._outbox.is_refused_as(case_id, ErrorCode.ALREADY_ACCEPTED.value):
            return CaseState.REFUSED
        return _STATES[status]
