"""Before the first question: danger first, which parts, can I, what to bring."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from config.services import Kind, Paper, Service
from kiosk.core.eligibility import Verdict
from kiosk.core.frame import page_of
from kiosk.core.screens import Choice, Eligibility, Message, Papers, Question, Row, Screen, Tone, Words
from kiosk.core.steps.view import StepView
from kiosk.core.wording import fill

if TYPE_CHECKING:
    from kiosk.core.journey import Step
    from kiosk.core.places.journey import JourneyPlace
    from kiosk.core.visit import Visit

TONES = {Verdict.YES: Tone.GOOD, Verdict.MAYBE: Tone.PLAIN, Verdict.NO: Tone.BAD}
ICONS = {
    Verdict.YES: "check-circle-outline",
    Verdict.MAYBE: "help-circle-outline",
    Verdict.NO: "close-circle-outline",
}


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
        self.page = 0

    def key(self, visit: Visit) -> str:
        return str(self.page)

    def _offered(self, visit: Visit) -> tuple[Service, ...]:
        left_out, self.journey.left_out = self.journey.left_out, frozenset()
        offered = self.journey.parts(visit.names())
        self.journey.left_out = left_out
        return offered

    def screen(self, visit: Visit) -> Screen:
        offered = self._offered(visit)
        page, pages, first, last = page_of(len(offered), self.page, visit.capacity.choices)
        more = visit.choice("more", "bar.next-page", "dots-horizontal")
        chosen = visit.choice("next", "bar.chosen", "arrow-right-thick")
        return Question(
            serial=visit.serial,
            frame=visit.frame(primary=more if page < pages - 1 else chosen, filled=page == pages - 1),
            title=visit.words("parts.title"),
            lead=visit.words("parts.lead"),
            choices=tuple(
                Choice(
                    f"part:{service.id}",
                    Words.of(service.title),
                    detail=Words(service.detail),
                    icon=service.icon,
                    chosen=service.id not in self.journey.left_out,
                )
                for service in offered[first:last]
            ),
            page=page,
            pages=pages,
        )

    def press(self, visit: Visit, target: str) -> None:
        if target == "more":
            self.page += 1
        elif target == "next":
            if self.journey.parts(visit.names()):
                self.settle(visit)
        else:
            self.journey.left_out ^= {target.removeprefix("part:")}

    def back_within(self, visit: Visit) -> bool:
        self.page, moved = max(0, self.page - 1), self.page > 0
        return moved


class EligibilityView(StepView):
    """可以, 可能 or 暂不, with each rule; a bundle shows a row per part, and goes on with the others."""

    def screen(self, visit: Visit) -> Screen:
        journey, names = self.journey, visit.names()
        verdicts = [journey.verdict(s, names) for s in journey.parts(names)]
        verdict = (
            min(verdicts, key=[Verdict.YES, Verdict.MAYBE, Verdict.NO].index) if verdicts else Verdict.NO
        )
        rows = self._part_rows(visit) if journey.all_parts else self._rule_rows(visit)
        go_on = verdict is not Verdict.NO
        primary = (
            visit.choice("next", "eligibility.go", "arrow-right-thick")
            if go_on
            else visit.choice("leave", "bar.ok", "check-bold")
        )
        choices = () if go_on else (visit.choice("ask-staff", "eligibility.ask", "account-question-outline"),)
        about = "print-" if journey.service.kind is Kind.PRINT else ""
        lead = self._deadline(visit) if go_on else Words.of(journey.service.instead)
        return Eligibility(
            serial=visit.serial,
            frame=visit.frame(primary=primary, filled=True),
            steps=self.home.progress(visit),
            title=visit.words(f"eligibility.{about}{verdict}"),
            lead=lead or visit.words(f"eligibility.{about}{verdict}-lead"),
            tone=TONES[verdict],
            rows=rows[: visit.capacity.rows],
            choices=choices,
        )

    def _deadline(self, visit: Visit) -> Words:
        """By when, and what happens otherwise; without frightening."""
        text = self.journey.service.deadline
        return Words.of(fill(text, visit.names()) or text) if text else Words()

    def _rule_rows(self, visit: Visit) -> tuple[Row, ...]:
        judged = self.journey.judged(self.journey.service, visit.names())
        ordered = sorted(judged, key=lambda one: [Verdict.NO, Verdict.MAYBE, Verdict.YES].index(one.verdict))
        return tuple(
            Row(
                label=Words.of(one.rule.why),
                value=visit.words(f"rule.{one.verdict}"),
                icon=ICONS[one.verdict],
                tone=TONES[one.verdict],
            )
            for one in ordered
        )

    def _part_rows(self, visit: Visit) -> tuple[Row, ...]:
        rows = []
        for service in self.journey.parts(visit.names()):
            verdict = self.journey.verdict(service, visit.names())
            rows.append(
                Row(
                    label=Words.of(service.title),
                    value=visit.words(f"eligibility.short-{verdict}"),
                    icon=ICONS[verdict],
                    tone=TONES[verdict],
                )
            )
        return tuple(rows)

    def press(self, visit: Visit, target: str) -> None:
        match target:
            case "next":
                self.settle(visit)
            case "ask-staff":
                from kiosk.core.places.asides import HelpPlace

                visit.go(HelpPlace())
            case _:
                visit.leave(self.home)


class PapersView(StepView):
    """带来了吗？ for each paper; what must be there from the start is said so, the rest can follow."""

    def __init__(self, home: JourneyPlace, step: Step) -> None:
        super().__init__(home, step)
        self.page = 0

    def key(self, visit: Visit) -> str:
        return str(self.page)

    def screen(self, visit: Visit) -> Screen:
        papers = self.journey.paper_list(visit.names())
        page, pages, first, last = page_of(len(papers), self.page, visit.capacity.checks)
        more = visit.choice("more", "bar.next-page", "arrow-right-thick")
        go = visit.choice("next", "papers.go", "arrow-right-thick")
        return Papers(
            serial=visit.serial,
            frame=visit.frame(primary=more if page < pages - 1 else go, filled=True),
            steps=self.home.progress(visit),
            title=visit.words("papers.title"),
            lead=visit.words("papers.lead"),
            rows=tuple(self._row(visit, paper) for paper in papers[first:last]),
            page=page,
            pages=pages,
        )

    def _row(self, visit: Visit, paper: Paper) -> Row:
        brought = self.journey.papers.get(paper.id)
        key = {True: "papers.brought", False: "papers.later", None: "papers.later"}[brought]
        choice = visit.choice(
            f"paper:{paper.id}", "papers.have" if not brought else "papers.have-not", "file-document-outline"
        )
        return Row(
            label=Words.of(paper.name),
            detail=Words.of(paper.detail) if paper.detail else Words(),
            value=visit.words(key if paper.without or brought else "papers.needed"),
            icon="file-check-outline" if brought else "file-document-outline",
            tone=Tone.GOOD if brought else (Tone.PLAIN if paper.without else Tone.URGENT),
            action=replace(choice, chosen=bool(brought)),
        )

    def press(self, visit: Visit, target: str) -> None:
        if target == "more":
            self.page += 1
        elif target == "next":
            self.settle(visit)
        else:
            paper = target.removeprefix("paper:")
            self.journey.papers[paper] = not self.journey.papers.get(paper, False)

    def back_within(self, visit: Visit) -> bool:
        self.page, moved = max(0, self.page - 1), self.page > 0
        return moved
