"""How long things wait: when to ask whether somebody is there, to cover amounts, to say 莫着急.

The first two count from the last touch; the last counts from when the page came, or from its second
mistake, and is said once in a visit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.core.places.interruptions import StillTherePlace
from kiosk.core.screens import Strip, Tone

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

MISTAKES = 2
BUSY_IDLES = 3
"""Idling pauses while the machine works or speaks; but nobody waits so many times that long for it."""


class Patience:
    """The clocks of one visit.

    Args:
        at_s: When it began, monotonic.
    """

    def __init__(self, at_s: float) -> None:
        self._touched_s = at_s
        self._active_s = at_s
        self._page_since_s = at_s
        self._mistakes = 0
        self._reassured = False

    def touched(self, at_s: float) -> None:
        """Somebody touched the screen, a key, the plate."""
        self._touched_s = self._active_s = at_s

    def active(self, at_s: float) -> None:
        """Something went on that the person waited for."""
        self._active_s = at_s

    def paused(self, seconds: float) -> None:
        """For so long nobody could do anything but listen."""
        self._active_s += seconds
        self._touched_s += seconds

    def page_changed(self, at_s: float) -> None:
        """Another page is there."""
        self._page_since_s, self._mistakes = at_s, 0

    def mistake(self, visit: Visit) -> None:
        """Something did not work out on this page: an entry that won't do, a card that was not read."""
        self._mistakes += 1
        if self._mistakes >= MISTAKES and not self._reassured:
            self._reassure(visit)

    def due_at(self, visit: Visit) -> float | None:
        """When to look again; ``None`` if nothing is waited for."""
        due = (self._idle(visit), self._cover(visit), self._hurry(visit))
        return min((at for at in due if at is not None), default=None)

    def woke(self, visit: Visit) -> None:
        """Does what is due."""
        cover, hurry, idle = self._cover(visit), self._hurry(visit), self._idle(visit)
        if cover is not None and cover <= visit.at_s:
            visit.covered = True
        if hurry is not None and hurry <= visit.at_s:
            self._reassure(visit)
        if idle is not None and idle <= visit.at_s:
            visit.idled()

    def _idle(self, visit: Visit) -> float | None:
        if not visit.open or visit.ended or isinstance(visit.place, StillTherePlace):
            return None
        idle_s = visit.settings.times.idle_s
        waits = visit.place.is_busy(visit) or visit.talk.is_speaking
        if visit.staff is not None:
            return visit.staff.due_at_s(self._active_s, busy=waits)
        return self._active_s + (BUSY_IDLES * idle_s if waits else idle_s)

    def _cover(self, visit: Visit) -> float | None:
        if visit.ended or visit.covered or visit.subject is None:
            return None
        cover_s = visit.settings.times.cover_money_s
        return self._touched_s + (BUSY_IDLES * cover_s if visit.talk.is_speaking else cover_s)

    def _hurry(self, visit: Visit) -> float | None:
        place = visit.place
        if self._reassured or not visit.open or visit.ended or visit.staff is not None:
            return None
        if not place.may_reassure or place.is_busy(visit) or visit.talk.is_speaking:
            return None
        return self._page_since_s + visit.settings.times.no_hurry_s

    def _reassure(self, visit: Visit) -> None:
        self._reassured = True
        closed = visit.began.clock_trusted and not visit.somebody_is_there
        place = visit.settings.place
        words = visit.words(
            "strip.no-hurry-closed" if closed else "strip.no-hurry",
            window=place.window,
            owner=place.owner,
            phone=place.owner_phone,
        )
        visit.strip = Strip(words, "hand-heart-outline", Tone.PLAIN)
