"""What stands in place of the first page: closed, urgent notices, the self-test; and a notice's own page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.core.effects import PrintSlip
from kiosk.core.place import Place
from kiosk.core.screens import Choice, Closed, Notice, Result, Row, Screen, Tone, Words, Working
from kiosk.core.standing import Bulletin, Level, PartTested, SelfTest
from kiosk.core.wording import clock_in_words, day_in_words

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

SAID_AGAIN_S = 300
"""An urgent notice is said when it comes, and again after so long."""
LEAST_EACH_S = 30
TONES = {Level.PLAIN: Tone.PLAIN, Level.URGENT: Tone.URGENT, Level.DANGER: Tone.BAD}
ICONS = {
    PartTested.PRINTER: "printer-alert",
    PartTested.SLIP_PRINTER: "receipt-text-remove",
    PartTested.PAPER: "printer-alert",
    PartTested.CARD_READER: "card-off-outline",
    PartTested.CENTER: "wifi-off",
    PartTested.SPEAKER: "volume-off",
    PartTested.VOICE: "volume-off",
    PartTested.MICROPHONE: "microphone-off",
    PartTested.CLOCK: "clock-alert-outline",
}


def calls_out(visit: Visit) -> bool:
    """Whether an urgent notice is said although nobody has touched the terminal."""
    return not visit.open and not visit.ended and len(visit.stack) == 1 and bool(visit.standing.urgent)


def turn_s(visit: Visit) -> float:
    """After how long the idle page turns."""
    urgent = len(visit.standing.urgent)
    return max(LEAST_EACH_S, SAID_AGAIN_S / urgent) if urgent else visit.settings.times.idle_sentence_s


def stands_for(visit: Visit) -> str:
    """Names what stands in place of the first page; "" if nothing does."""
    standing = visit.standing
    if not visit.open and standing.urgent:
        return "notice"
    if visit.closed:
        return "closed"
    if not visit.open and standing.self_test is not None:
        return "testing" if standing.self_test.running else "tested"
    return ""


def standing_page(visit: Visit, turn: int) -> Screen | None:
    """What stands in place of the first page now.

    Args:
        visit: Whose page it is.
        turn: How often the idle page has turned.
    """
    urgent, test = visit.standing.urgent, visit.standing.self_test
    match stands_for(visit):
        case "notice":
            return notice_page(visit, urgent[turn % len(urgent)])
        case "closed":
            return _closed(visit)
        case "testing":
            return _testing(visit)
        case "tested" if test is not None:
            return _tested(visit, test)
        case _:
            return None


def _closed(visit: Visit) -> Screen:
    place = visit.settings.place
    return Closed(
        serial=visit.serial,
        frame=visit.frame(back=None, tools=False),
        title=visit.words("closed.title"),
        lead=visit.words("closed.lead", window=place.window),
        icon="tools",
        rows=(
            Row(
                visit.words("closed.call", owner=place.owner), value=Words.of(place.owner_phone), icon="phone"
            ),
        ),
    )


def _testing(visit: Visit) -> Screen:
    return Working(
        serial=visit.serial,
        frame=visit.frame(back=None, tools=False),
        title=visit.words("selftest.running-title"),
        lead=visit.words("selftest.running-lead"),
        icon="heart-pulse",
    )


def _tested(visit: Visit, test: SelfTest) -> Screen:
    place = visit.settings.place
    fit = max(1, visit.capacity.details - 1)
    shown = test.ill if len(test.ill) <= fit else test.ill[: max(1, fit - 1)]
    rows = [
        Row(
            visit.words(f"selftest.part-{part}"),
            value=visit.words("selftest.bad"),
            icon=ICONS.get(part, "alert-circle-outline"),
            tone=Tone.BAD,
        )
        for part in shown
    ]
    if len(test.ill) > len(shown):
        rows.append(
            Row(visit.words("selftest.more", count=len(test.ill) - len(shown)), icon="dots-horizontal")
        )
    if test.ill:
        call = visit.words("selftest.call", owner=place.owner)
        rows.append(Row(call, value=Words.of(place.owner_phone), icon="phone"))
    return Result(
        serial=visit.serial,
        frame=visit.frame(back=None, tools=False, primary=ok(visit), filled=True),
        title=visit.words("selftest.done-title"),
        headline=visit.words("selftest.ill", count=len(test.ill))
        if test.ill
        else visit.words("selftest.well"),
        tone=Tone.BAD if test.ill else Tone.GOOD,
        icon="heart-pulse",
        rows=tuple(rows),
        as_of=visit.words("selftest.as-of", when=clock_in_words(test.at)) if test.at is not None else Words(),
    )


def ok(visit: Visit) -> Choice:
    """知道了."""
    return visit.choice("ok", "bar.ok", "check-bold")


def notice_page(visit: Visit, one: Bulletin) -> Screen:
    """One notice, whole."""
    ask = (visit.words("notice.ask", phone=one.phone),) if one.phone else ()
    return Notice(
        serial=visit.serial,
        frame=visit.frame(back=None, primary=ok(visit), filled=True),
        title=Words.of(one.title),
        lead=Words.of(one.text),
        tone=TONES[one.level],
        icon="bullhorn-outline" if one.level is Level.PLAIN else "alert",
        lines=(
            visit.words(
                "notice.until",
                office=one.office,
                when=day_in_words(one.until, today=visit.today, dated=False),
            ),
            *ask,
        ),
    )


def notice_choices(visit: Visit) -> tuple[Choice, ...]:
    """What opens the notices from the first page; an urgent one that was put aside is found again here."""
    notices = visit.standing.notices
    if not notices:
        return ()
    words = visit.words("notice.home", title=notices[0].title)
    if len(notices) > 1:
        words = visit.words("notice.home-several", title=notices[0].title, count=len(notices))
    phrases = visit.phrases("notice.say")
    return (Choice("notices", words, icon="bullhorn-outline", phrases=phrases),)


def trial_slip(visit: Visit) -> PrintSlip:
    """The slip that the self-test prints: it says what it is, and that nobody needs it."""
    place = visit.settings.place
    return PrintSlip(
        0,
        "",
        title=visit.words("selftest.slip-title").written,
        when=visit.date_line,
        contact=visit.words("selftest.slip-contact").written,
        lines=(visit.words("selftest.slip-line", place=place.name, terminal=place.terminal).written,),
        number="",
        phone=place.owner_phone,
        phone_who=place.owner,
    )


class NoticesPlace(Place):
    """The notices, one after another; in a visit those that it was interrupted for."""

    may_reassure = False
    aside = "notices"

    def __init__(self, notices: tuple[Bulletin, ...], *, interrupts: bool = False) -> None:
        self._notices = notices
        self._at = 0
        self._interrupts = interrupts

    def is_busy(self, visit: Visit) -> bool:
        """Who runs from a flood and comes back finds the visit longer than usual."""
        return self._interrupts

    def key(self, visit: Visit) -> str:
        return f"notice-{self._notices[self._at].id}"

    def screen(self, visit: Visit) -> Screen:
        return notice_page(visit, self._notices[self._at])

    def press(self, visit: Visit, target: str) -> None:
        self._at += 1
        if self._at >= len(self._notices):
            self._at = 0
            visit.leave(self)
