"""A certificate: issued by the center, looked at, printed. 'Printed' only after the printer's word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from config.services import Kind, Printed
from kiosk.core.effects import Issue, PrintDocument
from kiosk.core.events import Failed, Failure, Issued, PaperMoved, Queued, Result
from kiosk.core.frame import page_of
from kiosk.core.journey import key_of
from kiosk.core.places.paper import PaperWatch
from kiosk.core.places.waiting import way_out_at, working_screen
from kiosk.core.screens import Choice, Document, Message, PaperState, Row, Screen, Tone, Words
from kiosk.core.steps.rows import shown_rows
from kiosk.core.steps.view import StepView

if TYPE_CHECKING:
    from kiosk.core.journey import Step
    from kiosk.core.places.journey import JourneyPlace
    from kiosk.core.visit import Visit


class Phase(Enum):
    """Where the document is."""

    ISSUING = "issuing"
    READY = "ready"
    REFUSED = "refused"


class DocumentView(StepView):
    """Draws the document's way onto paper."""

    def __init__(self, home: JourneyPlace, step: Step) -> None:
        super().__init__(home, step)
        self.phase = Phase.ISSUING
        self.since_s = 0.0
        self.failure: Failure | None = None
        self.content: Mapping[str, Any] = {}
        self.paper = PaperWatch()
        self.page = 0

    def is_busy(self, visit: Visit) -> bool:
        return self.phase is Phase.ISSUING or self.paper.is_printing

    def key(self, visit: Visit) -> str:
        return f"{self.phase.value}-{self.page}"

    def entered(self, visit: Visit) -> None:
        subject, printed = visit.subject, self.journey.service.printed
        if self.content or subject is None or printed is None:
            return
        self.phase, self.since_s, self.failure = Phase.ISSUING, visit.at_s, None
        params = self._params(visit, printed)
        visit.run(
            lambda id_, visit_id: Issue(id_, visit_id, printed.kind, subject.number, subject.how, params),
            asker=self.home,
        )

    def _params(self, visit: Visit, printed: Printed) -> dict[str, str]:
        """What goes with the request: an option's own value, else the words the person saw."""
        params = {}
        for asked in self.journey.fields(visit.names()):
            answer = self.journey.answers.get(key_of(asked))
            if asked.id not in printed.params or answer is None or answer.value is None:
                continue
            option = next((o for o in asked.options if o.id == answer.value), None)
            params[asked.id] = (option.value if option is not None else "") or answer.shown
        return params

    def screen(self, visit: Visit) -> Screen:
        match self.phase:
            case Phase.ISSUING:
                return working_screen(
                    visit, "working.issue", since_s=self.since_s, icon="certificate-outline"
                )
            case Phase.REFUSED:
                return self._refused(visit)
            case Phase.READY:
                return self._ready(visit)

    def _refused(self, visit: Visit) -> Screen:
        again = self.failure in (Failure.DOWN, Failure.SLOW, Failure.NONSENSE)
        key = "retry" if again else "finish"
        office = self.journey.service.office
        return Message(
            serial=visit.serial,
            frame=visit.frame(
                primary=visit.choice(
                    key, "document.retry" if again else "bar.ok", "refresh" if again else "check-bold"
                ),
                filled=True,
            ),
            title=visit.words(f"document.{self.failure}.title"),
            lead=visit.words(f"document.{self.failure}.lead", office=office.name, phone=office.phone),
            tone=Tone.BAD,
            icon="file-alert-outline",
        )

    def _ready(self, visit: Visit) -> Screen:
        rows = self._rows(visit)
        page, pages, first, last = page_of(len(rows), self.page, visit.capacity.rows)
        state = self.paper.state or PaperState.READY
        return Document(
            serial=visit.serial,
            frame=visit.frame(
                primary=self._primary(visit, page, pages),
                filled=not self.paper.is_printing,
                back=None if self.paper.is_printing else True,
            ),
            title=Words.of(str(self.content.get("title", self.journey.service.title))),
            lead=visit.words("document.sample") if self.content.get("sample") else Words(),
            state=state,
            state_words=self.paper.words(visit) or visit.words("document.ready"),
            rows=rows[first:last],
            choices=(visit.choice("print", "document.print-again", "printer"),)
            if self.paper.may_repeat
            else (),
            page=page,
            pages=pages,
        )

    def _primary(self, visit: Visit, page: int, pages: int) -> Choice | None:
        if self.paper.is_printing:
            return None
        if self.paper.state is PaperState.DONE:
            return visit.choice("finish", "document.taken", "check-bold")
        if self.paper.state is not None:
            return visit.choice("finish", "receipt.finish", "check-bold")
        if page < pages - 1:
            return visit.choice("more", "bar.next-page", "arrow-right-thick")
        return visit.choice("print", "document.print", "printer")

    def _rows(self, visit: Visit) -> tuple[Row, ...]:
        printed = self.journey.service.printed
        if printed is not None and printed.rows:
            return shown_rows(visit, printed.rows, {**self.home.scope(visit), "document": self.content})
        return tuple(
            Row(label=Words.of(str(row["label"])), value=Words.hidden(str(row["value"])))
            for row in self.content.get("rows", ())
        )

    def press(self, visit: Visit, target: str) -> None:
        match target:
            case "print":
                content = self.content
                self.paper.begin()
                print_ = PrintDocument(0, "", content)
                visit.run(lambda id_, visit_id: replace(print_, id=id_, visit_id=visit_id), asker=self.home)
            case "more":
                self.page += 1
            case "retry":
                self.entered(visit)
            case "stop-waiting":
                self.phase, self.failure = Phase.REFUSED, Failure.SLOW
            case _:
                visit.home() if self.journey.service.kind is Kind.PRINT else visit.leave(self.home)

    def finished(self, visit: Visit, result: Result, effect_id: int) -> None:
        match result:
            case Issued(content) if self.phase is Phase.ISSUING:
                self.phase, self.content = Phase.READY, content
            case Failed(failure) if self.phase is Phase.ISSUING:
                self.phase, self.failure = Phase.REFUSED, failure
            case Queued(job_id):
                self.paper.queued(visit, job_id)
            case Failed(failure):
                self.paper.failed("characters" if failure is Failure.REFUSED else "")
            case _:
                pass

    def paper_moved(self, visit: Visit, event: PaperMoved) -> None:
        self.paper.moved(visit, event)

    def due_at(self, visit: Visit) -> float | None:
        return way_out_at(visit, self.since_s) if self.phase is Phase.ISSUING else None

    def back_within(self, visit: Visit) -> bool:
        self.page, moved = max(0, self.page - 1), self.page > 0
        return moved
