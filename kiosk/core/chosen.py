"""Something of a page was chosen, by hand or by word: what stands on every page, else the place knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.core.places.asides import HowToPlace, SettingsPlace
from kiosk.core.places.help import HelpPlace
from kiosk.core.places.interruptions import LeavePlace, StillTherePlace
from kiosk.core.staff import mode
from kiosk.core.staff.home import open_staff

if TYPE_CHECKING:
    from kiosk.core.visit import Visit


def act(visit: Visit, chosen: str) -> None:
    """Does what a target of this page stands for."""
    if isinstance(visit.place, StillTherePlace) and chosen != "done":
        visit.leave(visit.place)
    match chosen:
        case "still-here":
            pass
        case "back":
            visit.place.back(visit)
        case "again":
            visit.talk.again(visit)
        case "speak":
            visit.talk.listen(visit)
        case "howto":
            visit.aside(HowToPlace())
        case "help":
            visit.aside(HelpPlace())
        case "see":
            visit.talk.needs_reading = True
            visit.aside(SettingsPlace("see"))
        case "hear":
            visit.aside(SettingsPlace("hear"))
        case "done":
            _leave_or_ask(visit)
        case "staff":
            open_staff(visit)
        case "lock":
            mode.lock(visit)
        case target:
            visit.place.press(visit, target)


def _leave_or_ask(visit: Visit) -> None:
    """办完了: at once, unless that would lose what was answered and not sent."""
    if not visit.has_unsent:
        visit.end()
    elif not isinstance(visit.place, LeavePlace):
        visit.go(LeavePlace())
