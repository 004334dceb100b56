"""One question on the tour: empty, wrong, longest, answered, and seen again with its answer."""

from __future__ import annotations

from dataclasses import replace

from config.services import FieldKind
from kiosk.core import fields
from kiosk.core.fields import Draft
from kiosk.core.journey import Step
from kiosk.core.places.journey import JourneyPlace
from kiosk.core.screens import Question, Words
from kiosk.core.tour import entries
from kiosk.core.tour.album import Album
from kiosk.core.tour.guest import Guest
from kiosk.core.tour.people import TODAY

KEYED, NEXT = "(keyed)", "next"
ACTS = ("opt:", "known", "skip", "unknown")


class Picks:
    """Which answers were given so far in all walks through one service: the next walk gives others."""

    def __init__(self) -> None:
        self.given: dict[str, list[str]] = {}
        self.offered: dict[str, list[str]] = {}

    def choose(self, name: str, offered: list[str]) -> str:
        """An answer that has not been given yet; the first one if all have."""
        given = self.given.setdefault(name, [])
        known = self.offered.setdefault(name, [])
        known += [answer for answer in offered if answer not in known]
        chosen = next((answer for answer in offered if answer not in given), offered[0])
        given.append(chosen)
        return chosen

    @property
    def open(self) -> bool:
        """Whether an answer is left that was never given."""
        return any(set(known) - set(self.given[name]) for name, known in self.offered.items())


class QuestionTour:
    """Takes a guest over one question.

    Args:
        album: Where the pages go.
        picks: Which answers were given before.
        longest: Whether the answer with the longest words is given instead.
    """

    def __init__(self, album: Album, picks: Picks, *, longest: bool = False) -> None:
        self.album = album
        self.picks = picks
        self.longest = longest

    def answer(self, guest: Guest, place: JourneyPlace, step: Step) -> None:
        """Looks at the question in all its states, then answers it."""
        asked = step.field
        assert asked is not None
        name = name_of(step)
        new = name not in self.picks.offered
        offered = self._offered(guest, name)
        if fields.boxes_of(asked):
            if new:
                self._wrong(guest, place, step)
            if entries.good(asked, self._names(guest, place), TODAY) is not None:
                offered.insert(0, KEYED)
        if asked.kind is FieldKind.CHOICES:
            offered.append(NEXT)
        if not offered:
            self.album.lose(f"{name}: no sample will do")
            return
        chosen = self._longest(guest, offered) if self.longest else self.picks.choose(name, offered)
        self._give(guest, place, step, chosen)
        if new and not self.longest:
            self._seen_again(guest, place, step, chosen)

    def _names(self, guest: Guest, place: JourneyPlace) -> dict[str, object]:
        return dict(place.scope(guest.visit))

    def _offered(self, guest: Guest, name: str) -> list[str]:
        """All answers on all pages of the question; ends on the first page."""
        found: list[str] = []
        while True:
            self.album.take(guest, name)
            screen = guest.screen
            if isinstance(screen, Question):
                found += [choice.id for choice in screen.choices if choice.id.startswith(ACTS)]
            if not guest.turn():
                break
        while getattr(guest.screen, "page", 0) and guest.press("back"):
            pass
        return found

    def _longest(self, guest: Guest, offered: list[str]) -> str:
        if offered[0] == KEYED:
            return KEYED
        words = {choice.id: len(choice.words.written) for choice in getattr(guest.screen, "choices", ())}
        return max(offered, key=lambda answer: words.get(answer, 0))

    def _give(self, guest: Guest, place: JourneyPlace, step: Step, chosen: str) -> None:
        asked = step.field
        assert asked is not None
        if chosen == KEYED:
            texts = entries.good(asked, self._names(guest, place), TODAY) or ()
            self.key(guest, place, step, texts)
            self.album.take(guest, name_of(step), "full")
            guest.press(NEXT)
            return
        while chosen not in guest.screen.targets and guest.turn():
            pass
        guest.press(chosen)
        if asked.kind is FieldKind.CHOICES and chosen != NEXT:
            self.album.take(guest, name_of(step), "ticked")
            while NEXT not in guest.screen.targets and guest.turn():
                pass
            guest.press(NEXT)

    def _seen_again(self, guest: Guest, place: JourneyPlace, step: Step, chosen: str) -> None:
        """Back to the question once: its answer is marked; then on again."""
        if guest.visit.place is not place or place.step(guest.visit).id == step.id:
            return
        guest.press("back")
        if guest.visit.place is place and place.step(guest.visit).id == step.id:
            self.album.take(guest, name_of(step), "again")
            while not guest.press("keep") and guest.turn():
                pass
            if place.step(guest.visit).id == step.id:
                guest.press(NEXT if chosen == KEYED or NEXT in guest.screen.targets else chosen)

    # -- keying

    def key(self, guest: Guest, place: JourneyPlace, step: Step, texts: entries.Texts) -> None:
        """Puts texts into the boxes, whatever stood there: key by key, but looked at only at the end."""
        asked = step.field
        assert asked is not None
        drafts = place.journey.drafts
        draft = Draft(texts=("",) * len(texts))
        for box, text in enumerate(texts):
            draft = replace(draft, active=box)
            for letter in text:
                draft = fields.press_key(asked, draft, letter)
        drafts[step.id] = draft
        guest.touch()

    def _wrong(self, guest: Guest, place: JourneyPlace, step: Step) -> None:
        asked, name = step.field, name_of(step)
        assert asked is not None
        self._fault(guest, place, step, "empty")
        for what, texts in (("longest", entries.longest(asked)), ("wrong", entries.bad(asked))):
            self.key(guest, place, step, texts)
            self.album.take(guest, name, what)
            if not self._fault(guest, place, step, what):
                return
        shown = guest.screen
        if isinstance(shown, Question) and shown.fault:
            for number, rule in enumerate(asked.checks):
                ruled = replace(shown, fault=Words.of(rule.why))
                self.album.keep(ruled, name, f"rule-{number + 1}")
        self.key(guest, place, step, tuple("" for _ in fields.boxes_of(asked)))

    def _fault(self, guest: Guest, place: JourneyPlace, step: Step, what: str) -> bool:
        """下一步 with what stands there; true if the question is still asked."""
        guest.press(NEXT)
        if guest.visit.place is not place or place.step(guest.visit).id != step.id:
            guest.press("back")  # it was good after all
            return guest.visit.place is place and place.step(guest.visit).id == step.id
        self.album.take(guest, name_of(step), what, "fault")
        return True


def name_of(step: Step) -> str:
    """A question's name: of a member, with its group's."""
    assert step.field is not None
    if step.member is None:
        return f"ask-{step.field.id}"
    group = step.id.partition("/")[0].partition(":")[2]
    return f"ask-{group}-{step.field.id}"
