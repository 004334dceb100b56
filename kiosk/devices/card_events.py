"""What the card reader tells the rest of the terminal: its status, and the events between two of them."""

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.core import events
from kiosk.core.identity import IdCard


class CardTrouble(StrEnum):
    """What is wrong, told apart by what a person can do about it. The page looks up its words by this."""

    # The card, or how it lies.
    READ_AGAIN = "read_again"  # take it off and lay it again, flat and still
    CHIP_BROKEN = "chip_broken"  # the chip does not answer as it must: type the number, or ask staff
    WRONG_CARD = "wrong_card"  # a card, but not an identity card
    CARD_UNREADABLE = "card_unreadable"  # read without loss, but what the chip holds is no card we know
    CARD_CONTRADICTS = "card_contradicts"  # number, birth and sex on the chip do not agree: staff
    ALREADY_THERE = "already_there"  # it lay there before the reader started: take it off and lay it again
    # The reader.
    NOT_AUTHORISED = "not_authorised"  # the reader's security module may not read cards
    READER_FAILED = "reader_failed"  # its self-test failed, or it answers nonsense
    READER_SILENT = "reader_silent"  # connected, but does not answer: nothing is known of it
    READER_UNPLUGGED = "reader_unplugged"


class ReaderState(StrEnum):
    """What is known of the reader itself."""

    STARTING = "starting"  # no answer yet, and not yet overdue
    READY = "ready"
    UNPLUGGED = "unplugged"
    FAILED = "failed"
    NOT_AUTHORISED = "not_authorised"
    UNKNOWN = "unknown"  # the deadline passed without an answer


class PlateState(StrEnum):
    """What is known of the plate on which cards are laid."""

    EMPTY = "empty"  # or a card that was read and still lies there: the reader cannot tell these apart
    READING = "reading"
    READ = "read"
    REFUSED = "refused"
    LIFT_FIRST = "lift_first"  # a card lies there that does not count until it has been lifted


@dataclass(frozen=True, slots=True)
class ReaderStatus:
    """One look at the reader.

    Attributes:
        reader: The reader itself.
        plate: The plate.
        card: The card, with `PlateState.READ` only.
        trouble: Why, with `PlateState.REFUSED`, and with LIFT_FIRST for a card that was there at the start.
        next_at: When to look again (monotonic seconds).
    """

    reader: ReaderState
    plate: PlateState
    next_at: float
    card: IdCard | None = field(default=None, repr=False)
    trouble: CardTrouble | None = None


@dataclass(frozen=True, slots=True)
class CardSeen:
    """A card lies on the plate and is being read, which takes about a second; the page may say 正在读."""


@dataclass(frozen=True, slots=True)
class CardRead:
    """A card was read."""

    card: IdCard = field(repr=False)


@dataclass(frozen=True, slots=True)
class CardFault:
    """A card was laid down and could not be read."""

    fault: CardTrouble


@dataclass(frozen=True, slots=True)
class ReaderLost:
    """The reader itself cannot be used at present."""

    trouble: CardTrouble


@dataclass(frozen=True, slots=True)
class ReaderBack:
    """The reader can be used again; no restart was needed."""


CardEvent = CardSeen | CardRead | CardFault | ReaderLost | ReaderBack

_TROUBLE_OF_READER = {
    ReaderState.UNPLUGGED: CardTrouble.READER_UNPLUGGED,
    ReaderState.FAILED: CardTrouble.READER_FAILED,
    ReaderState.NOT_AUTHORISED: CardTrouble.NOT_AUTHORISED,
    ReaderState.UNKNOWN: CardTrouble.READER_SILENT,
}


def status_to_events(before: ReaderStatus, now: ReaderStatus) -> tuple[CardEvent, ...]:
    """What happened between two looks, in the order in which it should be told."""
    happened: list[CardEvent] = []
    if now.reader is not before.reader:
        lost = _TROUBLE_OF_READER.get(now.reader)
        if lost is not None:
            happened.append(ReaderLost(lost))
        elif now.reader is ReaderState.READY and before.reader is not ReaderState.STARTING:
            happened.append(ReaderBack())
    if now.plate is PlateState.READ and now.card is not None:
        happened.append(CardRead(now.card))
    elif now.plate is PlateState.REFUSED and now.trouble is not None:
        happened.append(CardFault(now.trouble))
    elif now.plate is not before.plate:
        if now.plate is PlateState.READING:
            happened.append(CardSeen())
        elif now.plate is PlateState.LIFT_FIRST and now.trouble is not None:
            happened.append(CardFault(now.trouble))
    return tuple(happened)


_FAULT_OF_TROUBLE = {
    CardTrouble.READ_AGAIN: events.CardFault.READ_AGAIN,
    CardTrouble.ALREADY_THERE: events.CardFault.READ_AGAIN,
    CardTrouble.CHIP_BROKEN: events.CardFault.CARD_BROKEN,
    CardTrouble.WRONG_CARD: events.CardFault.WRONG_CARD,
    CardTrouble.CARD_UNREADABLE: events.CardFault.CONTENT,
    CardTrouble.CARD_CONTRADICTS: events.CardFault.CONTENT,
    CardTrouble.NOT_AUTHORISED: events.CardFault.READER_FAILED,
    CardTrouble.READER_FAILED: events.CardFault.READER_FAILED,
    CardTrouble.READER_SILENT: events.CardFault.READER_FAILED,
    CardTrouble.READER_UNPLUGGED: events.CardFault.READER_FAILED,
}


def page_fault(trouble: CardTrouble) -> events.CardFault:
    """The visit's word for a trouble: fewer, as several have the same way out."""
    return _FAULT_OF_TROUBLE[trouble]
