"""Waiting pages: a picture and words at once, and a way out after ten seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.core.screens import Choice, Working

if TYPE_CHECKING:
    from kiosk.core.visit import Visit


def working_screen(
    visit: Visit, key: str, *, since_s: float, icon: str = "database-search-outline"
) -> Working:
    """A page that says what the machine does; after ten seconds it offers not to wait.

    Args:
        visit: The visit.
        key: Wording of what is done.
        since_s: When the waiting began, monotonic.
        icon: What it looks like.
    """
    late = visit.at_s >= since_s + visit.settings.times.working_way_out_s
    choices: tuple[Choice, ...] = ()
    if late:
        choices = (visit.choice("stop-waiting", "working.stop", "hand-back-left-outline"),)
    return Working(
        serial=visit.serial,
        frame=visit.frame(back=None),
        title=visit.words(key),
        lead=visit.words("working.late" if late else "working.lead"),
        icon=icon,
        choices=choices,
    )


def way_out_at(visit: Visit, since_s: float) -> float | None:
    """When a waiting page must offer its way out; ``None`` if it does already."""
    at_s = since_s + visit.settings.times.working_way_out_s
    return at_s if visit.at_s < at_s else None
