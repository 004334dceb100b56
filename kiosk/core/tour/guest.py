"""Somebody who walks through a visit: presses, lays cards, waits; and answers what the visit asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from config.release import Release
from kiosk.core.effects import Effect, LookUp, PrintDocument, PrintForm, PrintPapers, PrintSlip, Say
from kiosk.core.events import (
    Began,
    CardRead,
    Event,
    Finished,
    LookedUp,
    PaperMoved,
    Pressed,
    Queued,
    Result,
    SpeechEnded,
    Touched,
    Woke,
)
from kiosk.core.identity import IdCard
from kiosk.core.screens import Capacity, Display, PaperState, Screen, TextSize
from kiosk.core.tour.people import ELDER, TODAY, Sample
from kiosk.core.visit import Visit

VISIT_ID = "00000000-0000-4000-8000-000000000001"
OPEN_TIME = "10:00"
JOB = "job-1"
Kinds = type[Effect] | tuple[type[Effect], ...]
PRINTING: tuple[type[Effect], ...] = (PrintDocument, PrintForm, PrintPapers, PrintSlip)


@dataclass(frozen=True, slots=True)
class Stage:
    """What a tour is made of: a release, on a screen of this capacity, shown like this."""

    release: Release
    capacities: Mapping[tuple[TextSize, bool], Capacity] = field(default_factory=dict)
    display: Display = field(default_factory=Display)


class Guest:
    """One visit on its way.

    Args:
        stage: The release and the screen.
        at: Local time of day.
        day: Local date, ISO.
        hears_out: Whether they wait until everything has been said.
        began: Whatever else the visit begins with; see `Began`.
    """

    def __init__(
        self,
        stage: Stage,
        *,
        at: str = OPEN_TIME,
        day: str = TODAY.isoformat(),
        hears_out: bool = True,
        **began: Any,
    ) -> None:
        self.hears_out = hears_out
        self.at_s = 0.0
        self.asked: list[Effect] = []
        self.visit = Visit(
            stage.release,
            Began(
                at_s=0.0,
                visit_id=VISIT_ID,
                serial=1,
                local=datetime.fromisoformat(f"{day}T{at}"),
                capacities=stage.capacities,
                display=stage.display,
                **{"speaks": True, "listens": True, **began},
            ),
        )

    @property
    def screen(self) -> Screen:
        """What is seen now."""
        return self.visit.screen

    def do(self, event: Event) -> None:
        """Something happens; what is said then is heard to its end, if they stay for it."""
        found = self.visit.handle(event)
        self.asked += found
        for effect in found:
            if isinstance(effect, Say) and self.hears_out:
                self.do(SpeechEnded(self.at_s, effect.speech.number, whole=True))

    def touch(self) -> None:
        """A finger comes down, anywhere."""
        self.do(Touched(self.at_s))

    def press(self, target: str) -> bool:
        """Presses a target; false if the page has none of that name."""
        if target not in self.screen.targets:
            return False
        self.do(Pressed(self.at_s, self.screen.serial, target))
        return True

    def turn(self) -> bool:
        """Presses 看下一页; false on the last page, which may lead back to the first."""
        before = self.screen
        if not self.press("more") or type(self.screen) is not type(before):
            return False
        here, there = getattr(before, "page", None), getattr(self.screen, "page", None)
        return here is None or there is None or there > here

    def lay(self, card: IdCard) -> None:
        """Lays a card on the plate."""
        self.do(CardRead(self.at_s, card))

    def wait(self, seconds: float) -> None:
        """Lets time pass."""
        self.at_s += seconds
        self.do(Woke(self.at_s))

    def answer(self, effect_types: Kinds, result: Result) -> bool:
        """Ends the latest effect of these types; false if none was asked for."""
        for effect in reversed(self.asked):
            if isinstance(effect, effect_types):
                self.asked.remove(effect)
                self.do(Finished(self.at_s, effect.visit_id, effect.id, result))
                return True
        return False

    def know(self, person: Sample) -> bool:
        """The center answers what it knows of the person."""
        return self.answer(LookUp, LookedUp(person.datasets))

    def queue(self) -> bool:
        """The paper is on its way."""
        return self.answer(PRINTING, Queued(JOB))

    def paper(self, state: PaperState, reason: str = "") -> None:
        """News from the printer."""
        self.do(PaperMoved(self.at_s, JOB, state, reason))


def guest_at(stage: Stage, service: str, **changes: Any) -> Guest:
    """Somebody whose card was read and who has just begun a service.

    Args:
        stage: What the tour is made of.
        service: Its id.
        changes: What is different from an ordinary visit; see `Guest`.
    """
    guest = Guest(stage, **changes)
    guest.lay(ELDER.card)
    guest.know(ELDER)
    guest.visit.start(service)
    guest.touch()
    return guest
