"""A card on the plate: whose it is decides what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.services import Role
from kiosk.core.events import CardFailed, CardRead
from kiosk.core.places.affairs import AffairsPlace
from kiosk.core.places.interruptions import ChangePersonPlace, LeftCardPlace, StillTherePlace
from kiosk.core.places.journey import JourneyPlace
from kiosk.core.roles import Person
from kiosk.core.screens import Strip, Tone

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

ICON = "card-account-details-outline"


def card_seen(visit: Visit) -> None:
    """A card lies there and is being read."""
    if not visit.ended:
        visit.strip = visit.reading = Strip(visit.words("strip.reading"), ICON)
        visit.host.card_seen(visit)


def card_read(visit: Visit, event: CardRead) -> None:
    """The page that asks for a card takes it; else it is the subject's first or own one, or a stranger's."""
    no_longer_reading(visit)
    if visit.ended:
        return
    if isinstance(visit.place, StillTherePlace):
        visit.leave(visit.place)
    host, subject = visit.host, visit.subject
    if host.card(visit, event):
        if not visit.ended:
            visit.close_asides()
    elif subject is None:
        visit.open = True
        take_subject_card(visit, event)
        if any(isinstance(place, JourneyPlace) for place in visit.stack):
            visit.put_below(AffairsPlace())
        else:
            visit.home()
    elif subject.number == event.card.number:
        same_card(visit, event)
        if not any(isinstance(place, (JourneyPlace, AffairsPlace)) for place in visit.stack):
            visit.home()
    else:
        visit.go(ChangePersonPlace())


def same_card(visit: Visit, event: CardRead) -> None:
    """The subject's card once more; it counts for more than a typed number."""
    subject = visit.subject
    visit.strip = take_card_strip(visit)
    if subject is not None and subject.card is None:
        take_subject_card(visit, event)


def take_subject_card(visit: Visit, event: CardRead) -> None:
    """The subject's card was read: say to take it away, and look the person up."""
    visit.identify(Role.SUBJECT, Person.of_card(event.card))
    expired = event.card.expired_on(visit.today) and visit.began.clock_trusted
    visit.strip = take_card_strip(visit, expired=expired)


def take_card_strip(visit: Visit, *, expired: bool = False) -> Strip:
    """The full-width line right after a read; an expired card is told kindly."""
    key = "strip.card-expired" if expired else "strip.take-card"
    return Strip(visit.words(key), ICON, Tone.URGENT if expired else Tone.GOOD)


def card_failed(visit: Visit, event: CardFailed) -> None:
    """A card lies there but was not read."""
    no_longer_reading(visit)
    if visit.ended:
        return
    if not visit.host.card_failed(visit, event):
        visit.open = True
        visit.strip = Strip(visit.words(f"card-fault.{event.fault}"), "card-off-outline", Tone.BAD)
    visit.patience.mistake(visit)


def left_card_seen(visit: Visit) -> None:
    """The last visit's card still lies there: it never opens anything."""
    no_longer_reading(visit)
    if visit.subject is None and not visit.ended and not isinstance(visit.place, LeftCardPlace):
        visit.go(LeftCardPlace(visit.at_s))


def no_longer_reading(visit: Visit) -> None:
    """The line 正在读 goes."""
    if visit.strip is not None and visit.strip is visit.reading:
        visit.strip = None
    visit.reading = None
