"""The building stones of the wire: kinds of text, and what a model may carry.

Requests and sealed messages refuse unknown keys (a word that nobody reads would be lost); replies
ignore them (an older terminal keeps working with a newer center).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

Money = Annotated[str, StringConstraints(pattern=r"^-?\d{1,9}\.\d{2}$")]
"""Yuan with two decimals, as text: "185.00"."""
Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
"""A month: "2025-03"."""
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
"""An id made at random by whoever starts something (a UUID in hex fits)."""
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.-]{0,63}$")]
"""A name out of the configuration: a service, a concept, a role, a paper."""
IdentityNumber = Annotated[str, StringConstraints(pattern=r"^([0-9]{17}[0-9X]|[A-Z]{3}[0-9]{12})$")]
"""18 characters for citizens (GB 11643), 15 for foreigners, as on the card; letters upper case."""
ReceiptNumber = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2,8}-\d{6,9}-\d$")]
TerminalCode = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2,8}$")]
Text = Annotated[str, StringConstraints(max_length=500)]
LongText = Annotated[str, StringConstraints(max_length=4000)]


class Fact(BaseModel):
    """A part of what the center knows; unknown keys are faults of a connector's mapping."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Request(BaseModel):
    """What a terminal sends."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Reply(BaseModel):
    """What the center answers."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Established(StrEnum):
    """How it was made sure who somebody is."""

    CARD = "card"
    TYPED = "typed"
    WITNESS = "witness"


class ErrorCode(StrEnum):
    """Every refusal of the center; what the villager reads is looked up by code."""

    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    NOT_FOUND = "not_found"
    UNKNOWN_TERMINAL = "unknown_terminal"
    BAD_SIGNATURE = "bad_signature"
    CLOCK_TOO_FAR = "clock_too_far"
    REPLAYED = "replayed"
    BAD_ENROLL_CODE = "bad_enroll_code"
    TOO_MANY_LOOKUPS = "too_many_lookups"
    TRIAL_PERSON = "trial_person"
    PERSON_UNKNOWN = "person_unknown"
    NEEDS_CARD = "needs_card"
    SOURCE_DOWN = "source_down"
    NOTHING_TO_CERTIFY = "nothing_to_certify"
    BODY_DIFFERS = "body_differs"
    WRONG_ENVELOPE = "wrong_envelope"
    UNKNOWN_KEY = "unknown_key"
    ALREADY_ACCEPTED = "already_accepted"
    BUSY = "busy"
    INTERNAL = "internal"


class ErrorReply(Reply):
    """A refusal. `fields` names the places of a malformed body, never their values.

    `center_time` comes with `clock_too_far`: the terminal may sign again with that time.
    """

    code: ErrorCode
    fields: list[str] = []
    center_time: AwareDatetime | None = None
