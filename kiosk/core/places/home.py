"""The first page and the menus behind its tiles."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from config.services import Tile
from kiosk.core.events import CardFailed, CardRead, Device, Scanned
from kiosk.core.frame import page_of
from kiosk.core.hours import next_opening
from kiosk.core.place import Place
from kiosk.core.places.found_case import look_for
from kiosk.core.places.identify import identify_screen
from kiosk.core.places.standing import NoticesPlace, notice_choices, standing_page, stands_for, turn_s
from kiosk.core.screens import Choice, Home, Menu, Screen, Words
from kiosk.core.wording import clock_in_words

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

IDLE_SENTENCES = 4
WEEKDAYS = "一二三四五六日"


class HomePlace(Place):
    """Lay the card, or say what you want. Before the first touch it only shows itself."""

    may_reassure = False

    def __init__(self) -> None:
        self.sentence = 0
        self.sentence_at_s: float | None = None

    def key(self, visit: Visit) -> str:
        page = stands_for(visit)
        return f"HomePlace-{page}-{self.sentence}" if page == "notice" else f"HomePlace-{page}"

    def screen(self, visit: Visit) -> Screen:
        stands = standing_page(visit, self.sentence)
        if stands is not None:
            return stands
        tiles = [tile for tile in visit.release.menus.tiles if tile.home][: visit.capacity.tiles]
        title = "home.title" if visit.open else f"home.idle-{self.sentence % IDLE_SENTENCES}"
        plate = visit.settings.screen.plate_words
        return Home(
            serial=visit.serial,
            frame=visit.frame(
                back=False, primary=visit.choice("more", "bar.more", "dots-horizontal"), filled=False
            ),
            title=visit.words(title),
            panel=Choice(
                "panel",
                visit.words("home.panel" if visit.subject is None else "home.panel-known", plate=plate),
                detail=visit.words("home.panel-detail"),
                icon="card-account-details-outline",
            ),
            choices=tuple(tile_choice(visit, tile) for tile in tiles),
            note=closed_note(visit),
            tools=notice_choices(visit),
        )

    def press(self, visit: Visit, target: str) -> None:
        if target == "ok":
            return  # the touch itself has brought the first page
        if target == "notices":
            visit.aside(NoticesPlace(visit.standing.notices))
        elif target == "panel" and visit.subject is not None:
            visit.home()
        elif target == "panel":
            visit.go(CardNotHerePlace())
        elif target == "more":
            visit.go(TilesPlace())
        else:
            visit.open_menu(target.removeprefix("tile:"))

    def scanned(self, visit: Visit, event: Scanned) -> None:
        if not visit.closed:
            look_for(visit, event)

    def card(self, visit: Visit, event: CardRead) -> bool:
        return visit.closed

    def card_failed(self, visit: Visit, event: CardFailed) -> bool:
        return visit.closed

    def due_at(self, visit: Visit) -> float | None:
        if visit.open:
            return None
        start = visit.began.at_s if self.sentence_at_s is None else self.sentence_at_s
        return start + turn_s(visit)

    def woke(self, visit: Visit) -> None:
        """Every now and then another written sentence; silent."""
        self.sentence += 1
        self.sentence_at_s = visit.at_s


class CardNotHerePlace(Place):
    """Old people lay the card on the drawn card: the board is below, not the screen."""

    def screen(self, visit: Visit) -> Screen:
        return identify_screen(visit, title="home.card-not-here", choices=())

    def press(self, visit: Visit, target: str) -> None:
        visit.leave(self)


def closed_note(visit: Visit) -> Words:
    """Whether somebody is there; if not, when, and what to do."""
    if not visit.began.clock_trusted or visit.somebody_is_there:
        return Words()
    opens = opens_in_words(visit)
    return visit.words("home.closed", when=opens) if opens else visit.words("home.closed-long")


def opens_in_words(visit: Visit) -> str:
    """When somebody is there next, as it is said; "" if somebody is there now, or it is not known."""
    if not visit.began.clock_trusted or visit.somebody_is_there:
        return ""
    opens = next_opening(visit.settings.hours, visit.now)
    if opens is None:
        return ""
    ahead = (opens.date() - visit.today).days
    day = ("今天", "明天")[ahead] if ahead < 2 else f"星期{WEEKDAYS[opens.isoweekday() - 1]}"
    return f"{day}{clock_in_words(opens)}"


def tile_choice(visit: Visit, tile: Tile) -> Choice:
    """A tile; marked where none of its services can be done now, and told of where most cannot."""
    phrases = tuple(p for s in tile.services for p in visit.service(s).asked_as)
    choice = Choice(
        f"tile:{tile.id}",
        Words.of(tile.title),
        detail=Words.of(tile.detail),
        icon=tile.icon,
        phrases=phrases if len(tile.services) == 1 else (),
    )
    missing = [visit.missing_device(visit.service(s)) for s in tile.services]
    broken = missing[0]
    if broken is not None and all(missing):
        return marked(visit, choice, broken)
    if 2 * sum(device is not None for device in missing) >= len(missing):
        return replace(choice, detail=visit.words("broken.most", window=visit.settings.place.window))
    return choice


def marked(visit: Visit, choice: Choice, broken: Device) -> Choice:
    """A tile that can't be used now: why, and whom to call."""
    place = visit.settings.place
    why = visit.words(f"broken.{broken}", owner=place.owner, phone=place.owner_phone, window=place.window)
    return replace(choice, enabled=False, detail=why)


class TilesPlace(Place):
    """All the other tiles, page by page; or all of them, from a page of the person's own."""

    def __init__(self, *, all_tiles: bool = False) -> None:
        self.all_tiles = all_tiles
        self.page = 0

    def key(self, visit: Visit) -> str:
        return f"tiles-{self.page}"

    def _tiles(self, visit: Visit) -> list[Tile]:
        if self.all_tiles:
            return list(visit.release.menus.tiles)
        home = [tile for tile in visit.release.menus.tiles if tile.home]
        shown = {tile.id for tile in home[: visit.capacity.tiles]}
        return [tile for tile in visit.release.menus.tiles if tile.id not in shown]

    def screen(self, visit: Visit) -> Screen:
        tiles = self._tiles(visit)
        self.page, pages, first, last = page_of(len(tiles), self.page, visit.capacity.tiles)
        more = visit.choice("more", "bar.next-page", "dots-horizontal") if pages > 1 else None
        return Menu(
            serial=visit.serial,
            frame=visit.frame(primary=more),
            title=visit.words("menu.more-title"),
            choices=tuple(tile_choice(visit, tile) for tile in tiles[first:last]),
            page=self.page,
            pages=pages,
        )

    def press(self, visit: Visit, target: str) -> None:
        if target == "more":
            pages = page_of(len(self._tiles(visit)), self.page, visit.capacity.tiles)[1]
            self.page = (self.page + 1) % pages
        else:
            visit.open_menu(target.removeprefix("tile:"))

    def back(self, visit: Visit) -> None:
        if self.page:
            self.page -= 1
        else:
            visit.leave(self)


class MenuPlace(Place):
    """The services behind one tile."""

    def __init__(self, tile_id: str) -> None:
        self.tile_id = tile_id
        self.page = 0

    def key(self, visit: Visit) -> str:
        return f"menu-{self.tile_id}-{self.page}"

    def _tile(self, visit: Visit) -> Tile:
        return next(tile for tile in visit.release.menus.tiles if tile.id == self.tile_id)

    def screen(self, visit: Visit) -> Screen:
        tile = self._tile(visit)
        self.page, pages, first, last = page_of(len(tile.services), self.page, visit.capacity.tiles)
        more = visit.choice("more", "bar.next-page", "dots-horizontal") if pages > 1 else None
        return Menu(
            serial=visit.serial,
            frame=visit.frame(primary=more),
            title=Words.of(tile.title),
            choices=tuple(service_choice(visit, s) for s in tile.services[first:last]),
            page=self.page,
            pages=pages,
        )

    def press(self, visit: Visit, target: str) -> None:
        if target == "more":
            count = len(self._tile(visit).services)
            self.page = (self.page + 1) % page_of(count, self.page, visit.capacity.tiles)[1]
        else:
            visit.start(target.removeprefix("service:"))

    def back(self, visit: Visit) -> None:
        if self.page:
            self.page -= 1
        else:
            visit.leave(self)


def service_choice(visit: Visit, service_id: str) -> Choice:
    """A service as a tile; marked where it can't be done now."""
    service = visit.service(service_id)
    choice = Choice(
        f"service:{service.id}",
        Words(service.title, service.say or service.title),
        detail=Words.of(service.detail),
        icon=service.icon,
        phrases=service.asked_as,
    )
    missing = visit.missing_device(service)
    if missing is not None:
        return marked(visit, choice, missing)
    return choice
