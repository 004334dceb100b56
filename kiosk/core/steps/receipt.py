"""The receipt. Only what is known is said: kept here, at the center, with the department."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from config.services import Next, Service
from kiosk.core.effects import PrintSlip
from kiosk.core.eligibility import Verdict
from kiosk.core.events import CaseState, Device
from kiosk.core.frame import page_of
from kiosk.core.hours import add_working_days
from kiosk.core.screens import Choice, PaperState, Receipt, Row, Screen, Tone, Words
from kiosk.core.steps.send import unsigned
from kiosk.core.steps.view import PaperView

if TYPE_CHECKING:
    from kiosk.core.visit import Visit


class ReceiptView(PaperView):
    """The number, what happens next and by when, whom to call; and the slip."""

    def screen(self, visit: Visit) -> Screen:
        rows = self._rows(visit)
        self.page, pages, first, last = page_of(len(rows), self.page, visit.capacity.rows)
        state = visit.outstanding.cases.get(self.journey.case_id, CaseState.KEPT)
        return Receipt(
            serial=visit.serial,
            frame=visit.frame(back=None, primary=self._primary(visit), filled=not self.paper.is_printing),
            title=visit.words("receipt.title"),
            lead=self.paper.words(visit),
            number=Words.of(self.journey.receipt),
            state_words=visit.words(f"case.{state}"),
            rows=rows[first:last],
            choices=self._choices(visit, pages),
            page=self.page,
            pages=pages,
        )

    def _offers_slip(self, visit: Visit) -> bool:
        return self.paper.state is None and Device.SLIP_PRINTER not in visit.broken

    def _choices(self, visit: Visit, pages: int) -> tuple[Choice, ...]:
        choices = []
        if self._offers_slip(visit):
            choices.append(visit.choice("finish", "receipt.without", "check-bold"))
        elif self.paper.may_repeat:
            choices.append(visit.choice("print", "receipt.again", "printer"))
        if pages > 1:
            choices.append(visit.choice("more", "bar.next-page", "arrow-right-thick"))
        return tuple(choices)

    def _primary(self, visit: Visit) -> Choice:
        if self._offers_slip(visit):
            return visit.choice("print", "receipt.print", "printer")
        if self.paper.state is PaperState.DONE:
            return visit.choice("finish", "receipt.taken", "check-bold")
        return visit.choice("finish", "receipt.finish", "check-bold")

    def _rows(self, visit: Visit) -> tuple[Row, ...]:
        service = self.journey.service
        follow = service.next or Next(lines=(visit.words("receipt.next").written,), days=5)
        rows = list(self._part_rows(visit))
        rows += [Row(label=Words.of(line), icon="arrow-right-circle-outline") for line in follow.lines]
        rows.append(
            Row(label=visit.words("receipt.by", day=self._promised(visit, follow)), icon="calendar-check")
        )
        rows += [Row(label=Words.of(line), icon="draw", tone=Tone.URGENT) for line in self._unsigned(visit)]
        rows.append(self._phone_row(visit))
        return tuple(rows)

    def _phone_row(self, visit: Visit) -> Row:
        office = self.journey.service.office
        return Row(
            label=visit.words("receipt.call", office=office.name), value=Words.of(office.phone), icon="phone"
        )

    def _unsigned(self, visit: Visit) -> tuple[str, ...]:
        done = [part for part, verdict in self.journey.sent if verdict is not Verdict.NO]
        lines = [line for part in (self.journey.service, *done) for line in unsigned(part, visit)]
        return tuple(dict.fromkeys(lines))

    def _part_rows(self, visit: Visit) -> tuple[Row, ...]:
        """A line for each part: it went, it can't be done now, or it was not agreed to."""
        if not self.journey.all_parts:
            return ()
        refused = [part for _, part in self.journey.all_parts if part.id in self.journey.refused]
        sent = [
            self._part_row(visit, part, "part-not" if verdict is Verdict.NO else "part-sent")
            for part, verdict in self.journey.sent
        ]
        return (*sent, *(self._part_row(visit, part, "part-refused") for part in refused))

    def _part_row(self, visit: Visit, part: Service, how: str) -> Row:
        done = how == "part-sent"
        return Row(
            label=Words.of(part.title),
            value=visit.words(f"receipt.{how}"),
            icon="check-circle-outline" if done else "close-circle-outline",
            tone=Tone.GOOD if done else Tone.BAD,
        )

    def _promised(self, visit: Visit, follow: Next) -> str:
        if not visit.began.clock_trusted:
            return visit.words("receipt.days", days=follow.days).written
        if follow.working_days:
            day: datetime = add_working_days(visit.now, follow.days, visit.settings.hours)
        else:
            day = datetime.fromordinal(visit.today.toordinal() + follow.days)
        return f"{day.month}月{day.day}日"

    def press(self, visit: Visit, target: str) -> None:
        match target:
            case "print":
                self._print(visit)
            case "more":
                pages = page_of(len(self._rows(visit)), self.page, visit.capacity.rows)[1]
                self.page = (self.page + 1) % pages
            case _:
                self.paper.taken(visit)
                visit.home()

    def _print(self, visit: Visit) -> None:
        service = self.journey.service
        rows = [row for row in self._rows(visit) if row != self._phone_row(visit)]
        lines = tuple(f"{r.label.written}：{r.value.written}" if r.value else r.label.written for r in rows)
        slip = PrintSlip(
            0,
            "",
            title=service.title,
            when=visit.date_line,
            contact=visit.words("receipt.contact", office=service.office.name).written,
            lines=lines,
            number=self.journey.receipt,
            phone=service.office.phone,
            phone_who=service.office.name,
        )
        self.paper.print(
            visit, lambda id_, visit_id: replace(slip, id=id_, visit_id=visit_id), asker=self.home
        )
