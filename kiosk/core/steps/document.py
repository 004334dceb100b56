"""A certificate: issued by the center, looked at, printed. 'Printed' only after the printer's word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any

from config.services import Printed
from kiosk.core.effects import Issue, PrintDocument
from kiosk.core.events import Failed, Failure, Issued, Result
from kiosk.core.frame import page_of
from kiosk.core.journey import key_of
from kiosk.core.places.paper import PaperWatch
from kiosk.core.places.waiting import way_out_at, working_screen
from kiosk.core.screens import Choice, Document, Message, PaperState, Row, Screen, Tone, Words
from kiosk.core.steps.rows import shown_rows
from kiosk.core.steps.view import PaperView
from kiosk.core.wording import COVERED

if TYPE_CHECKING:
    from kiosk.core.journey import Step
    from kiosk.core.places.journey import JourneyPlace
    from kiosk.core.visit import Visit


_AMOUNT = re.compile(r"\d+\.\d{2}(?!\d)")


class Phase(Enum):
    """Where the document is."""

    ISSUING = "issuing"
    READY = "ready"
    REFUSED = "refused"


class DocumentView(PaperView):
    """Draws the document's way onto paper."""

    def __init__(self, home: JourneyPlace, step: Step) -> None:
        super().__init__(home, step)
        self.phase = Phase.ISSUING
        self.since_s = 0.0
        self.failure: Failure | None = None
        self.content: Mapping[str, Any] = {}
        self._params_sent: Mapping[str, str] | None = None
        self._effect_id = 0

    def is_busy(self, visit: Visit) -> bool:
        return self.phase is Phase.ISSUING or super().is_busy(visit)

    def key(self, visit: Visit) -> str:
        return f"{self.phase.value}-{self.page}"

    def entered(self, visit: Visit) -> None:
        """Asks for the document, unless this very one is there already."""
        printed = self.journey.service.printed
        if printed is None:
            return
        params = self._params(visit, printed)
        if params != self._params_sent or not self.content:
            self._ask(visit, printed, params)

    def _ask(self, visit: Visit, printed: Printed, params: Mapping[str, str]) -> None:
        subject = visit.subject
        if subject is None:
            self.phase, self.failure = Phase.REFUSED, Failure.REFUSED
            return
        self.phase, self.since_s, self.failure = Phase.ISSUING, visit.at_s, None
        self.content, self._params_sent, self.paper, self.page = {}, params, PaperWatch(), 0
        self._effect_id = visit.run(
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
        self.page, pages, first, last = page_of(len(rows), self.page, visit.capacity.rows)
        return Document(
            serial=visit.serial,
            frame=visit.frame(
                primary=self._primary(visit, pages),
                filled=not self.paper.is_printing,
                back=None if self.paper.is_printing else True,
            ),
            title=Words.of(str(self.content.get("title", self.journey.service.title))),
            lead=visit.words("document.sample") if self.content.get("sample") else Words(),
            state=self.paper.state or PaperState.READY,
            state_words=self.paper.words(visit) or visit.words("document.ready"),
            rows=rows[first:last],
            choices=self._choices(visit),
            page=self.page,
            pages=pages,
        )

    def _choices(self, visit: Visit) -> tuple[Choice, ...]:
        choices = self.paper.choices(visit, "document.print-again")
        if visit.covered:
            choices += (visit.choice("cover", "affairs.uncover", "eye-outline"),)
        return choices

    def _primary(self, visit: Visit, pages: int) -> Choice | None:
        if self.paper.is_printing:
            return None
        if self.paper.state is PaperState.DONE:
            return visit.choice("finish", "document.taken", "check-bold")
        if self.paper.state is not None:
            return visit.choice("finish", "receipt.finish", "check-bold")
        if self.page < pages - 1:
            return visit.choice("more", "bar.next-page", "arrow-right-thick")
        return visit.choice("print", "document.print", "printer")

    def _rows(self, visit: Visit) -> tuple[Row, ...]:
        printed = self.journey.service.printed
        if printed is not None and printed.rows:
            return shown_rows(visit, printed.rows, {**self.home.scope(visit), "document": self.content})
        return tuple(
            Row(label=Words.of(str(row["label"])), value=Words.hidden(self._value(visit, row)))
            for row in self.content.get("rows", ())
        )

    @staticmethod
    def _value(visit: Visit, row: Mapping[str, Any]) -> str:
        text = str(row["value"])
        return _AMOUNT.sub(COVERED, text) if visit.hides_money else text

    def press(self, visit: Visit, target: str) -> None:
        printed = self.journey.service.printed
        match target:
            case "print":
                content = self.content
                self.paper.print(
                    visit, lambda id_, visit_id: PrintDocument(id_, visit_id, content), asker=self.home
                )
            case "more":
                self.page += 1
            case "cover":
                visit.covered = False
            case "retry" if printed is not None:
                self._ask(visit, printed, self._params(visit, printed))
            case "stop-waiting":
                self.phase, self.failure = Phase.REFUSED, Failure.SLOW
            case _:
                self.paper.taken(visit)
                visit.home()

    def finished(self, visit: Visit, result: Result, effect_id: int) -> None:
        if effect_id != self._effect_id:
            super().finished(visit, result, effect_id)
            return
        match result:
            case Issued(content):
                self.phase, self.content = Phase.READY, content
            case Failed(failure):
                self.phase, self.failure = Phase.REFUSED, failure
            case _:
                self.phase, self.failure = Phase.REFUSED, Failure.NONSENSE

    def due_at(self, visit: Visit) -> float | None:
        if self.phase is Phase.ISSUING:
            return way_out_at(visit, self.since_s)
        return super().due_at(visit)
