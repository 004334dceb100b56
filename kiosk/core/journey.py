"""A journey: a service's definition and the answers give an ordered list of steps. Computed, not steered.

`cursor` says where the person is. Back and 改 move it and keep the answers; after a change it goes
straight back to the check page, by way of newly opened questions only. Answers that are no longer
reachable are hidden: they are left out of what is sent, and dropped when it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from config.services import Paper, Part, Role, Service, ServiceField
from kiosk.core import fields as entries
from kiosk.core.cases import Answer, Source
from kiosk.core.eligibility import Judged, Verdict, judge, together
from kiosk.core.facts import MISSING, dig
from kiosk.core.fields import Draft
from kiosk.core.outline import Outline, Outliner
from kiosk.core.outline import Step as Step
from kiosk.core.outline import StepKind as StepKind
from kiosk.core.outline import key_of as key_of
from kiosk.core.outline import member_key as member_key


@dataclass(frozen=True, slots=True)
class Seen:
    """What an outline was made from; as long as nothing of it changes, it holds."""

    names: Mapping[str, Any]
    roles: tuple[Role, ...]
    answers: tuple[tuple[str, Answer], ...]
    members: tuple[tuple[str, int], ...]
    left_out: frozenset[str]

    def same(self, other: Seen) -> bool:
        """Whether this gives the same outline as the other."""
        return (
            self.names is other.names
            and self.roles == other.roles
            and self.left_out == other.left_out
            and self.members == other.members
            and len(self.answers) == len(other.answers)
            and all(a[0] == b[0] and a[1] is b[1] for a, b in zip(self.answers, other.answers, strict=True))
        )


class Journey:
    """One service (or bundle) on its way, with its answers.

    Attributes:
        left_out: Parts that were unticked, or whose consent was refused.
        refused: Parts whose consent was refused.
        answers: By step id.
        drafts: What was keyed into questions that are not answered yet, by step id.
        members: How many members a repeating group has, by its step id.
        consents: Yes or no to each part's consent page, by service.
        agreed_by_staff: Parts whose consent was pressed by staff, and that the person has not said yes to.
        authority: Who of the staff finishes it by a written authority, for the case; what they keyed in
            stays unconfirmed. "" where the person says yes themselves.
        settled: Ids of the steps that were gone through.
        sent: Each part with what became of it, as soon as the case is on its way.

    Args:
        service: What was chosen.
        parts: The services of a bundle with their definitions; empty for a plain service.
        case_id: The id of the case that this becomes.
    """

    def __init__(self, service: Service, *, parts: Sequence[tuple[Part, Service]] = (), case_id: str) -> None:
        self.service = service
        self.case_id = case_id
        self.all_parts = tuple(parts)
        self.left_out = frozenset(service.id for part, service in parts if not part.chosen)
        self.refused: frozenset[str] = frozenset()
        self.answers: dict[str, Answer] = {}
        self.drafts: dict[str, Draft] = {}
        self.members: dict[str, int] = {}
        self.papers: dict[str, bool] = {}
        self.consents: dict[str, bool] = {}
        self.agreed_by_staff: set[str] = set()
        self.authority = ""
        self.settled: set[str] = set()
        self.pressed_by = ""
        self.cursor = ""
        self.changing = False
        self.receipt = ""
        self.sent: tuple[tuple[Service, Verdict], ...] = ()
        self._reopened = False
        self._outliner = Outliner(service, self.all_parts)
        self._outline: tuple[Seen, Outline] | None = None
        self._frozen: Outline | None = None

    # -- what the answers make of it -------------------------------------------------------------

    def outline(self, names: Mapping[str, Any], *, roles: Sequence[Role] | None = None) -> Outline:
        """Everything that follows from the facts and the answers now.

        Args:
            names: Facts and the like; the same object as long as they are the same.
            roles: Who is identified already; as last time if None.
        """
        if self._frozen is not None:
            return self._frozen
        known = self._outline
        if roles is None:
            roles = known[0].roles if known else ()
        seen = Seen(
            names, tuple(roles), tuple(self.answers.items()), tuple(self.members.items()), self.left_out
        )
        if known is not None and known[0].same(seen):
            return known[1]
        made = self._outliner.outline(self, names, frozenset(roles))
        self._outline = (seen, made)
        return made

    def freeze(self, names: Mapping[str, Any]) -> None:
        """What is sent now is what was checked: news from outside no longer moves the steps."""
        self._frozen = self.outline(names)
        self.sent = tuple((part, self.verdict(part, names)) for part in self._frozen.parts)

    def thaw(self) -> None:
        """It could not be sent: the person may change it again."""
        self._frozen, self.sent = None, ()

    def offered(self, names: Mapping[str, Any]) -> tuple[Service, ...]:
        """The parts of a bundle that could take part, left out or not."""
        return self._outliner.offered(self, names)

    def parts(self, names: Mapping[str, Any]) -> tuple[Service, ...]:
        """The services that take part now: those whose condition holds and that were not left out."""
        return self.outline(names).parts

    def active_parts(self, names: Mapping[str, Any]) -> tuple[Service, ...]:
        """The parts that can be done: a part that cannot does not stop the others."""
        return self.outline(names).active

    def judged(self, service: Service, names: Mapping[str, Any]) -> tuple[Judged, ...]:
        """A part's rules with their verdicts, by the facts and the answers."""
        return judge(service.eligibility, self.outline(names).scope_of(service))

    def verdict(self, service: Service, names: Mapping[str, Any]) -> Verdict:
        """A part's verdict."""
        known = self.outline(names).verdicts.get(service.id)
        return known if known is not None else together(self.judged(service, names))

    def scope(self, names: Mapping[str, Any]) -> dict[str, Any]:
        """Facts and names together with the answers that can still be reached, by field id."""
        return dict(self.outline(names).scope)

    def fields(self, names: Mapping[str, Any]) -> tuple[ServiceField, ...]:
        """The questions that are open now, each (role, concept) once, under the strictest checks."""
        return self.outline(names).fields

    def paper_list(self, names: Mapping[str, Any]) -> tuple[Paper, ...]:
        """What to bring, each paper once; it is needed beforehand if any part needs it so."""
        return self.outline(names).papers

    def steps(self, names: Mapping[str, Any], *, roles: Sequence[Role] | None = None) -> tuple[Step, ...]:
        """All steps in order, as the answers so far make them."""
        return self.outline(names, roles=roles).steps

    def member_values(self, group: ServiceField, member: int) -> dict[str, Any]:
        """The answers about one member, by field id."""
        found = ((inner, self.answers.get(member_key(group, member, inner))) for inner in group.fields)
        return {inner.id: answer.value for inner, answer in found if answer and answer.value is not None}

    # -- answers from elsewhere ------------------------------------------------------------------

    def take_known(self, names: Mapping[str, Any]) -> None:
        """Takes what the record knows: never asked, shown on the check page, to be confirmed there."""
        if self._frozen is not None:
            return
        for asked in self.fields(names):
            known, key = asked.known, key_of(asked)
            if known is None or known.mode != "take":
                continue
            before = self.answers.get(key)
            if before is not None and before.source != Source.RECORD:
                continue
            value = dig(names, known.fact)
            if value is not MISSING and (before is None or before.value != value):
                shown = entries.shown_value(asked, value)
                self.answers[key] = Answer(value, Source.RECORD, shown=shown)
                self.settled.add(key)

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

    def staff_edit(self, step_id: str, answer: Answer) -> None:
        """Staff corrected an answer: it stands there unconfirmed until the person says yes to it."""
        self.answers[step_id] = answer
        self.drafts.pop(step_id, None)
        self.settled.add(step_id)

    def confirm(self, names: Mapping[str, Any]) -> None:
        """The person said yes to everything on the check page."""
        shown = {step.id for step in self.steps(names)}
        for key in shown & self.answers.keys():
            self.answers[key] = self.answers[key].confirmed_now()
        self.agreed_by_staff.clear()
        self.authority = ""

    def confirm_without(self, names: Mapping[str, Any], *, authority: str) -> None:
        """Staff finish it by a written authority: what they keyed in nobody has said yes to."""
        shown = {step.id for step in self.steps(names)}
        for key in shown & self.answers.keys():
            if not self.answers[key].by_staff:
                self.answers[key] = self.answers[key].confirmed_now()
        self.authority = authority

    # -- repeating groups ------------------------------------------------------------------------

    def add_member(self, group: ServiceField) -> int:
        """Opens the questions about one more member; returns which one it is."""
        key = key_of(group)
        member = self.members.get(key, 0)
        self.members[key] = member + 1
        self._reopened = key in self.settled
        self.settled.discard(key)
        return member

    def drop_if_empty(self, group: ServiceField, member: int) -> bool:
        """Takes out the last member if nothing was answered about it; what was keyed stays for the next."""
        key = key_of(group)
        if member != self.members.get(key, 0) - 1 or any(
            member_key(group, member, inner) in self.answers for inner in group.fields
        ):
            return False
        self.members[key] = member
        if self._reopened:
            self.settled.add(key)
        return True

    def remove_member(self, group: ServiceField, member: int) -> None:
        """Takes one member out; those after it move up."""
        key, count = key_of(group), self.members.get(key_of(group), 0)
        answers: dict[str, Any] = self.answers
        for store in (answers, self.drafts):
            for at in range(member, count):
                for inner in group.fields:
                    store.pop(member_key(group, at, inner), None)
                    following = member_key(group, at + 1, inner)
                    if following in store:
                        store[member_key(group, at, inner)] = store[following]
        settled = {step for step in self.settled if not step.startswith(f"{key}/")}
        self.members[key] = count - 1
        self.settled = settled | {step for step in self.answers if step.startswith(f"{key}/")}

    def drop_unreachable(self) -> None:
        """Drops all that is not part of what was sent; called when the case is kept."""
        assert self._frozen is not None, "what was sent must be known"
        reachable = {step.id for step in self._frozen.sent_steps()}
        drafts: dict[str, Any] = self.drafts
        for store in (self.answers, drafts):
            for key in [key for key in store if key not in reachable]:
                del store[key]
        for key in [key for key in self.members if key not in reachable]:
            del self.members[key]
