"""The tour around the services: first page, who are you, 您的事, help, settings, interruptions, the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kiosk.core.effects import FindCase, LookUp, PrintForm
from kiosk.core.events import (
    CardFailed,
    CardFault,
    CaseState,
    Device,
    DeviceChanged,
    Failed,
    Failure,
    FoundCases,
    LeftCardSeen,
    Scanned,
)
from kiosk.core.receipts import receipt_number
from kiosk.core.screens import PaperState
from kiosk.core.tour.album import Album
from kiosk.core.tour.doors import find, open_service
from kiosk.core.tour.guest import Guest, Stage
from kiosk.core.tour.handing_over import look_at_handovers
from kiosk.core.tour.people import ELDER, EXPIRED, PEOPLE, STRANGER, number_of
from kiosk.core.tour.staff import look_at_staff
from kiosk.core.tour.standing import look_at_standing
from kiosk.core.tour.talks import look_at_talks

SATURDAY, HOLIDAY_TIME, EVENING = "2026-06-13", "09:00", "20:30"
SENTENCES = 4


def around(stage: Stage) -> Iterator[Album]:
    """Everything that belongs to no service, part by part."""
    for area, look in (
        ("home", look_at_home),
        ("identify", look_at_identify),
        ("affairs", look_at_affairs),
        ("aside", look_at_asides),
        ("handover", look_at_handovers),
        ("between", look_at_interruptions),
        ("ending", look_at_endings),
        ("talk", look_at_talks),
        ("staff", look_at_staff),
        ("standing", look_at_standing),
    ):
        album = Album(area)
        look(stage, album)
        yield album


def look_at_home(stage: Stage, album: Album) -> None:
    """The first page in all its states, and the menus."""
    guest = Guest(stage)
    for number in range(SENTENCES):
        album.take(guest, f"idle-{number + 1}")
        guest.wait(guest.visit.settings.times.idle_sentence_s)
    guest.touch()
    album.take(guest, "open")
    guest.press("panel")
    album.take(guest, "card-not-here")
    _scan(stage, album)
    album.take(Guest(stage, day=SATURDAY, at=HOLIDAY_TIME), "closed")
    album.take(Guest(stage, at=EVENING), "closed-evening")
    for device in Device:
        album.take(Guest(stage, broken=frozenset({device})), "broken", device)
    ill = Guest(stage, broken=frozenset(Device), trial_printer=True, clock_trusted=False)
    album.take(ill, "all-broken")
    album.take(Guest(stage, trial_printer=True), "trial")
    album.take(Guest(stage, speaks=False, listens=False), "mute")
    _menus(stage, album)


def _menus(stage: Stage, album: Album) -> None:
    guest = Guest(stage)
    guest.press("more")
    album.take_pages(guest, "menu-more")
    for tile in stage.release.menus.tiles:
        if len(tile.services) > 1:
            guest = Guest(stage)
            find(guest, f"tile:{tile.id}")
            album.take_pages(guest, "menu", tile.id)
            guest = Guest(stage, broken=frozenset(Device))
            if find(guest, f"tile:{tile.id}"):
                album.take_pages(guest, "menu", tile.id, "broken")


def _asking(stage: Stage) -> Guest:
    """A guest whose card is asked for, and who may key in the number."""
    services = stage.release.services.values()
    for service in services:
        guest = Guest(stage)
        open_service(guest, service.id)
        if "type" in guest.screen.targets:
            return guest
    return Guest(stage)


def look_at_identify(stage: Stage, album: Album) -> None:
    """Card or number, with all that can go wrong."""
    guest = _asking(stage)
    album.take(guest, "card")
    for fault in CardFault:
        guest.do(CardFailed(guest.at_s, fault))
        album.take(guest, "card-fault", fault)
    guest.press("no-card")
    album.take_pages(guest, "no-card")
    guest.press("back")
    guest.press("type")
    album.take(guest, "number")
    sound = number_of(date(1953, 8, 16), 24)
    wrong_birth = f"{sound[:6]}19530231{sound[14:]}"
    wrong_check = f"{sound[:-1]}{'3' if sound[-1] != '3' else '4'}"
    for name, text in (
        ("short", sound[:11]),
        ("birth", wrong_birth),
        ("check", wrong_check),
        ("full", sound),
    ):
        for _ in range(len(sound)):
            guest.press("key:back")
        for letter in text:
            guest.press(f"key:{letter}")
        album.take(guest, "number", name)
        guest.press("next")
        album.take(guest, "number", name, "next")
    guest.press("next")
    album.take(guest, "typed")
    fresh = Guest(stage)
    for fault in CardFault:
        fresh.do(CardFailed(fresh.at_s, fault))
        album.take(fresh, "home-fault", fault)


def look_at_affairs(stage: Stage, album: Album) -> None:
    """您的事 of everybody, covered, and without an answer."""
    for person in PEOPLE:
        guest = Guest(stage)
        guest.lay(person.card)
        album.take(guest, "looking-up")
        guest.know(person)
        album.take_pages(guest, "page", person.id)
        if guest.press("other"):
            album.take_pages(guest, "other")
    guest = Guest(stage)
    guest.lay(ELDER.card)
    guest.wait(guest.visit.settings.times.working_way_out_s + 1)
    album.take(guest, "looking-up-late")
    guest.know(ELDER)
    guest.press("cover")
    album.take_pages(guest, "covered")
    for failure in Failure:
        guest = Guest(stage)
        guest.lay(ELDER.card)
        guest.answer(LookUp, Failed(failure))
        album.take_pages(guest, "no-answer", failure)
    guest = Guest(stage)
    guest.lay(EXPIRED)
    guest.know(ELDER)
    album.take(guest, "expired-card")


def look_at_asides(stage: Stage, album: Album) -> None:
    """找人帮我, 怎么用, 看不清, 听不清, and what a broken part means for a service."""
    for name, guest in (("help", Guest(stage)), ("help-closed", Guest(stage, at=EVENING))):
        guest.press("help")
        album.take_pages(guest, name)
    for target in ("howto", "see", "hear"):
        guest = Guest(stage)
        guest.press(target)
        album.take_pages(guest, target)
    for device in Device:
        for service in stage.release.services.values():
            if device.value in service.needs_devices:
                _broken_on_the_way(stage, album, device, service.id)
                break


def _broken_on_the_way(stage: Stage, album: Album, device: Device, service_id: str) -> None:
    """The part breaks while the tile is being looked at."""
    menus = stage.release.menus
    guest = Guest(stage)
    guest.touch()
    guest.visit.broken.add(device)
    guest.visit.start(service_id)
    guest.touch()
    if menus.tiles:
        album.take(guest, "broken", device)


def look_at_interruptions(stage: Stage, album: Album) -> None:
    """还在吗, 不是我, another card, a card that somebody forgot, a part that breaks."""
    guest = Guest(stage)
    guest.lay(ELDER.card)
    guest.know(ELDER)
    times = guest.visit.settings.times
    guest.lay(STRANGER)
    album.take(guest, "another-card")
    guest.press("stay")
    guest.press("not-me")
    album.take(guest, "not-me")
    guest.lay(ELDER.card)
    guest.do(DeviceChanged(guest.at_s, Device.CENTER, works=False))
    album.take(guest, "center-gone")
    guest.wait(times.cover_money_s)
    guest.wait(times.idle_s - times.cover_money_s)
    album.take(guest, "still-there")
    guest.wait(times.still_there_s - 3)
    album.take(guest, "still-there-soon")
    forgot = Guest(stage)
    forgot.do(LeftCardSeen(forgot.at_s))
    album.take(forgot, "left-card")


def _scan(stage: Stage, album: Album) -> None:
    """A receipt before the scanner: a code of somebody else's, one that is known, one that is not."""
    case = {"title": "80岁老人补贴", "state": "accepted", "holder": "民政窗口", "phone": "023-0000 0105"}
    receipt = receipt_number(terminal="QS01", counter=123)
    for name, result in (
        ("found", FoundCases(({**case, "promised_by": "2026-07-01"},))),
        (
            "waiting",
            FoundCases(({**case, "state": "waiting", "bring": ["存折"], "promised_by": "2026-07-01"},)),
        ),
        ("returned", FoundCases(({**case, "state": "returned", "bring": ["户口本"]},))),
        ("done", FoundCases(({**case, "state": "done", "can_rate": True},))),
        ("none", FoundCases(())),
        ("down", Failed(Failure.DOWN)),
    ):
        guest = Guest(stage)
        guest.do(Scanned(guest.at_s, "6901234567892"))
        album.take(guest, "scan-unknown")
        guest.do(Scanned(guest.at_s, receipt))
        album.take(guest, "scan-working")
        guest.answer(FindCase, result)
        album.take(guest, "scan", name)


def _printing(stage: Stage) -> Guest:
    """A guest who leaves while paper is coming; which one does not matter, nor what services there are."""
    guest = Guest(stage)
    guest.lay(ELDER.card)
    guest.know(ELDER)
    guest.visit.run(lambda id_, visit_id: PrintForm(id_, visit_id, "样子", (), ""), asker=None)
    guest.touch()
    guest.queue()
    guest.press("done")
    return guest


def look_at_endings(stage: Stage, album: Album) -> None:
    """办完了: with and without a card, a case that waits, paper that is still to come."""
    guest = Guest(stage)
    guest.touch()
    guest.press("more")
    guest.press("done")
    album.take(guest, "no-card")
    for waits in (False, True):
        guest = Guest(stage)
        guest.lay(ELDER.card)
        guest.know(ELDER)
        if waits:
            guest.visit.outstanding.cases["case"] = CaseState.KEPT
        guest.press("done")
        album.take(guest, "case-waits" if waits else "card")
    for state in (PaperState.DONE, PaperState.FAILED, PaperState.UNKNOWN):
        guest = _printing(stage)
        album.take(guest, "printing")
        guest.press("cancel-paper")
        album.take(guest, "cancel-sure")
        guest.press("wait-on")
        guest.paper(PaperState.NEEDS_CARE, "no-paper")
        album.take(guest, "printing-care")
        guest.paper(state)
        album.take(guest, "paper", state)
