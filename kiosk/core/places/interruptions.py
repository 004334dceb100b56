"""What comes between: 还在吗, 不是我, leaving too early, a second card, a forgotten card, danger to life."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kiosk.core.events import CardRead
from kiosk.core.place import Place
from kiosk.core.places.handoff import hand_over, to_hand_over, to_window_choice
from kiosk.core.places.standing import NoticesPlace
from kiosk.core.screens import Message, Screen, StillThere, Tone
from kiosk.core.standing import Standing

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

LEFT_CARD_SHOWN_S = 30
TICK_S = 1e-6


class StillTherePlace(Place):
    """还在吗？ A countdown; one touch, as often as wanted, goes on; else the visit ends."""

    may_reassure = False

    def __init__(self, since_s: float) -> None:
        self.since_s = since_s

    def _left_s(self, visit: Visit) -> int:
        total = visit.settings.times.still_there_s
        return max(0, math.ceil(self.since_s + total - visit.at_s - TICK_S))

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

    def due_at(self, visit: Visit) -> float | None:
        total = visit.settings.times.still_there_s
        gone = math.floor(visit.at_s - self.since_s + TICK_S)
        return self.since_s + min(gone + 1, total)

    def woke(self, visit: Visit) -> None:
        if visit.at_s >= self.since_s + visit.settings.times.still_there_s:
            visit.end()


class CoveredPlace(Place):
    """不是我: covered at once. The same card goes on, nothing lost; another one ends the visit."""

    may_reassure = False

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
            visit.same_card(event)
        else:
            visit.end()
        return True


class LeavePlace(Place):
    """办完了 while something is answered and not sent: one tap must not lose it."""

    may_reassure = False

    def screen(self, visit: Visit) -> Screen:
        to_window = () if to_hand_over(visit) is None else (to_window_choice(visit),)
        return Message(
            serial=visit.serial,
            frame=visit.frame(primary=visit.choice("stay", "leave.stay", "account-check"), filled=True),
            title=visit.words("leave.title"),
            lead=visit.words("leave.lead"),
            icon="exit-run",
            choices=(*to_window, visit.choice("end", "leave.end", "exit-run")),
        )

    def press(self, visit: Visit, target: str) -> None:
        match target:
            case "end":
                visit.end()
            case "to-window":
                visit.leave(self)
                hand_over(visit)
            case _:
                visit.leave(self)


class ChangePersonPlace(Place):
    """Another card in mid-visit: 换人办？ Nothing of either person is shown meanwhile."""

    may_reassure = False

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
            visit.same_card(event)
        return True


class LeftCardPlace(Place):
    """这里有张忘拿的卡，请交工作人员. No name; back to the first page by itself."""

    may_reassure = False

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


def interrupt_for(visit: Visit, standing: Standing) -> None:
    """Takes in what changed; a visit is interrupted for danger to life alone, and goes on afterwards."""
    known = {one.id for one in visit.standing.danger}
    visit.standing = standing
    new = tuple(one for one in standing.danger if one.id not in known)
    if not new or not visit.open or visit.ended:
        return
    if isinstance(visit.place, StillTherePlace):
        visit.leave(visit.place)
    visit.aside(NoticesPlace(new, interrupts=True))
