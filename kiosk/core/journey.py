"""A journey: a service's definition and the answers give an ordered list of steps. Computed, not steered.

`cursor` says where the person is. Back and 改 move it and keep the answers; after a change it goes
straight back to the check page, by way of newly opened questions only. Answers that are no longer
reachable are hidden: they are left out of what is sent, and dropped at send.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from config.services import FieldKind, Kind, Paper, Part, Role, Service, ServiceField
from kiosk.core.cases import Answer, Source
from kiosk.core.eligibility import Judged, Verdict, holds, judge, together
from kiosk.core.facts import MISSING, dig
from kiosk.core.fields import Draft


class StepKind(StrEnum):
    """What a step of a journey is."""

    IDENTIFY = "identify"
    URGENT = "urgent"
    PARTS = "parts"
    ELIGIBILITY = "eligibility"
    PAPERS = "papers"
    FIELD = "field"
    GROUP = "group"
    CONSENT = "consent"
    CHECK = "check"
    SEND = "send"
    RECEIPT = "receipt"
    RESULT = "result"
    DOCUMENT = "document"
    GUIDE = "guide"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its kind, its id within the journey, and what it asks."""

    kind: StepKind
    id: str
    field: ServiceField | None = None
    service: Service | None = None
    member: int | None = None


def key_of(asked: ServiceField) -> str:
    """By what a question is known across the parts of a bundle: who and what."""
    return f"{asked.role}:{asked.concept or asked.id}"


class Journey:
    """One service (or bundle) on its way, with its answers.

    Args:
        service: What was chosen.
        parts: The services of a bundle with their definitions; empty for a plain service.
        case_id: The id of the case that this becomes.
        identified: Whether the subject is known already.
    """

    def __init__(
        self,
        service: Service,
        *,
        parts: Sequence[tuple[Part, Service]] = (),
        case_id: str,
    ) -> None:
        self.service = service
        self.case_id = case_id
        self.all_parts = tuple(parts)
        self.left_out: frozenset[str] = frozenset()
        self.answers: dict[str, Answer] = {}
        self.drafts: dict[str, Draft] = {}
        self.members: dict[str, int] = {}
        self.papers: dict[str, bool] = {}
        self.settled: set[str] = set()
        self.pressed_by = ""
        self.cursor = ""
        self.changing = False
        self.receipt = ""

    def parts(self, names: Mapping[str, Any]) -> tuple[Service, ...]:
        """The services that take part now: those whose condition holds and that were not left out."""
        if not self.all_parts:
            return (self.service,)
        scope = self.scope(names)
        return tuple(
            service
            for part, service in self.all_parts
            if holds(part.when, scope) and service.id not in self.left_out
        )

    def active_parts(self, names: Mapping[str, Any]) -> tuple[Service, ...]:
        """The parts that can be done: a part that cannot does not stop the others."""
        return tuple(s for s in self.parts(names) if self.verdict(s, names) is not Verdict.NO)

    def judged(self, service: Service, names: Mapping[str, Any]) -> tuple[Judged, ...]:
        """A part's rules with their verdicts."""
        return judge(service.eligibility, self.scope(names))

    def verdict(self, service: Service, names: Mapping[str, Any]) -> Verdict:
        """A part's verdict."""
        return together(self.judged(service, names))

    def scope(self, names: Mapping[str, Any]) -> dict[str, Any]:
        """Facts and names together with the answers, by field id."""
        return {**names, **self._values()}

    def _values(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for asked in self._all_fields():
            answer = self.answers.get(key_of(asked))
            if answer is not None and answer.value is not None:
                values[asked.id] = answer.value
        return values

    def _all_fields(self) -> Iterator[ServiceField]:
        for service in (self.service, *(service for _, service in self.all_parts)):
            yield from service.fields

    def fields(self, names: Mapping[str, Any]) -> tuple[ServiceField, ...]:
        """The questions that are open now, each (role, concept) once, under the strictest checks."""
        merged: dict[str, ServiceField] = {}
        scope = self.scope(names)
        services = self.active_parts(names)
        if self.all_parts:
            services = (self.service, *services)
        for service in services:
            for asked in service.fields:
                if not holds(asked.when, scope):
                    continue
                key = key_of(asked)
                merged[key] = strictest(merged[key], asked) if key in merged else asked
        return tuple(merged.values())

    def paper_list(self, names: Mapping[str, Any]) -> tuple[Paper, ...]:
        """What to bring, each paper once; it is needed beforehand if any part needs it so."""
        merged: dict[str, Paper] = {}
        scope = self.scope(names)
        for service in self.active_parts(names):
            for paper in service.papers:
                if paper.shared or not holds(paper.when, scope):
                    continue
                known = merged.get(paper.id)
                without = paper.without and (known is None or known.without)
                merged[paper.id] = paper.model_copy(update={"without": without})
        return tuple(merged.values())

    def steps(self, names: Mapping[str, Any], *, roles: Sequence[Role] = ()) -> tuple[Step, ...]:
        """All steps in order, as the answers so far make them.

        Args:
            names: Facts and the like.
            roles: Who is identified already.
        """
        return tuple(self._steps(names, frozenset(roles)))

    def _steps(self, names: Mapping[str, Any], roles: frozenset[Role]) -> Iterator[Step]:
        service = self.service
        if service.urgent:
            yield Step(StepKind.URGENT, "urgent", service=service)
        if not (service.identify.optional and Role.SUBJECT not in roles):
            yield Step(StepKind.IDENTIFY, "identify:subject")
        if service.identify.operator == "must":
            yield Step(StepKind.IDENTIFY, "identify:operator")
        if self.all_parts:
            yield Step(StepKind.PARTS, "parts")
        judged = [s for s in self.parts(names) if s.eligibility]
        if judged:
            yield Step(StepKind.ELIGIBILITY, "eligibility")
            if not self.active_parts(names):
                return
        if self.paper_list(names) and service.kind in (Kind.DECLARE, Kind.BUNDLE):
            yield Step(StepKind.PAPERS, "papers")
        for asked in self.fields(names):
            yield from self._field_steps(asked, names)
        yield from self._last_steps(names)

    def _field_steps(self, asked: ServiceField, names: Mapping[str, Any]) -> Iterator[Step]:
        key = key_of(asked)
        if asked.kind is not FieldKind.GROUP:
            yield Step(StepKind.FIELD, key, field=asked)
            return
        for member in range(self.members.get(key, 0)):
            scope = {**self.scope(names), **self.member_values(asked, member)}
            for inner in asked.fields:
                if holds(inner.when, scope):
                    yield Step(StepKind.FIELD, member_key(asked, member, inner), field=inner, member=member)
        yield Step(StepKind.GROUP, key, field=asked)

    def _last_steps(self, names: Mapping[str, Any]) -> Iterator[Step]:
        match self.service.kind:
            case Kind.QUERY | Kind.PROGRESS:
                yield Step(StepKind.RESULT, "result")
            case Kind.PRINT:
                yield Step(StepKind.DOCUMENT, "document")
            case Kind.GUIDE:
                yield Step(StepKind.GUIDE, "guide")
            case Kind.DECLARE | Kind.BUNDLE:
                for part in self.active_parts(names):
                    if part.consent is not None:
                        yield Step(StepKind.CONSENT, f"consent:{part.id}", service=part)
                yield Step(StepKind.CHECK, "check")
                yield Step(StepKind.SEND, "send")
                yield Step(StepKind.RECEIPT, "receipt")

    def member_values(self, group: ServiceField, member: int) -> dict[str, Any]:
        """The answers about one member, by field id."""
        found = ((inner, self.answers.get(member_key(group, member, inner))) for inner in group.fields)
        return {inner.id: answer.value for inner, answer in found if answer and answer.value is not None}

    def take_known(self, names: Mapping[str, Any]) -> None:
        """Takes what the record knows: never asked, shown on the check page, to be confirmed there."""
        for asked in self.fields(names):
            known = asked.known
            if known is None or known.mode != "take" or key_of(asked) in self.answers:
                continue
            value = dig(names, known.fact)
            if value is not MISSING:
                self.answers[key_of(asked)] = Answer(value, Source.RECORD, shown=shown_option(asked, value))
                self.settled.add(key_of(asked))

    def is_taken(self, step: Step) -> bool:
        """Whether a question was answered by the record and so is not asked."""
        answer = self.answers.get(step.id)
        known = step.field.known if step.field is not None else None
        return (
            answer is not None
            and answer.source == Source.RECORD
            and known is not None
            and known.mode == "take"
        )

    def add_member(self, group: ServiceField) -> None:
        """Opens the questions about one more member."""
        key = key_of(group)
        self.members[key] = self.members.get(key, 0) + 1
        self.settled.discard(key)

    def remove_member(self, group: ServiceField, member: int) -> None:
        """Takes one member out; those after it move up."""
        key, count = key_of(group), self.members.get(key_of(group), 0)
        for store in (self.answers, self.drafts):
            for at in range(member, count):
                for inner in group.fields:
                    store.pop(member_key(group, at, inner), None)
                    following = member_key(group, at + 1, inner)
                    if following in store:
                        store[member_key(group, at, inner)] = store[following]  # type: ignore[assignment]
        settled = {step for step in self.settled if not step.startswith(f"{key}/")}
        self.members[key] = count - 1
        self.settled = settled | {step for step in self.answers if step.startswith(f"{key}/")}

    def drop_unreachable(self, names: Mapping[str, Any]) -> None:
        """Drops the answers that no open question asks for; called when the case is sent."""
        reachable = {step.id for step in self.steps(names)}
        for store in (self.answers, self.drafts):
            for key in [key for key in store if key not in reachable]:
                del store[key]


def member_key(group: ServiceField, member: int, inner: ServiceField) -> str:
    """The step id of one question about one member."""
    return f"{key_of(group)}/{member}/{inner.id}"


def shown_option(asked: ServiceField, value: Any) -> str:
    """A value in the words of its option, where it is one."""
    for option in asked.options:
        if option.id == value:
            return option.text
    return str(value)


def strictest(first: ServiceField, second: ServiceField) -> ServiceField:
    """One question out of two parts' for the same thing: all checks, no way past unless both have it."""
    return first.model_copy(
        update={
            "checks": first.checks + tuple(c for c in second.checks if c not in first.checks),
            "skip": first.skip if second.skip else "",
            "unknown": first.unknown if second.unknown else "",
        }
    )
