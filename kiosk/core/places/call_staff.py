"""请工作人员过来: staff are called to the terminal; it is said who comes, or that nobody answers."""

from __future__ import annotations

import uuid
from enum import Enum
from typing import TYPE_CHECKING

from kiosk.core.effects import CallStaff
from kiosk.core.events import Called, Failed, Result
from kiosk.core.place import Place
from kiosk.core.places.waiting import way_out_at, working_screen
from kiosk.core.screens import Message, Screen, Tone

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

ASK_EVERY_S = 3.0
PATIENCE_S = 45.0


class Phase(Enum):
    """What is known of the call."""

    CALLING = "calling"
    COMING = "coming"
    NOBODY = "nobody"


class CallPlace(Place):
    """Waits beside the way for somebody to come; nothing is lost meanwhile."""

    aside = "call"
    may_reassure = False

    def __init__(self) -> None:
        self.phase = Phase.CALLING
        self.who = ""
        self.call_id = ""
        self.since_s = 0.0
        self._ask_at_s: float | None = None
        self._effect_id = 0

    def begin(self, visit: Visit) -> None:
        """Calls; call it once the place is open."""
        self.phase, self.since_s = Phase.CALLING, visit.at_s
        self.call_id = uuid.uuid5(uuid.UUID(visit.began.visit_id), f"call-{self.number}-{visit.at_s}").hex
        self._ask(visit, again=False)

    def _ask(self, visit: Visit, *, again: bool) -> None:
        self._ask_at_s = None
        self._effect_id = visit.run(
            lambda id_, visit_id: CallStaff(id_, visit_id, self.call_id, again), asker=self
        )

    def finished(self, visit: Visit, result: Result, effect_id: int) -> None:
        if effect_id != self._effect_id or self.phase is not Phase.CALLING:
            return
        match result:
            case Called(answered_by) if answered_by:
                self.phase, self.who = Phase.COMING, answered_by
            case Called():
                self._ask_at_s = visit.at_s + ASK_EVERY_S
            case Failed():
                self.phase = Phase.NOBODY
            case _:
                pass

    def is_busy(self, visit: Visit) -> bool:
        return self.phase is Phase.CALLING

    def key(self, visit: Visit) -> str:
        return f"call-{self.phase.value}"

    def screen(self, visit: Visit) -> Screen:
        place = visit.settings.place
        if self.phase is Phase.CALLING:
            return working_screen(visit, "call.calling", since_s=self.since_s, icon="account-voice")
        coming = self.phase is Phase.COMING
        return Message(
            serial=visit.serial,
            frame=visit.frame(primary=visit.choice("ok", "bar.ok", "check-bold"), filled=True),
            title=visit.words(f"call.{self.phase.value}.title", who=self.who),
            lead=visit.words(
                f"call.{self.phase.value}.lead",
                owner=place.owner,
                phone=place.owner_phone,
                window=place.window,
            ),
            tone=Tone.GOOD if coming else Tone.PLAIN,
            icon="account-check" if coming else "phone",
        )

    def press(self, visit: Visit, target: str) -> None:
        visit.close_asides()

    def due_at(self, visit: Visit) -> float | None:
        if self.phase is not Phase.CALLING:
            return None
        due = (self.since_s + PATIENCE_S, self._ask_at_s, way_out_at(visit, self.since_s))
        return min(at for at in due if at is not None)

    def woke(self, visit: Visit) -> None:
        if visit.at_s >= self.since_s + PATIENCE_S:
            self.phase = Phase.NOBODY
        elif self._ask_at_s is not None and visit.at_s >= self._ask_at_s:
            self._ask(visit, again=True)
