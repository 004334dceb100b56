"""Before the first question: danger first, which parts, what to bring."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from config.services import Paper
from kiosk.core.frame import page_of
from kiosk.core.screens import NOTHING, Choice, Message, Papers, Question, Row, Screen, Tone, Words
from kiosk.core.steps.view import StepView
from kiosk.core.wording import fill

if TYPE_CHECKING:
    from kiosk.core.journey import Step
    from kiosk.core.places.journey import JourneyPlace
    from kiosk.core.visit import Visit


class UrgentView(StepView):
    """Danger to life, or no food and no roof: whom to call at once, before anything is asked."""

    def screen(self, visit: Visit) -> Screen:
        service = self.journey.service
        return Message(
            serial=visit.serial,
            frame=visit.frame(primary=visit.choice("next", "urgent.next", "arrow-right-thick"), filled=True),
            title=Words.of(fill(service.urgent, visit.names()) or service.urgent),
            lead=visit.words("urgent.lead", phone=service.office.phone),
            tone=Tone.URGENT,
            icon="phone-alert",
        )

    def press(self, visit: Visit, target: str) -> None:
        self.settle(visit)


class PartsView(StepView):
    """A bundle: what belongs to it, ticked beforehand; a part can be left out."""

    def __init__(self, home: JourneyPlace, step: Step) -> None:
        super().__init__(home, step)
        self.nothing_chosen = False

    def screen(self, visit: Visit) -> Screen:
        offered = self.journey.offered(visit.names())
        self.page, pages, first, last = page_of(len(offered), self.page, visit.capacity.choices)
        more = visit.choice("more", "bar.next-page", "dots-horizontal")
        chosen = visit.choice("next", "bar.chosen", "arrow-right-thick")
        return Question(
            serial=visit.serial,
            frame=visit.frame(
                primary=more if self.page < pages - 1 else chosen, filled=self.page == pages - 1
            ),
            title=visit.words("parts.title"),
            lead=visit.words("parts.lead"),
            choices=tuple(
                Choice(
                    f"part:{service.id}",
                    Words.of(service.title),
                    detail=Words.of(service.detail),
                    icon=service.icon,
                    chosen=service.id not in self.journey.left_out,
                )
                for service in offered[first:last]
            ),
            fault=visit.words("parts.none") if self.nothing_chosen else NOTHING,
            page=self.page,
            pages=pages,
        )

    def press(self, visit: Visit, target: str) -> None:
        if target == "more":
            self.page += 1
        elif target == "next":
            self.nothing_chosen = not self.journey.parts(visit.names())
            if not self.nothing_chosen:
                self.settle(visit)
        else:
            part = frozenset({target.removeprefix("part:")})
            self.journey.left_out ^= part
            self.journey.refused -= part
            self.nothing_chosen = False


class PapersView(StepView):
    """带来了吗？ for each paper; what must be there from the start is said so, the rest can follow."""

    def screen(self, visit: Visit) -> Screen:
        papers = self.journey.paper_list(visit.names())
        self.page, pages, first, last = page_of(len(papers), self.page, visit.capacity.checks)
        more = visit.choice("more", "bar.next-page", "arrow-right-thick")
        go = visit.choice("next", "papers.go", "arrow-right-thick")
        return Papers(
            serial=visit.serial,
            frame=visit.frame(primary=more if self.page < pages - 1 else go, filled=True),
            steps=self.home.progress(visit),
            title=visit.words("papers.title"),
            lead=visit.words("papers.lead" if all(p.without for p in papers) else "papers.lead-needed"),
            rows=tuple(self._row(visit, paper) for paper in papers[first:last]),
            page=self.page,
            pages=pages,
        )

    def _row(self, visit: Visit, paper: Paper) -> Row:
        brought = self.journey.papers.get(paper.id)
        key = {True: "papers.brought", False: "papers.later", None: "papers.later"}[brought]
        target = f"paper:{paper.id}"
        if brought:  # no tick stands beside 没带来
            action = visit.choice(target, "papers.have-not", "close")
        else:
            action = replace(visit.choice(target, "papers.have"), chosen=False)
        return Row(
            label=Words.of(paper.name),
            detail=Words.of(paper.detail) if paper.detail else Words(),
            value=visit.words(key if paper.without or brought else "papers.needed"),
            icon="file-check-outline" if brought else "file-document-outline",
            tone=Tone.GOOD if brought else (Tone.PLAIN if paper.without else Tone.URGENT),
            action=action,
        )

    def press(self, visit: Visit, target: str) -> None:
        if target == "more":
            self.page += 1
        elif target == "next":
            self._next(visit)
        else:
            paper = target.removeprefix("paper:")
            self.journey.papers[paper] = not self.journey.papers.get(paper, False)

    def _next(self, visit: Visit) -> None:
        """What should be there from the start is named, with whom to ask; nobody is sent away."""
        from kiosk.core.places.asides import MessagePlace

        wanting = next(
            (
                paper
                for paper in self.journey.paper_list(visit.names())
                if not paper.without and not self.journey.papers.get(paper.id)
            ),
            None,
        )
        if wanting is None:
            self.settle(visit)
            return
        office = self.journey.service.office
        values = {"paper": wanting.name, "office": office.name, "phone": office.phone}
        go_on = ("go-on", "papers.later-anyway", "arrow-right-thick", self.settle)
        visit.go(
            MessagePlace("papers.wanting", icon="file-document-outline", choices=(go_on,), values=values)
        )
