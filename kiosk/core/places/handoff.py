"""到窗口接着办: what was filled in goes to a person. The slip first; without paper the code on the screen.

The visit ends here, unless 上一步 takes it back: a press beside the mark costs nobody their answers. The slip
stays good; what is sent at the terminal after all is the same case, and counts more than its draft.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from config.services import Kind
from kiosk.core.cases import CaseContent, CasePart, MessageKind
from kiosk.core.effects import CancelPaper, HandOver, PrintSlip
from kiosk.core.events import Device, Failed, HandedOver, PaperMoved, Result
from kiosk.core.handoff.draft import Draft, draft_of
from kiosk.core.hours import slip_valid_until
from kiosk.core.own_cases import receipt_of
from kiosk.core.place import Place
from kiosk.core.places.home import opens_in_words
from kiosk.core.places.journey import JourneyPlace
from kiosk.core.places.paper import PaperWatch
from kiosk.core.places.waiting import way_out_at, working_screen
from kiosk.core.screens import Choice, Handoff, Message, PaperState, Screen, Tone, Words
from kiosk.core.steps.send import case_content
from kiosk.core.wording import day_in_words

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

CODE_SHOWN_S = 90.0
SLIP_SHOWN_S = 30.0


class Phase(Enum):
    """How far it is."""

    SEALING = "sealing"
    PRINTING = "printing"
    PRINTED = "printed"
    ON_SCREEN = "on-screen"
    FAILED = "failed"


def to_hand_over(visit: Visit) -> JourneyPlace | None:
    """What could be handed over now: the service that the person is in the middle of."""
    if visit.is_guarded:
        return None
    for place in reversed(visit.stack):
        if isinstance(place, JourneyPlace):
            kinds = (Kind.DECLARE, Kind.BUNDLE)
            over = place.handed_over or place.journey.sent or place.is_sent
            return place if place.journey.service.kind in kinds and not over else None
    return None


def to_window_choice(visit: Visit) -> Choice:
    """到窗口接着办, with until when the slip counts."""
    choice = visit.choice("to-window", "help.to-window", "file-document-arrow-right-outline")
    if not visit.began.clock_trusted:
        return replace(choice, detail=visit.words("help.to-window-detail"))
    until = slip_valid_until(visit.settings.hours, visit.now)
    words = day_in_words(until, today=visit.today, dated=False)
    return replace(choice, detail=visit.words("help.to-window-until", until=words))


def hand_over(visit: Visit) -> None:
    """Hands over what the person is in the middle of; pages beside the way are left."""
    home = to_hand_over(visit)
    if home is not None:
        place = HandoffPlace(home)
        visit.go(place)
        place.begin(visit)


class HandoffPlace(Place):
    """Seals the draft, prints the slip, says where to go, and ends the visit.

    Args:
        home: The service that is handed over.
    """

    may_reassure = False

    def __init__(self, home: JourneyPlace) -> None:
        self.home = home
        self.phase = Phase.SEALING
        self.paper = PaperWatch()
        self.since_s = 0.0
        self.code = ""
        self.receipt = ""
        self.cut = 0
        self.until: datetime | None = None
        self._effect_id = 0

    # -- begin -----------------------------------------------------------------------------------

    def begin(self, visit: Visit) -> None:
        """Seals what was filled in; call it once the place is open."""
        self.since_s, self.phase = visit.at_s, Phase.SEALING
        self.until = until = slip_valid_until(visit.settings.hours, visit.now)
        draft, case = self._draft(visit), self._case(visit)
        valid_s = (until - visit.now).total_seconds()
        self._effect_id = visit.run(
            lambda id_, visit_id: HandOver(id_, visit_id, draft, case, visit.release, valid_s), asker=self
        )

    def _case(self, visit: Visit) -> CaseContent:
        case = case_content(self.home.view(visit), visit, MessageKind.DRAFT)
        service = self.home.journey.service
        parts = tuple(replace(part, state="incomplete") for part in case.parts)
        return replace(
            case,
            parts=parts or (CasePart(service.id, service.title, consent=False, state="incomplete"),),
            pressed_by=case.pressed_by or "self",
        )

    def _draft(self, visit: Visit) -> Draft:
        people = case_content(self.home.view(visit), visit, MessageKind.DRAFT).people
        draft = draft_of(
            self.home.journey,
            release_seq=visit.release.seq,
            people=people,
            notes=self.home.notes,
            corrects=self.home.corrects,
        )
        return replace(draft, receipt=receipt_of(visit.cases(), draft.case_id))

    # -- what comes back -------------------------------------------------------------------------

    def finished(self, visit: Visit, result: Result, effect_id: int) -> None:
        if effect_id != self._effect_id:
            self.paper.finished(visit, result, effect_id)
            self._look_at_paper(visit)
            return
        match result:
            case HandedOver():
                self.code, self.receipt, self.cut = result.code, result.receipt, result.cut
                self.home.handed_over = True
                self._print(visit)
            case Failed():
                self.phase = Phase.FAILED
            case _:
                pass

    def paper_moved(self, visit: Visit, event: PaperMoved) -> None:
        self.paper.moved(visit, event)
        self._look_at_paper(visit)

    def _look_at_paper(self, visit: Visit) -> None:
        if self.phase is not Phase.PRINTING:
            return
        match self.paper.state:
            case PaperState.DONE:
                self._turn(visit, Phase.PRINTED)
            case PaperState.FAILED | PaperState.UNKNOWN:
                self._turn(visit, Phase.ON_SCREEN)
            case PaperState.NEEDS_CARE:
                job_id = self.paper.job_id
                visit.run(lambda id_, visit_id: CancelPaper(id_, visit_id, job_id), asker=None)
                self._turn(visit, Phase.ON_SCREEN)
            case _:
                pass

    def _turn(self, visit: Visit, phase: Phase) -> None:
        self.phase, self.since_s = phase, visit.at_s
        visit.extend()

    def _print(self, visit: Visit) -> None:
        if Device.SLIP_PRINTER in visit.broken:
            self._turn(visit, Phase.ON_SCREEN)
            return
        self.phase, self.since_s = Phase.PRINTING, visit.at_s
        slip = PrintSlip(
            0,
            "",
            title=visit.words("handoff.slip-title", service=self.home.journey.service.title).written,
            when=visit.words("handoff.until", when=self._until(visit)).written,
            contact=self._where(visit).written,
            lines=tuple(words.written for words in self._slip_lines(visit)),
            number=self.receipt,
            phone=visit.settings.place.owner_phone,
            phone_who=visit.settings.place.owner,
            code=self.code,
            code_caption=visit.words("handoff.not-money").written,
        )
        self.paper.print(visit, lambda id_, visit_id: replace(slip, id=id_, visit_id=visit_id), asker=self)

    # -- what is seen ----------------------------------------------------------------------------

    def _until(self, visit: Visit) -> str:
        if self.until is None or not visit.began.clock_trusted:
            return visit.words("handoff.until-unknown").written
        return day_in_words(self.until, today=visit.today)

    @staticmethod
    def _where(visit: Visit) -> Words:
        """Where to go; nobody is sent to a closed window, but told from when on somebody is there."""
        place = visit.settings.place
        opens = opens_in_words(visit)
        if not opens:
            return visit.words("handoff.where", place=place.name, window=place.window)
        return visit.words("handoff.where-from", when=opens, place=place.name, window=place.window)

    def _slip_lines(self, visit: Visit) -> tuple[Words, ...]:
        lines = [visit.words("handoff.slip-kept"), visit.words("handoff.slip-card")]
        if self.cut:
            lines.append(visit.words("handoff.slip-cut", count=self.cut))
        return tuple(lines)

    def is_busy(self, visit: Visit) -> bool:
        return self.phase in (Phase.SEALING, Phase.PRINTING)

    def key(self, visit: Visit) -> str:
        return f"handoff-{self.phase.value}"

    def screen(self, visit: Visit) -> Screen:
        match self.phase:
            case Phase.SEALING:
                return working_screen(visit, "handoff.sealing", since_s=self.since_s, icon="file-lock")
            case Phase.PRINTING:
                return working_screen(visit, "handoff.printing", since_s=self.since_s, icon="printer")
            case Phase.FAILED:
                return self._failed(visit)
            case _:
                return self._where_to_go(visit)

    def _failed(self, visit: Visit) -> Screen:
        place = visit.settings.place
        return Message(
            serial=visit.serial,
            frame=visit.frame(primary=visit.choice("retry", "send.retry", "refresh"), filled=True),
            title=visit.words("handoff.failed.title"),
            lead=visit.words("handoff.failed.lead", owner=place.owner, phone=place.owner_phone),
            tone=Tone.BAD,
            icon="alert-circle-outline",
        )

    def _where_to_go(self, visit: Visit) -> Screen:
        printed = self.phase is Phase.PRINTED
        where = self._where(visit)
        lines = (
            visit.words("handoff.take" if printed else "handoff.show-screen"),
            where,
            visit.words("handoff.until", when=self._until(visit)),
        )
        slip = (
            visit.words("handoff.slip-title", service=self.home.journey.service.title),
            where,
            visit.words("handoff.until", when=self._until(visit)),
            visit.words("handoff.not-money"),
        )
        number = visit.words("handoff.number", number=self.receipt)
        return Handoff(
            serial=visit.serial,
            frame=visit.frame(primary=visit.choice("finish", "handoff.finish", "check-bold"), filled=True),
            title=visit.words("handoff.title" if printed else "handoff.title-screen"),
            lead=Words() if printed else number,
            lines=lines,
            slip=slip if printed else (),
            note=visit.words("handoff.wiped" if printed else "handoff.not-money"),
            code="" if printed else self.code,
        )

    # -- presses and time ------------------------------------------------------------------------

    def press(self, visit: Visit, target: str) -> None:
        match target:
            case "finish":
                self.paper.taken(visit)
                visit.end()
            case "retry" if self.phase is Phase.FAILED:
                self.begin(visit)
            case "stop-waiting" if self.phase is Phase.PRINTING:
                self._turn(visit, Phase.ON_SCREEN)
            case "stop-waiting":
                visit.leave(self)

    def back(self, visit: Visit) -> None:
        """It was not meant: the person goes on by themselves."""
        self.home.handed_over = False
        self.paper.taken(visit)
        visit.leave(self)

    def due_at(self, visit: Visit) -> float | None:
        match self.phase:
            case Phase.SEALING | Phase.PRINTING:
                return way_out_at(visit, self.since_s)
            case Phase.PRINTED:
                return self.since_s + SLIP_SHOWN_S
            case Phase.ON_SCREEN:
                return self.since_s + CODE_SHOWN_S
            case Phase.FAILED:
                return None

    def woke(self, visit: Visit) -> None:
        """Nobody leaves a handed-over case, or its code, on the screen."""
        if self.phase in (Phase.PRINTED, Phase.ON_SCREEN):
            visit.end()
