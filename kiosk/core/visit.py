"""One person's visit: a release of the configuration, and the events since it began.

`Visit.handle` takes an event and returns the effects to run, once each; afterwards `screen` is what to
show and `wake_at_s` when to come back. Nobody else decides what comes next.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, assert_never

from config.release import Release
from config.services import Role, Service
from config.settings import Settings
from kiosk.core import affairs, hours
from kiosk.core.effects import Effect, LookUp, Wipe
from kiosk.core.events import (
    Began,
    CardFailed,
    CardRead,
    CardSeen,
    CaseMoved,
    Device,
    DeviceChanged,
    Event,
    Failed,
    Failure,
    Finished,
    LeftCardSeen,
    LookedUp,
    PaperMoved,
    Pressed,
    Scanned,
    Touched,
    Woke,
)
from kiosk.core.facts import Facts
from kiosk.core.frame import build_frame
from kiosk.core.place import Place
from kiosk.core.places.affairs import AffairsPlace
from kiosk.core.places.asides import HelpPlace, HowToPlace, MessagePlace, SettingsPlace
from kiosk.core.places.ending import EndingPlace
from kiosk.core.places.home import HomePlace, MenuPlace
from kiosk.core.places.interruptions import ChangePersonPlace, CoveredPlace, LeftCardPlace, StillTherePlace
from kiosk.core.places.journey import JourneyPlace
from kiosk.core.roles import People, Person
from kiosk.core.screens import Capacity, Choice, Frame, Screen, Strip, TextSize, Tone, Words
from kiosk.core.wording import fill

DATASETS = ("profile", "pension", "medical", "subsidies", "allowances", "cases")


class Visit:
    """The state of one visit. Pure: the same events give the same screens.

    Args:
        release: The configuration; a newer one waits for the next visit.
        began: The first event.
    """

    def __init__(self, release: Release, began: Began) -> None:
        self.release = release
        self.began = began
        self.at_s = began.at_s
        self.open = False
        self.ended = False
        self.over = False
        self.people: People = {}
        self.facts = Facts()
        self.looking_up: int | None = None
        self.looking_since_s = began.at_s
        self.lookup_failure: Failure | None = None
        self.display = began.display
        self.broken = set(began.broken)
        self.covered = False
        self.strip: Strip | None = None
        self.case_waits = False
        self.pending_papers: dict[str, PaperMoved] = {}
        self._names: tuple[tuple[Facts, Person | None, date], dict[str, Any]] | None = None
        self._touched_s = began.at_s
        self._page_since_s = began.at_s
        self._effects: list[Effect] = []
        self._asked: dict[int, Place | None] = {}
        self._next_effect = 1
        self._journeys = 0
        self._places: list[Place] = [HomePlace()]
        self._serial = began.serial
        self._shown_key = self._key()
        self.screen: Screen = self._places[-1].screen(self)

    # -- what places ask -------------------------------------------------------------------------

    @property
    def settings(self) -> Settings:
        """The terminal's settings."""
        return self.release.settings

    @property
    def serial(self) -> int:
        """The serial of the page that is being built."""
        return self._serial

    @property
    def now(self) -> datetime:
        """The local time of day."""
        return self.began.local + timedelta(seconds=self.at_s - self.began.at_s)

    @property
    def today(self) -> date:
        """The local date; not to be trusted where `began.clock_trusted` is false."""
        return self.now.date()

    @property
    def date_line(self) -> str:
        """Today as it stands on paper; nothing where the clock is not to be trusted."""
        if not self.began.clock_trusted:
            return ""
        return f"{self.now.year}年{self.now.month}月{self.now.day}日 {self.now.hour}:{self.now.minute:02}"

    @property
    def somebody_is_there(self) -> bool:
        """Whether it is within the opening hours."""
        return hours.is_open(self.settings.hours, self.now)

    @property
    def subject(self) -> Person | None:
        """The person whose affairs these are."""
        return self.people.get(Role.SUBJECT)

    @property
    def capacity(self) -> Capacity:
        """What fits on a page now."""
        key = (self.display.text_size, self.display.low)
        fallback = self.began.capacities.get((TextSize.ELDER, False), Capacity())
        return self.began.capacities.get(key, fallback)

    @property
    def frame(self) -> Callable[..., Frame]:
        """Builds the frame of this visit's pages; see `kiosk.core.frame.build_frame`."""

        def build(**wishes: Any) -> Frame:
            return build_frame(self, **wishes)

        return build

    def words(self, key: str, **values: object) -> Words:
        """The wording of `key`, with its places filled; everyone may hear it."""
        phrase = self.release.wording.phrase(key)
        written = fill(phrase.text, values) or phrase.text
        spoken = "" if phrase.say == "-" else (fill(phrase.say, values) or phrase.say or written)
        return Words(written, spoken)

    def private(self, key: str, **values: object) -> Words:
        """The same, said only on request."""
        words = self.words(key, **values)
        return Words(words.written, "", words.written)

    def choice(self, id_: str, key: str, icon: str = "", **values: object) -> Choice:
        """A choice in the words of `key`, with its phrases."""
        phrase = self.release.wording.phrase(key)
        return Choice(id_, self.words(key, **values), icon=icon, phrases=phrase.phrases)

    def names(self) -> dict[str, Any]:
        """What expressions and templates may use: facts, age, sex, today. The same object while they last."""
        made_of = (self.facts, self.subject, self.today)
        if self._names is None or self._names[0] != made_of:
            self._names = (made_of, self._make_names())
        return self._names[1]

    def _make_names(self) -> dict[str, Any]:
        names: dict[str, Any] = {"words": self.release.words, **self.facts.tree}
        subject = self.subject
        if subject is not None:
            names["sex"] = subject.sex
        if self.began.clock_trusted:
            names["today"] = self.today.isoformat()
            if subject is not None:
                names["age"] = subject.age(self.today)
                names["age_months"] = subject.age_months(self.today)
        return names

    def service(self, service_id: str) -> Service:
        """A service by its id."""
        return self.release.services[service_id]

    def missing_device(self, service: Service) -> Device | None:
        """A part that this service needs and that is out of order."""
        return next((d for d in Device if d in self.broken and d.value in service.needs_devices), None)

    # -- where to go -----------------------------------------------------------------------------

    def go(self, place: Place) -> None:
        """Opens a place on top of this one."""
        self._places.append(place)

    def leave(self, place: Place) -> None:
        """Leaves a place and all above it; the first page is never left."""
        if place in self._places[1:]:
            del self._places[self._places.index(place) :]
            self._places[-1].shown_again(self)

    def home(self) -> None:
        """Back to 您的事 where somebody is known, else to the first page."""
        keep = 2 if len(self._places) > 1 and isinstance(self._places[1], AffairsPlace) else 1
        del self._places[keep:]
        if self.subject is not None and keep == 1:
            self._places.append(AffairsPlace())
        self._places[-1].shown_again(self)

    def start(self, service_id: str, *, notes: str = "", case_id: str = "") -> None:
        """Begins a service, or says why it can't be done here now and whom to ask."""
        service = self.service(service_id)
        missing = self.missing_device(service)
        if missing is not None:
            self.go(MessagePlace(f"device.{missing}", tone=Tone.BAD, icon="alert-circle-outline"))
            return
        self._journeys += 1
        own_id = str(uuid.uuid5(uuid.UUID(self.began.visit_id), f"journey-{self._journeys}"))
        parts = [(part, self.service(part.service)) for part in service.parts]
        place = JourneyPlace(
            service, parts=parts, case_id=case_id or own_id, corrects=bool(case_id), notes=notes
        )
        self.go(place)
        place.begin(self)

    def identify(self, role: Role, person: Person) -> None:
        """Somebody said who they are; the subject's data is looked up at once."""
        self.people[role] = person
        if role is Role.SUBJECT:
            self.look_up()

    def look_up(self) -> None:
        """Asks the center for all it knows of the subject."""
        subject = self.subject
        if subject is None:
            return
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
        self._effects.append(make(effect_id, self.began.visit_id))
        return effect_id

    def forget(self, role: Role) -> None:
        """Takes back who somebody is (a wrong number was typed)."""
        self.people.pop(role, None)

    # -- what happens ----------------------------------------------------------------------------

    def handle(self, event: Event) -> list[Effect]:
        """Takes one event.

        Returns:
            The effects to run, once each.
        """
        self.at_s = max(self.at_s, event.at_s)
        self._effects = []
        self._take(event)
        key = self._key()
        if key != self._shown_key:
            self._shown_key = key
            self._serial += 1
            self._page_since_s = self.at_s
        self.screen = self.place.screen(self)
        return self._effects

    @property
    def place(self) -> Place:
        """Where the person is."""
        return self._places[-1]

    def _key(self) -> str:
        return f"{len(self._places)}:{id(self.place)}:{self.place.key(self)}:{self.open}"

    def _take(self, event: Event) -> None:
        match event:
            case Began():
                raise ValueError("a visit begins once")
            case Touched():
                self._touched()
            case Pressed():
                self._touched()
                self._pressed(event)
            case CardSeen():
                if not self.ended:
                    self.place.card_seen(self)
                    self.strip = Strip(self.words("strip.reading"), "card-account-details-outline")
            case CardRead():
                self._touched()
                self._card(event)
            case CardFailed():
                self._card_failed(event)
            case LeftCardSeen():
                if not self.open:
                    self.go(LeftCardPlace(self.at_s))
            case Scanned():
                self._touched()
                self.place.scanned(self, event)
            case Woke():
                self._woke()
            case DeviceChanged():
                (self.broken.discard if event.works else self.broken.add)(event.device)
            case Finished():
                self._finished(event)
            case PaperMoved():
                for place in tuple(self._places):
                    place.paper_moved(self, event)
            case CaseMoved():
                for place in tuple(self._places):
                    place.case_moved(self, event)
            case _:
                assert_never(event)

    def _touched(self) -> None:
        self._touched_s = self.at_s
        if not self.open and not self.ended and isinstance(self.place, HomePlace):
            self.open = True

    def _pressed(self, event: Pressed) -> None:
        if event.serial != self._serial or event.target not in self.screen.targets:
            return
        match event.target:
            case "back":
                self.place.back(self)
            case "howto":
                self.go(HowToPlace())
            case "help":
                self.go(HelpPlace())
            case "see":
                self.go(SettingsPlace("see"))
            case "hear":
                self.go(SettingsPlace("hear"))
            case "done":
                self.end()
            case target:
                self.strip = None
                self.place.press(self, target)

    def _card(self, event: CardRead) -> None:
        if self.ended:
            return
        if self.place.card(self, event):
            return
        subject = self.subject
        if subject is None:
            self.open = True
            self.take_subject_card(event)
            self.home()
        elif subject.number == event.card.number:
            self.strip = self.take_card_strip()
            if subject.card is None:
                self.take_subject_card(event)
        else:
            self.go(ChangePersonPlace())

    def take_subject_card(self, event: CardRead) -> None:
        """The subject's card was read: say to take it away, and look the person up."""
        self.identify(Role.SUBJECT, Person.of_card(event.card))
        self.strip = self.take_card_strip(
            expired=event.card.expired_on(self.today) and self.began.clock_trusted
        )

    def take_card_strip(self, *, expired: bool = False) -> Strip:
        """The full-width line right after a read; an expired card is told kindly."""
        key = "strip.card-expired" if expired else "strip.take-card"
        return Strip(self.words(key), "card-account-details-outline", Tone.URGENT if expired else Tone.GOOD)

    def _card_failed(self, event: CardFailed) -> None:
        if self.ended:
            return
        if not self.place.card_failed(self, event):
            self.open = True
            self.strip = Strip(self.words(f"card-fault.{event.fault}"), "card-off-outline", Tone.BAD)

    def _finished(self, event: Finished) -> None:
        if event.visit_id != self.began.visit_id or event.effect_id not in self._asked:
            return
        asker = self._asked.pop(event.effect_id)
        if event.effect_id == self.looking_up:
            self.looking_up = None
            match event.result:
                case LookedUp(datasets):
                    self.facts = Facts(datasets)
                case Failed(failure):
                    self.lookup_failure = failure
                case _:
                    self.lookup_failure = Failure.NONSENSE
            for place in tuple(self._places):
                place.finished(self, event.result, event.effect_id)
        elif asker is not None and asker in self._places:
            asker.finished(self, event.result, event.effect_id)
        self._touched_s = max(self._touched_s, self.at_s) if self.open else self._touched_s

    # -- time ------------------------------------------------------------------------------------

    @property
    def wake_at_s(self) -> float | None:
        """When `Woke` should come, monotonic seconds; ``None`` if nothing is due."""
        due = [self.place.due_at(self)]
        if (
            self.open
            and not self.ended
            and not self.place.is_busy(self)
            and not isinstance(self.place, StillTherePlace)
        ):
            due.append(self._touched_s + self.settings.times.idle_s)
            if not self.covered and self.subject is not None:
                due.append(self._touched_s + self.settings.times.cover_money_s)
        return min((at for at in due if at is not None), default=None)

    def _woke(self) -> None:
        due = self.place.due_at(self)
        if due is not None and due <= self.at_s:
            self.place.woke(self)
            return
        if not self.open or self.ended or self.place.is_busy(self) or isinstance(self.place, StillTherePlace):
            return
        waited_s = self.at_s - self._touched_s
        if waited_s >= self.settings.times.idle_s:
            if self.subject is None and len(self._places) == 1:
                self.end(silently=True)
            else:
                self.go(StillTherePlace(self.at_s))
        elif waited_s >= self.settings.times.cover_money_s and self.subject is not None:
            self.covered = True

    def extend(self) -> None:
        """The person is still there."""
        self._touched_s = self.at_s

    # -- the end ---------------------------------------------------------------------------------

    def cover(self) -> None:
        """不是我: nothing of the person is seen until the same card is laid again."""
        self.go(CoveredPlace())

    def end(self, *, silently: bool = False) -> None:
        """The one function that ends a visit: the person is wiped at once, everywhere.

        Args:
            silently: Nobody was known and nobody is there: straight to the first page.
        """
        known = bool(self.people) or len(self._places) > 1
        card_used = any(person.card is not None for person in self.people.values())
        papers = dict(self.pending_papers)
        self.run(Wipe, asker=None)
        self.people.clear()
        self.facts = Facts()
        self._names = None
        self.looking_up = None
        self.lookup_failure = None
        self._asked.clear()
        self.strip = None
        self.covered = False
        self.display = self.began.display
        self.pending_papers.clear()
        self.ended = True
        if silently or not known:
            self.over = True
            self._places = [HomePlace()]
            return
        self._places = [
            EndingPlace(self.at_s, papers=papers, card_used=card_used, case_waits=self.case_waits)
        ]

    @property
    def takes_next(self) -> bool:
        """Whether the next person's card may be taken: this visit ended, and no paper is to come."""
        return self.ended and not (isinstance(self.place, EndingPlace) and self.place.printing)

    def paper_is_out(self, job_id: str) -> None:
        """A paper's outcome is known: the ending need not wait for it."""
        self.pending_papers.pop(job_id, None)

    def affair_rows(self) -> tuple[affairs.AffairRow, ...]:
        """What matters to this person today, the most urgent first."""
        return affairs.rows_for(self.release, self.names(), cover=self.hides_money)

    @property
    def hides_money(self) -> bool:
        """Whether amounts are covered: 遮住钱数, a minute without a touch, or only a typed number."""
        return self.covered or (self.subject is not None and not self.subject.sees_money)

    def without_strip(self) -> None:
        """The line under the header has been seen long enough."""
        self.strip = None

    def show(self, display_change: Mapping[str, Any]) -> None:
        """Changes how this visit is shown."""
        self.display = replace(self.display, **display_change)

    def open_menu(self, tile_id: str) -> None:
        """Opens a tile: its only service, or its menu."""
        tile = next(tile for tile in self.release.menus.tiles if tile.id == tile_id)
        if len(tile.services) == 1:
            self.start(tile.services[0])
        else:
            self.go(MenuPlace(tile_id))
