"""您的事: straight after the card, all that matters on one page; each row with one press to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.core import affairs
from kiosk.core.events import Failure, Scanned
from kiosk.core.frame import page_of
from kiosk.core.own_cases import CLOSED
from kiosk.core.place import Place
from kiosk.core.places.found_case import look_for
from kiosk.core.places.home import TilesPlace
from kiosk.core.places.waiting import way_out_at, working_screen
from kiosk.core.screens import Choice, MyAffairs, Row, Screen, Tone, Words

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

MAY_RETRY = frozenset({Failure.DOWN, Failure.SLOW, Failure.NONSENSE})
UNDER_WAY_ID = "under-way"
PROBLEM = "report-problem"


class AffairsPlace(Place):
    """The visit's own page; services started from it come back to it."""

    def __init__(self) -> None:
        self.page = 0

    def is_busy(self, visit: Visit) -> bool:
        return visit.looking_up is not None

    def key(self, visit: Visit) -> str:
        return f"affairs-{self.page}-{'busy' if self.is_busy(visit) else 'there'}"

    def screen(self, visit: Visit) -> Screen:
        if visit.looking_up is not None:
            return working_screen(visit, "working.lookup", since_s=visit.looking_since_s)
        rows = self._rows(visit)
        self.page, pages, first, last = page_of(len(rows), self.page, visit.capacity.affairs)
        left = len(rows) - last
        if left > 0:
            primary = visit.choice("more", "affairs.more", "arrow-right-thick", count=left)
        else:
            primary = visit.choice("other", "affairs.other", "view-grid-outline")
        return MyAffairs(
            serial=visit.serial,
            frame=visit.frame(primary=primary, filled=not rows and visit.lookup_failure not in MAY_RETRY),
            title=self._title(visit, any_rows=bool(rows)),
            lead=self._lead(visit, any_rows=bool(rows)),
            rows=rows[first:last],
            icon=self._icon(visit),
            tone=Tone.GOOD if self._is_clear(visit) else Tone.PLAIN,
            page=self.page,
            pages=pages,
            as_of=self._as_of(visit),
            tools=self._tools(visit),
        )

    @staticmethod
    def _is_clear(visit: Visit) -> bool:
        """Whether everything about this person is known and may be shown."""
        subject = visit.subject
        return visit.lookup_failure is None and (subject is None or subject.sees_money)

    def _title(self, visit: Visit, *, any_rows: bool) -> Words:
        """What there is; without any rows, why not."""
        if not any_rows and visit.lookup_failure is not None:
            return visit.words(f"lookup.{visit.lookup_failure}.title")
        nothing = not any_rows and self._is_clear(visit)
        return visit.words("affairs.nothing" if nothing else "affairs.title")

    def _lead(self, visit: Visit, *, any_rows: bool) -> Words:
        if visit.lookup_failure is not None:
            why, lead = self._title(visit, any_rows=False), visit.words(f"lookup.{visit.lookup_failure}.lead")
            return Words.of(f"{why.written}。{lead.written}") if any_rows else lead
        if not self._is_clear(visit):
            return visit.words("affairs.typed")
        return Words() if any_rows else visit.words("affairs.nothing-lead")

    def _icon(self, visit: Visit) -> str:
        if visit.lookup_failure is not None:
            return "database-off-outline"
        return "check-circle-outline" if self._is_clear(visit) else "card-account-details-outline"

    def _as_of(self, visit: Visit) -> Words:
        as_of = visit.facts.as_of()
        return visit.words("page.as-of", day=f"{as_of.month}月{as_of.day}日") if as_of else Words()

    def _tools(self, visit: Visit) -> tuple[Choice, ...]:
        tools = []
        if visit.lookup_failure in MAY_RETRY:
            tools.append(visit.choice("retry", "affairs.retry", "refresh"))
        tools.append(visit.choice("not-me", "affairs.not-me", "account-cancel-outline"))
        sees_money = visit.subject is not None and visit.subject.sees_money
        if sees_money and any(row.is_money for row in visit.affair_rows()):
            key = "affairs.uncover" if visit.covered else "affairs.cover"
            tools.append(visit.choice("cover", key, "eye-outline" if visit.covered else "eye-off-outline"))
        if visit.facts.as_of() is not None and visit.may_start(PROBLEM):
            tools.append(visit.choice("wrong", "affairs.wrong", "comment-alert-outline"))
        return tuple(tools)

    def _rows(self, visit: Visit) -> tuple[Row, ...]:
        rows = [(row.order, self._row(visit, index, row)) for index, row in enumerate(visit.affair_rows())]
        cases = [case for case in visit.cases() if case.get("state") not in CLOSED]
        if cases and visit.may_start("progress"):
            rows.append((affairs.UNDER_WAY, self._under_way(visit, len(cases))))
        return tuple(row for _, row in sorted(rows, key=lambda pair: pair[0]))

    def _row(self, visit: Visit, index: int, row: affairs.AffairRow) -> Row:
        due = row.order == 0
        words = Words.hidden if row.private else Words.of
        return Row(
            label=Words(row.title, row.say or ("" if row.private else row.title), row.title),
            detail=words(row.detail),
            value=words(row.value),
            icon="calendar-alert" if due else row.service.icon,
            tone=Tone.URGENT if due else Tone.GOOD,
            action=Choice(
                f"affair:{row.service.id}:{index}",
                Words.of(row.action),
                icon="chevron-right",
                tone=Tone.URGENT if due else Tone.PLAIN,
                phrases=(row.service.title, *row.service.asked_as),
            ),
        )

    def _under_way(self, visit: Visit, count: int) -> Row:
        return Row(
            label=visit.words("affairs.under-way", count=count),
            detail=visit.words("affairs.under-way-detail"),
            icon="clipboard-clock-outline",
            action=visit.choice(UNDER_WAY_ID, "affairs.open", "chevron-right"),
        )

    def press(self, visit: Visit, target: str) -> None:
        match target:
            case "more":
                self.page += 1
            case "other":
                visit.go(TilesPlace(all_tiles=True))
            case "retry":
                visit.look_up()
            case "not-me":
                visit.cover()
            case "cover":
                visit.covered = not visit.covered
            case "wrong":
                visit.start(PROBLEM, notes="affairs")
            case "under-way":
                visit.start("progress")
            case "stop-waiting":
                visit.stop_waiting()
            case _:
                visit.start(target.split(":")[1])

    def scanned(self, visit: Visit, event: Scanned) -> None:
        look_for(visit, event)

    def back(self, visit: Visit) -> None:
        if self.page:
            self.page -= 1
        else:
            visit.leave(self)

    def due_at(self, visit: Visit) -> float | None:
        return way_out_at(visit, visit.looking_since_s) if self.is_busy(visit) else None
