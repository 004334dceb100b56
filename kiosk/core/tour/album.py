"""What was seen on a tour, in order, each page once under the name that it had first."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kiosk.core.screens import Screen
from kiosk.core.tour.guest import Guest

_ODD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Stop:
    """A page on the tour.

    Attributes:
        name: Stable: the service (or part of the visit), a slash, and which page it is.
        screen: What is shown; its serial is 0.
    """

    name: str
    screen: Screen


def slug(*parts: str) -> str:
    """Words as a name's part: ``subject:others/0/member`` becomes ``subject-others-0-member``."""
    return "-".join(word for part in parts if (word := _ODD.sub("-", part.lower()).strip("-")))


class Album:
    """Takes pictures.

    Args:
        area: The first part of all names.
    """

    def __init__(self, area: str) -> None:
        self.area = area
        self.stops: dict[str, Stop] = {}
        self.lost: list[str] = []
        self._seen: set[Screen] = set()

    def keep(self, screen: Screen, *name: str) -> None:
        """Keeps a page under a name; a page or a name that is there already is not kept again."""
        page = getattr(screen, "page", 0)
        full = f"{self.area}/{slug(*name)}" + (f"-p{page + 1}" if page else "")
        shown = replace(screen, serial=0)
        if full not in self.stops and shown not in self._seen:
            self._seen.add(shown)
            self.stops[full] = Stop(full, shown)

    def take(self, guest: Guest, *name: str) -> None:
        """Keeps what a guest sees now."""
        self.keep(guest.screen, *name)

    def take_pages(self, guest: Guest, *name: str) -> None:
        """Keeps what a guest sees now and all that follows behind 看下一页; ends on the last page."""
        self.take(guest, *name)
        number = 1
        while guest.turn():
            number += 1
            self.take(guest, *name, *(() if hasattr(guest.screen, "page") else (f"p{number}",)))

    def lose(self, what: str) -> None:
        """The tour could not go on from here."""
        self.lost.append(f"{self.area}: {what}")
