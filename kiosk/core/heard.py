"""What becomes of what somebody said: done at once, asked back, written into the boxes, or not understood.

What was said to a page that is gone counts for nothing. What cannot be undone is never done after one
phrase. After two misses nobody is asked to say it a third time: pictures, and somebody to call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from kiosk.core import chosen
from kiosk.core.events import Heard
from kiosk.core.hearing import CLEAR, READ, TUNING
from kiosk.core.places.interruptions import StillTherePlace
from kiosk.core.screens import Question
from kiosk.core.talk import Expected, Hearing, Outcome, Wanted

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

MOST_MISSES = 2
LUNAR = "农历"
"""With something not understood: a day of the old calendar was named, which nobody guesses at."""
SAID = "voice:"
SERVICE = "service:"


def take(visit: Visit, event: Heard) -> None:
    """Takes what was understood."""
    if event.serial != visit.serial or visit.ended or not visit.open:
        return
    from kiosk.core.places.spoken import ConfirmPlace

    hearing = event.hearing
    wanted = {one.target: one for one in visit.ear_of(visit.screen).wanted}
    match hearing.outcome:
        case Outcome.NOT_UNDERSTOOD if hearing.value == LUNAR:
            _understood(visit)
            visit.talk.remark(visit.words("voice.lunar"))
        case Outcome.NOT_UNDERSTOOD:
            missed(visit)
        case Outcome.VALUE:
            _value(visit, hearing)
        case Outcome.ACT | Outcome.ASK:
            found = [wanted[target] for target in hearing.targets if target in wanted]
            if found and isinstance(visit.place, ConfirmPlace) and visit.place.asks_for(found[0].target):
                found, hearing = [wanted["yes"]], Hearing(Outcome.ACT, ("yes",))  # said once more is a yes
            if not found or (hearing.outcome is Outcome.ASK and isinstance(visit.place, ConfirmPlace)):
                missed(visit)  # a question is not answered by a question
                return
            _understood(visit)
            sure = hearing.outcome is Outcome.ACT and not found[0].asks_first
            if sure:
                do(visit, found[0].target)
            else:
                _ask(visit, found[:1] if hearing.outcome is Outcome.ACT else found[:2])
        case _:
            assert_never(hearing.outcome)


def _understood(visit: Visit) -> None:
    visit.patience.touched(visit.at_s)
    visit.talk.misses = 0
    visit.talk.by_ear = True


def _ask(visit: Visit, found: list[Wanted]) -> None:
    from kiosk.core.places.spoken import ConfirmPlace

    visit.aside(ConfirmPlace(visit, tuple(one.target for one in found)))


def do(visit: Visit, target: str) -> None:
    """Does what was said: a target of the page, a service, or what concerns the voice itself."""
    talk = visit.talk
    if target == READ:
        talk.read(visit)
    elif target == CLEAR:
        visit.place.heard(visit, Hearing(Outcome.VALUE))
        talk.remark(visit.words("voice.cleared"))
    elif target == "voice:again":
        talk.repeat(visit)
    elif target.removeprefix(SAID) in TUNING:
        done = talk.tune(visit, target.removeprefix(SAID))
        talk.remark(visit.words("voice.tuned" if done else "voice.tuned-last"))
    elif target in visit.place.screen(visit).targets:
        chosen.act(visit, target)
    elif target.startswith(SERVICE):
        visit.start(target.removeprefix(SERVICE))


def _value(visit: Visit, hearing: Hearing) -> None:
    """A number or a day is written into the boxes, to be looked at before 下一步."""
    from kiosk.core.places.spoken import WrittenPlace

    if isinstance(visit.screen, Question) and visit.screen.expects is Expected.TEXT:
        _understood(visit)
        visit.aside(WrittenPlace(hearing))
        return
    if isinstance(visit.place, StillTherePlace) or not visit.place.heard(visit, hearing):
        missed(visit)
        return
    _understood(visit)
    visit.talk.remark(visit.words("voice.value"), keyed=True)


def missed(visit: Visit) -> None:
    """Nothing was understood."""
    from kiosk.core.places.spoken import PicturesPlace

    talk = visit.talk
    if isinstance(visit.place, (StillTherePlace, PicturesPlace)):
        talk.listen_on(visit)
        return
    talk.misses += 1
    if talk.misses < MOST_MISSES:
        talk.remark(visit.words("voice.miss"))
        return
    talk.misses = 0
    visit.patience.mistake(visit)
    place = PicturesPlace(visit)
    if place.has_enough:
        visit.aside(place)
    else:
        talk.remark(visit.words("voice.by-hand"))
