"""A draft: everything that somebody needs to go on where the villager stopped, and nothing twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from config.release import Release
from config.services import Service
from kiosk.core.cases import Answer, CasePerson
from kiosk.core.journey import Journey


@dataclass(frozen=True, slots=True)
class Draft:
    """A journey as it stood when it was handed over.

    Attributes:
        case_id: The case that it becomes, whichever way it travels.
        service_id: What is being applied for.
        release_seq: The configuration that it was begun with.
        answers: By step id, each with its source; a skipped one has the value ``None``.
        cursor: The step at which the person stopped.
        people: Who takes part, by role, and how that was established.
        papers: Which papers were brought, by id.
        consents: What was said to each part's consent page, by service.
        members: How many members each repeating group has, by step id.
        left_out: Parts of a bundle that were left out.
        settled: Steps that were gone through and are no answers (papers, consent, eligibility).
        pressed_by: 'self', 'family', 'neighbor', 'staff', or "" where nobody has said.
        receipt: The number on the slip.
        notes: What the terminal adds for the desk.
        cut: Step ids of answers that did not fit the code and must be asked at the desk.
        corrects: It corrects a case that was sent before.
    """

    case_id: str
    service_id: str
    release_seq: int
    answers: Mapping[str, Answer] = field(default_factory=dict, repr=False)
    cursor: str = ""
    people: Mapping[str, CasePerson] = field(default_factory=dict, repr=False)
    papers: Mapping[str, bool] = field(default_factory=dict)
    consents: Mapping[str, bool] = field(default_factory=dict)
    members: Mapping[str, int] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    settled: tuple[str, ...] = ()
    pressed_by: str = ""
    receipt: str = ""
    notes: str = field(default="", repr=False)
    cut: tuple[str, ...] = ()
    corrects: bool = False

    @property
    def roles(self) -> tuple[str, ...]:
        """Whose data is in it."""
        return tuple(sorted(self.people))


def draft_of(
    journey: Journey,
    *,
    release_seq: int,
    people: Mapping[str, CasePerson],
    notes: str = "",
    corrects: bool = False,
) -> Draft:
    """The draft of a journey; the journey goes on unchanged.

    Args:
        journey: What was filled in so far.
        release_seq: The configuration in use.
        people: Who takes part, by role.
        notes: For the desk.
        corrects: Whether it corrects a case that was sent before.
    """
    return Draft(
        case_id=journey.case_id,
        service_id=journey.service.id,
        release_seq=release_seq,
        answers=dict(journey.answers),
        cursor=journey.cursor,
        people=dict(people),
        papers=dict(journey.papers),
        consents=dict(journey.consents),
        members=dict(journey.members),
        left_out=journey.left_out,
        settled=tuple(sorted(journey.settled - journey.answers.keys())),
        pressed_by=journey.pressed_by,
        notes=notes,
        corrects=corrects,
    )


def parts_of(release: Release, service: Service) -> Sequence[Service]:
    """The services that a bundle is made of, in its order; none for a plain service."""
    return tuple(release.services[part.service] for part in service.parts)
