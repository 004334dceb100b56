"""Sending, and the receipt. Only what is known is said: kept here, at the center, with the department."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from config.services import Next, Role, Service
from kiosk.core.cases import CaseAnswer, CaseContent, CasePaper, CasePart, CasePerson, MessageKind
from kiosk.core.effects import Keep, PrintSlip
from kiosk.core.eligibility import Verdict
from kiosk.core.events import CaseMoved, CaseState, Device, Failed, Kept, PaperMoved, Queued, Result
from kiosk.core.frame import page_of
from kiosk.core.hours import add_working_days
from kiosk.core.places.paper import PaperWatch
from kiosk.core.places.waiting import way_out_at, working_screen
from kiosk.core.screens import Choice, Message, PaperState, Receipt, Row, Screen, Tone, Words
from kiosk.core.steps.agree import answers_of
from kiosk.core.steps.view import StepView

if TYPE_CHECKING:
    from kiosk.core.journey import Step
    from kiosk.core.places.journey import JourneyPlace
    from kiosk.core.visit import Visit


def case_content(view: StepView, visit: Visit, kind: MessageKind) -> CaseContent:
    """The case as it leaves the terminal."""
    journey, names = view.journey, visit.names()
    parts = tuple(
        CasePart(s.id, s.title, consent=True, state="needs_signature" if unsigned(s, visit) else "ready")
        for s in journey.active_parts(names)
    )
    papers = tuple(
        CasePaper(paper.id, paper.name, journey.papers.get(paper.id, False))
        for paper in journey.paper_list(names)
    )
    people = {
        role.value: CasePerson(person.name or _record_name(visit, role), person.number, person.how)
        for role, person in visit.people.items()
    }
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
        people=people,
        answers=answers,
        papers=papers,
        pressed_by=journey.pressed_by,
        missing=tuple(a.label for a in answers if a.answer.value is None),
        notes=view.home.notes,
    )


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


class SendView(StepView):
    """Keeps the case durably; a failure keeps all answers and says whom to tell."""

    def __init__(self, home: JourneyPlace, step: Step) -> None:
        super().__init__(home, step)
        self.since_s = 0.0
        self.failed: Failed | None = None

    def is_busy(self, visit: Visit) -> bool:
        return self.failed is None

    def key(self, visit: Visit) -> str:
        return "failed" if self.failed else "busy"

    def entered(self, visit: Visit) -> None:
        self.since_s, self.failed = visit.at_s, None
        kind = MessageKind.CORRECT if self.home.corrects else MessageKind.SUBMIT
        case = case_content(self, visit, kind)
        visit.run(lambda id_, visit_id: Keep(id_, visit_id, case), asker=self.home)

    def screen(self, visit: Visit) -> Screen:
        if self.failed is None:
            return working_screen(visit, "working.keep", since_s=self.since_s, icon="send-clock-outline")
        place = visit.settings.place
        return Message(
            serial=visit.serial,
            frame=visit.frame(primary=visit.choice("retry", "send.retry", "refresh"), filled=True),
            title=visit.words("send.failed.title"),
            lead=visit.words("send.failed.lead", owner=place.owner, phone=place.owner_phone),
            tone=Tone.BAD,
            icon="alert-circle-outline",
        )

    def press(self, visit: Visit, target: str) -> None:
        if self.failed is not None:
            self.entered(visit)

    def finished(self, visit: Visit, result: Result, effect_id: int) -> None:
        match result:
            case Kept(receipt=receipt):
                self.journey.receipt = receipt
                visit.case_waits = True
                self.settle(visit)
            case Failed():
                self.failed = result
            case _:
                pass

    def due_at(self, visit: Visit) -> float | None:
        return way_out_at(visit, self.since_s) if self.failed is None else None


class ReceiptView(StepView):
    """The number, what happens next and by when, whom to call; and the slip."""

    def __init__(self, home: JourneyPlace, step: Step) -> None:
        super().__init__(home, step)
        self.state = CaseState.KEPT
        self.paper = PaperWatch()
        self.page = 0

    def key(self, visit: Visit) -> str:
        return str(self.page)

    def is_busy(self, visit: Visit) -> bool:
        return self.paper.is_printing

    def screen(self, visit: Visit) -> Screen:
        rows = self._rows(visit)
        page, pages, first, last = page_of(len(rows), self.page, visit.capacity.rows)
        return Receipt(
            serial=visit.serial,
            frame=visit.frame(back=None, primary=self._primary(visit), filled=not self.paper.is_printing),
            title=visit.words("receipt.title"),
            lead=self.paper.words(visit),
            number=Words.of(self.journey.receipt),
            state_words=visit.words(f"case.{self.state}"),
            rows=rows[first:last],
            choices=self._choices(visit, pages),
            page=page,
            pages=pages,
        )

    def _choices(self, visit: Visit, pages: int) -> tuple[Choice, ...]:
        choices = []
        if self.paper.may_repeat:
            choices.append(visit.choice("print", "receipt.again", "printer"))
        if pages > 1:
            choices.append(visit.choice("more", "bar.next-page", "arrow-right-thick"))
        return tuple(choices)

    def _primary(self, visit: Visit) -> Choice:
        if self.paper.state is None and Device.SLIP_PRINTER not in visit.broken:
            return visit.choice("print", "receipt.print", "printer")
        if self.paper.state is PaperState.DONE:
            return visit.choice("finish", "receipt.taken", "check-bold")
        return visit.choice("finish", "receipt.finish", "check-bold")

    def _rows(self, visit: Visit) -> tuple[Row, ...]:
        service = self.journey.service
        rows = []
        if self.journey.all_parts:
            rows += [self._part_row(visit, part) for part in self.journey.parts(visit.names())]
        follow = service.next or Next(lines=(visit.words("receipt.next").written,), days=5)
        rows += [Row(label=Words.of(line), icon="arrow-right-circle-outline") for line in follow.lines]
        rows.append(
            Row(label=visit.words("receipt.by", day=self._promised(visit, follow)), icon="calendar-check")
        )
        rows += [
            Row(label=Words.of(line), icon="draw", tone=Tone.URGENT) for line in unsigned(service, visit)
        ]
        office = service.office
        rows.append(
            Row(
                label=visit.words("receipt.call", office=office.name),
                value=Words.of(office.phone),
                icon="phone",
            )
        )
        return tuple(rows)

    def _part_row(self, visit: Visit, part: Service) -> Row:
        done = self.journey.verdict(part, visit.names()) is not Verdict.NO
        return Row(
            label=Words.of(part.title),
            value=visit.words("receipt.part-sent" if done else "receipt.part-not"),
            icon="check-circle-outline" if done else "close-circle-outline",
            tone=Tone.GOOD if done else Tone.BAD,
        )

    def _promised(self, visit: Visit, follow: Next) -> str:
        if not visit.began.clock_trusted:
            return visit.words("receipt.days", days=follow.days).written
        if follow.working_days:
            day: datetime = add_working_days(visit.now, follow.days, visit.settings.hours)
        else:
            day = datetime.fromordinal(visit.today.toordinal() + follow.days)
        return f"{day.month}月{day.day}日"

    def press(self, visit: Visit, target: str) -> None:
        match target:
            case "print":
                self._print(visit)
            case "more":
                pages = page_of(len(self._rows(visit)), self.page, visit.capacity.rows)[1]
                self.page = (self.page + 1) % pages
            case _:
                visit.home()

    def _print(self, visit: Visit) -> None:
        service = self.journey.service
        lines = tuple(row.label.written for row in self._rows(visit) if not row.value)
        slip = PrintSlip(
            0,
            "",
            title=service.title,
            when=visit.date_line,
            contact=visit.words("receipt.contact", office=service.office.name).written,
            lines=lines,
            number=self.journey.receipt,
            phone=service.office.phone,
            phone_who=service.office.name,
        )
        self.paper.begin()
        visit.run(lambda id_, visit_id: replace(slip, id=id_, visit_id=visit_id), asker=self.home)

    def finished(self, visit: Visit, result: Result, effect_id: int) -> None:
        match result:
            case Queued(job_id):
                self.paper.queued(visit, job_id)
            case Failed():
                self.paper.failed()
            case _:
                pass

    def paper_moved(self, visit: Visit, event: PaperMoved) -> None:
        self.paper.moved(visit, event)

    def case_moved(self, visit: Visit, event: CaseMoved) -> None:
        if event.case_id == self.journey.case_id:
            self.state = event.state
            visit.case_waits = event.state is CaseState.KEPT
