"""Sending: the case as it leaves the terminal, and the page on which it is kept."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from config.services import Role, Service
from kiosk.core.cases import CaseAnswer, CaseContent, CasePaper, CasePart, CasePerson, MessageKind
from kiosk.core.effects import Keep
from kiosk.core.events import Failed, Kept, Result
from kiosk.core.own_cases import receipt_of
from kiosk.core.places.waiting import way_out_at, working_screen
from kiosk.core.screens import Message, Screen, Tone
from kiosk.core.steps.agree import answers_of
from kiosk.core.steps.view import StepView

if TYPE_CHECKING:
    from kiosk.core.journey import Step
    from kiosk.core.places.journey import JourneyPlace
    from kiosk.core.visit import Visit


def case_content(view: StepView, visit: Visit, kind: MessageKind) -> CaseContent:
    """The case as it leaves the terminal: the parts that can be done, and what they asked for."""
    journey, names = view.journey, visit.names()
    parts = tuple(
        CasePart(
            part.id,
            part.title,
            consent=journey.consents.get(part.id),
            state="needs_signature" if unsigned(part, visit) or journey.authority else "ready",
        )
        for part in journey.active_parts(names)
    )
    papers = tuple(
        CasePaper(paper.id, paper.name, journey.papers.get(paper.id, False))
        for paper in journey.paper_list(names)
    )
    answers = tuple(
        CaseAnswer(str(asked.role), concept, asked.id, asked.label, answer)
        for asked, answer, concept in answers_of(view, visit)
    )
    return CaseContent(
        case_id=journey.case_id,
        kind=kind,
        service=journey.service.id,
        title=journey.service.title,
        release=visit.release.seq,
        parts=parts,
        people=_people(view, visit),
        answers=answers,
        papers=papers,
        pressed_by=journey.pressed_by,
        missing=tuple(a.label for a in answers if a.answer.value is None),
        notes="；".join(filter(None, (view.home.notes, journey.authority))),
        receipt=receipt_of(visit.cases(), journey.case_id),
    )


def _people(view: StepView, visit: Visit) -> dict[str, CasePerson]:
    """Who takes part in this case; a helper of another one in the same visit does not."""
    operator = view.journey.service.identify.operator
    helped = operator == "must" or (operator == "may" and view.journey.pressed_by != "self")
    return {
        role.value: CasePerson(person.name or _record_name(visit, role), person.number, person.how)
        for role, person in visit.people.items()
        if role is not Role.OPERATOR or helped
    }


def unsigned(service: Service, visit: Visit) -> tuple[str, ...]:
    """What is still missing: signatures, and a witness that this is a living, present person."""
    lines = [visit.words("receipt.signature", who=who).written for who in service.signs]
    if service.presence == "witness" and Role.WITNESS not in visit.people:
        lines.append(visit.words("receipt.witness").written)
    return tuple(lines)


def _record_name(visit: Visit, role: Role) -> str:
    if role is not Role.SUBJECT:
        return ""
    return str(visit.names().get("profile", {}).get("name") or "")


class Phase(Enum):
    """What is known of the keeping."""

    KEEPING = "keeping"
    SLOW = "slow"
    FAILED = "failed"


class SendView(StepView):
    """Keeps the case durably; a failure keeps all answers and says whom to tell.

    As long as it is not known whether the case was kept, it is not kept once more: the person may wait on.
    """

    def __init__(self, home: JourneyPlace, step: Step) -> None:
        super().__init__(home, step)
        self.since_s = 0.0
        self.phase = Phase.KEEPING
        self._effect_id = 0

    def is_busy(self, visit: Visit) -> bool:
        return self.phase is Phase.KEEPING

    def key(self, visit: Visit) -> str:
        return self.phase.value

    def entered(self, visit: Visit) -> None:
        """Somebody pressed 送出, and everything was settled."""
        self.since_s, self.phase = visit.at_s, Phase.KEEPING
        self.journey.freeze(visit.names())
        kind = MessageKind.CORRECT if self.home.corrects else MessageKind.SUBMIT
        case = case_content(self, visit, kind)
        self._effect_id = visit.run(lambda id_, visit_id: Keep(id_, visit_id, case), asker=self.home)

    def screen(self, visit: Visit) -> Screen:
        if self.phase is Phase.KEEPING:
            return working_screen(visit, "working.keep", since_s=self.since_s, icon="send-clock-outline")
        place, failed = visit.settings.place, self.phase is Phase.FAILED
        again = visit.choice("retry", "send.retry", "refresh")
        wait = visit.choice("wait", "send.wait", "timer-sand")
        return Message(
            serial=visit.serial,
            frame=visit.frame(back=True if failed else None, primary=again if failed else wait, filled=True),
            title=visit.words(f"send.{self.phase.value}.title"),
            lead=visit.words(f"send.{self.phase.value}.lead", owner=place.owner, phone=place.owner_phone),
            tone=Tone.BAD if failed else Tone.PLAIN,
            icon="alert-circle-outline" if failed else "timer-sand",
        )

    def press(self, visit: Visit, target: str) -> None:
        match target:
            case "retry" if self.phase is Phase.FAILED:
                self.entered(visit)
            case "wait":
                self.since_s, self.phase = visit.at_s, Phase.KEEPING
            case "stop-waiting":
                self.phase = Phase.SLOW

    def finished(self, visit: Visit, result: Result, effect_id: int) -> None:
        if effect_id != self._effect_id:
            return
        match result:
            case Kept(receipt=receipt):
                self.journey.receipt = receipt
                self.journey.drop_unreachable()
                visit.own_cases.sent(self.journey)
                self.settle(visit)
            case Failed():
                self.phase = Phase.FAILED
                self.journey.thaw()
            case _:
                pass

    def back_within(self, visit: Visit) -> bool:
        """It was surely not kept: back to the check page, where everything still stands."""
        self.home.to_check(visit)
        return True

    def due_at(self, visit: Visit) -> float | None:
        return way_out_at(visit, self.since_s) if self.phase is Phase.KEEPING else None
