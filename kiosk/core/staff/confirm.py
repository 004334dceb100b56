"""What staff keyed in is looked at by the person once more; without them it goes by a written authority."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kiosk.core.effects import PrintForm
from kiosk.core.frame import page_of
from kiosk.core.places.paper import FollowsPaper
from kiosk.core.screens import Choice, Document, PagedList, PaperState, Row, Screen, Words
from kiosk.core.staff import mode
from kiosk.core.staff.acts import StaffAct
from kiosk.core.staff.mode import StaffPlace

if TYPE_CHECKING:
    from kiosk.core.places.journey import JourneyPlace
    from kiosk.core.visit import Visit


BLANKS = ("who", "person", "witness", "worker", "day")
"""What is filled in and signed by hand on an authority."""


class ConfirmPlace(StaffPlace):
    """The person looks at every answer that staff keyed in, and says yes to them.

    Args:
        home: The service that is about to be sent.
    """

    def __init__(self, home: JourneyPlace) -> None:
        self._home = home
        self._page = 0

    def key(self, visit: Visit) -> str:
        return f"confirm-{self._page}"

    def screen(self, visit: Visit) -> Screen:
        rows = self._rows(visit)
        self._page, pages, first, last = page_of(len(rows), self._page, visit.capacity.checks)
        more = visit.choice("more", "bar.next-page", "arrow-right-thick")
        yes = visit.choice("yes", "confirm.yes", "check-bold")
        return PagedList(
            serial=visit.serial,
            frame=visit.frame(primary=more if self._page < pages - 1 else yes, filled=True),
            title=visit.words("confirm.title"),
            lead=visit.words("confirm.lead", count=len(rows)),
            rows=rows[first:last],
            page=self._page,
            pages=pages,
            tools=(visit.choice("behalf", "confirm.behalf", "file-sign"),),
        )

    def _rows(self, visit: Visit) -> tuple[Row, ...]:
        journey = self._home.journey
        theirs = mode.unconfirmed(journey.answers)
        rows = [
            Row(Words.of(step.field.label), value=Words.hidden(journey.answers[step.id].shown))
            for step in self._home.steps(visit)
            if step.field is not None and step.id in theirs
        ]
        agreed = [s for s in journey.active_parts(visit.names()) if s.id in journey.agreed_by_staff]
        rows += [Row(visit.words("confirm.consent"), value=Words.of(part.title)) for part in agreed]
        return tuple(rows)

    def press(self, visit: Visit, target: str) -> None:
        match target:
            case "more":
                self._page += 1
            case "behalf":
                visit.go(AuthorityPlace(self._home))
            case _:
                visit.leave(self)
                self._home.confirmed(visit)

    def back(self, visit: Visit) -> None:
        if self._page:
            self._page -= 1
        else:
            visit.leave(self)


class AuthorityPlace(FollowsPaper, StaffPlace):
    """The person can't say yes here: they sign what staff may do for them, and only then it is sent.

    Args:
        home: The service that is about to be sent.
    """

    def __init__(self, home: JourneyPlace) -> None:
        super().__init__()
        self._home = home

    def key(self, visit: Visit) -> str:
        return f"authority-{self.paper.state}"

    def screen(self, visit: Visit) -> Screen:
        return Document(
            serial=visit.serial,
            frame=visit.frame(primary=self._primary(visit), filled=not self.paper.is_printing),
            title=visit.words("authority.title"),
            lead=visit.words("authority.lead"),
            state=self.paper.state or PaperState.READY,
            state_words=self.paper.words(visit) or visit.words("document.ready"),
            rows=(
                Row(visit.words("authority.what"), value=Words.of(self._home.journey.service.title)),
                Row(visit.words("authority.signs"), value=visit.words("authority.signs-value")),
            ),
            choices=self.paper.choices(visit, "document.print-again"),
        )

    def _primary(self, visit: Visit) -> Choice | None:
        if self.paper.state is None:
            return visit.choice("print", "authority.print", "printer")
        return None if self.paper.is_printing else visit.choice("signed", "authority.signed", "send")

    def press(self, visit: Visit, target: str) -> None:
        match target:
            case "print":
                self.paper.print(visit, partial(self._form, visit), asker=self)
            case "signed":
                self.paper.taken(visit)
                mode.note(visit, StaffAct.FINISHED_FOR, case_id=self._home.journey.case_id)
                below = visit.stack[visit.stack.index(self) - 1]
                visit.leave(below)
                self._home.finished_for(visit)
            case _:  # the paper is not to be waited for
                visit.leave(self)

    def _form(self, visit: Visit, id_: int, visit_id: str) -> PrintForm:
        staff, place = visit.staff, visit.settings.place
        what = self._home.journey.service.title
        assert staff is not None
        note = visit.words("authority.note", office=place.name, name=staff.name, code=staff.code, what=what)
        return PrintForm(
            id_,
            visit_id,
            title=visit.words("authority.title").written,
            blanks=tuple((visit.words(f"authority.{blank}").written, ()) for blank in BLANKS),
            office=f"{place.name} {place.owner_phone}",
            note=note.written,
        )
