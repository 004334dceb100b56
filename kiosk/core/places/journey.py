"""A service on its way: which step is shown, and where Back, Next and 改 lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from config.services import Kind, Part, Role, Service
from kiosk.core.cases import Source
from kiosk.core.events import CardFailed, CardRead, PaperMoved, Result, Scanned
from kiosk.core.journey import Journey, Step, StepKind, key_of
from kiosk.core.place import Place
from kiosk.core.places.found_case import look_for
from kiosk.core.places.identify import IdentifyPlace
from kiosk.core.places.waiting import way_out_at, working_screen
from kiosk.core.screens import Screen, Steps, Words
from kiosk.core.steps.view import StepView
from kiosk.core.talk import Hearing

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

SENT = frozenset({StepKind.SEND, StepKind.RECEIPT})
COUNTED = frozenset({StepKind.ELIGIBILITY, StepKind.PAPERS, StepKind.FIELD, StepKind.GROUP, StepKind.CONSENT})


class JourneyPlace(Place):
    """One journey of the visit's stack.

    Args:
        service: What was chosen.
        parts: The services of a bundle.
        case_id: The case that it becomes.
        corrects: Whether it corrects a case that was sent already.
    """

    def __init__(
        self,
        service: Service,
        *,
        parts: Sequence[tuple[Part, Service]] = (),
        case_id: str,
        corrects: bool = False,
    ) -> None:
        self.journey = Journey(service, parts=parts, case_id=case_id)
        self.corrects = corrects
        self.handed_over = False
        self.notes = ""
        self._views: dict[str, StepView] = {}
        self._trail: list[str] = []

    @property
    def known_as(self) -> tuple[str, str]:
        """By what it is found again after it was left: its service, and the case that it corrects."""
        return (self.journey.service.id, self.journey.case_id if self.corrects else "")

    @property
    def is_sent(self) -> bool:
        """Whether the case is kept, with its receipt."""
        return bool(self.journey.receipt)

    @property
    def is_worth_keeping(self) -> bool:
        """Whether leaving it would lose something that the person filled in."""
        journey = self.journey
        filled = bool(journey.answers or journey.drafts or journey.members or journey.sent)
        return journey.service.kind in (Kind.DECLARE, Kind.BUNDLE) and filled and not self.is_sent

    def has_unsent(self, visit: Visit) -> bool:
        """Whether the person answered something that would be lost with this visit."""
        journey = self.journey
        own = any(answer.source != Source.RECORD for answer in journey.answers.values())
        filled = own or journey.drafts or journey.papers or journey.members
        if self.handed_over or journey.sent or not filled:
            return False
        return any(step.kind is StepKind.SEND for step in self.steps(visit))

    # -- where the person is ---------------------------------------------------------------------

    def steps(self, visit: Visit) -> tuple[Step, ...]:
        """All steps now."""
        return self.journey.steps(visit.names(), roles=tuple(visit.people))

    def step(self, visit: Visit) -> Step:
        """The step under the cursor; where it vanished, the first one that is open."""
        for step in self.steps(visit):
            if step.id == self.journey.cursor:
                return step
        return self._first_open(visit)

    def view(self, visit: Visit) -> StepView:
        """What draws the current step; it stays the same when the person comes back to it."""
        from kiosk.core.steps import view_for

        step = self.step(visit)
        view = self._views.get(step.id)
        if view is None:
            view = self._views[step.id] = view_for(self, step)
        view.step = step
        return view

    def scope(self, visit: Visit) -> Mapping[str, Any]:
        """Facts, names and answers."""
        return self.journey.outline(visit.names()).scope

    def progress(self, visit: Visit) -> Steps | None:
        """第 3 个问题，共 6 个."""
        shown = [s for s in self.steps(visit) if s.kind in COUNTED and self._is_shown(visit, s)]
        here = self.step(visit).id
        at = next((n for n, s in enumerate(shown) if s.id == here), None)
        if at is None:
            return None
        return Steps(Words(self.journey.service.title), at + 1, len(shown))

    def _first_open(self, visit: Visit) -> Step:
        steps = self.steps(visit)
        return next((s for s in steps if self._is_open(visit, s)), steps[-1])

    def _is_open(self, visit: Visit, step: Step) -> bool:
        if step.kind is StepKind.CHECK:
            return True
        if step.kind is StepKind.CONSENT and step.service is not None:
            return step.service.id not in self.journey.consents
        return self._is_shown(visit, step) and step.id not in self.journey.settled

    def _is_shown(self, visit: Visit, step: Step) -> bool:
        if step.kind is StepKind.IDENTIFY:
            return Role(step.id.partition(":")[2]) not in visit.people
        return not self.journey.is_taken(step)

    # -- moving forward --------------------------------------------------------------------------

    def begin(self, visit: Visit) -> None:
        """The first step that is open; after it was left from its first page, that page with all answers."""
        if self.journey.sent:
            return
        self.journey.changing, self._trail = False, []
        self.journey.take_known(visit.names())
        steps = self.steps(visit)
        self._to(visit, next((s for s in steps if self._is_shown(visit, s)), steps[-1]))

    def settle(self, visit: Visit, step: Step) -> None:
        """This step is answered: on to the next; after a change, straight back to the check page.

        A question that opened before this one is asked first, and then it goes back to the check page.
        """
        self.journey.settled.add(step.id)
        self.journey.take_known(visit.names())
        steps = self.steps(visit)
        first_open = self._first_open(visit)
        at = next((n for n, s in enumerate(steps) if s.id == step.id), None)
        if self.journey.changing or at is None:
            self._forward(visit, first_open)
            return
        following = next((s for s in steps[at + 1 :] if self._is_next(visit, s)), steps[-1])
        skipped = steps.index(first_open) < steps.index(following) and first_open.kind is not StepKind.CHECK
        if skipped and step.kind is not StepKind.SEND:
            self._detour(visit, first_open)
        else:
            self._to(visit, following)

    def _is_next(self, visit: Visit, step: Step) -> bool:
        """Whether it is shown on the way forward; members that are complete stand on their group's page."""
        return self._is_shown(visit, step) and (step.member is None or step.id not in self.journey.settled)

    def _detour(self, visit: Visit, step: Step) -> None:
        self._trail = [self.journey.cursor]
        self.journey.changing = True
        self._to(visit, step)

    def _forward(self, visit: Visit, step: Step) -> None:
        if self.journey.changing:
            self._trail.append(self.journey.cursor)
        self._to(visit, step)

    def open_member(self, visit: Visit, member: int) -> None:
        """To the first question about a new member."""
        group = self.step(visit).id
        ids = f"{group}/{member}/"
        step = next((s for s in self.steps(visit) if s.id.startswith(ids)), None)
        if step is not None:
            self._forward(visit, step)

    def to_check(self, visit: Visit) -> None:
        """It was not sent: everything still stands on the check page."""
        self._to(visit, next(s for s in self.steps(visit) if s.kind is StepKind.CHECK))

    def confirmed(self, visit: Visit) -> None:
        """The person said yes to everything on the check page: it is sent."""
        self.journey.confirm(visit.names())
        self.settle(visit, self.step(visit))

    def finished_for(self, visit: Visit) -> None:
        """Staff send it by a written authority."""
        staff = visit.staff
        assert staff is not None
        authority = visit.words("authority.case-note", name=staff.name, code=staff.code)
        self.journey.confirm_without(visit.names(), authority=authority.written)
        self.journey.pressed_by = "staff"
        self.settle(visit, self.step(visit))

    def change(self, visit: Visit, step_id: str) -> None:
        """改 on the check page."""
        step = next((s for s in self.steps(visit) if s.id == step_id), None)
        if step is not None:
            self._detour(visit, step)

    def _to(self, visit: Visit, step: Step) -> None:
        if step.kind is StepKind.CHECK:
            self.journey.changing, self._trail = False, []
        self.journey.cursor = step.id
        self.may_reassure = step.kind not in SENT
        if step.kind is StepKind.IDENTIFY:
            role = Role(step.id.partition(":")[2])
            typed = "typed" in self.journey.service.identify.accept
            visit.go(IdentifyPlace(role, accept_typed=typed, then=lambda v: self.settle(v, step)))
        elif not self._waits(visit):
            self.view(visit).entered(visit)

    # -- moving back -----------------------------------------------------------------------------

    def back(self, visit: Visit) -> None:
        step = self.step(visit)
        if step.kind is StepKind.RECEIPT:
            visit.home()
            return
        if self.view(visit).back_within(visit):
            return
        if step.group is not None and self._is_first_of_member(visit, step):
            self._back_to_group(visit, step)
        elif not (self.journey.changing and self._back_on_trail(visit)):
            self._back_from(visit, step)

    def _back_to_group(self, visit: Visit, step: Step) -> None:
        """From the first question about a member; one that was opened by mistake is gone."""
        assert step.group is not None and step.member is not None  # noqa: PT018
        group = key_of(step.group)
        self.journey.drop_if_empty(step.group, step.member)
        if group in self._trail:
            self._trail = self._trail[: self._trail.index(group)]
        self._to(visit, next(s for s in self.steps(visit) if s.id == group))

    def _back_from(self, visit: Visit, step: Step) -> None:
        steps = self.steps(visit)
        at = next((n for n, s in enumerate(steps) if s.id == step.id), 0)
        before = [s for s in steps[:at] if self._is_shown(visit, s) and self._is_beside(s, step)]
        if before:
            self.journey.changing, self._trail = False, []
            self._to(visit, before[-1])
        else:
            visit.leave(self)

    @staticmethod
    def _is_beside(before: Step, step: Step) -> bool:
        """A member's questions lie behind its group's page: Back does not lead through them."""
        return before.member is None or before.member == step.member

    def _is_first_of_member(self, visit: Visit, step: Step) -> bool:
        assert step.group is not None
        ids = f"{key_of(step.group)}/{step.member}/"
        return next(s for s in self.steps(visit) if s.id.startswith(ids)).id == step.id

    def _back_on_trail(self, visit: Visit) -> bool:
        """While something is changed, Back leads over the pages that were seen, to the check page."""
        steps = {step.id: step for step in self.steps(visit)}
        while self._trail:
            step = steps.get(self._trail.pop())
            if step is not None and step.id != self.journey.cursor:
                self._to(visit, step)
                return True
        check = steps.get("check")
        if check is not None:
            self._to(visit, check)
        return check is not None

    def shown_again(self, visit: Visit) -> None:
        """Leaving the identify page without a card leads to the page before it, or out of the service."""
        step = self.step(visit)
        if step.kind is StepKind.IDENTIFY and self._is_shown(visit, step):
            self._back_from(visit, step)

    # -- the center's answer ---------------------------------------------------------------------

    def _waits(self, visit: Visit) -> bool:
        """Whether the person has just said who they are, and the answer is still on its way."""
        return visit.looking_up is not None and self.step(visit).kind not in SENT

    def looked_up(self, visit: Visit) -> None:
        """Facts came, or will not come: what they answer need not be asked, what they open is."""
        self.journey.take_known(visit.names())
        step = self.step(visit)
        if step.kind in SENT or step.kind is StepKind.IDENTIFY:
            return
        if not self._is_shown(visit, step) or step.id != self.journey.cursor:
            self._forward(visit, self._first_open(visit))
        elif step.id not in self.journey.settled and not self.journey.changing:
            self._to(visit, self._first_open(visit))
        else:
            self._to(visit, step)

    # -- delegation ------------------------------------------------------------------------------

    def is_busy(self, visit: Visit) -> bool:
        return self._waits(visit) or self.view(visit).is_busy(visit)

    def key(self, visit: Visit) -> str:
        if self._waits(visit):
            return "looking-up"
        view = self.view(visit)
        return f"{view.step.id}-{view.key(visit)}"

    def screen(self, visit: Visit) -> Screen:
        if self._waits(visit):
            return working_screen(visit, "working.lookup", since_s=visit.looking_since_s)
        return self.view(visit).screen(visit)

    def press(self, visit: Visit, target: str) -> None:
        if target == "stop-waiting" and self._waits(visit):
            visit.stop_waiting()
            self.looked_up(visit)
            return
        self.view(visit).press(visit, target)

    def heard(self, visit: Visit, hearing: Hearing) -> bool:
        return not self._waits(visit) and self.view(visit).heard(visit, hearing)

    def card(self, visit: Visit, event: CardRead) -> bool:
        return self.view(visit).card(visit, event)

    def card_failed(self, visit: Visit, event: CardFailed) -> bool:
        return self.view(visit).card_failed(visit, event)

    def scanned(self, visit: Visit, event: Scanned) -> None:
        if self.journey.service.kind is Kind.PROGRESS:
            look_for(visit, event)
        else:
            self.view(visit).scanned(visit, event)

    def finished(self, visit: Visit, result: Result, effect_id: int) -> None:
        for view in tuple(self._views.values()):
            view.finished(visit, result, effect_id)

    def paper_moved(self, visit: Visit, event: PaperMoved) -> None:
        for view in tuple(self._views.values()):
            view.paper_moved(visit, event)

    def due_at(self, visit: Visit) -> float | None:
        if self._waits(visit):
            return way_out_at(visit, visit.looking_since_s)
        return self.view(visit).due_at(visit)

    def woke(self, visit: Visit) -> None:
        if not self._waits(visit):
            self.view(visit).woke(visit)
