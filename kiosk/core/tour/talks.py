"""The tour of what comes of speaking: captions, the ear's states, questions back, pictures, broken sound."""

from __future__ import annotations

from kiosk.core.events import EarChanged, Heard, SoundChanged
from kiosk.core.screens import Question, VoiceConfirm
from kiosk.core.talk import EarState, Expected, Hearing, Outcome, Wanted
from kiosk.core.tour.album import Album
from kiosk.core.tour.doors import open_service
from kiosk.core.tour.guest import Guest, Stage
from kiosk.core.tour.people import ELDER

DIGITS = "13800138000"
FREE_WORDS = "村口那根电杆上的路灯坏了好几天，晚上黑得很，老人走路看不见，怕摔跤"


def look_at_talks(stage: Stage, album: Album) -> None:
    """Pages that nobody gets to by touch alone."""
    _captions(stage, album)
    guest = _arrived(stage)
    for state in (EarState.OPENING, EarState.LISTENING, EarState.THINKING):
        guest.do(EarChanged(guest.at_s, state))
        album.take(guest, "ear", state)
    _questions_back(stage, album)
    _values(stage, album)
    guest = Guest(stage, has_sound=True)
    guest.touch()
    guest.do(SoundChanged(guest.at_s, speaks=False, listens=False, headphones=False))
    album.take(guest, "broken")
    guest = Guest(stage)
    guest.touch()
    guest.press("hear")
    for _ in range(3):
        guest.press("tune:slower")
    album.take_pages(guest, "slowest")


def _arrived(stage: Stage) -> Guest:
    guest = Guest(stage)
    guest.touch()
    guest.lay(ELDER.card)
    guest.know(ELDER)
    return guest


def _captions(stage: Stage, album: Album) -> None:
    """While it is being said; a long line, too."""
    for name, target in (("greeting", ""), ("how-to", "howto"), ("help", "help")):
        guest = Guest(stage, hears_out=False)
        guest.touch()
        if target:
            guest.press(target)
        album.take(guest, "caption", name)
    guest = Guest(stage)
    guest.touch()
    hear(guest, Hearing(Outcome.NOT_UNDERSTOOD))
    album.take(guest, "missed")


def _questions_back(stage: Stage, album: Album) -> None:
    """您是要…吗？ for everything that can be said to the first page, the longest names among it; pictures."""
    for targets in _likely(stage):
        guest = Guest(stage)
        guest.touch()
        hear(guest, Hearing(Outcome.ASK, targets))
        if isinstance(guest.screen, VoiceConfirm):
            album.take(guest, "confirm" if len(targets) == 1 else "which", targets[0])
    for name, guest in (("home", Guest(stage)), ("affairs", _arrived(stage))):
        guest.touch()
        for _ in range(2):
            hear(guest, Hearing(Outcome.NOT_UNDERSTOOD))
        album.take(guest, "pictures", name)


def _likely(stage: Stage) -> list[tuple[str, ...]]:
    guest = Guest(stage)
    guest.touch()
    wanted = guest.visit.ear_of(guest.screen).wanted
    services = [one for one in wanted if one.target.startswith("service:")]
    longest = sorted(services, key=_length)[-2:]
    singles = [(one.target,) for one in (*wanted[:3], *longest) if one not in services or one in longest]
    return [*singles, tuple(one.target for one in longest), ("done",)]


def _length(wanted: Wanted) -> int:
    return len(wanted.phrases[0])


def _values(stage: Stage, album: Album) -> None:
    """What was spoken, before it is taken: a number in its groups, free words."""
    seen: set[Expected] = set()
    for service in stage.release.services:
        guest = _arrived(stage)
        open_service(guest, service)
        for _ in range(6):
            page = guest.screen
            expected = page.expects if isinstance(page, Question) else Expected.NOTHING
            if expected in (Expected.PHONE, Expected.TEXT) and expected not in seen:
                seen.add(expected)
                value = DIGITS if expected is Expected.PHONE else FREE_WORDS
                hear(guest, Hearing(Outcome.VALUE, value=value))
                album.take(guest, "value", expected)
                break
            if not any(guest.press(target) for target in ("next", "go-on")):
                break
        if len(seen) > 1:
            return


def hear(guest: Guest, hearing: Hearing) -> None:
    """They say something to this page."""
    guest.do(Heard(guest.at_s, guest.screen.serial, hearing))
