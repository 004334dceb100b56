"""The outline of a journey: which parts, questions and papers there are now, and so which steps.

It is made of the services' definitions, the facts and the answers, and of nothing else. An answer counts
only as long as its question can be reached; so a condition never rests on an answer that went out of
sight. A part that the facts rule out asks nothing. A part that an answer rules out keeps the questions
that were answered, so that a slip of the finger can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from config.services import FieldKind, Kind, Paper, Part, Role, Service, ServiceField
from kiosk.core.eligibility import Verdict, holds, judge, together
from kiosk.core.strictest import strictest, together_brought

if TYPE_CHECKING:
    from kiosk.core.journey import Journey


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
    """One step: its kind, its id within the journey, and what it asks.

    Attributes:
        kind: What it is.
        id: Its name.
        field: The question.
        service: Whose consent, or whose danger.
        member: Of a repeating group: which member, from 0.
        group: The repeating group that a member's question belongs to.
    """

    kind: StepKind
    id: str
    field: ServiceField | None = None
    service: Service | None = None
    member: int | None = None
    group: ServiceField | None = None


def key_of(asked: ServiceField) -> str:
    """By what a question is known across the parts of a bundle: who and what."""
    return f"{asked.role}:{asked.concept or asked.id}"


def member_key(group: ServiceField, member: int, inner: ServiceField) -> str:
    """The step id of one question about one member."""
    return f"{key_of(group)}/{member}/{inner.id}"


LATE = "eligibility:late"


@dataclass(frozen=True, slots=True)
class Outline:
    """What follows from facts and answers.

    Attributes:
        parts: The services that take part.
        active: Those of them that can be done.
        by_facts: Each part's verdict by the facts alone.
        verdicts: Each part's verdict by facts and answers.
        fields: The open questions, each once.
        of_active: Keys of the questions of parts that can be done.
        papers: What to bring.
        steps: All steps in order.
        scope: Facts and reachable answers by field id.
        scopes: The same, part by part: two parts may call different things by one name.
    """

    parts: tuple[Service, ...]
    active: tuple[Service, ...]
    by_facts: Mapping[str, Verdict]
    verdicts: Mapping[str, Verdict]
    fields: tuple[ServiceField, ...] = field(repr=False)
    of_active: frozenset[str]
    papers: tuple[Paper, ...]
    steps: tuple[Step, ...] = field(repr=False)
    scope: Mapping[str, Any] = field(repr=False)
    scopes: Mapping[str, Mapping[str, Any]] = field(repr=False)

    def scope_of(self, service: Service) -> Mapping[str, Any]:
        """What a part's conditions and rules see."""
        return self.scopes.get(service.id, self.scope)

    def sent_steps(self) -> Iterator[Step]:
        """The steps whose answers are sent: all but those of parts that can't be done."""
        for step in self.steps:
            asked = step.group or step.field
            if asked is not None and key_of(asked) in self.of_active:
                yield step


class Outliner:
    """Makes outlines of one service or bundle.

    Args:
        service: What was chosen.
        parts: The services of a bundle with their definitions; empty for a plain service.
    """

    def __init__(self, service: Service, parts: Sequence[tuple[Part, Service]]) -> None:
        self.service = service
        self.all_parts = tuple(parts)
        self._first = _named(part.when.needs for part, _ in self.all_parts if part.when is not None)

    def outline(self, journey: Journey, names: Mapping[str, Any], roles: frozenset[Role]) -> Outline:
        """The outline now."""
        return _Making(self, journey, names).outline(roles)

    def offered(self, journey: Journey, names: Mapping[str, Any]) -> tuple[Service, ...]:
        """The parts of a bundle whose condition holds, left out or not."""
        return tuple(service for _, service in _Making(self, journey, names).offered())

    def is_first(self, asked: ServiceField) -> bool:
        """Whether a bundle's question decides which parts there are, and so comes before them."""
        return asked.id in self._first and asked in self.service.fields


class _Making:
    """One outline in the making."""

    def __init__(self, plan: Outliner, journey: Journey, names: Mapping[str, Any]) -> None:
        self.plan, self.journey, self.names = plan, journey, names
        self.open: dict[str, list[ServiceField]] = {}
        self.base = self._values(plan.service, names) if plan.all_parts else dict(names)

    def outline(self, roles: frozenset[Role]) -> Outline:
        """Everything together."""
        plan = self.plan
        if plan.all_parts:
            left_out = self.journey.left_out
            parts = tuple(service for _, service in self.offered() if service.id not in left_out)
        else:
            parts = (plan.service,)
        scopes = {part.id: self._values(part, self.base) for part in parts}
        by_facts = {part.id: together(judge(part.eligibility, self.names)) for part in parts}
        verdicts = {part.id: together(judge(part.eligibility, scopes[part.id])) for part in parts}
        active = tuple(
            p for p in parts if verdicts[p.id] is not Verdict.NO and by_facts[p.id] is not Verdict.NO
        )
        scope = dict(self.base)
        for own in scopes.values():
            scope.update(own)
        fields = self._fields(parts, active, by_facts)
        common = (plan.service,) if plan.all_parts else ()
        made = Outline(
            parts=parts,
            active=active,
            by_facts=by_facts,
            verdicts=verdicts,
            fields=fields,
            of_active=frozenset(key_of(f) for part in (*common, *active) for f in self.open[part.id]),
            papers=_papers(active, scopes),
            steps=(),
            scope=scope,
            scopes=scopes,
        )
        return replace(made, steps=tuple(self._steps(made, roles)))

    def offered(self) -> list[tuple[Part, Service]]:
        """The parts whose condition holds."""
        return [(part, service) for part, service in self.plan.all_parts if holds(part.when, self.base)]

    def _values(self, service: Service, names: Mapping[str, Any]) -> dict[str, Any]:
        """The names with a service's answers, as far as their questions can be reached; in order."""
        scope = dict(names)
        reached = self.open.setdefault(service.id, [])
        for asked in service.fields:
            if not holds(asked.when, scope):
                continue
            reached.append(asked)
            answer = self.journey.answers.get(key_of(asked))
            if answer is not None and answer.value is not None:
                scope[asked.id] = answer.value
        return scope

    def _fields(
        self, parts: Sequence[Service], active: Sequence[Service], by_facts: Mapping[str, Verdict]
    ) -> tuple[ServiceField, ...]:
        merged: dict[str, ServiceField] = {}
        services = (self.plan.service, *parts) if self.plan.all_parts else parts
        for service in services:
            asked_here = self.open[service.id]
            if service in parts and service not in active:
                if by_facts[service.id] is Verdict.NO:
                    continue
                asked_here = self._decided(service)
            for asked in asked_here:
                key = key_of(asked)
                merged[key] = strictest(merged[key], asked) if key in merged else asked
        return tuple(merged.values())

    def _decided(self, service: Service) -> list[ServiceField]:
        """What was answered up to the answer that ruled the part out."""
        needed = _named(rule.needs for rule in service.eligibility)
        answered = [asked for asked in self.open[service.id] if key_of(asked) in self.journey.answers]
        last = max((n for n, asked in enumerate(answered) if asked.id in needed), default=-1)
        return answered[: last + 1]

    # -- steps

    def _steps(self, made: Outline, roles: frozenset[Role]) -> Iterator[Step]:
        service = self.plan.service
        if service.urgent:
            yield Step(StepKind.URGENT, "urgent", service=service)
        if not (service.identify.optional and Role.SUBJECT not in roles):
            yield Step(StepKind.IDENTIFY, "identify:subject")
        if service.identify.operator == "must":
            yield Step(StepKind.IDENTIFY, "identify:operator")
        if self.plan.all_parts:
            for asked in made.fields:
                if self.plan.is_first(asked):
                    yield from self._field_steps(asked, made)
            yield Step(StepKind.PARTS, "parts")
            if not made.parts:
                return
        if any(part.eligibility for part in made.parts):
            yield Step(StepKind.ELIGIBILITY, "eligibility")
            if all(made.by_facts[part.id] is Verdict.NO for part in made.parts):
                return
        if made.papers and service.kind in (Kind.DECLARE, Kind.BUNDLE):
            yield Step(StepKind.PAPERS, "papers")
        for asked in made.fields:
            if not self.plan.is_first(asked):
                yield from self._field_steps(asked, made)
        if not made.active:
            yield Step(StepKind.ELIGIBILITY, LATE)
            return
        yield from self._last_steps(made)

    def _field_steps(self, asked: ServiceField, made: Outline) -> Iterator[Step]:
        key = key_of(asked)
        if asked.kind is not FieldKind.GROUP:
            yield Step(StepKind.FIELD, key, field=asked)
            return
        for member in range(self.journey.members.get(key, 0)):
            scope = dict(made.scope)
            for inner in asked.fields:
                if not holds(inner.when, scope):
                    continue
                id_ = member_key(asked, member, inner)
                yield Step(StepKind.FIELD, id_, field=inner, member=member, group=asked)
                answer = self.journey.answers.get(id_)
                if answer is not None and answer.value is not None:
                    scope[inner.id] = answer.value
        yield Step(StepKind.GROUP, key, field=asked)

    def _last_steps(self, made: Outline) -> Iterator[Step]:
        match self.plan.service.kind:
            case Kind.QUERY | Kind.PROGRESS:
                yield Step(StepKind.RESULT, "result")
            case Kind.PRINT:
                yield Step(StepKind.DOCUMENT, "document")
            case Kind.GUIDE:
                yield Step(StepKind.GUIDE, "guide")
            case Kind.DECLARE | Kind.BUNDLE:
                for part in made.active:
                    if part.consent is not None:
                        yield Step(StepKind.CONSENT, f"consent:{part.id}", service=part)
                yield Step(StepKind.CHECK, "check")
                yield Step(StepKind.SEND, "send")
                yield Step(StepKind.RECEIPT, "receipt")


def _named(needs: Iterable[tuple[str, ...]]) -> frozenset[str]:
    return frozenset(name for one in needs for name in one)


def _papers(active: Sequence[Service], scopes: Mapping[str, Mapping[str, Any]]) -> tuple[Paper, ...]:
    merged: dict[str, Paper] = {}
    for service in active:
        for paper in service.papers:
            if not paper.shared and holds(paper.when, scopes[service.id]):
                merged[paper.id] = together_brought(merged.get(paper.id), paper)
    return tuple(merged.values())
