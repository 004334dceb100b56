"""Consent, part by part; then all answers once more, each with 改, before anything is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from config.services import FieldKind, Role, Service
from kiosk.core.cases import Answer
from kiosk.core.eligibility import Verdict
from kiosk.core.frame import page_of
from kiosk.core.journey import Step, StepKind, key_of
from kiosk.core.places.identify import IdentifyPlace
from kiosk.core.screens import Check, Choice, Consent, Row, Screen, Words
from kiosk.core.staff.mode import unconfirmed
from kiosk.core.steps.view import StepView
from kiosk.core.wording import fill, mask_name

if TYPE_CHECKING:
    from kiosk.core.places.journey import JourneyPlace
    from kiosk.core.visit import Visit

PRESSED_BY = ("self", "family", "neighbor", "staff")


class ConsentView(StepView):
    """What is looked at and what is posted, for this part; 同意 or 不同意."""

    @property
    def part(self) -> Service:
        """The service that asks for consent."""
        assert self.step.service is not None
        return self.step.service

    def screen(self, visit: Visit) -> Screen:
        consent = self.part.consent
        assert consent is not None
        lines = [Words.of(fill(line, visit.names()) or line) for line in consent.lines]
        if consent.posted:
            lines.append(visit.words("consent.posted", what=consent.posted))
        self.page, pages, first, last = page_of(len(lines), self.page, max(2, visit.capacity.paragraphs - 1))
        more = visit.choice("more", "bar.next-page", "arrow-right-thick")
        agree = visit.choice("agree", "consent.agree", "check-bold")
        return Consent(
            serial=visit.serial,
            frame=visit.frame(primary=more if self.page < pages - 1 else agree, filled=True),
            steps=self.home.progress(visit),
            title=visit.words("consent.title"),
            lead=Words.of(self.part.title) if self.journey.all_parts else Words(),
            lines=tuple(lines[first:last]),
            choices=(visit.choice("refuse", "consent.refuse", "close"),),
            page=self.page,
            pages=pages,
        )

    def press(self, visit: Visit, target: str) -> None:
        match target:
            case "more":
                self.page += 1
            case "agree":
                self.journey.consents[self.part.id] = True
                theirs = self.journey.agreed_by_staff
                (theirs.discard if visit.staff is None else theirs.add)(self.part.id)
                self.settle(visit)
            case "refuse":
                self._refused(visit)

    def _refused(self, visit: Visit) -> None:
        from kiosk.core.places.asides import MessagePlace

        self.journey.consents.pop(self.part.id, None)
        consent = self.part.consent
        if consent is not None and not consent.required:
            self.journey.consents[self.part.id] = False
            self.settle(visit)
            return
        others = [s for s in self.journey.active_parts(visit.names()) if s.id != self.part.id]
        if self.journey.all_parts and others:
            self.journey.left_out |= {self.part.id}
            self.journey.refused |= {self.part.id}
            self.settle(visit)
            return
        visit.go(MessagePlace("consent.refused", icon="hand-back-left-outline"))


class CheckView(StepView):
    """All answers, each with 改; who pressed; then 对的，送出."""

    def __init__(self, home: JourneyPlace, step: Step) -> None:
        super().__init__(home, step)
        self.asking_who = False

    def key(self, visit: Visit) -> str:
        return f"{self.page}-{self.asking_who}"

    def entered(self, visit: Visit) -> None:
        """After a change it is the page that the person left; `page_of` keeps it in range."""

    def screen(self, visit: Visit) -> Screen:
        rows = self._rows(visit)
        self.page, pages, first, last = page_of(len(rows), self.page, visit.capacity.checks)
        more = visit.choice("more", "check.more", "arrow-right-thick", count=len(rows) - last)
        send = visit.choice("send", "check.send", "send")
        shown = tuple(rows[first:last])
        choices: tuple[Choice, ...] = ()
        if self.asking_who:
            shown = ()
            choices = tuple(
                replace(visit.choice(f"by:{who}", f"check.by-{who}"), chosen=self.journey.pressed_by == who)
                for who in PRESSED_BY
            )
        return Check(
            serial=visit.serial,
            frame=visit.frame(
                primary=None if self.asking_who else (more if self.page < pages - 1 else send),
                filled=True,
            ),
            steps=self.home.progress(visit),
            title=visit.words("check.who" if self.asking_who else "check.title"),
            lead=Words() if self.asking_who else visit.words("check.lead"),
            rows=shown,
            choices=choices,
            page=self.page,
            pages=pages,
        )

    def _rows(self, visit: Visit) -> list[Row]:
        rows = [self._person_row(visit)] if visit.subject is not None else []
        rows += self._operator_rows(visit)
        rows += self._part_rows(visit)
        steps = self.home.steps(visit)
        rows += [row for step in steps if (row := self._row(visit, step)) is not None]
        rows.append(
            Row(
                label=visit.words("check.by"),
                value=visit.words(f"check.by-{self.journey.pressed_by or self._usual(visit)}"),
                icon="account-outline",
                action=visit.choice("who", "check.change", "pencil-outline"),
            )
        )
        return rows

    def _operator_rows(self, visit: Visit) -> list[Row]:
        operator = visit.people.get(Role.OPERATOR)
        if operator is None or self.journey.service.identify.operator == "never":
            return []
        name = mask_name(operator.name) if operator.name else ""
        detail = visit.words("check.identity-card", tail=operator.number[-4:])
        return [
            Row(
                label=visit.words("check.helper"), detail=detail, value=Words.hidden(name), icon="account-tie"
            )
        ]

    def _part_rows(self, visit: Visit) -> list[Row]:
        """Of a bundle: what an answer ruled out is said before the rest is sent."""
        names = visit.names()
        return [
            Row(
                label=Words.of(part.title),
                value=visit.words("eligibility.short-no"),
                icon="close-circle-outline",
            )
            for part in self.journey.parts(names)
            if self.journey.all_parts and self.journey.verdict(part, names) is Verdict.NO
        ]

    def _person_row(self, visit: Visit) -> Row:
        subject = visit.subject
        assert subject is not None
        name = visit.names().get("profile", {}).get("name") or subject.name
        shown = mask_name(name) if name else ""
        key = "check.identity-card" if subject.sees_money else "check.identity-typed"
        return Row(
            label=visit.words("check.person"),
            detail=visit.words(key, tail=subject.number[-4:]),
            value=Words.hidden(shown),
            icon="card-account-details-outline",
        )

    def _row(self, visit: Visit, step: Step) -> Row | None:
        if step.kind is StepKind.PAPERS:
            papers = self.journey.paper_list(visit.names())
            brought, count = sum(self.journey.papers.get(p.id, False) for p in papers), len(papers)
            return Row(
                label=visit.words("check.papers"),
                value=visit.words("check.papers-value", brought=brought, later=count - brought),
                action=visit.choice("change:papers", "check.change", "pencil-outline"),
            )
        if step.field is None or step.kind not in (StepKind.FIELD, StepKind.GROUP) or step.member is not None:
            return None
        if step.kind is StepKind.GROUP:
            value = visit.words("check.members", count=self.journey.members.get(step.id, 0))
        else:
            answer = self.journey.answers.get(step.id)
            value = Words.hidden(answer.shown) if answer is not None else visit.words("check.open")
        return Row(
            label=Words.of(step.field.label),
            detail=self._source(visit, step),
            value=value,
            action=visit.choice(f"change:{step.id}", "check.change", "pencil-outline"),
        )

    def _source(self, visit: Visit, step: Step) -> Words:
        answer = self.journey.answers.get(step.id)
        if self.journey.is_taken(step):
            return visit.words("check.from-record")
        if answer is not None and answer.by_staff and not answer.confirmed:
            return visit.words("check.from-staff")
        return Words()

    def press(self, visit: Visit, target: str) -> None:
        kind, _, rest = target.partition(":")
        match kind:
            case "more":
                self.page += 1
            case "change":
                self.home.change(visit, rest)
            case "who":
                self.asking_who = True
            case "by":
                self.journey.pressed_by = rest
                self.asking_who = False
                self._ask_helper(visit)
            case "send":
                self._send(visit)

    def _ask_helper(self, visit: Visit) -> None:
        """Whoever helped may say who they are, by an own card; nobody has to."""
        helped = self.journey.pressed_by in ("family", "neighbor")
        wanted = self.journey.service.identify.operator != "never"
        if helped and wanted and Role.OPERATOR not in visit.people:
            visit.go(IdentifyPlace(Role.OPERATOR, accept_typed=False, optional=True, then=lambda _: None))

    def _usual(self, visit: Visit) -> str:
        """Who pressed, as long as nobody has said it."""
        theirs = visit.staff is not None and unconfirmed(self.journey.answers)
        return "staff" if theirs else "self"

    def _send(self, visit: Visit) -> None:
        from kiosk.core.staff.confirm import ConfirmPlace

        journey = self.journey
        journey.pressed_by = journey.pressed_by or self._usual(visit)
        if visit.staff is not None and (unconfirmed(journey.answers) or journey.agreed_by_staff):
            visit.go(ConfirmPlace(self.home))
        else:
            self.home.confirmed(visit)

    def back_within(self, visit: Visit) -> bool:
        if self.asking_who:
            self.asking_who = False
            return True
        return super().back_within(visit)


def answers_of(view: StepView, visit: Visit) -> list[tuple[Any, Answer, str]]:
    """Every answer that is sent, with its field and what it is known as; members included."""
    found: list[tuple[Any, Answer, str]] = []
    for step in view.journey.outline(visit.names()).sent_steps():
        if step.field is None or step.field.kind is FieldKind.GROUP:
            continue
        answer = view.journey.answers.get(step.id)
        if answer is not None:
            known_as = step.id if step.member is not None else key_of(step.field)
            concept = known_as.partition(":")[2].replace("/", ".")
            found.append((step.field, answer, concept))
    return found
