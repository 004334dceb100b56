"""Papers that need no center: what to bring, a blank form, a receipt once more."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from config.services import FieldKind, Service
from kiosk.core.cases import Answer
from kiosk.core.effects import PrintForm, Printing, PrintPapers, PrintSlip
from kiosk.core.frame import page_of
from kiosk.core.places.paper import PaperWatch
from kiosk.core.screens import Choice, Document, PaperState, Screen, Words
from kiosk.core.steps.rows import shown_rows
from kiosk.core.steps.view import PaperView

if TYPE_CHECKING:
    from kiosk.core.journey import Step
    from kiosk.core.places.journey import JourneyPlace
    from kiosk.core.visit import Visit

ABOUT = "subject:about"
RECEIPT = "subject:receipt"


def papers_of(visit: Visit, service: Service, id_: int, visit_id: str) -> PrintPapers:
    """What to bring for a service, as it is printed."""
    return PrintPapers(
        id_,
        visit_id,
        service=service.title,
        when=visit.date_line,
        items=tuple((paper.name, paper.detail, paper.without) for paper in service.papers),
        place=f"{service.office.name}（{service.office.window}）",
        phone=service.office.phone,
        phone_who=service.office.name,
        note="；".join(service.guide),
    )


def form_of(service: Service, id_: int, visit_id: str) -> PrintForm:
    """A service's questions as blanks; choices become boxes to tick."""
    blanks = tuple(
        (asked.label, tuple(option.text for option in asked.options))
        for asked in service.fields
        if asked.kind not in (FieldKind.GROUP, FieldKind.FILE)
    )
    office = f"{service.office.name}（{service.office.window}） {service.office.phone}"
    return PrintForm(id_, visit_id, title=service.title, blanks=blanks, office=office)


def slip_of(visit: Visit, case: dict[str, Any], service: Service, id_: int, visit_id: str) -> PrintSlip:
    """The receipt of a case that is under way, once more."""
    return PrintSlip(
        id_,
        visit_id,
        title=str(case["title"]),
        when=visit.date_line,
        contact=visit.words("receipt.contact", office=service.office.name).written,
        lines=(visit.words(f"case-state.{case['state']}").written,),
        number=str(case["receipt"]),
        phone=str(case.get("phone") or service.office.phone),
        phone_who=str(case.get("holder") or service.office.name),
    )


class LocalPaperView(PaperView):
    """What will be on the paper, then what the paper is doing."""

    KINDS = frozenset({"papers_list", "blank_form", "receipt"})

    def __init__(self, home: JourneyPlace, step: Step) -> None:
        super().__init__(home, step)
        self._of: Answer | None = None

    def entered(self, visit: Visit) -> None:
        """Another choice gives another paper."""
        super().entered(visit)
        about = self._about()
        if about is not self._of:
            self._of, self.paper = about, PaperWatch()

    def _about(self) -> Answer | None:
        return self.journey.answers.get(ABOUT) or self.journey.answers.get(RECEIPT)

    def screen(self, visit: Visit) -> Screen:
        service = self.journey.service
        assert service.printed is not None
        rows = shown_rows(visit, service.printed.rows, self.home.scope(visit))
        self.page, pages, first, last = page_of(len(rows), self.page, visit.capacity.rows)
        about = self._about()
        return Document(
            serial=visit.serial,
            frame=visit.frame(
                primary=self._primary(visit, pages),
                filled=not self.paper.is_printing,
                back=None if self.paper.is_printing else True,
            ),
            title=Words.of(service.title),
            lead=Words.of(about.shown) if about is not None else Words(),
            state=self.paper.state or PaperState.READY,
            state_words=self.paper.words(visit) or visit.words("document.ready"),
            rows=rows[first:last],
            choices=self.paper.choices(visit, "document.print-again"),
            page=self.page,
            pages=pages,
        )

    def _primary(self, visit: Visit, pages: int) -> Choice | None:
        if self.paper.is_printing:
            return None
        if self.page < pages - 1:
            return visit.choice("more", "bar.next-page", "arrow-right-thick")
        if self.paper.state is PaperState.DONE:
            return visit.choice("finish", "document.taken", "check-bold")
        if self.paper.state is not None:
            return visit.choice("finish", "receipt.finish", "check-bold")
        return visit.choice("print", "document.print", "printer")

    def press(self, visit: Visit, target: str) -> None:
        if target == "more":
            self.page += 1
        elif target == "print":
            make = self._make(visit)
            if make is None:
                self.paper.refuse("rejected")
            else:
                self.paper.print(visit, make, asker=self.home)
        else:
            self.paper.taken(visit)
            visit.home()

    def _make(self, visit: Visit) -> Callable[[int, str], Printing] | None:
        printed = self.journey.service.printed
        assert printed is not None
        about = self.journey.answers.get(ABOUT)
        service = visit.release.services.get(str(about.value)) if about is not None else None
        match printed.kind:
            case "papers_list" if service is not None:
                return partial(papers_of, visit, service)
            case "blank_form" if service is not None:
                return partial(form_of, service)
            case "receipt":
                return self._receipt(visit)
            case _:
                return None

    def _receipt(self, visit: Visit) -> Callable[[int, str], Printing] | None:
        answer = self.journey.answers.get(RECEIPT)
        if answer is None:
            return None
        case = next((dict(c) for c in visit.cases() if c.get("receipt") == answer.value), None)
        service = visit.release.services.get(str(case["service"])) if case is not None else None
        if case is None:
            return None
        return partial(slip_of, visit, case, service or self.journey.service)
