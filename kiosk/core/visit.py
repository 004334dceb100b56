"""One person's visit: a release of the configuration, and the events since it began.

`Visit.handle` takes an event and returns the effects to run, once each; afterwards `screen` is what to
show and `wake_at_s` when to come back. Nobody else decides what comes next.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, assert_never

from config.release import Release
from config.services import Role, Service
from kiosk.core import cards, chosen, heard, hearing, saying
from kiosk.core.acquaintance import Acquaintance
from kiosk.core.effects import Effect, LookUp, Sound, Wipe
from kiosk.core.events import (
    Began,
    CardFailed,
    CardRead,
    CardSeen,
    CaseMoved,
    Device,
    DeviceChanged,
    EarChanged,
    Event,
    Failed,
    Failure,
    Finished,
    Heard,
    LeftCardSeen,
    LookedUp,
    PaperMoved,
    Pressed,
    Scanned,
    SoundChanged,
    SpeechAt,
    SpeechEnded,
    StandingChanged,
    Touched,
    Woke,
)
from kiosk.core.facts import Facts
from kiosk.core.frame import build_frame
from kiosk.core.patience import Patience
from kiosk.core.place import Place
from kiosk.core.places.affairs import AffairsPlace
from kiosk.core.places.asides import MessagePlace
from kiosk.core.places.ending import EndingPlace
from kiosk.core.places.home import HomePlace, MenuPlace
from kiosk.core.places.interruptions import (
    ChangePersonPlace,
    CoveredPlace,
    StillTherePlace,
    interrupt_for,
)
from kiosk.core.places.journey import JourneyPlace
from kiosk.core.roles import Person
from kiosk.core.screens import Frame, Screen, Strip, Tone
from kiosk.core.staff import mode
from kiosk.core.talk import Ear
from kiosk.core.talking import Talk

ACTS = (Touched, Pressed, CardSeen, CardRead, CardFailed, LeftCardSeen, Scanned)
"""What a person does by hand: it silences the voice."""
DATASETS = ("profile", "pension", "medical", "subsidies", "allowances", "cases")


class Visit(Acquaintance):
    """The state of one visit. Pure: the same events give the same screens.

    Args:
        release: The configuration; a newer one waits for the next visit.
        began: The first event.
    """

    def __init__(self, release: Release, began: Began) -> None:
        super().__init__(release, began)
        self.open = False
        self.ended = False
        self.over = False
        self.looking_up: int | None = None
        self.looking_since_s = began.at_s
        self.lookup_failure: Failure | None = None
        self.strip: Strip | None = None
        self.reading: Strip | None = None
        self.patience = Patience(began.at_s)
        self.staff: mode.StaffMode | None = None
        self._effects: list[Effect] = []
        self._asked: dict[int, Place | None] = {}
        self._next_effect = 1
        self._journeys = 0
        self._left: dict[tuple[str, str], JourneyPlace] = {}
        self._numbered = 0
        self._places: list[Place] = [HomePlace()]
        self._serial = began.serial
        self.talk = Talk(began)
        self.screen: Screen = self.talk.dress(self, self._places[-1].screen(self))
        self._shown_key = self._key()

    # -- what places ask -------------------------------------------------------------------------

    @property
    def serial(self) -> int:
        """The serial of the page that is being built."""
        return self._serial

    @property
    def frame(self) -> Callable[..., Frame]:
        """Builds the frame of this visit's pages; see `kiosk.core.frame.build_frame`."""

        def build(**wishes: Any) -> Frame:
            return build_frame(self, **wishes)

        return build

    def missing_device(self, service: Service) -> Device | None:
        """A part that this service needs and that is out of order."""
        return next((d for d in Device if d in self.broken and d.value in service.needs_devices), None)

    # -- where to go -----------------------------------------------------------------------------

    @property
    def stack(self) -> tuple[Place, ...]:
        """All places, the first page first."""
        return tuple(self._places)

    @property
    def place(self) -> Place:
        """Where the person is."""
        return self._places[-1]

    @property
    def host(self) -> Place:
        """Where the person is, pages beside the way left aside."""
        return next(place for place in reversed(self._places) if not place.aside)

    @property
    def has_unsent(self) -> bool:
        """Whether something was answered in this visit and not sent, also where it was left."""
        begun = [place for place in self._places if isinstance(place, JourneyPlace)]
        return any(place.has_unsent(self) for place in (*begun, *self._left.values()))

    @property
    def is_guarded(self) -> bool:
        """Whether this is not, or perhaps not, the person whose visit it is: nothing may be begun."""
        hidden = any(isinstance(p, (CoveredPlace, ChangePersonPlace)) for p in self._places)
        return self.ended or self.closed or hidden

    def may_start(self, service_id: str) -> bool:
        """Whether a service is there and may be begun now."""
        return service_id in self.release.services and not self.is_guarded

    def go(self, place: Place) -> None:
        """Opens a place on top of this one."""
        self._numbered += 1
        place.number = self._numbered
        self._places.append(place)

    def put_below(self, place: Place) -> None:
        """Puts a place right above the first page."""
        self._numbered += 1
        place.number = self._numbered
        self._places.insert(1, place)

    def leave(self, place: Place) -> None:
        """Leaves a place and all above it; the first page is never left."""
        if place in self._places[1:]:
            self._cut(self._places.index(place))
            self._places[-1].shown_again(self)

    def home(self) -> None:
        """Back to 您的事 where somebody is known, else to the first page."""
        keep = 2 if len(self._places) > 1 and isinstance(self._places[1], AffairsPlace) else 1
        self._cut(keep)
        if self.subject is not None and keep == 1:
            self.go(AffairsPlace())
        self._places[-1].shown_again(self)

    def _cut(self, index: int) -> None:
        """Takes off the places from this one; what was filled in there is found again when it is reopened."""
        for place in self._places[index:]:
            if isinstance(place, JourneyPlace) and place.is_worth_keeping:
                self._left[place.known_as] = place
        del self._places[index:]

    def close_asides(self) -> None:
        """Back to the way itself."""
        while self.place.aside:
            self.leave(self.place)

    def aside(self, place: Place) -> None:
        """Opens a page beside the way; one that is open already is come back to."""
        above = len(self._places)
        while self._places[above - 1].aside:
            above -= 1
            if self._places[above].aside == place.aside:
                self._cut(above + 1)
                return
        self.go(place)

    def start(self, service_id: str, *, notes: str = "", case_id: str = "") -> None:
        """Begins a service, or goes on with it; or says why it can't be done here now and whom to ask."""
        if not self.may_start(service_id):
            return
        service = self.service(service_id)
        missing = self.missing_device(service)
        if missing is not None:
            self.go(MessagePlace(f"device.{missing}", tone=Tone.BAD, icon="alert-circle-outline"))
            return
        host = self.host
        if isinstance(host, JourneyPlace) and host.known_as == (service_id, case_id) and not host.is_sent:
            self.close_asides()
            return
        left = self._left.pop((service_id, case_id), None)
        if left is None:
            self._journeys += 1
            own_id = str(uuid.uuid5(uuid.UUID(self.began.visit_id), f"journey-{self._journeys}"))
            parts = [(part, self.service(part.service)) for part in service.parts]
            left = JourneyPlace(service, parts=parts, case_id=case_id or own_id, corrects=bool(case_id))
        left.notes = notes
        self.go(left)
        left.begin(self)

    def open_menu(self, tile_id: str) -> None:
        """Opens a tile: its only service, or its menu."""
        tile = next(tile for tile in self.release.menus.tiles if tile.id == tile_id)
        if len(tile.services) == 1:
            self.start(tile.services[0])
        else:
            self.go(MenuPlace(tile_id))

    def cover(self) -> None:
        """不是我: nothing of the person is seen until the same card is laid again."""
        self.go(CoveredPlace())

    def show(self, display_change: Mapping[str, Any]) -> None:
        """Changes how this visit is shown."""
        self.display = replace(self.display, **display_change)

    def without_strip(self) -> None:
        """The line under the header goes."""
        self.strip = None

    # -- people ----------------------------------------------------------------------------------

    def identify(self, role: Role, person: Person) -> None:
        """Somebody said who they are; the subject's data is looked up at once."""
        self.people[role] = person
        if role is Role.SUBJECT:
            self.look_up()

    def take_subject_card(self, event: CardRead) -> None:
        """The subject's card was read."""
        cards.take_subject_card(self, event)

    def same_card(self, event: CardRead) -> None:
        """The subject's own card once more."""
        cards.same_card(self, event)

    def take_card_strip(self) -> Strip:
        """The line that says to take the card away."""
        return cards.take_card_strip(self)

    def look_up(self) -> None:
        """Asks the center for all it knows of the subject."""
        subject = self.subject
        if subject is None:
            return
        self.stop_waiting()
        self.lookup_failure = None
        self.looking_since_s = self.at_s
        self.looking_up = self.run(
            lambda id_, visit_id: LookUp(id_, visit_id, subject.number, subject.how, DATASETS), asker=None
        )

    def stop_waiting(self) -> None:
        """不等了: the lookup's answer, should it still come, is dropped."""
        if self.looking_up is not None:
            self._asked.pop(self.looking_up, None)
        self.looking_up = None
        self.lookup_failure = Failure.SLOW

    def run(self, make: Callable[[int, str], Effect], *, asker: Place | None) -> int:
        """Runs an effect; its result comes to `asker`."""
        effect_id = self._next_effect
        self._next_effect += 1
        self._asked[effect_id] = asker
        effect = make(effect_id, self.began.visit_id)
        self.outstanding.began(effect)
        self._effects.append(effect)
        return effect_id

    def sound(self, make: Callable[[int, str], Sound]) -> None:
        """Runs what has no result: saying and listening tell by events what came of them."""
        self._effects.append(make(self._next_effect, self.began.visit_id))
        self._next_effect += 1

    def ear_of(self, screen: Screen) -> Ear:
        """What a page accepts by voice."""
        services = () if self.is_guarded else tuple(self.release.services.values())
        offers = saying.said_of(screen, self.words, private=False, choices=False).offers
        return hearing.ear_of(screen, services, self.phrases, offers=offers)

    # -- what happens ----------------------------------------------------------------------------

    def handle(self, event: Event) -> list[Effect]:
        """Takes one event.

        Returns:
            The effects to run, once each.
        """
        self.at_s = max(self.at_s, event.at_s)
        if isinstance(event, ACTS) and not self.over:
            self.talk.interrupt(self)
        strip = self.strip
        if not self.over:
            self._take(event)
        screen = self.place.screen(self)
        key, shown = self._key(), self._shown_key
        if key != shown:
            self._shown_key = key
            self._serial += 1
            self.patience.page_changed(self.at_s)
            screen = replace(screen, serial=self._serial)
            if isinstance(event, (Pressed, Heard)) and self.strip is strip is not None:
                self.strip = None
                screen = self.place.screen(self)
        if not self.over:
            self.talk.page(self, screen, new=key != shown)
        self.screen = self.talk.dress(self, screen)
        effects, self._effects = self._effects, []
        return effects

    def _key(self) -> str:
        return (
            f"{len(self._places)}:{self.place.number}:{self.place.key(self)}:{self.open}:{self.staff is None}"
        )

    def _take(self, event: Event) -> None:
        match event:
            case Began():
                raise ValueError("a visit begins once")
            case Touched():
                self._touched()
                if isinstance(self.place, StillTherePlace):
                    self.leave(self.place)
            case Pressed():
                self.patience.touched(self.at_s)
                self._pressed(event)
            case CardSeen():
                cards.card_seen(self)
            case CardRead():
                self._touched()
                cards.card_read(self, event)
            case CardFailed():
                cards.card_failed(self, event)
            case LeftCardSeen():
                cards.left_card_seen(self)
            case Scanned():
                self._touched()
                self.place.scanned(self, event)
            case Woke():
                self._woke()
            case DeviceChanged():
                (self.broken.discard if event.works else self.broken.add)(event.device)
            case StandingChanged():
                interrupt_for(self, event.standing)
            case Finished():
                self._finished(event)
            case PaperMoved():
                self.outstanding.paper_moved(event)
                for place in tuple(self._places):
                    place.paper_moved(self, event)
            case CaseMoved():
                self.outstanding.case_moved(event)
            case Heard():
                heard.take(self, event)
            case SpeechAt():
                self.talk.began_line(event)
            case SpeechEnded():
                self.talk.ended(self, event)
            case EarChanged():
                self.talk.ear_changed(event)
            case SoundChanged():
                self.talk.sound_changed(event)
            case _:
                assert_never(event)

    def _touched(self) -> None:
        self.patience.touched(self.at_s)
        if not self.open and not self.ended and isinstance(self.place, HomePlace):
            self.open = True

    def _pressed(self, event: Pressed) -> None:
        if event.serial != self._serial or event.target not in self.screen.targets:
            return
        self._touched()
        chosen.act(self, event.target)

    def _finished(self, event: Finished) -> None:
        if event.visit_id != self.began.visit_id:
            return
        self.outstanding.finished(event.effect_id, event.result)
        if event.effect_id not in self._asked:
            return
        asker = self._asked.pop(event.effect_id)
        if event.effect_id == self.looking_up:
            self._looked_up(event)
        elif asker is not None and (asker in self._places or asker in self._left.values()):
            asker.finished(self, event.result, event.effect_id)
        self.extend()

    def _looked_up(self, event: Finished) -> None:
        self.looking_up = None
        match event.result:
            case LookedUp(datasets):
                self.facts, self.lookup_failure = Facts(datasets), None
            case Failed(failure):
                self.lookup_failure = failure
            case _:
                self.lookup_failure = Failure.NONSENSE
        for place in tuple(self._places):
            place.looked_up(self)

    # -- time ------------------------------------------------------------------------------------

    @property
    def wake_at_s(self) -> float | None:
        """When `Woke` should come, monotonic seconds; ``None`` if nothing is due."""
        if self.over:
            return None
        due = (self._timed.due_at(self), self.patience.due_at(self))
        return min((at for at in due if at is not None), default=None)

    @property
    def _timed(self) -> Place:
        """Whose time counts: the page's; at the end, the end's, whatever lies on it."""
        return self._places[0] if self.ended else self.place

    def _woke(self) -> None:
        due = self._timed.due_at(self)
        if due is not None and due <= self.at_s:
            self._timed.woke(self)
        self.patience.woke(self)

    def extend(self) -> None:
        """Something came to an end that the person waited for: idling counts from here."""
        self.patience.active(self.at_s)

    def idled(self) -> None:
        """Nobody has touched anything for long: asks whether somebody is there, if there is what to lose."""
        if self.staff is not None:
            mode.lock(self)
            return
        if self.subject is None and len(self._places) == 1:
            self.end(silently=True)
        else:
            self.go(StillTherePlace(self.at_s))

    # -- the end ---------------------------------------------------------------------------------

    def end(self, *, silently: bool = False) -> None:
        """The one function that ends a visit: the person is wiped at once, everywhere.

        Args:
            silently: Nobody was known and nobody is there: straight to the first page.
        """
        if self.ended:
            return
        known = bool(self.people) or len(self._places) > 1 or self.outstanding.paper_coming
        mode.lock(self)
        card_used = any(person.card is not None for person in self.people.values())
        self.forget_people()
        self.looking_up = None
        self.lookup_failure = None
        self.strip = self.reading = None
        self.display = self.began.display
        self.talk.forget(self)
        self._asked.clear()
        self._left.clear()
        self.ended = True
        if known and not (silently and not self.outstanding.paper_coming):
            self._places = [EndingPlace(self.at_s, card_used=card_used)]
        else:
            self._places = [HomePlace()]
            self.over = True
        self.run(Wipe, asker=None)

    @property
    def takes_next(self) -> bool:
        """Whether the next person's card may be taken: this visit ended, and no paper is to come."""
        return self.ended and not self.outstanding.paper_coming
