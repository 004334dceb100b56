"""The facts that a center knows about a person, and the dotted paths by which service files name them."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from center.protocol.base import Fact, Money, Month, Text


class Dataset(StrEnum):
    """The parts of what is known about a person, each with its own 'as of'."""

    PROFILE = "profile"
    PENSION = "pension"
    MEDICAL = "medical"
    SUBSIDIES = "subsidies"
    ALLOWANCES = "allowances"
    CASES = "cases"


MONEY_DATASETS = frozenset({Dataset.PENSION, Dataset.MEDICAL, Dataset.SUBSIDIES})
"""The datasets that are about money."""

CARD_DATASETS = MONEY_DATASETS | {Dataset.CASES}
"""Not told on a number that was only typed: they need the card or a witness."""


class Account(Fact):
    """An account in the person's own name; only its tail is ever told."""

    id: Text
    bank: Text
    tail: Annotated[str, StringConstraints(pattern=r"^\d{4}$")]


class HouseholdMember(Fact):
    """Someone in the same household register; `insured` is this year's medical insurance."""

    name: Text
    relation: Text
    age: int = Field(ge=0, le=130)
    insured: bool


class Disability(Fact):
    """The disability card: categories 1 sight, 2 hearing, 3 speech, 4 limbs, 5 mind, 6 psyche, 7 several."""

    category: int = Field(ge=1, le=7)
    level: int = Field(ge=1, le=4)
    valid_until: date


class Profile(Fact):
    """Who the person is to the township.

    `phone` and `medical_self_paid_90d` are None when unknown, and when the number was only typed.
    """

    name: Text
    village: Text
    group: Text
    address: Text
    phone: Text | None
    local_registration: bool
    accounts: list[Account]
    household: list[HouseholdMember]
    disability: Disability | None
    low_income: bool
    special_support: bool
    student: bool
    medical_self_paid_90d: Money | None


class PensionStatus(StrEnum):
    """Where a person stands in the residents' pension insurance."""

    CONTRIBUTING = "contributing"
    PAYING = "paying"
    SUSPENDED = "suspended"
    ENDED = "ended"
    NONE = "none"


class PaymentState(StrEnum):
    """Paid into the account, or come back from the bank."""

    PAID = "paid"
    RETURNED = "returned"


class PensionContributions(Fact):
    """What was paid in, over all years."""

    own: Money
    collective: Money
    government: Money


class PensionPayment(Fact):
    """One month's payment; `paid_on` is None when it came back before it was booked."""

    month: Month
    amount: Money
    paid_on: date | None
    account_tail: Text
    state: PaymentState


class Pension(Fact):
    """The residents' pension: monthly = basic + personal; payments newest first."""

    status: PensionStatus
    basic: Money
    personal: Money
    monthly: Money
    paid_years: int = Field(ge=0, le=80)
    contributions: PensionContributions
    last: PensionPayment | None
    payments: list[PensionPayment]
    certified_until: date | None
    certified_on: date | None
    certified_how: Text | None
    certification_waived: bool


class Reimbursement(Fact):
    """One stay or visit: total = pooled + major + aid + self_paid."""

    on: date
    hospital: Text
    total: Money
    pooled: Money
    major: Money
    aid: Money
    self_paid: Money


class Medical(Fact):
    """The residents' medical insurance of one year."""

    year: int = Field(ge=2000, le=2200)
    paid: bool
    amount: Money
    paid_on: date | None
    reimbursements: list[Reimbursement]


class SubsidyPayment(Fact):
    """One subsidy of one year: amount = quantity x rate; `reason` says why it came back."""

    item: Text
    year: int = Field(ge=2000, le=2200)
    quantity: Text
    unit: Text
    rate: Money
    amount: Money
    paid_on: date | None
    account_tail: Text
    state: PaymentState
    reason: Text | None
    department: Text
    phone: Text


class Subsidies(Fact):
    """Farming and forest subsidies; `year_total` is what arrived in the current year."""

    year_total: Money
    payments: list[SubsidyPayment]


class AllowanceStage(StrEnum):
    """How far an allowance is; `held` is a senior card in the person's hands."""

    NONE = "none"
    RECEIVING = "receiving"
    APPLIED = "applied"
    RETURNED = "returned"
    STOPPED = "stopped"
    HELD = "held"


class Period(StrEnum):
    """How often an allowance is paid."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Allowance(Fact):
    """One allowance; `holder` and `phone` say who works on it."""

    stage: AllowanceStage
    since: date | None = None
    amount: Money | None = None
    period: Period | None = None
    holder: Text | None = None
    phone: Text | None = None
    reason: Text | None = None


class Allowances(Fact):
    """All allowances of a person; each is present, `none` where there is none."""

    old_age: Allowance
    low_income: Allowance
    disability_living: Allowance
    disability_care: Allowance
    special_support: Allowance
    senior_card: Allowance


class CaseState(StrEnum):
    """A case as the villager may be told: `received` = 已送到服务中心, `accepted` = 部门已受理.

    `waiting` = 等窗口接着办: it was handed over half-filled, and nobody has taken it yet.
    """

    WAITING = "waiting"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    IN_WORK = "in_work"
    NEEDS_SIGNATURE = "needs_signature"
    RETURNED = "returned"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class CaseEvent(Fact):
    """One line of a case's history."""

    on: date
    what: Text
    who: Text


class CaseItem(Fact):
    """One case as its person sees it.

    `promised_by`: of one that waits, until when its slip counts. `can_rate`: it is done, here, and nobody
    has said how it went.
    """

    case_id: Text
    receipt: Text
    service: Text
    title: Text
    state: CaseState
    holder: Text
    phone: Text
    promised_by: date | None
    reason: Text | None
    bring: list[Text]
    timeline: list[CaseEvent]
    can_withdraw: bool
    can_rate: bool = False


class Cases(Fact):
    """The person's cases, newest first."""

    items: list[CaseItem]


DATASET_MODELS: typing.Mapping[Dataset, type[BaseModel]] = types.MappingProxyType(
    {
        Dataset.PROFILE: Profile,
        Dataset.PENSION: Pension,
        Dataset.MEDICAL: Medical,
        Dataset.SUBSIDIES: Subsidies,
        Dataset.ALLOWANCES: Allowances,
        Dataset.CASES: Cases,
    }
)


def fact_paths() -> set[str]:
    """All dotted paths by which a service file may name a fact.

    A list is named by its own path, its items' fields by that path and the field
    (`pension.payments`, `pension.payments.amount`). Each dataset also has `as_of`.
    """
    found: set[str] = set()
    for dataset, model in DATASET_MODELS.items():
        found.add(f"{dataset}.as_of")
        found.update(f"{dataset}.{path}" for path in _paths(model))
    return found


def _paths(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield name
        for inner in _models_in(field.annotation):
            yield from (f"{name}.{path}" for path in _paths(inner))


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in typing.get_args(annotation):
        yield from _models_in(argument)
