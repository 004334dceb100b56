"""A receipt or a slip was scanned: how far that case is. Whoever holds it sees no name and no amount."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from kiosk.core.effects import FindCase
from kiosk.core.events import Failed, Failure, FoundCases, Result, Scanned
from kiosk.core.frame import page_of
from kiosk.core.handoff.codes import LEAST_DIGITS, is_token
from kiosk.core.place import Place
from kiosk.core.places.case import CASE_TONES, OTHER_STATE, bring_rows, term_rows, timeline_rows
from kiosk.core.places.rating import RatingPlace
from kiosk.core.places.waiting import way_out_at, working_screen
from kiosk.core.receipts import plain_receipt
from kiosk.core.screens import Choice, Message, Progress, Row, Screen, Strip, Tone, Words

if TYPE_CHECKING:
    from kiosk.core.visit import Visit


def look_for(visit: Visit, event: Scanned) -> None:
    """Opens the case of a scanned receipt or slip; says so where the code is neither."""
    asked = _asked(event.text)
    if asked is None:
        key = "strip.scan-handoff" if _is_sealed(event.text) else "strip.scan-unknown"
        visit.strip = Strip(visit.words(key), "alert-circle-outline", Tone.BAD)
        return
    place = FoundCasePlace(visit.at_s)
    visit.without_strip()
    visit.go(place)
    visit.run(asked, asker=place)


def _asked(text: str) -> Callable[[int, str], FindCase] | None:
    receipt = plain_receipt(text)
    if receipt is not None:
        return partial(FindCase, receipt=receipt)
    return partial(FindCase, token=text.strip()) if is_token(text) else None


def _is_sealed(text: str) -> bool:
    """Whether it is a slip's code that was made without a network: only the window can open it."""
    return len(text) > LEAST_DIGITS and text.strip().isdecimal()


class FoundCasePlace(Place):
    """How far a case is, who has it, by when, and whom to call; nothing can be done to it but rate it.

    Args:
        since_s: When its receipt or slip was scanned.
    """

    def __init__(self, since_s: float) -> None:
        self.since_s = since_s
        self.failure: Failure | None = None
        self.case: Mapping[str, Any] | None = None
        self.waits = True
        self.page = 0

    def is_busy(self, visit: Visit) -> bool:
        return self.waits

    def key(self, visit: Visit) -> str:
        return f"found-{'busy' if self.waits else self.page}"

    def screen(self, visit: Visit) -> Screen:
        if self.waits:
            return working_screen(visit, "working.find-case", since_s=self.since_s)
        if self.case is None:
            return self._not_found(visit)
        state = str(self.case.get("state", "received"))
        rows = self._rows(visit, self.case, state)
        self.page, pages, first, last = page_of(len(rows), self.page, visit.capacity.details)
        choices: tuple[Choice, ...] = ()
        if visit.own_cases.may_rate(self.case):
            choices = (visit.choice("rate", "cases.rate", "emoticon-happy-outline"),)
        return Progress(
            serial=visit.serial,
            frame=visit.frame(
                primary=visit.choice("more", "bar.next-page", "arrow-right-thick")
                if self.page < pages - 1
                else visit.choice("finish", "bar.ok", "check-bold"),
                filled=self.page == pages - 1,
            ),
            title=Words.hidden(str(self.case.get("title", ""))),
            headline=visit.known_words(f"case-state.{state}", OTHER_STATE),
            tone=CASE_TONES.get(state, Tone.PLAIN),
            rows=rows[first:last],
            choices=choices,
            page=self.page,
            pages=pages,
        )

    @staticmethod
    def _rows(visit: Visit, case: Mapping[str, Any], state: str) -> tuple[Row, ...]:
        """Why it came back is told to the person alone: the slip may be in any hand."""
        reason = (
            (
                Row(
                    label=visit.words("found-case.reason"),
                    icon="card-account-details-outline",
                    tone=Tone.URGENT,
                ),
            )
            if state == "returned"
            else ()
        )
        return (*reason, *bring_rows(visit, case), *term_rows(visit, case), *timeline_rows(case))

    def _not_found(self, visit: Visit) -> Screen:
        key = "found-case.none" if self.failure is None else f"result.{self.failure}"
        place = visit.settings.place
        return Message(
            serial=visit.serial,
            frame=visit.frame(primary=visit.choice("finish", "bar.ok", "check-bold"), filled=True),
            title=visit.words(f"{key}.title"),
            lead=visit.words(f"{key}.lead", office=place.owner, phone=place.owner_phone),
            icon="database-off-outline",
        )

    def press(self, visit: Visit, target: str) -> None:
        if target == "stop-waiting":
            self.waits, self.failure = False, Failure.SLOW
        elif target == "more":
            self.page += 1
        elif target == "rate":
            visit.go(RatingPlace(str((self.case or {}).get("receipt") or "")))
        else:
            visit.leave(self)

    def back(self, visit: Visit) -> None:
        if self.page:
            self.page -= 1
        else:
            visit.leave(self)

    def scanned(self, visit: Visit, event: Scanned) -> None:
        if not self.waits:
            if _asked(event.text) is not None:
                visit.leave(self)
            look_for(visit, event)

    def finished(self, visit: Visit, result: Result, effect_id: int) -> None:
        if not self.waits:
            return
        self.waits = False
        match result:
            case FoundCases(items):
                self.case = items[0] if items else None
            case Failed(failure):
                self.failure = failure
            case _:
                self.failure = Failure.NONSENSE

    def due_at(self, visit: Visit) -> float | None:
        return way_out_at(visit, self.since_s) if self.waits else None
