"""Answers on the tour: of each person, covered, their lists; cases; and what is shown without an answer."""

from __future__ import annotations

from kiosk.core.effects import Keep, LookUp, Rate
from kiosk.core.events import Failed, Failure, Kept, Rated
from kiosk.core.places.journey import JourneyPlace
from kiosk.core.tour.album import Album
from kiosk.core.tour.guest import Guest
from kiosk.core.tour.people import Sample


def look_at_result(album: Album, guest: Guest, person: Sample, *, first: bool) -> None:
    """A query's answer with all that hangs on it."""
    name = ("result",) if first else ("result", person.id)
    album.take_pages(guest, *name)
    for number in range(9):
        if guest.press(f"list:{number}"):
            album.take_pages(guest, *name, f"list-{number + 1}")
            while not isinstance(guest.visit.place, JourneyPlace) and guest.press("back"):
                pass
    if first:
        guest.press("cover")
        album.take(guest, "result-covered")
        _without(album, guest)


def _without(album: Album, guest: Guest) -> None:
    """What is shown while the center is asked, and when it does not say."""
    for failure in Failure:
        guest.visit.look_up()
        guest.touch()
        album.take(guest, "looking-up")
        if failure is Failure.SLOW:
            guest.wait(guest.visit.settings.times.working_way_out_s + 1)
            album.take(guest, "looking-up-late")
        guest.answer(LookUp, Failed(failure))
        guest.visit.facts = type(guest.visit.facts)()
        guest.touch()
        album.take(guest, "no-answer", failure)
    guest.visit.lookup_failure = None
    guest.touch()
    album.take(guest, "no-record")


def look_at_cases(album: Album, guest: Guest, person: Sample, *, first: bool) -> None:
    """All cases, each opened; one withdrawn."""
    name = ("cases",) if first else ("cases", person.id)
    album.take_pages(guest, *name)
    _to_first(guest)
    if not first:
        return
    for number, target in enumerate(_cases(guest)):
        while target not in guest.screen.targets and guest.turn():
            pass
        if not guest.press(target):
            album.lose(f"{target} can't be opened")
            continue
        album.take_pages(guest, f"case-{number + 1}")
        if number == 0:
            _withdraw(album, guest)
        if guest.press("rate"):
            rate(album, guest)
        while not isinstance(guest.visit.place, JourneyPlace) and guest.press("back"):
            pass
        if not isinstance(guest.visit.place, JourneyPlace):
            guest.press("finish")
        _to_first(guest)
    _without(album, guest)


def rate(album: Album, guest: Guest) -> None:
    """Five faces, and why; it comes through, and it doesn't."""
    album.take(guest, "rating")
    guest.press("face:1")
    album.take(guest, "rating-why")
    guest.press("why:waited")
    album.take(guest, "rating-working")
    guest.answer(Rate, Failed(Failure.DOWN))
    album.take(guest, "rating-failed")
    guest.press("retry")
    guest.answer(Rate, Rated())
    album.take(guest, "rating-done")
    guest.press("finish")


def _to_first(guest: Guest) -> None:
    while bool(getattr(guest.screen, "page", 0)) and guest.press("back"):
        pass


def _cases(guest: Guest) -> list[str]:
    """The targets that open a case, on all pages; ends on the first one."""
    found: list[str] = []
    while True:
        found += [choice.id for choice in guest.screen.body_choices if choice.id.startswith("case:")]
        if not guest.turn():
            break
    _to_first(guest)
    return found


def _withdraw(album: Album, guest: Guest) -> None:
    while "withdraw" not in guest.screen.targets and bool(getattr(guest.screen, "page", 0)):
        guest.press("back")
    if not guest.press("withdraw"):
        return
    album.take(guest, "case-withdraw")
    guest.press("withdraw-yes")
    asked = next((effect for effect in reversed(guest.asked) if isinstance(effect, Keep)), None)
    if asked is not None:
        guest.answer(Keep, Kept(asked.case.case_id, ""))
        album.take(guest, "case-withdrawn")
