"""A service on the tour: every step with every answer, for everybody for whom it is different."""

from __future__ import annotations

from config.services import Kind, Role, Service
from kiosk.core.effects import Issue, Keep, LookUp
from kiosk.core.eligibility import Verdict
from kiosk.core.events import CaseMoved, CaseState, Failed, Failure, Issued, Kept
from kiosk.core.journey import Journey, Step, StepKind
from kiosk.core.places.asides import MessagePlace
from kiosk.core.places.identify import IdentifyPlace
from kiosk.core.places.journey import JourneyPlace
from kiosk.core.steps.local_paper import ABOUT
from kiosk.core.tour.album import Album, slug
from kiosk.core.tour.answers import look_at_cases, look_at_result
from kiosk.core.tour.doors import open_service
from kiosk.core.tour.guest import Guest, Stage
from kiosk.core.tour.papers import paper_states
from kiosk.core.tour.people import HELPER, PEOPLE, Sample
from kiosk.core.tour.questions import Picks, QuestionTour

MOST_WALKS = 20
MOST_STEPS = 150
RECEIPT = "QS01-000123-7"
PAPER_ROWS = (
    ("姓名", "示例·欧阳𬭎𠮷"),
    ("公民身份号码", "990101194403050117"),
    ("户籍所在村", "示例县示例镇清水村3组"),
    ("参保状态", "正常领取"),
    ("累计缴费年限", "15年"),
    ("最近一个月", "2026年6月，1285.60元"),
)


class ServiceTour:
    """Goes through one service.

    Args:
        stage: The release and the screen.
        service: The service.
        every_paper: Whether the paper is followed through all its states, or only printed.
    """

    def __init__(self, stage: Stage, service: Service, *, every_paper: bool = True) -> None:
        self.stage = stage
        self.every_paper = every_paper
        self.service = service
        self.album = Album(service.id)
        self.picks = Picks()
        self.longest = False
        self.first = True
        self.steps_seen: set[str] = set()

    def run(self) -> Album:
        """All its pages."""
        able = [person for person in PEOPLE if self._may(person)]
        if self.service.kind in (Kind.QUERY, Kind.PROGRESS):
            able = list(PEOPLE)
        for person in PEOPLE:
            if person not in able:
                self.walk(person)
        for number in range(MOST_WALKS):
            if not able:
                break
            self.walk(able[number % len(able)])
            self.first = False
            if not self.picks.open and (number + 1 >= len(able) or self._all_asked()):
                break
        if able:
            self.longest = True
            self.walk(able[0])
        self._without_records()
        return self.album

    def _without_records(self) -> None:
        """What can be said of somebody whose records do not come: 可能."""
        guest = Guest(self.stage)
        open_service(guest, self.service.id)
        place = guest.visit.place
        if isinstance(place, IdentifyPlace):
            guest.lay(PEOPLE[0].card)
            guest.answer(LookUp, Failed(Failure.DOWN))
            place = guest.visit.place
            if isinstance(place, JourneyPlace):
                self.album.take_pages(guest, place.step(guest.visit).kind, "without-records")

    def _all_asked(self) -> bool:
        """Whether every question of the service and of its parts has been seen."""
        if not self.service.fields and not self.service.parts:
            return self.service.kind not in (Kind.QUERY, Kind.PROGRESS)
        parts = [self.stage.release.services[part.service] for part in self.service.parts]
        asked = {name.rpartition("ask-")[2] for name in self.picks.offered}
        groups = {name.partition("ask-")[2] for name in self.album.stops}
        return all(
            field.id in asked or any(name.startswith(slug(field.id)) for name in groups)
            for service in (self.service, *parts)
            for field in service.fields
        )

    def _may(self, person: Sample) -> bool:
        """Whether the service is open to a person; asked of the journey itself."""
        guest = self._enter(person)
        place = guest.visit.place
        if not isinstance(place, JourneyPlace):
            return True
        journey: Journey = place.journey
        names = guest.visit.names()
        parts = journey.parts(names)
        return any(journey.verdict(part, names) is not Verdict.NO for part in parts) or not parts

    # -- walking

    def _enter(self, person: Sample) -> Guest:
        """The service is open, and the person known where it asks for that."""
        guest = Guest(self.stage)
        if self.service.identify.optional and not self.first:
            guest.lay(person.card)
            guest.know(person)
            guest.press("back")
        open_service(guest, self.service.id)
        if self.service.urgent:
            self.album.take(guest, "urgent")
            guest.press("next")
        if isinstance(guest.visit.place, IdentifyPlace):
            self._identify(guest, guest.visit.place, person)
        return guest

    def _identify(self, guest: Guest, place: IdentifyPlace, person: Sample) -> None:
        """Lays the card that is asked for; looks at what is shown before the records come."""
        self.album.take(guest, "identify", "" if place.role is Role.SUBJECT else place.role)
        if place.role is not Role.SUBJECT:
            guest.lay(HELPER)
            return
        guest.lay(person.card)
        shown = guest.visit.place
        if isinstance(shown, JourneyPlace):
            self.album.take(guest, shown.step(guest.visit).kind, "before-records")
        guest.know(person)

    def walk(self, person: Sample) -> None:
        """Goes through the service once, as one person."""
        guest = self._enter(person)
        for _ in range(MOST_STEPS):
            place = guest.visit.place
            if isinstance(place, IdentifyPlace):
                self._identify(guest, place, person)
                continue
            if not isinstance(place, JourneyPlace):
                return
            step = place.step(guest.visit)
            self.steps_seen.add(step.id)
            before = (step.id, guest.screen)
            if not self._step(guest, place, step, person):
                return
            after = guest.visit.place
            if after is place and (place.step(guest.visit).id, guest.screen) == before:
                self.album.lose(f"{slug(step.id)}: no way on as {person.id}")
                return
        self.album.lose(f"no end as {person.id}")

    def _step(self, guest: Guest, place: JourneyPlace, step: Step, person: Sample) -> bool:
        """One step; false where the walk ends."""
        match step.kind:
            case StepKind.FIELD:
                QuestionTour(self.album, self.picks, longest=self.longest).answer(guest, place, step)
            case StepKind.GROUP:
                self._group(guest, place, step)
            case StepKind.ELIGIBILITY:
                return self._eligibility(guest, person)
            case StepKind.CONSENT:
                self._consent(guest, step)
            case StepKind.CHECK:
                self._check(guest)
            case StepKind.SEND:
                self._send(guest)
            case StepKind.RECEIPT:
                self._receipt(guest, place)
                return False
            case StepKind.RESULT:
                if self.service.kind is Kind.PROGRESS:
                    look_at_cases(self.album, guest, person, first=self.first)
                else:
                    look_at_result(self.album, guest, person, first=self.first)
                return False
            case StepKind.DOCUMENT:
                self._document(guest, place)
                return False
            case StepKind.GUIDE:
                name = self._about("guide", place)
                self.album.take_pages(guest, *name)
                if self.first or not self.service.fields:
                    self._paper(guest, *name)
                return False
            case _:
                self._ticks(guest, step)
        return True

    def _name(self, *parts: str) -> tuple[str, ...]:
        return (*parts, "longest") if self.longest else parts

    def _ticks(self, guest: Guest, step: Step) -> None:
        """Danger first, the parts of a bundle, the papers: looked at, ticked once, and on."""
        self.album.take_pages(guest, step.kind)
        ticks = [target for target in sorted(guest.screen.targets) if target.startswith(("part:", "paper:"))]
        for target in ticks:
            guest.press(target)
            self.album.take(guest, step.kind, "ticked" if target == ticks[0] else "all-ticked")
        for target in ticks:
            if target.startswith("part:"):
                guest.press(target)
        guest.press("next")

    def _eligibility(self, guest: Guest, person: Sample) -> bool:
        """What can be said, rule by rule; false where it is no, and the walk ends."""
        verdict = {"good": "yes", "bad": "no"}.get(getattr(guest.screen, "tone", ""), "maybe")
        name = ("eligibility", verdict, person.id if verdict == "no" else "")
        self.album.take_pages(guest, *name)
        if guest.press("next"):
            return True
        if verdict != "no":
            self.album.lose(f"{'-'.join(name)}: no way on")
        return False

    def _group(self, guest: Guest, place: JourneyPlace, step: Step) -> None:
        assert step.field is not None
        count = place.journey.members.get(step.id, 0)
        self.album.take(guest, f"ask-{step.field.id}", f"{count}-members")
        wanted = step.field.most if self.longest else 2 if self.first else 1
        if count < wanted and guest.press("add"):
            return
        self.album.take_pages(guest, *self._name(f"ask-{step.field.id}", "members"))
        if self.first and guest.press(f"remove:{count - 1}"):
            self.album.take(guest, f"ask-{step.field.id}", "removed")
        while "next" not in guest.screen.targets and guest.turn():
            pass
        guest.press("next")

    def _consent(self, guest: Guest, step: Step) -> None:
        part = slug(step.id.partition(":")[2]) if self.service.parts else ""
        self.album.take_pages(guest, "consent", part)
        if self.first and not self.service.parts:
            guest.press("refuse")
            if isinstance(guest.visit.place, MessagePlace):
                self.album.take(guest, "consent-refused")
                guest.press("ok")
            while guest.turn():
                pass
        guest.press("agree")

    def _check(self, guest: Guest) -> None:
        self.album.take_pages(guest, *self._name("check"))
        if self.first:
            guest.press("who")
            self.album.take(guest, "check-who")
            guest.press(max(target for target in guest.screen.targets if target.startswith("by:")))
            self.album.take(guest, "check-by-another")
        guest.press("send")

    def _send(self, guest: Guest) -> None:
        if self.first:
            self.album.take(guest, "sending")
            guest.wait(guest.visit.settings.times.working_way_out_s + 1)
            self.album.take(guest, "sending-late")
            guest.answer(Keep, Failed(Failure.DISK))
            self.album.take(guest, "not-kept")
            guest.press("retry")
        keep = next(effect for effect in reversed(guest.asked) if isinstance(effect, Keep))
        guest.answer(Keep, Kept(keep.case.case_id, RECEIPT))

    def _receipt(self, guest: Guest, place: JourneyPlace) -> None:
        self.album.take_pages(guest, *self._name("receipt"))
        if not self.first:
            return
        for state in (CaseState.AT_CENTER, CaseState.ACCEPTED):
            guest.do(CaseMoved(guest.at_s, place.journey.case_id, state))
            self.album.take(guest, "receipt", state)
        self._paper(guest, "receipt")

    def _paper(self, guest: Guest, *name: str) -> None:
        paper_states(self.album, guest, *name, every=self.every_paper)

    def _about(self, what: str, place: JourneyPlace) -> tuple[str, ...]:
        """A page's name with what it is about, where that was asked."""
        about = place.journey.answers.get(ABOUT)
        return self._name(what, str(about.value) if about is not None else "")

    def _document(self, guest: Guest, place: JourneyPlace) -> None:
        asked = any(isinstance(effect, Issue) for effect in guest.asked)
        if not asked:
            name = self._about("document", place)
            self.album.take_pages(guest, *name)
            if self.first:
                self._paper(guest, *name)
            return
        if self.first:
            self.album.take(guest, "issuing")
            guest.wait(guest.visit.settings.times.working_way_out_s + 1)
            self.album.take(guest, "issuing-late")
            for failure in Failure:
                guest.answer(Issue, Failed(failure))
                self.album.take(guest, "not-issued", failure)
                if not guest.press("retry"):
                    again = Guest(self.stage)
                    open_service(again, self.service.id)
                    again.lay(PEOPLE[0].card)
                    again.know(PEOPLE[0])
                    self._to_document(again)
                    guest = again
        title = self.service.printed.kind if self.service.printed else ""
        content = {"title": self.service.title, "kind": title, "rows": PAPER_ROWS, "sample": True}
        guest.answer(Issue, Issued(content))
        self.album.take_pages(guest, *self._name("document"))
        if self.first:
            self._paper(guest, "document")

    def _to_document(self, guest: Guest) -> None:
        """Straight through the questions before a document."""
        for _ in range(MOST_STEPS):
            place = guest.visit.place
            if not isinstance(place, JourneyPlace):
                return
            step = place.step(guest.visit)
            if step.kind is StepKind.DOCUMENT:
                return
            if step.kind is StepKind.FIELD:
                QuestionTour(self.album, Picks(), longest=True).answer(guest, place, step)
            elif not guest.press("next"):
                return
