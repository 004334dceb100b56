"""Looking somebody up, and certificates: what is asked and what is answered."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from pydantic import BaseModel, Field, JsonValue

from center.protocol.base import Established, Id, IdentityNumber, Name, Reply, Request, Text
from center.protocol.facts import Allowances, Cases, Dataset, Medical, Pension, Profile, Subsidies


class LookupRequest(Request):
    """POST /v1/lookups. `year` is for medical insurance; without it, the current year."""

    number: IdentityNumber
    established: Established
    datasets: list[Dataset] = Field(min_length=1, max_length=len(Dataset))
    year: int | None = Field(default=None, ge=2000, le=2200)


class Unavailable(StrEnum):
    """Why a dataset did not come."""

    NEEDS_CARD = "needs_card"
    SOURCE_DOWN = "source_down"
    SOURCE_SLOW = "source_slow"
    SOURCE_NONSENSE = "source_nonsense"
    NOT_CONNECTED = "not_connected"
    NO_RECORD = "no_record"


T = TypeVar("T", bound=BaseModel)


class Delivery(Reply, Generic[T]):
    """One dataset: either `as_of` and `data`, or the reason why it is not there."""

    as_of: date | None = None
    data: T | None = None
    unavailable: Unavailable | None = None


class LookupReply(Reply):
    """What is known. `known` is False when no connected system knows this person."""

    known: bool
    profile: Delivery[Profile] | None = None
    pension: Delivery[Pension] | None = None
    medical: Delivery[Medical] | None = None
    subsidies: Delivery[Subsidies] | None = None
    allowances: Delivery[Allowances] | None = None
    cases: Delivery[Cases] | None = None

    def facts(self) -> dict[str, dict[str, JsonValue]]:
        """The delivered datasets as nested JSON by dataset name, each with its `as_of`."""
        told: dict[str, dict[str, JsonValue]] = {}
        for dataset in Dataset:
            delivery = getattr(self, dataset.value)
            if delivery is not None and delivery.data is not None:
                told[dataset.value] = {
                    **delivery.data.model_dump(mode="json"),
                    "as_of": delivery.as_of.isoformat() if delivery.as_of else None,
                }
        return told

    def missing(self) -> dict[str, Unavailable]:
        """The datasets that were asked for and did not come, with their reasons."""
        slots = {dataset.value: getattr(self, dataset.value) for dataset in Dataset}
        return {name: slot.unavailable for name, slot in slots.items() if slot and slot.unavailable}


class DocumentKind(StrEnum):
    """The certificates that the center issues."""

    PENSION_CONTRIBUTIONS = "pension_contributions"
    PENSION_BENEFITS = "pension_benefits"
    MEDICAL_INSURED = "medical_insured"
    LOW_INCOME = "low_income"
    DISABILITY_ALLOWANCES = "disability_allowances"


class DocumentRequest(Request):
    """POST /v1/documents. The same `request_id` again gives the same document.

    `params`: `purpose` (text on the paper), `year` (medical), `months` (how many payments to list).
    """

    request_id: Id
    kind: DocumentKind
    number: IdentityNumber
    established: Established
    params: dict[Name, Text] = Field(default_factory=dict, max_length=8)


class DocumentRow(Reply):
    """One line 'label: value' of a certificate."""

    label: Text
    value: Text


class DocumentTable(Reply):
    """A table of a certificate; every row has as many cells as there are columns."""

    columns: list[Text]
    rows: list[list[Text]]


class IssuedDocument(Reply):
    """A certificate as registered: what is on the paper, and how anyone can check it.

    `sample` documents carry a watermark and verify as 样张.
    """

    kind: DocumentKind
    number: Text
    title: Text
    issuer: Text
    statement: Text
    rows: list[DocumentRow]
    table: DocumentTable | None
    purpose: Text
    as_of: date
    issued_on: date
    valid_until: date
    verify_code: Text
    verify_url: Text
    sample: bool
