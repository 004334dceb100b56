"""What leaves the terminal: a case as the person saw it on the check page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from kiosk.core.identity import Established


class MessageKind(StrEnum):
    """What a message does to its case."""

    DRAFT = "draft"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    CORRECT = "correct"


STAFF = "staff:"


class Source(StrEnum):
    """Where an answer comes from; a staff edit is ``staff:<id>``."""

    CARD = "card"
    RECORD = "record"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer.

    Attributes:
        value: JSON value; ``None`` where it was skipped.
        source: card, record, person or ``staff:<id>``.
        confirmed: The person has said yes to it; a staff edit resets this.
        shown: As it was shown on the check page.
    """

    value: Any = field(repr=False)
    source: str = Source.PERSON
    confirmed: bool = False
    shown: str = field(default="", repr=False)

    @property
    def by_staff(self) -> bool:
        """Whether staff put it there."""
        return self.source.startswith(STAFF)

    def confirmed_now(self) -> Answer:
        """The same answer, after the person said yes to it."""
        return replace(self, confirmed=True)

    def edited(self, value: Any, *, staff_id: str, shown: str) -> Answer:
        """The answer after staff changed it: whatever was confirmed before, this is not.

        Args:
            value: What stands there now.
            staff_id: Who changed it.
            shown: As the person will see it on the check page.
        """
        return Answer(value, f"{STAFF}{staff_id}", confirmed=False, shown=shown)


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """An answer with what it answers."""

    role: str
    concept: str
    field: str
    label: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class CasePerson:
    """Who takes part, and how that was established."""

    name: str = field(repr=False)
    number: str = field(repr=False)
    how: Established


@dataclass(frozen=True, slots=True)
class CasePart:
    """One service of a case (a bundle has several), with its own consent and state.

    Attributes:
        consent: What was said to its consent page; None where it has none.
    """

    service: str
    title: str
    consent: bool | None
    state: str


@dataclass(frozen=True, slots=True)
class CasePaper:
    """A paper, and whether it was brought."""

    paper: str
    title: str
    brought: bool


@dataclass(frozen=True, slots=True)
class CaseContent:
    """Everything the center needs to go on without asking again.

    Attributes:
        receipt: Of a case that was begun earlier, perhaps at another terminal; "" for a new one.
    """

    case_id: str
    kind: MessageKind
    service: str
    title: str
    release: int
    parts: tuple[CasePart, ...]
    people: Mapping[str, CasePerson] = field(repr=False)
    answers: tuple[CaseAnswer, ...] = field(repr=False)
    papers: tuple[CasePaper, ...]
    pressed_by: str
    missing: tuple[str, ...] = ()
    notes: str = ""
    receipt: str = ""
