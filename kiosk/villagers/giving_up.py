"""Task c: the applicant of task b gives up at the fourth page and asks for the window.

The network is there or not, the slip printer has paper or not, it is a Wednesday or a Saturday, and the slip
is scanned after 40 minutes (or when the window opens), or lost, and the case is found by the card.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from center.app import Center
from center.desk.people import Staff, StaffRole
from center.handoff.api import Opened
from center.handoff.faults import HandoffError
from center.tables import cases
from center.trial.cards import cards_on
from config.release import Release
from kiosk.core.hours import is_open, next_opening
from kiosk.core.identity import IdCard
from kiosk.core.places.journey import JourneyPlace
from kiosk.core.screens import Handoff, Screen
from kiosk.villagers.acts import Act, Leave, Push, Wait
from kiosk.villagers.allowance import ApplyForAllowance, Titles
from kiosk.villagers.errands import APPLICANT, IN_THE_END_S, Errand
from kiosk.villagers.eyes import Sight
from kiosk.villagers.judge import texts
from kiosk.villagers.town import TOWNSHIP, Town
from kiosk.villagers.world import World

GIVES_UP_AT = 4
MOST_PRESSES = 2
SCANNED_AFTER_S = 40 * 60.0
WAKING_S = 120.0
CLERK = Staff("W01", "示例·李干部", StaffRole.WINDOW, TOWNSHIP)


@dataclass(frozen=True, slots=True)
class Weather:
    """What is different from one villager to the next."""

    cut: bool
    paper_out: bool
    saturday: bool
    slip_lost: bool

    @classmethod
    def of(cls, rng: random.Random) -> Weather:
        """By chance, each half the time."""
        return cls(*(rng.random() < 0.5 for _ in range(4)))


class GiveUp(ApplyForAllowance):
    """Goes on for three pages, then has enough.

    Args:
        titles: Of the pages on the way.
        release: The words on the pages of help.
        rng: Where they go back without need.
    """

    def __init__(self, titles: Titles, release: Release, rng: random.Random) -> None:
        super().__init__(titles, rng)
        self._pages = (titles.papers, titles.phone, titles.account, titles.consent)[:GIVES_UP_AT]
        self._release = release
        self.pressed_on: set[str] = set()
        self.gave_up = False

    def _said(self, key: str) -> str:
        return self._release.wording.phrase(key).text

    def decide(self, sight: Sight) -> Act:
        """See `Script`."""
        if sight.title in (self._said("handoff.title"), self._said("handoff.title-screen")):
            return Leave()
        if sight.title in (self._said("handoff.sealing"), self._said("handoff.printing")):
            return Wait()
        if sight.title == self._said("handoff.failed.title"):
            return Push("retry")
        if sight.title == self._said("help.title") and self.gave_up:
            to_window = sight.saying(self._said("help.to-window"))
            if to_window is not None:
                self.pressed_on.add(sight.title)
                return Push(to_window.target)
        if sight.title in (self._pages[-1], self._titles.check, self._titles.who):
            self.gave_up = True
            self.pressed_on.add("gave up")
            return Push("help")
        return super().decide(sight)


@dataclass
class Watch:
    """What was filled in, which pages it was handed over on, and what the slip said.

    Attributes:
        seen: The last page of the handover.
        answers: By step id, as they stood when it was handed over.
    """

    seen: Handoff | None = None
    answers: dict[str, object] = field(default_factory=dict)

    def look(self, screen: Screen, world: World) -> None:
        """Looks at a page."""
        for place in world.visit.stack:
            if isinstance(place, JourneyPlace) and place.journey.answers:
                self.answers = {key: one.value for key, one in place.journey.answers.items()}
        if isinstance(screen, Handoff):
            self.seen = screen


def giving_up(rng: random.Random, today: date, release: Release) -> tuple[Errand, GiveUp, Weather]:
    """Somebody who gives up; the weather is made by whoever plays it."""
    weather = Weather.of(rng)
    card = next(card for card in cards_on(today) if card.name == APPLICANT)
    script = GiveUp(Titles.of(release), release, rng)
    return Errand(card, script, lambda _: ""), script, weather


def judged(world: World, *, town: Town, weather: Weather, watch: Watch, code: str, card: IdCard) -> str:
    """What is wrong with the handover; "" is nothing.

    Args:
        world: The terminal, after its visitor left.
        town: The center.
        weather: What was different today.
        watch: What was seen on the way.
        code: What stood on the slip or the screen.
        card: Whose case it is.
    """
    center = town.center
    assert center is not None
    if watch.seen is None or not code:
        return "there was no slip and no code"
    if world.visit.people or any(isinstance(place, JourneyPlace) for place in world.visit.stack):
        return "the terminal is not wiped"
    if weather.paper_out is not bool(watch.seen.code):
        return "the code belongs on the screen only without paper"
    written = " ".join(words.written for words in texts(watch.seen))
    if weather.saturday and "起有人" not in written:
        return "sent to a closed window"
    _wait_for_the_window(world, world.runtime.release())
    if weather.slip_lost:
        town.is_cut = False  # the slip is gone: the case is found as soon as the terminal has delivered it
        world.advance(IN_THE_END_S)
    try:
        opened = _opened(center, weather, code, card)
    except HandoffError as error:
        return f"at the desk: {error.fault.value}"
    town.is_cut = False
    world.advance(IN_THE_END_S)
    return _as_filled_in(center, opened, watch, card)


def _opened(center: Center, weather: Weather, code: str, card: IdCard) -> Opened:
    if not weather.slip_lost:
        return center.handoffs.open_code(code, CLERK)
    found = center.handoffs.find_by_card(card.number, CLERK)
    return center.handoffs.take(found[0].draft.case_id, CLERK)


def _wait_for_the_window(world: World, release: Release) -> None:
    """40 minutes later, or when somebody is there again."""
    hours, now = release.settings.hours, world.clock.local()
    at: datetime = now + timedelta(seconds=SCANNED_AFTER_S)
    if not is_open(hours, at):
        at = next_opening(hours, at) or at
    world.clock.now_s += (at - now).total_seconds() - WAKING_S  # nobody is there: nothing but idling happens
    world.advance(WAKING_S)


def _as_filled_in(center: Center, opened: Opened, watch: Watch, card: IdCard) -> str:
    with center.store.read() as connection:
        count = connection.scalar(select(func.count()).select_from(cases)) or 0
    if count != 1:
        return f"{count} cases at the desk"
    if opened.draft.people["subject"].number != card.number:
        return "another person's case"
    there = center.desk.open(opened.draft.case_id, CLERK)
    answers = there.form.journey.answers
    again = [key for key, value in watch.answers.items() if key not in answers or answers[key].value != value]
    if again:
        return f"asked twice: {', '.join(again)}"
    return "" if there.case.holder == CLERK.code else "nobody holds it"
