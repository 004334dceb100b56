"""可以, 可能 or 暂不, and why, rule by rule; a bundle shows a row for each part."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from config.services import Kind
from kiosk.core.eligibility import Judged, Verdict, judge, together
from kiosk.core.events import Device
from kiosk.core.frame import page_of
from kiosk.core.outline import LATE
from kiosk.core.screens import Choice, Eligibility, Row, Screen, Tone, Words
from kiosk.core.steps.local_paper import papers_of
from kiosk.core.steps.view import PaperView
from kiosk.core.wording import fill

if TYPE_CHECKING:
    from config.services import Service
    from kiosk.core.visit import Visit

TONES = {Verdict.YES: Tone.GOOD, Verdict.MAYBE: Tone.PLAIN, Verdict.NO: Tone.BAD}
ICONS = {
    Verdict.YES: "check-circle-outline",
    Verdict.MAYBE: "help-circle-outline",
    Verdict.NO: "close-circle-outline",
}
BEST_FIRST = (Verdict.YES, Verdict.MAYBE, Verdict.NO)


class EligibilityView(PaperView):
    """What the facts say before the first question; or, after the last, that an answer ruled it out.

    The first page judges by the facts alone: it says the same when the person comes back to it.
    """

    def _judged(self, visit: Visit, service: Service) -> tuple[Judged, ...]:
        if self.step.id == LATE:
            return self.journey.judged(service, visit.names())
        return judge(service.eligibility, visit.names())

    def screen(self, visit: Visit) -> Screen:
        service, parts = self.journey.service, self.journey.parts(visit.names())
        verdicts = {part.id: together(self._judged(visit, part)) for part in parts}
        verdict = min(verdicts.values(), key=BEST_FIRST.index, default=Verdict.NO)
        if self.journey.all_parts:
            rows = tuple(self._part_row(visit, part, verdicts[part.id]) for part in parts)
        else:
            rows = self._rule_rows(visit)
        go_on = verdict is not Verdict.NO
        if not go_on:
            rows += (self._office_row(visit),)
        self.page, pages, first, last = page_of(len(rows), self.page, visit.capacity.rows)
        about = "print-" if service.kind is Kind.PRINT else ""
        lead = self._deadline(visit) if go_on else Words.of(service.instead)
        return Eligibility(
            serial=visit.serial,
            frame=visit.frame(primary=self._primary(visit, go_on, pages), filled=True),
            steps=self.home.progress(visit),
            title=visit.words(f"eligibility.{about}{verdict}"),
            lead=self.paper.words(visit) or lead or visit.words(f"eligibility.{about}{verdict}-lead"),
            tone=TONES[verdict],
            rows=rows[first:last],
            choices=() if go_on else self._choices(visit),
            page=self.page,
            pages=pages,
        )

    def _primary(self, visit: Visit, go_on: bool, pages: int) -> Choice:
        if self.page < pages - 1:
            return visit.choice("more", "bar.next-page", "arrow-right-thick")
        if go_on:
            return visit.choice("next", "eligibility.go", "arrow-right-thick")
        return visit.choice("leave", "bar.ok", "check-bold")

    def _choices(self, visit: Visit) -> tuple[Choice, ...]:
        """A refusal names people, and can be taken home on paper."""
        choices = [visit.choice("ask-staff", "eligibility.ask", "account-question-outline")]
        service = self.journey.service
        if self.paper.state is None and service.papers and Device.PRINTER not in visit.broken:
            choices.append(visit.choice("print", "guide.print", "printer"))
        return (*choices, *self.paper.choices(visit, "document.print-again"))

    def _deadline(self, visit: Visit) -> Words:
        """By when, and what happens otherwise; without frightening."""
        text = self.journey.service.deadline
        return Words.of(fill(text, visit.names()) or text) if text else Words()

    def _office_row(self, visit: Visit) -> Row:
        office = self.journey.service.office
        return Row(
            label=visit.words("guide.office", office=office.name, window=office.window),
            value=Words.of(office.phone),
            icon="phone",
        )

    def _rule_rows(self, visit: Visit) -> tuple[Row, ...]:
        judged = self._judged(visit, self.journey.service)
        rules = tuple(
            Row(
                label=Words.of(one.rule.why),
                value=visit.words(f"rule.{one.verdict}"),
                icon=ICONS[one.verdict],
                tone=TONES[one.verdict],
            )
            for one in sorted(judged, key=lambda one: BEST_FIRST[::-1].index(one.verdict))
        )
        return rules + self._beside_rows(visit)

    def _beside_rows(self, visit: Visit) -> tuple[Row, ...]:
        """How it goes together with other services: one of the two only, or the higher one."""
        service = self.journey.service
        told = [("eligibility.excludes", other) for other in service.excludes]
        told += [("eligibility.higher-of", other) for other in service.higher_of]
        return tuple(
            Row(label=visit.words(key, other=visit.service(other).title), icon="information-outline")
            for key, other in told
        )

    @staticmethod
    def _part_row(visit: Visit, part: Service, verdict: Verdict) -> Row:
        return Row(
            label=Words.of(part.title),
            value=visit.words(f"eligibility.short-{verdict}"),
            icon=ICONS[verdict],
            tone=TONES[verdict],
        )

    def press(self, visit: Visit, target: str) -> None:
        from kiosk.core.places.help import HelpPlace

        match target:
            case "next":
                self.settle(visit)
            case "more":
                self.page += 1
            case "ask-staff":
                visit.aside(HelpPlace())
            case "print":
                self.paper.print(visit, partial(papers_of, visit, self.journey.service), asker=self.home)
            case "finish":
                visit.home()
            case _:
                visit.leave(self.home)
