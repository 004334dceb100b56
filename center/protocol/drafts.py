"""Where a journey stood when it was handed over; it travels inside the sealed message of a draft."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, JsonValue, StringConstraints

from center.protocol.base import Name, Request

StepId = Annotated[str, StringConstraints(max_length=160)]


class DraftAnswer(Request):
    """One answer of a draft; `value` is null where it was left open."""

    value: JsonValue
    source: Annotated[str, StringConstraints(pattern=r"^(card|record|person|staff:[A-Za-z0-9-]{1,32})$")]
    confirmed: bool = False
    shown: Annotated[str, StringConstraints(max_length=4000)] = ""


class DraftState(Request):
    """A journey as it stood.

    All keys are step ids, papers and services of the configuration `release` of that message.
    """

    service: Name
    cursor: StepId = ""
    answers: dict[StepId, DraftAnswer] = Field(default={}, max_length=400)
    papers: dict[Name, bool] = Field(default={}, max_length=40)
    consents: dict[Name, bool] = Field(default={}, max_length=12)
    members: dict[StepId, Annotated[int, Field(ge=0, le=50)]] = Field(default={}, max_length=40)
    left_out: list[Name] = Field(default=[], max_length=12)
    settled: list[StepId] = Field(default=[], max_length=400)
    cut: list[StepId] = Field(default=[], max_length=400)
    pressed_by: Annotated[str, StringConstraints(pattern=r"^(self|family|neighbor|staff|)$")] = ""
    corrects: bool = False
