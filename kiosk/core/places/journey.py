"""A service on its way: which step is shown, and where Back, Next and 改 lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from config.services import Part, Role, Service
from kiosk.core.events import CardFailed, CardRead, CaseMoved, LookedUp, PaperMoved, Result, Scanned
from kiosk.core.journey import Journey, Step, StepKind
from kiosk.core.place import Place
from kiosk.core.places.identify import IdentifyPlace
from kiosk.core.places.waiting import way_out_at, working_screen
from kiosk.core.screens import Screen, Steps, Words
from kiosk.core.steps.view import StepView

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
        notes: What it was opened from (这个不对).
    """

    def __init__(
        self,
        service: Service,
        *,
        parts: Sequence[tuple[Part, Service]] = (),
        case_id: str,
        corrects: bool = False,
        notes: str = "",
    ) -> None:
        self.journey = Journey(service, parts=parts, case_id=case_id)
        self.corrects = corrects
        self.notes = notes
        self._view: StepView | None = None
        self._view_of = ""

    # -- moving ----------------------------------------------------------------------------------

    def steps(self, visit: Visit) -> tuple[Step, ...]:
        """All steps now."""
        return self.journey.steps(visit.names(), roles=tuple(visit.people))

    def step(self, visit: Visit) -> Step:
        """The step under the cursor; where it vanished, the first one that is open."""
        steps = self.steps(visit)
        for step in steps:
            if step.id == self.journey.cursor:
                return step
        return next((s for s in steps if self._is_open(visit, s)), steps[-1])

    def view(self, visit: Visit) -> StepView:
        """What draws the current step."""
        from kiosk.core.steps import view_for

        step = self.step(visit)
        if self._view is None or self._view_of != step.id:
            self._view, self._view_of = view_for(self, step), step.id
        return self._view

    def begin(self, visit: Visit) -> None:
        """The first step that is open."""
        self.journey.take_known(visit.names())
        self._to(visit, self._first_open(visit))

    def settle(self, visit: Visit, step: Step) -> None:
        """This step is answered: on to the next; after a change, straight back to the check page."""
        self.journey.settled.add(step.id)
        self.journey.take_known(visit.names())
        if self.journey.changing:
            self._to(visit, self._first_open(visit))
            return
        steps = self.steps(visit)
        at = next((n for n, s in enumerate(steps) if s.id == step.id), -1)
        following = next((s for s in steps[at + 1 :] if self._is_shown(visit, s)), steps[-1])
        self._to(visit, following)

    def open_first(self, visit: Visit) -> None:
        """To the first question that is open: a new member's."""
        self._to(visit, self._first_open(visit))

    def change(self, visit: Visit, step_id: str) -> None:
        """改 on the check page."""
        self.journey.changing = True
        self.journey.cursor = step_id
        self._entered(visit)

    def _to(self, visit: Visit, step: Step) -> None:
        if step.kind is StepKind.CHECK:
            self.journey.changing = False
        self.journey.cursor = step.id
        self._entered(visit)

    def _entered(self, visit: Visit) -> None:
        step = self.step(visit)
        if step.kind is StepKind.IDENTIFY:
            role = Role(step.id.partition(":")[2])
            typed = "typed" in self.journey.service.identify.accept
            place = IdentifyPlace(role, accept_typed=typed, then=lambda v: self.settle(v, step))
            visit.go(place)
            return
        if not self._waits(visit):
            self.view(visit).entered(visit)

    def _first_open(self, visit: Visit) -> Step:
        steps = self.steps(visit)
        return next((s for s in steps if self._is_open(visit, s)), steps[-1])

    def _is_open(self, visit: Visit, step: Step) -> bool:
        return self._is_shown(visit, step) and step.id not in self.journey.settled

    def _is_shown(self, visit: Visit, step: Step) -> bool:
        if step.kind is StepKind.IDENTIFY:
            return Role(step.id.partition(":")[2]) not in visit.people
        return not self.journey.is_taken(step)

    def back(self, visit: Visit) -> None:
        step = self.step(visit)
        if step.kind in SENT:
            visit.home()
            return
        if self.view(visit).back_within(visit):
            return
        steps = self.steps(visit)
        if self.journey.changing:
            check = next((s for s in steps if s.kind is StepKind.CHECK), None)
            if check is not None and all(
                s.id in self.journey.settled or not self._is_shown(visit, s)
                for s in steps[: steps.index(check)]
            ):
                self._to(visit, check)
                return
        at = next((n for n, s in enumerate(steps) if s.id == step.id), 0)
        before = [s for s in steps[:at] if self._is_shown(visit, s)]
        if before:
            self.journey.changing = False
            self._to(visit, before[-1])
        else:
            visit.leave(self)

    def shown_again(self, visit: Visit) -> None:
        """Leaving the identify page without a card leaves the service."""
        step = self.step(visit)
        if step.kind is StepKind.IDENTIFY and self._is_shown(visit, step):
            visit.leave(self)

    def scope(self, visit: Visit) -> Mapping[str, Any]:
        """Facts, names and answers."""
        return self.journey.scope(visit.names())

    def progress(self, visit: Visit) -> Steps | None:
        """第 3 个问题，共 6 个."""
        shown = [s for s in self.steps(visit) if s.kind in COUNTED and self._is_shown(visit, s)]
        at = next((n for n, s in enumerate(shown) if s.id == self.step(visit).id), None)
        if at is None:
            return None
        return Steps(Words(self.journey.service.title), at + 1, len(shown))

    # -- delegation ------------------------------------------------------------------------------

    def is_busy(self, visit: Visit) -> bool:
        return self._waits(visit) or (self._view is not None and self._view.is_busy(visit))

    def key(self, visit: Visit) -> str:
        if self._waits(visit):
            return "looking-up"
        view = self.view(visit)
        return f"{self._view_of}-{view.key(visit)}"

    def _waits(self, visit: Visit) -> bool:
        """Whether the person has just said who they are, and the answer is still on its way."""
        return visit.looking_up is not None and self.step(visit).kind not in SENT

    def screen(self, visit: Visit) -> Screen:
        if self._waits(visit):
            return working_screen(visit, "working.lookup", since_s=visit.looking_since_s)
        return self.view(visit).screen(visit)

    def press(self, visit: Visit, target: str) -> None:
        if target == "stop-waiting" and self._waits(visit):
            visit.stop_waiting()
            self._looked_up(visit)
            return
        self.view(visit).press(visit, target)

    def _looked_up(self, visit: Visit) -> None:
        """Facts came, or will not come: what they answer need not be asked, what they open is."""
        self.journey.take_known(visit.names())
        if not self.journey.changing and self.step(visit).kind not in SENT:
            self._to(visit, self._first_open(visit))

    def card(self, visit: Visit, event: CardRead) -> bool:
        return self.view(visit).card(visit, event)

    def card_failed(self, visit: Visit, event: CardFailed) -> bool:
        return self.view(visit).card_failed(visit, event)

    def scanned(self, visit: Visit, event: Scanned) -> None:
        self.view(visit).scanned(visit, event)

    def finished(self, visit: Visit, result: Result, effect_id: int) -> None:
        if isinstance(result, LookedUp) or (visit.place is self and visit.lookup_failure is not None):
            self._looked_up(visit)
        self.view(visit).finished(visit, result, effect_id)

    def paper_moved(self, visit: Visit, event: PaperMoved) -> None:
        self.view(visit).paper_moved(visit, event)

    def case_moved(self, visit: Visit, event: CaseMoved) -> None:
        self.view(visit).case_moved(visit, event)

    def due_at(self, visit: Visit) -> float | None:
        if self._waits(visit):
            return way_out_at(visit, visit.looking_since_s)
        return self.view(visit).due_at(visit)

    def woke(self, visit: Visit) -> None:
        self.view(visit).woke(visit)
