"""Every state of a paper on the page that it was asked for on."""

from __future__ import annotations

from kiosk.core.events import Failed, Failure
from kiosk.core.screens import PaperState
from kiosk.core.tour.album import Album
from kiosk.core.tour.guest import PRINTING, Guest

CARE = ("", "no-paper", "cover-open", "jam")
FAULTS = ("", "offline", "rejected", "broken")


def paper_states(album: Album, guest: Guest, *name: str, every: bool = True) -> None:
    """Prints again and again: no paper, a jam, refused, unknown, and at last done.

    Args:
        album: Where the pages go.
        guest: On a page with 'print' among its targets.
        name: Of the page.
        every: Whether all states are wanted, or only printing, failed and done.
    """
    if not guest.press("print"):
        album.lose(f"{'-'.join(name)}: nothing to print with")
        return
    album.take(guest, *name, "printing")
    guest.queue()
    for reason in CARE if every else CARE[:1]:
        guest.paper(PaperState.NEEDS_CARE, reason)
        album.take(guest, *name, "care", reason)
    guest.paper(PaperState.UNKNOWN)
    album.take(guest, *name, "unknown")
    guest.paper(PaperState.DONE)
    album.take(guest, *name, "done")
    for reason in FAULTS if every else FAULTS[:1]:
        guest.paper(PaperState.FAILED, reason)
        album.take(guest, *name, "failed", reason)
    if guest.press("print"):
        guest.answer(PRINTING, Failed(Failure.REFUSED))
        album.take(guest, *name, "failed-characters")
