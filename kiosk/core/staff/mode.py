"""The assisted mode of a visit: who is in it, what they do is marked, and when it locks by itself.

It belongs to one visit. Locking takes nothing from the villager: their pages stay, and go on without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from kiosk.core.cases import Answer, Source
from kiosk.core.effects import NoteAct
from kiosk.core.place import Place
from kiosk.core.staff.acts import StaffAct

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

IDLE_S = 120.0
WHOLE_S = 1800.0
BUSY_IDLES = 3
"""While the machine prints or tests, nobody presses: so many times the idle time, and no longer."""


@dataclass(frozen=True, slots=True)
class StaffMode:
    """Somebody of the staff has unlocked this visit.

    Attributes:
        code: As in the audit trail and in what they change.
        name: As the banner has it.
        maintains: Whether they may maintain the machine.
        since_s: When they unlocked it, monotonic.
    """

    code: str
    name: str
    maintains: bool
    since_s: float

    def due_at_s(self, active_s: float, *, busy: bool) -> float:
        """When it locks by itself: idle too long, or in all too long."""
        return min(active_s + IDLE_S * (BUSY_IDLES if busy else 1), self.since_s + WHOLE_S)


class StaffPlace(Place):
    """A page for staff alone: it goes when the mode is locked."""

    may_reassure = False


def begin(visit: Visit, *, code: str, name: str, maintains: bool) -> None:
    """Somebody has unlocked this visit; what they find is what was there."""
    visit.staff = StaffMode(code, name, maintains, visit.at_s)
    visit.extend()


def lock(visit: Visit) -> None:
    """Locks again: staff's pages are gone, the villager's stay as they are."""
    if visit.staff is None:
        return
    note(visit, StaffAct.LOCKED)
    visit.staff = None
    for place in visit.stack:
        if isinstance(place, StaffPlace):
            visit.leave(place)
            return


def note(visit: Visit, act: StaffAct, *, case_id: str = "") -> None:
    """Has an act written into the audit trail, under whoever is in the mode."""
    if visit.staff is not None:
        who = (visit.staff.code,)
        visit.run(lambda id_, visit_id: NoteAct(id_, visit_id, act, who, case_id), asker=None)


def answered(visit: Visit, before: Answer | None, given: Answer) -> Answer:
    """An answer as it counts: what staff keyed in is theirs, until the person says yes to it.

    A card read on the plate proves itself. What staff leave as it was stays whose it was.
    """
    if visit.staff is None or given.source == Source.CARD:
        return given
    if before is not None and before.value == given.value and before.source != Source.RECORD:
        return before
    return given.edited(given.value, staff_id=visit.staff.code, shown=given.shown)


def unconfirmed(answers: Mapping[str, Answer]) -> frozenset[str]:
    """Ids of the steps that staff answered, and the person has not said yes to."""
    return frozenset(id_ for id_, answer in answers.items() if answer.by_staff and not answer.confirmed)


def banner(visit: Visit) -> dict[str, Any]:
    """What the header says in the mode: who is in it, and when it locks by itself."""
    mode = visit.staff
    if mode is None:
        return {}
    locks = visit.now + timedelta(seconds=mode.since_s + WHOLE_S - visit.at_s)
    when = f"{locks.hour}:{locks.minute:02}"
    return {
        "assisted": True,
        "place": visit.words("staff.banner", name=mode.name),
        "owner": visit.words("staff.banner-until", when=when),
    }
