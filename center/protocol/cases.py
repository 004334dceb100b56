"""Messages about cases, sealed at the terminal, and what the center answers to them."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field, JsonValue, StringConstraints

from center.protocol.base import (
    Established,
    Id,
    IdentityNumber,
    LongText,
    Name,
    ReceiptNumber,
    Reply,
    Request,
    TerminalCode,
    Text,
)
from center.protocol.drafts import DraftState
from center.protocol.facts import CaseItem


class MessageKind(StrEnum):
    """What a message does to its case."""

    DRAFT = "draft"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    CORRECT = "correct"


class PartState(StrEnum):
    """How a part of a case stood when it left the terminal."""

    READY = "ready"
    NEEDS_SIGNATURE = "needs_signature"
    INCOMPLETE = "incomplete"
    LEFT_OUT = "left_out"


class Consent(StrEnum):
    """What the person said to a part's consent page."""

    GIVEN = "given"
    WITHHELD = "withheld"
    NOT_ASKED = "not_asked"

    @classmethod
    def of(cls, said: bool | None) -> Consent:
        """What was said as it goes over the wire; None where nothing was asked."""
        return cls.NOT_ASKED if said is None else cls.GIVEN if said else cls.WITHHELD

    @property
    def said(self) -> bool | None:
        """Yes, no, or None where nothing was asked."""
        return None if self is Consent.NOT_ASKED else self is Consent.GIVEN


class CasePart(Request):
    """One service within a case, for one department."""

    service: Name
    title: Text
    consent: Consent
    state: PartState
    period: Text | None = None


class CasePerson(Request):
    """Somebody who takes part, and how it was established who that is."""

    name: Text
    number: IdentityNumber | None
    how: Established


class CaseAnswer(Request):
    """One answer; `shown` is what the person saw on the check page."""

    role: Name
    concept: Name
    field: Name
    label: Text
    value: JsonValue
    source: Annotated[str, StringConstraints(pattern=r"^(card|record|person|staff:[A-Za-z0-9-]{1,32})$")]
    confirmed: bool
    shown: LongText


class PaperState(StrEnum):
    """Whether a paper is there."""

    BROUGHT = "brought"
    LATER = "later"
    NOT_NEEDED = "not_needed"


class CasePaper(Request):
    """A paper that a service asks for."""

    paper: Name
    title: Text
    state: PaperState


class PressedBy(StrEnum):
    """Whose finger it was, as told on the check page."""

    SELF = "self"
    FAMILY = "family"
    NEIGHBOR = "neighbor"
    STAFF = "staff"


class CaseMessage(Request):
    """The sealed content of one message about a case; only the center can read it.

    `people` by role, with `subject` for whom the case is. `services` are the services of the parts
    (one, or those of a bundle). `release` is the sequence number of the configuration it was made with.
    `draft`, with kind draft, is where the journey stood.
    """

    case_id: Id
    message_id: Id
    kind: MessageKind
    services: list[Name] = Field(min_length=1, max_length=12)
    parts: list[CasePart] = Field(max_length=12)
    release: int = Field(ge=0)
    terminal: TerminalCode
    receipt: ReceiptNumber
    made_at: AwareDatetime
    people: dict[Name, CasePerson] = Field(max_length=12)
    answers: list[CaseAnswer] = Field(max_length=400)
    papers: list[CasePaper] = Field(max_length=40)
    pressed_by: PressedBy
    notes: LongText = ""
    draft: DraftState | None = None


class SealAlgorithm(IntEnum):
    """How an envelope is sealed; 2 is kept for SM2 with SM4."""

    X25519_SEALED_BOX = 1


class Envelope(Request):
    """PUT /v1/cases/{case_id}/messages/{message_id}: a sealed CaseMessage (JSON, UTF-8)."""

    alg: SealAlgorithm
    key_id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{4,64}$")]
    ciphertext: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]+={0,2}$", max_length=400_000)]


class MessageState(StrEnum):
    """What became of a message: `stored` is all that 已送到服务中心 means."""

    STORED = "stored"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class MessageReply(Reply):
    """The center has this message. A repeat gives the same reply with `replayed`.

    `twice` is the receipt number of an earlier case of the same person, service and period.
    """

    case_id: Id
    message_id: Id
    receipt: ReceiptNumber
    state: MessageState
    stored_at: AwareDatetime
    twice: ReceiptNumber | None = None
    replayed: bool = False


class ProgressRequest(Request):
    """POST /v1/progress: by a receipt, by the token of a slip, or by a person (exactly one of the three).

    `token_sha256`: the digest of the token, which opens nothing here.
    """

    receipt: ReceiptNumber | None = None
    token_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    number: IdentityNumber | None = None
    established: Established | None = None


class ProgressReply(Reply):
    """The cases found; an empty list when there are none."""

    as_of: AwareDatetime
    items: list[CaseItem]
