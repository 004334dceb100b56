"""A draft as the message that the center keeps of it, and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from center.protocol import (
    CaseAnswer,
    CaseMessage,
    CasePaper,
    CasePart,
    CasePerson,
    Consent,
    DraftAnswer,
    DraftState,
    Established,
    MessageKind,
    PaperState,
    PartState,
    PressedBy,
)
from config.release import Release
from config.services import FieldKind
from kiosk.core.cases import Answer
from kiosk.core.cases import CasePerson as Person
from kiosk.core.handoff.draft import Draft, parts_of
from kiosk.core.handoff.form import form_of
from kiosk.core.identity import Established as How


def message_of(
    draft: Draft, release: Release, *, message_id: str, terminal: str, now: datetime
) -> CaseMessage:
    """A draft that came inside a code, as the message that its terminal would have sent.

    Raises:
        KeyError: The release has no such service.
        pydantic.ValidationError: It holds what no message may.
    """
    service = release.services[draft.service_id]
    parts = [one for one in parts_of(release, service) if one.id not in draft.left_out] or [service]
    papers = {paper.id: paper.name for one in (service, *parts) for paper in one.papers}
    return CaseMessage(
        case_id=draft.case_id,
        message_id=message_id,
        kind=MessageKind.DRAFT,
        services=[one.id for one in parts],
        parts=[
            CasePart(
                service=one.id,
                title=one.title,
                consent=Consent.of(draft.consents.get(one.id)),
                state=PartState.INCOMPLETE,
            )
            for one in parts
        ],
        release=draft.release_seq,
        terminal=terminal,
        receipt=draft.receipt,
        made_at=now,
        people={
            role: CasePerson(name=one.name, number=one.number or None, how=Established(one.how.value))
            for role, one in draft.people.items()
        },
        answers=list(_answers(draft, release)),
        papers=[
            CasePaper(
                paper=paper, title=papers[paper], state=PaperState.BROUGHT if there else PaperState.LATER
            )
            for paper, there in draft.papers.items()
            if paper in papers
        ],
        pressed_by=PressedBy(draft.pressed_by or "self"),
        notes=draft.notes,
        draft=state_of(draft),
    )


def _answers(draft: Draft, release: Release) -> Iterator[CaseAnswer]:
    form = form_of(release, draft.service_id)
    for step_id, answer in draft.answers.items():
        asked = form.asked(step_id)
        if asked is not None and asked.kind is not FieldKind.GROUP:
            yield CaseAnswer(
                role=str(asked.role),
                concept=step_id.partition(":")[2].replace("/", "."),
                field=asked.id,
                label=asked.label,
                value=answer.value,
                source=answer.source,
                confirmed=answer.confirmed,
                shown=answer.shown[:4000],
            )


def state_of(draft: Draft) -> DraftState:
    """Where a journey stood, as it travels inside the draft's message."""
    return DraftState(
        service=draft.service_id,
        cursor=draft.cursor,
        answers={
            key: DraftAnswer(
                value=one.value, source=one.source, confirmed=one.confirmed, shown=one.shown[:4000]
            )
            for key, one in draft.answers.items()
        },
        papers=dict(draft.papers),
        consents=dict(draft.consents),
        members=dict(draft.members),
        left_out=sorted(draft.left_out),
        settled=list(draft.settled),
        cut=list(draft.cut),
        pressed_by=draft.pressed_by,
        corrects=draft.corrects,
    )


def draft_of(message: CaseMessage) -> Draft:
    """A kept message as a draft; of one without its journey's state, what the answers tell."""
    people = {
        role: Person(one.name, one.number or "", How(one.how.value)) for role, one in message.people.items()
    }
    state = message.draft or DraftState(
        service=message.services[0],
        answers={
            f"{one.role}:{one.concept.replace('.', '/')}": DraftAnswer(
                value=one.value, source=one.source, confirmed=one.confirmed, shown=one.shown
            )
            for one in message.answers
        },
        papers={one.paper: one.state is PaperState.BROUGHT for one in message.papers},
        consents={one.service: one.consent.said for one in message.parts if one.consent.said is not None},
        pressed_by=message.pressed_by.value,
    )
    return Draft(
        case_id=message.case_id,
        service_id=state.service,
        release_seq=message.release,
        answers={
            key: Answer(one.value, one.source, confirmed=one.confirmed, shown=one.shown)
            for key, one in state.answers.items()
        },
        cursor=state.cursor,
        people=people,
        papers=dict(state.papers),
        consents=dict(state.consents),
        members=dict(state.members),
        left_out=frozenset(state.left_out),
        settled=tuple(state.settled),
        pressed_by=state.pressed_by,
        receipt=message.receipt,
        notes=message.notes,
        cut=tuple(state.cut),
        corrects=state.corrects,
    )
