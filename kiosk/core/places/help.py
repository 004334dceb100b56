"""找人帮我, on every page: each way says what happens next, and whether somebody is there for it now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.core.events import Device
from kiosk.core.place import Place
from kiosk.core.places.call_staff import CallPlace
from kiosk.core.places.handoff import hand_over, to_hand_over, to_window_choice
from kiosk.core.places.home import closed_note, opens_in_words
from kiosk.core.screens import Choice, Help, Row, Screen, Words

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

HOME_VISIT = "home-visit"


class HelpPlace(Place):
    """Who can help, by name and phone; to the window, to this terminal, or at home."""

    aside = "help"
    may_reassure = False

    def screen(self, visit: Visit) -> Screen:
        offered = (self._to_window(visit), self._call(visit), self._home_visit(visit))
        choices = tuple(choice for choice in offered if choice is not None)
        fit = max(1, visit.capacity.rows - max(0, len(choices) - 1))
        rows = tuple(
            Row(
                label=Words.of(line.name),
                detail=Words.of(line.detail),
                value=Words.of(line.phone),
                icon="phone",
            )
            for line in visit.settings.help_lines[:fit]
        )
        return Help(
            serial=visit.serial,
            frame=visit.frame(),
            title=visit.words("help.title"),
            lead=closed_note(visit) or visit.words("help.open", window=visit.settings.place.window),
            rows=rows,
            choices=choices,
            tools=self._staff(visit),
        )

    @staticmethod
    def _staff(visit: Visit) -> tuple[Choice, ...]:
        """我是工作人员 stands small and last: nobody else needs it."""
        if visit.ended or visit.staff is not None:
            return ()
        return (visit.choice("staff", "help.staff", "badge-account-outline"),)

    def _to_window(self, visit: Visit) -> Choice | None:
        return None if to_hand_over(visit) is None else to_window_choice(visit)

    def _call(self, visit: Visit) -> Choice | None:
        if visit.is_guarded:
            return None
        choice = visit.choice("call", "help.call", "account-voice")
        if visit.began.clock_trusted and not visit.somebody_is_there:
            opens = opens_in_words(visit)
            detail = visit.words("help.call-closed", when=opens) if opens else closed_note(visit)
            return replace(choice, enabled=False, detail=detail)
        if Device.CENTER in visit.broken:
            detail = visit.words("help.call-offline", phone=visit.settings.place.owner_phone)
            return replace(choice, enabled=False, detail=detail)
        return replace(choice, detail=visit.words("help.call-detail"))

    def _home_visit(self, visit: Visit) -> Choice | None:
        if not visit.may_start(HOME_VISIT):
            return None
        choice = visit.choice(HOME_VISIT, "help.home-visit", "home-account")
        return replace(choice, detail=visit.words("help.home-visit-detail"))

    def press(self, visit: Visit, target: str) -> None:
        match target:
            case "to-window":
                hand_over(visit)
            case "call":
                call = CallPlace()
                visit.go(call)
                call.begin(visit)
            case _:
                visit.start(HOME_VISIT)
