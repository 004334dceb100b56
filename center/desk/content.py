"""A case's message as a journey, and a journey as the message that the staff keep.

The journey is the terminal's own: which questions there are, and under what conditions, is computed from
the release that the case was made with. Here only answers are carried over and back.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from center.connectors.port import Fetched
from center.protocol import (
    CaseAnswer,
    CaseMessage,
    CasePaper,
    CasePart,
    CasePerson,
    Consent,
    DraftState,
    Established,
    MessageKind,
    PaperState,
    PartState,
    PressedBy,
)
from config.model import Release
from config.services import FieldKind, Kind, Part, Role, Service
from kiosk.core.acquaintance import Acquaintance
from kiosk.core.cases import Answer
from kiosk.core.eligibility import Judged, Verdict, judge
from kiosk.core.events import Began, DatasetReply
from kiosk.core.facts import Facts
from kiosk.core.identity import Established as Shown
from kiosk.core.journey import Journey, Step, StepKind, key_of
from kiosk.core.roles import Person

SUBJECT, WITNESS = Role.SUBJECT.value, Role.WITNESS.value
BROUGHT = {PaperState.BROUGHT: True, PaperState.LATER: False, PaperState.NOT_NEEDED: False}


class UnknownServiceError(Exception):
    """The release knows none of the services of a case."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the county's systems say of the person, each dataset with its day."""

    datasets: Mapping[str, Fetched]

    @property
    def facts(self) -> Facts:
        """As the journey takes them."""
        return Facts(
            {
                name: DatasetReply(one.as_of, one.data.model_dump(mode="json"))
                for name, one in self.datasets.items()
            }
        )


NOTHING_KNOWN = Known({})


class CaseForm:
    """One case as a form: the journey, the names it is computed from, and what stands beside it.

    Attributes:
        message: The content that was opened.
        journey: With its answers.
        names: Facts and the like.
        doubts: Rules that the facts speak against; the form is open all the same, as a person decides.
    """

    def __init__(
        self, *, release: Release, message: CaseMessage, known: Known = NOTHING_KNOWN, now: datetime
    ) -> None:
        self.release = release
        self.message = message
        self.today: date = now.date()
        service, parts = _chosen(release, message)
        self.journey = Journey(service, parts=parts, case_id=message.case_id)
        left_out = {one.id for _, one in parts if one.id not in set(message.services)}
        if message.draft is not None:
            left_out = set(message.draft.left_out)
        self.journey.left_out = frozenset(left_out)
        self.journey.pressed_by = message.pressed_by.value
        self.papers = {paper.paper: BROUGHT[paper.state] for paper in message.papers}
        self.consents = {part.service: part.consent for part in message.parts}
        if message.draft is not None:
            self.consents |= {part: Consent.of(said) for part, said in message.draft.consents.items()}
            self.papers |= message.draft.papers
        self.signed = {part.service: part.state is PartState.READY for part in message.parts}
        self.names = self._names(release, known, now)
        self.doubts = self._without_doubts()
        self._restore()
        self.journey.take_known(self.names)

    # -- reading ---------------------------------------------------------------------------------

    @property
    def service(self) -> Service:
        """What the case is about."""
        return self.journey.service

    @property
    def parts(self) -> tuple[Service, ...]:
        """The services that take part."""
        return self.journey.parts(self.names)

    def steps(self) -> tuple[Step, ...]:
        """The questions that are open now, in order."""
        found = self.journey.steps(self.names, roles=tuple(Role(role) for role in self.message.people))
        return tuple(step for step in found if step.kind in (StepKind.FIELD, StepKind.GROUP))

    def scope(self, step: Step) -> dict[str, Any]:
        """Facts and answers for one question; of a group's member also that member's."""
        scope = self.journey.scope(self.names)
        if step.group is not None and step.member is not None:
            scope.update(self.journey.member_values(step.group, step.member))
        return scope

    # -- writing ---------------------------------------------------------------------------------

    def to_message(
        self, *, message_id: str, now: datetime, people: Mapping[str, CasePerson], notes: str | None = None
    ) -> CaseMessage:
        """The case as it stands now."""
        parts = self.journey.active_parts(self.names) or self.parts
        return CaseMessage(
            case_id=self.message.case_id,
            message_id=message_id,
            kind=MessageKind.SUBMIT,
            services=[part.id for part in parts] or list(self.message.services),
            parts=[
                CasePart(
                    service=part.id,
                    title=part.title,
                    consent=self.consents.get(part.id, Consent.NOT_ASKED),
                    state=PartState.READY if not self._unsigned(part, people) else PartState.NEEDS_SIGNATURE,
                )
                for part in parts
            ],
            release=self.message.release,
            terminal=self.message.terminal,
            receipt=self.message.receipt,
            made_at=now,
            people=dict(people),
            answers=list(self._answers()),
            papers=[
                CasePaper(
                    paper=paper.id,
                    title=paper.name,
                    state=PaperState.BROUGHT if self.papers.get(paper.id) else PaperState.LATER,
                )
                for paper in self.journey.paper_list(self.names)
            ],
            pressed_by=PressedBy(self.journey.pressed_by),
            notes=self.message.notes if notes is None else notes,
            draft=self._state(),
        )

    def _state(self) -> DraftState | None:
        """Of a bundle: which one it is, and what was left out; its parts alone would not tell."""
        journey = self.journey
        if not journey.all_parts:
            return None
        return DraftState(
            service=journey.service.id,
            members=dict(journey.members),
            left_out=sorted(journey.left_out),
            pressed_by=journey.pressed_by,
        )

    def _unsigned(self, part: Service, people: Mapping[str, CasePerson]) -> bool:
        witnessed = part.presence != "witness" or WITNESS in people
        return not witnessed or (bool(part.signs) and not self.signed.get(part.id, False))

    def _answers(self) -> Iterator[CaseAnswer]:
        for step in self.steps():
            asked, answer = step.field, self.journey.answers.get(step.id)
            if asked is None or asked.kind is FieldKind.GROUP or answer is None:
                continue
            known_as = step.id if step.member is not None else key_of(asked)
            yield CaseAnswer(
                role=str(asked.role),
                concept=known_as.partition(":")[2].replace("/", "."),
                field=asked.id,
                label=asked.label,
                value=answer.value,
                source=answer.source,
                confirmed=answer.confirmed,
                shown=answer.shown[:4000],
            )

    # -- making ----------------------------------------------------------------------------------

    def _names(self, release: Release, known: Known, now: datetime) -> dict[str, Any]:
        began = Began(at_s=0.0, visit_id="desk", serial=0, local=now.replace(tzinfo=None))
        who = Acquaintance(release, began)
        who.facts = known.facts
        subject = self.message.people.get(SUBJECT)
        if subject is not None and subject.number is not None:
            who.people[Role.SUBJECT] = Person(subject.number, Shown(subject.how.value), subject.name)
        return who.names()

    def _without_doubts(self) -> tuple[Judged, ...]:
        """The rules that say no; what they rest on is left open, so that the questions stay."""
        services = [self.service, *(service for _, service in self.journey.all_parts)]
        doubts = tuple(
            one
            for service in services
            for one in judge(service.eligibility, self.names)
            if one.verdict is Verdict.NO
        )
        if doubts:
            self.names = copy.deepcopy(self.names)
            for one in doubts:
                for need in one.rule.needs:
                    _forget(self.names, need)
        return doubts

    def _restore(self) -> None:
        keys = dict(_keys(self.service, [service for _, service in self.journey.all_parts]))
        for answer in self.message.answers:
            found = keys.get((answer.role, answer.concept)) or _member(keys, answer)
            if found is None:
                continue
            self.journey.answers[found] = Answer(
                answer.value, answer.source, confirmed=answer.confirmed, shown=answer.shown
            )
            self.journey.settled.add(found)
            group, slash, rest = found.partition("/")
            if slash:
                member = int(rest.partition("/")[0])
                self.journey.members[group] = max(self.journey.members.get(group, 0), member + 1)
        state = self.message.draft
        if state is not None:
            for key, one in state.answers.items():
                self.journey.answers.setdefault(
                    key, Answer(one.value, one.source, confirmed=one.confirmed, shown=one.shown)
                )
            for key, count in state.members.items():
                self.journey.members[key] = max(self.journey.members.get(key, 0), count)


def _chosen(release: Release, message: CaseMessage) -> tuple[Service, list[tuple[Part, Service]]]:
    named = [message.draft.service] if message.draft is not None else []
    wanted = [id_ for id_ in named + list(message.services) if id_ in release.services]
    if not wanted:
        raise UnknownServiceError
    only = release.services[wanted[0]]
    alone = len(set(wanted)) == 1 or bool(named)
    if alone and only.kind is not Kind.BUNDLE:
        return only, []
    for bundle in release.services.values():
        if only is bundle or (
            bundle.kind is Kind.BUNDLE and set(wanted) <= {part.service for part in bundle.parts}
        ):
            return bundle, [
                (part, release.services[part.service])
                for part in bundle.parts
                if part.service in release.services
            ]
    return only, []


def _keys(service: Service, parts: list[Service]) -> Iterator[tuple[tuple[str, str], str]]:
    """Every question's (role, concept) as it stands in a message, with its key in the journey."""
    for one in (*parts, service):
        for asked in one.fields:
            yield (str(asked.role), asked.concept or asked.id), key_of(asked)
            for inner in asked.fields:
                yield (
                    (str(inner.role), f"{asked.concept or asked.id}.*.{inner.id}"),
                    (f"{key_of(asked)}/*/{inner.id}"),
                )


def _member(keys: Mapping[tuple[str, str], str], answer: CaseAnswer) -> str | None:
    group, _, rest = answer.concept.partition(".")
    member, _, inner = rest.partition(".")
    if not member.isdecimal():
        return None
    found = keys.get((answer.role, f"{group}.*.{inner}"))
    return None if found is None else found.replace("*", str(int(member)))


def _forget(names: dict[str, Any], path: str) -> None:
    *way, last = path.split(".")
    here: Any = names
    for step in way:
        here = here.get(step) if isinstance(here, dict) else None
    if isinstance(here, dict):
        here.pop(last, None)


def established(how: Established) -> str:
    """How somebody's identity was made sure, in words."""
    return {
        Established.CARD: "刷了身份证",
        Established.TYPED: "只按了号码，没见到证",
        Established.WITNESS: "工作人员见证",
    }[how]
