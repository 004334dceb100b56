"""Where a person is: a place draws its page and knows what a press on it means.

A visit is a stack of places. A place asks the visit for everything it needs and tells it where to go;
it never touches the outside: what is to be done there is an effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.core.events import CardFailed, CardRead, PaperMoved, Result, Scanned
from kiosk.core.screens import Screen
from kiosk.core.talk import Hearing

if TYPE_CHECKING:
    from kiosk.core.visit import Visit


class Place:
    """A page of the visit. Subclasses draw it and answer presses.

    Attributes:
        number: Which place of the visit this is; no two have the same.
        aside: What it is, where it stands beside the way (help, settings); there is one of a kind at a time.
        may_reassure: Whether it may be said here that there is no hurry.
    """

    number = 0
    aside = ""
    may_reassure = True

    def is_busy(self, visit: Visit) -> bool:
        """Whether the person waits for the machine: idling is not counted then."""
        return False

    def key(self, visit: Visit) -> str:
        """Names the page: as long as it stays the same, the page is updated in place."""
        return type(self).__name__

    def screen(self, visit: Visit) -> Screen:
        """What is to be seen."""
        raise NotImplementedError

    def press(self, visit: Visit, target: str) -> None:
        """Something of this page's own was pressed."""

    def back(self, visit: Visit) -> None:
        """上一步 was pressed."""
        visit.leave(self)

    def shown_again(self, visit: Visit) -> None:
        """The page above was left."""

    def card_seen(self, visit: Visit) -> None:
        """A card is being read."""

    def card(self, visit: Visit, event: CardRead) -> bool:
        """A card was read; true if this page took it."""
        return False

    def card_failed(self, visit: Visit, event: CardFailed) -> bool:
        """A card could not be read; true if this page tells it."""
        return False

    def scanned(self, visit: Visit, event: Scanned) -> None:
        """A code was scanned while this page was shown."""

    def heard(self, visit: Visit, hearing: Hearing) -> bool:
        """A number or a day was spoken; true if this page wrote it down, to be looked at."""
        return False

    def finished(self, visit: Visit, result: Result, effect_id: int) -> None:
        """An effect that this place asked for ended."""

    def looked_up(self, visit: Visit) -> None:
        """The center answered what it knows of the person, or did not."""

    def paper_moved(self, visit: Visit, event: PaperMoved) -> None:
        """News of a paper."""

    def due_at(self, visit: Visit) -> float | None:
        """When this page wants to be woken, monotonic seconds."""
        return None

    def woke(self, visit: Visit) -> None:
        """The time has come."""
