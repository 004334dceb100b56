"""Who are you: lay the card on the plate, or key in the number, read back in groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from config.services import FieldKind, Kind, Role, ServiceField
from kiosk.core import fields
from kiosk.core.events import CardFailed, CardRead, Scanned
from kiosk.core.fields import Draft
from kiosk.core.frame import page_of
from kiosk.core.place import Place
from kiosk.core.places.keypad import entry_of, fault_words, keys_for
from kiosk.core.roles import Person
from kiosk.core.screens import CardState, Choice, Identify, Menu, Question, Result, Screen, Tone, Words
from kiosk.core.talk import Hearing

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

NUMBER_FIELD = ServiceField(
    id="number", kind=FieldKind.IDENTITY, ask="identify.number", label="identify.number-label"
)


def identify_screen(
    visit: Visit,
    *,
    title: str,
    choices: tuple[Choice, ...],
    state: CardState = CardState.WAITING,
    state_words: Words | None = None,
) -> Identify:
    """The page that points at the plate of this machine."""
    plate = visit.settings.screen
    return Identify(
        serial=visit.serial,
        frame=visit.frame(),
        title=visit.words(title, plate=plate.plate_words),
        lead=visit.words("identify.any-side"),
        plate=plate.plate,
        state=state,
        state_words=state_words or visit.words("identify.waiting"),
        choices=choices,
    )


class IdentifyPlace(Place):
    """Asks one role who they are; goes on with `then`.

    Args:
        role: Whose card is expected.
        accept_typed: Whether the number may be keyed in.
        then: What to do when somebody is known.
        optional: Whether it also goes on without.
    """

    def __init__(
        self, role: Role, *, accept_typed: bool, then: Callable[[Visit], None], optional: bool = False
    ) -> None:
        self.role = role
        self.accept_typed = accept_typed
        self.then = then
        self.optional = optional
        self.fault = ""
        self.reading = False

    def screen(self, visit: Visit) -> Screen:
        choices = []
        if self.accept_typed:
            choices.append(visit.choice("type", "identify.type", "dialpad"))
        if self.optional:
            choices.append(visit.choice("skip", "identify.helper-skip", "debug-step-over"))
        else:
            choices.append(visit.choice("no-card", "identify.no-card", "help-circle-outline"))
        title = "identify.title" if self.role is Role.SUBJECT else f"identify.title-{self.role}"
        if self.reading:
            state, words = CardState.READING, visit.words("strip.reading")
        elif self.fault:
            state, words = CardState.FAULT, visit.words(self.fault)
        else:
            state, words = CardState.WAITING, visit.words("identify.waiting")
        return identify_screen(visit, title=title, choices=tuple(choices), state=state, state_words=words)

    def press(self, visit: Visit, target: str) -> None:
        if target == "type":
            visit.go(NumberPlace(self))
        elif target == "skip":
            self.known(visit)
        else:
            visit.go(NoCardPlace(self))

    def card(self, visit: Visit, event: CardRead) -> bool:
        self.reading = False
        if self.role is Role.SUBJECT:
            visit.take_subject_card(event)
        elif self.is_subject(visit, event.card.number):
            self.fault = "identify.same-card"
            visit.same_card(event)
            return True
        else:
            visit.identify(self.role, Person.of_card(event.card))
            visit.strip = visit.take_card_strip()
        self.known(visit)
        return True

    def is_subject(self, visit: Visit, number: str) -> bool:
        """Whether this is the number of the person whose affairs these are, who needs nobody's leave."""
        return self.role is not Role.SUBJECT and visit.subject is not None and visit.subject.number == number

    def card_failed(self, visit: Visit, event: CardFailed) -> bool:
        self.fault, self.reading = f"card-fault.{event.fault}", False
        return True

    def shown_again(self, visit: Visit) -> None:
        """Meanwhile the person may have become known on another page."""
        if self.role in visit.people:
            self.known(visit)

    def scanned(self, visit: Visit, event: Scanned) -> None:
        visit.stack[visit.stack.index(self) - 1].scanned(visit, event)

    def card_seen(self, visit: Visit) -> None:
        self.reading = True

    def known(self, visit: Visit) -> None:
        """Somebody is known now: goes on."""
        visit.leave(self)
        self.then(visit)


class NumberPlace(Place):
    """Keys in the number; then it is read back in groups before it counts."""

    def __init__(self, asker: IdentifyPlace) -> None:
        self.asker = asker
        self.draft = Draft()
        self.reading_back = False

    def key(self, visit: Visit) -> str:
        return f"number-{self.reading_back}"

    def screen(self, visit: Visit) -> Screen:
        if self.reading_back:
            shown = fields.grouped(NUMBER_FIELD, self.draft.texts[0])
            return Result(
                serial=visit.serial,
                frame=visit.frame(primary=visit.choice("next", "bar.right", "check-bold"), filled=True),
                title=visit.words("identify.read-back"),
                headline=Words.hidden(shown),
                tone=Tone.PLAIN,
                icon="card-account-details-outline",
                choices=(visit.choice("change", "identify.read-back-no", "pencil-outline"),),
            )
        missing = fields.missing_digits(NUMBER_FIELD, self.draft)
        return Question(
            serial=visit.serial,
            frame=visit.frame(
                primary=visit.choice("next", "bar.next", "arrow-right-thick"), filled=not missing
            ),
            title=visit.words("identify.number"),
            lead=visit.words("identify.number-hint"),
            entry=entry_of(visit, NUMBER_FIELD, self.draft),
            keys=keys_for(visit, NUMBER_FIELD),
            fault=fault_words(visit, self.draft),
            fault_boxes=("part:0",) if self.draft.fault else (),
            expects=fields.expected_of(NUMBER_FIELD),
        )

    def press(self, visit: Visit, target: str) -> None:
        if target.startswith("key:"):
            self.draft = fields.press_key(NUMBER_FIELD, self.draft, target.removeprefix("key:"))
        elif target == "change":
            self.reading_back = False
        elif self.reading_back:
            visit.identify(self.asker.role, Person.typed(self.draft.texts[0]))
            visit.leave(self)
        else:
            self._check(visit)

    def heard(self, visit: Visit, hearing: Hearing) -> bool:
        spoken = None if self.reading_back else fields.spoken_draft(NUMBER_FIELD, hearing)
        self.draft = spoken or self.draft
        return spoken is not None

    def _check(self, visit: Visit) -> None:
        found = fields.check(NUMBER_FIELD, self.draft, {}, visit.trusted_today)
        if isinstance(found, fields.Good) and self.asker.is_subject(visit, str(found.value)):
            found = fields.Fault("fault.same-number")
        if isinstance(found, fields.Fault):
            self.draft = fields.with_fault(self.draft, found)
            visit.patience.mistake(visit)
        else:
            self.reading_back = True

    def back(self, visit: Visit) -> None:
        if self.reading_back:
            self.reading_back = False
        else:
            visit.leave(self)

    def card(self, visit: Visit, event: CardRead) -> bool:
        visit.leave(self)
        return self.asker.card(visit, event)

    def card_failed(self, visit: Visit, event: CardFailed) -> bool:
        visit.leave(self)
        return self.asker.card_failed(visit, event)


class NoCardPlace(Place):
    """What can be done without a card: questions about how things are done, a problem, a visit at home.

    Args:
        asker: The page that asked for the card, which still takes one.
    """

    def __init__(self, asker: IdentifyPlace) -> None:
        self.asker = asker
        self.page = 0

    def key(self, visit: Visit) -> str:
        return f"no-card-{self.page}"

    def screen(self, visit: Visit) -> Screen:
        from kiosk.core.places.home import service_choice

        free = [s.id for s in visit.release.services.values() if s.identify.optional or s.kind is Kind.GUIDE]
        self.page, pages, first, last = page_of(len(free), self.page, visit.capacity.tiles)
        more = visit.choice("more", "bar.next-page", "dots-horizontal")
        return Menu(
            serial=visit.serial,
            frame=visit.frame(primary=more if self.page < pages - 1 else None),
            title=visit.words("identify.without-card"),
            choices=tuple(service_choice(visit, s) for s in free[first:last]),
            page=self.page,
            pages=pages,
        )

    def press(self, visit: Visit, target: str) -> None:
        if target == "more":
            self.page += 1
        else:
            visit.start(target.removeprefix("service:"))

    def back(self, visit: Visit) -> None:
        if self.page:
            self.page -= 1
        else:
            visit.leave(self)

    def card(self, visit: Visit, event: CardRead) -> bool:
        visit.leave(self)
        return self.asker.card(visit, event)
