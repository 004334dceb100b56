"""The judge: knows the visit from inside, and notes what must never happen to a villager.

What it watches, press by press: answers that get lost, double taps that do something, wrong presses that
one 上一步 does not undo, money or names said aloud unasked, questions whose answer is known, and Hanzi to
be typed.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kiosk.core.cases import Answer
from kiosk.core.places.journey import JourneyPlace
from kiosk.core.screens import Question, Screen, Words
from kiosk.core.visit import Visit

_MONEY = re.compile(r"\d+\.\d\d")
_KNOWN = ("名字", "姓名", "身份证号", "住址", "住在哪", "哪个村", "哪年生", "生日", "多大年纪", "户口在")
"""What the card and the record tell; a page that asks for it has not listened."""
_MENDED_OTHERWISE = ("done", "leave", "not-me", "end", "cover", "back", "finish", "send")
"""Not for 上一步: the end of a visit, 不是我 (the same card goes on), what the same press takes back, and
上一步 itself."""

CLEARS = "end"
"""不办了，清掉: it says so, and asks once; what goes then is given up, not lost."""


def texts(thing: object) -> Iterator[Words]:
    """All words in a screen, however deep."""
    if isinstance(thing, Words):
        yield thing
    elif isinstance(thing, tuple):
        for one in thing:
            yield from texts(one)
    elif dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        for part in dataclasses.fields(thing):
            yield from texts(getattr(thing, part.name))


@dataclass
class Notes:
    """What happened in one villager's visit.

    Attributes:
        pages: Different pages on the way, those that were got to by mistake left out.
        presses: Presses that counted, the laying of the card included.
        wrong: Presses that hit something else than the right thing.
        undone: Of these, those that one 上一步 was tried on and that it took back wholly.
        not_undone: Those that it did not, with the page.
        doubles: Taps that came twice.
        double_answers: Second taps that did something.
        lost: Answers that vanished or changed without being asked for.
        given_up: Forms that they let be cleared, on the page that asks whether they really want that.
        spoken: Pages that say money or names aloud unasked.
        asked_known: Questions whose answer is known.
        hanzi: Pages on which Hanzi were to be typed.
        backs: How often they went back without need.
        changes: How many answers they changed on the check page.
    """

    pages: set[tuple[str, int]] = field(default_factory=set)
    presses: int = 0
    wrong: int = 0
    undone: int = 0
    not_undone: list[str] = field(default_factory=list)
    doubles: int = 0
    double_answers: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    given_up: int = 0
    spoken: list[str] = field(default_factory=list)
    asked_known: list[str] = field(default_factory=list)
    hanzi: list[str] = field(default_factory=list)
    backs: int = 0
    changes: int = 0


@dataclass(frozen=True)
class Moment:
    """What counts of a page and of the answers, to tell whether 上一步 is exact."""

    page: tuple[object, ...]
    step: str
    answers: Mapping[str, Answer]

    @classmethod
    def of(cls, visit: Visit) -> Moment:
        """This moment."""
        screen = visit.screen
        journey = _journey(visit)
        return cls(
            page=(type(screen).__name__, screen.title.written, getattr(screen, "page", 0)),
            step=journey.journey.cursor if journey is not None else "",
            answers=dict(journey.journey.answers) if journey is not None else {},
        )

    def is_kept_by(self, later: Moment) -> bool:
        """Whether a later moment shows this page again with every other answer as it was."""
        return self.page == later.page and all(
            _same(later.answers.get(key), answer) for key, answer in self.answers.items() if key != self.step
        )


def _same(one: Answer | None, other: Answer) -> bool:
    """Whether it is the same answer, confirmed meanwhile or not."""
    return one is not None and (one.value, one.shown) == (other.value, other.shown)


def _journey(visit: Visit) -> JourneyPlace | None:
    place = visit.place
    return place if isinstance(place, JourneyPlace) else None


class Judge:
    """Watches one visit.

    Args:
        private: Words that belong to the person and may not be said aloud unasked.
    """

    def __init__(self, private: tuple[str, ...]) -> None:
        self.notes = Notes()
        self._private = private
        self._astray: tuple[Moment, str] | None = None
        self._journey: JourneyPlace | None = None
        self._answers: dict[str, Answer] = {}

    # -- what is shown ---------------------------------------------------------------------------

    def see(self, screen: Screen) -> None:
        """Another screen is shown."""
        for words in texts(screen):
            said = words.spoken
            if _MONEY.search(said) or any(one in said for one in self._private):
                self.notes.spoken.append(f"{screen.title.written}: {len(said)} characters")
        if isinstance(screen, Question):
            title = screen.title.written
            if any(word in title for word in _KNOWN) and not screen.keys:
                self.notes.asked_known.append(title)
            if any(key is not None and not _is_plain_key(key.words.written) for key in screen.keys):
                self.notes.hanzi.append(title)

    # -- what is pressed -------------------------------------------------------------------------

    def pressed(self, before: Moment, visit: Visit, *, meant: str, hit: tuple[str, ...]) -> None:
        """A tap was made.

        Args:
            before: The moment before it.
            visit: The visit after it.
            meant: The right target.
            hit: The targets that took it.
        """
        if CLEARS in hit:
            self.notes.given_up += 1
            self._journey, self._answers = None, {}
        self._look_for_losses(visit, asked=before.step)
        after = Moment.of(visit)
        astray, self._astray = self._astray, None
        for target in hit:
            self.notes.presses += 1
            if target == "back" and astray is not None:
                self._judge_back(astray, after)
            if target == meant:
                continue
            self.notes.wrong += 1
            if target not in _MENDED_OTHERWISE and after.page != before.page:
                self._astray = (before, target)
        if not hit:
            self._astray = astray

    def _judge_back(self, astray: tuple[Moment, str], after: Moment) -> None:
        before, target = astray
        if before.is_kept_by(after):
            self.notes.undone += 1
        else:
            self.notes.not_undone.append(f"{before.page[1]} > {target} > back: {after.page[1]}")

    def doubled(self, before: Moment, *, first: tuple[str, ...], second: tuple[str, ...]) -> None:
        """A second tap followed the first one."""
        self.notes.doubles += 1
        for target in second:
            if first and not target.startswith("key:"):
                self.notes.double_answers.append(f"{before.page[1]} > {target}")

    def waited(self, visit: Visit) -> None:
        """Time has passed."""
        self._look_for_losses(visit, asked="")

    def _look_for_losses(self, visit: Visit, *, asked: str) -> None:
        """Answers may only change where they were asked; they may only go when they are sent."""
        place = _journey(visit)
        known, answers = self._journey, self._answers
        if known is not None and not known.journey.sent:
            now: Mapping[str, Any] = known.journey.answers
            if visit.ended:
                now = {}
            elif place is not None and place is not known and place.journey.service is known.journey.service:
                now = place.journey.answers
            for key, answer in answers.items():
                if key != asked and not _same(now.get(key), answer):
                    self.notes.lost.append(key)
        if place is not None:
            self._journey, self._answers = place, dict(place.journey.answers)
        elif visit.ended:
            self._journey, self._answers = None, {}


def _is_plain_key(words: str) -> bool:
    return words in ("X", ".", "退一位", "半") or words.isdigit()
