"""The assisted mode: staff come in, fill in a form with somebody, and what they did is read back."""

from __future__ import annotations

from config.release import shipped
from kiosk.core.effects import AskLock, NoteAct, PrintForm, TryLock
from kiosk.core.events import Queued
from kiosk.core.places.journey import JourneyPlace
from kiosk.core.screens import Check, PaperState, Question, Unlock
from kiosk.core.staff.acts import StaffAct
from kiosk.core.tour.guest import JOB, Guest, Stage
from kiosk.core.tour.people import ELDER
from kiosk.core.tour.staff import CHALLENGE, let_in

SERVICE = "pension-certification"


def somebody() -> Guest:
    return Guest(Stage(shipped()))


def asked(guest: Guest) -> None:
    guest.touch()
    guest.press("help")
    guest.press("staff")
    guest.answer(AskLock, CHALLENGE)


def begun(guest: Guest, service: str = SERVICE) -> JourneyPlace:
    guest.lay(ELDER.card)
    guest.know(ELDER)
    guest.visit.start(service)
    guest.touch()
    place = guest.visit.host
    assert isinstance(place, JourneyPlace)
    return place


def unlock(guest: Guest) -> Unlock:
    assert isinstance(guest.screen, Unlock)
    return guest.screen


def is_on(guest: Guest) -> bool:
    return guest.visit.staff is not None


def notes(guest: Guest) -> list[StaffAct]:
    return [effect.act for effect in guest.asked if isinstance(effect, NoteAct)]


def last(guest: Guest, kind: type[TryLock]) -> TryLock:
    return next(effect for effect in reversed(guest.asked) if isinstance(effect, kind))


def fill_in_phone(guest: Guest) -> None:
    """Through the form as staff would, up to the check page."""
    for _ in range(12):
        screen = guest.screen
        if isinstance(screen, Check):
            return
        if isinstance(screen, Question) and screen.entry is not None:
            for digit in "19900000024":
                guest.press(f"key:{digit}")
        elif isinstance(screen, Question) and "known" in screen.targets:
            guest.press("known")
            continue
        primary = guest.screen.frame.primary
        if primary is None or not guest.press(primary.id):
            return


def filled_in_by_staff(guest: Guest) -> JourneyPlace:
    """Somebody's form, keyed in by staff, up to the check page."""
    place = begun(guest)
    let_in(guest)
    guest.press("go-on")
    fill_in_phone(guest)
    return place


def send_by_authority(guest: Guest) -> PrintForm:
    """From the check page: the authority is printed and signed, and the case is sent by it."""
    guest.press("send")
    guest.press("behalf")
    guest.press("print")
    form = next(effect for effect in guest.asked if isinstance(effect, PrintForm))
    guest.answer(PrintForm, Queued(JOB))
    guest.paper(PaperState.DONE)
    guest.press("signed")
    return form
