"""What comes between: 还在吗, 不是我, a second card, a card that somebody forgot."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kiosk.core.events import CardRead
from kiosk.core.place import Place
from kiosk.core.screens import Message, Screen, StillThere, Tone

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

LEFT_CARD_SHOWN_S = 30


class StillTherePlace(Place):
    """还在吗？ A countdown; one press, as often as wanted, goes on; else the visit ends."""

    def __init__(self, since_s: float) -> None:
        self.since_s = since_s

    def _left_s(self, visit: Visit) -> int:
        total = visit.settings.times.still_there_s
        return max(0, math.ceil(self.since_s + total - visit.at_s))

    def screen(self, visit: Visit) -> Screen:
        left = self._left_s(visit)
        return StillThere(
            serial=visit.serial,
            frame=visit.frame(
                back=None, primary=visit.choice("still-here", "still.here", "hand-wave-outline"), filled=True
            ),
            title=visit.words("still.title"),
            lead=visit.words("still.lead", left=left),
            left_s=left,
            total_s=visit.settings.times.still_there_s,
        )

    def press(self, visit: Visit, target: str) -> None:
        visit.extend()
        visit.leave(self)

    def card(self, visit: Visit, event: CardRead) -> bool:
        if visit.subject is not None and visit.subject.number == event.card.number:
            visit.extend()
            visit.leave(self)
            return True
        return False

    def due_at(self, visit: Visit) -> float | None:
        return self.since_s + visit.settings.times.still_there_s - self._left_s(visit) + 1

    def woke(self, visit: Visit) -> None:
        if not self._left_s(visit):
            visit.end()


class CoveredPlace(Place):
    """不是我: covered at once. The same card goes on, nothing lost; another one ends the visit."""

    def screen(self, visit: Visit) -> Screen:
        return Message(
            serial=visit.serial,
            frame=visit.frame(back=None, primary=visit.choice("end", "covered.end", "exit-run"), filled=True),
            title=visit.words("covered.title"),
            lead=visit.words("covered.lead"),
            icon="shield-account-outline",
        )

    def press(self, visit: Visit, target: str) -> None:
        visit.end()

    def card(self, visit: Visit, event: CardRead) -> bool:
        if visit.subject is not None and visit.subject.number == event.card.number:
            visit.leave(self)
        else:
            visit.end()
        return True


class ChangePersonPlace(Place):
    """Another card in mid-visit: 换人办？ Nothing of either person is shown meanwhile."""

    def screen(self, visit: Visit) -> Screen:
        return Message(
            serial=visit.serial,
            frame=visit.frame(
                back=None, primary=visit.choice("stay", "change.stay", "account-check"), filled=True
            ),
            title=visit.words("change.title"),
            lead=visit.words("change.lead"),
            icon="account-switch-outline",
            choices=(visit.choice("end", "change.end", "exit-run"),),
        )

    def press(self, visit: Visit, target: str) -> None:
        if target == "end":
            visit.end()
        else:
            visit.leave(self)

    def card(self, visit: Visit, event: CardRead) -> bool:
        if visit.subject is not None and visit.subject.number == event.card.number:
            visit.leave(self)
        return True


class LeftCardPlace(Place):
    """这里有张忘拿的卡，请交工作人员. No name; back to the first page by itself."""

    def __init__(self, since_s: float) -> None:
        self.since_s = since_s

    def screen(self, visit: Visit) -> Screen:
        return Message(
            serial=visit.serial,
            frame=visit.frame(
                back=None, tools=False, primary=visit.choice("ok", "bar.ok", "check-bold"), filled=True
            ),
            title=visit.words("left-card.title"),
            lead=visit.words("left-card.lead"),
            tone=Tone.URGENT,
            icon="card-account-details-outline",
        )

    def press(self, visit: Visit, target: str) -> None:
        visit.leave(self)

    def due_at(self, visit: Visit) -> float | None:
        return self.since_s + LEFT_CARD_SHOWN_S

    def woke(self, visit: Visit) -> None:
        visit.leave(self)
