"""One case: what was done, who holds it, why it came back, what to bring; 不办了 while it can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk.core import affairs
from kiosk.core.cases import CaseContent, CasePart, CasePerson, MessageKind
from kiosk.core.effects import Keep
from kiosk.core.events import Kept, Result
from kiosk.core.facts import MISSING, dig
from kiosk.core.frame import page_of
from kiosk.core.place import Place
from kiosk.core.screens import Choice, Message, Progress, Row, Screen, Tone, Words
from kiosk.core.wording import fill

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

CASE_TONES = {"returned": Tone.URGENT, "needs_signature": Tone.URGENT, "done": Tone.GOOD}


def all_cases(visit: Visit) -> list[Any]:
    """The person's cases, those under way first."""
    items = dig(visit.names(), "cases.items")
    if items is MISSING:
        return []
    under_way = list(affairs.open_cases(visit.names()))
    return under_way + [item for item in items if item not in under_way]


class CasePlace(Place):
    """One case: what was done, who holds it, why it came back, what to bring; 不办了 while it can be."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        self.page = 0
        self.asking = False
        self.withdrawn = False

    def key(self, visit: Visit) -> str:
        return f"case-{self.case_id}-{self.page}-{self.asking}-{self.withdrawn}"

    def _case(self, visit: Visit) -> dict[str, Any]:
        return next((dict(c) for c in all_cases(visit) if c["case_id"] == self.case_id), {})

    def screen(self, visit: Visit) -> Screen:
        case = self._case(visit)
        if self.withdrawn or self.asking:
            return self._withdraw_screen(visit, case)
        rows = self._rows(visit, case)
        page, pages, first, last = page_of(len(rows), self.page, max(1, visit.capacity.rows - 2))
        choices: list[Choice] = []
        if case.get("can_withdraw"):
            choices = [
                visit.choice("correct", "cases.correct", "pencil-outline"),
                visit.choice("withdraw", "cases.withdraw", "undo-variant"),
            ]
        state = str(case.get("state", "received"))
        return Progress(
            serial=visit.serial,
            frame=visit.frame(
                primary=visit.choice("more", "bar.next-page", "arrow-right-thick")
                if page < pages - 1
                else visit.choice("finish", "bar.ok", "check-bold"),
                filled=page == pages - 1,
            ),
            title=Words.hidden(str(case.get("title", ""))),
            headline=visit.words(f"case-state.{state}"),
            tone=CASE_TONES.get(state, Tone.PLAIN),
            rows=rows[first:last],
            choices=tuple(choices),
            page=page,
            pages=pages,
        )

    def _withdraw_screen(self, visit: Visit, case: dict[str, Any]) -> Screen:
        key = "cases.withdrawing" if self.withdrawn else "cases.withdraw-sure"
        return Message(
            serial=visit.serial,
            frame=visit.frame(
                back=None if self.withdrawn else True,
                primary=visit.choice("finish", "bar.ok", "check-bold")
                if self.withdrawn
                else visit.choice("back", "cases.withdraw-no", "arrow-left-thick"),
                filled=True,
            ),
            title=visit.words(f"{key}.title"),
            lead=visit.words(f"{key}.lead"),
            icon="undo-variant",
            choices=()
            if self.withdrawn
            else (visit.choice("withdraw-yes", "cases.withdraw-yes", "undo-variant"),),
        )

    def _rows(self, visit: Visit, case: dict[str, Any]) -> tuple[Row, ...]:
        rows = []
        if case.get("reason"):
            rows.append(
                Row(label=visit.words("cases.reason"), detail=Words.hidden(case["reason"]), tone=Tone.URGENT)
            )
        rows += [
            Row(label=visit.words("cases.bring", what=what), icon="file-document-outline")
            for what in case.get("bring", ())
        ]
        if case.get("promised_by"):
            day = fill("{day|day}", {"day": case["promised_by"]}) or ""
            rows.append(Row(label=visit.words("cases.by", day=day), icon="calendar-check"))
        if case.get("phone"):
            holder = str(case.get("holder") or "")
            rows.append(
                Row(
                    label=visit.words("cases.call", holder=holder),
                    value=Words.of(case["phone"]),
                    icon="phone",
                )
            )
        for entry in reversed(case.get("timeline", ())):
            day = fill("{on|day}", entry) or ""
            rows.append(
                Row(
                    label=Words.hidden(str(entry.get("what", ""))),
                    detail=Words.of(str(entry.get("who") or "")),
                    value=Words.of(day),
                    icon="circle-medium",
                )
            )
        return tuple(rows)

    def press(self, visit: Visit, target: str) -> None:
        match target:
            case "more":
                self.page += 1
            case "withdraw":
                self.asking = True
            case "withdraw-yes":
                self._withdraw(visit)
            case "correct":
                service = str(self._case(visit)["service"])
                visit.leave(self)
                visit.start(service, case_id=self.case_id)
            case _:
                visit.leave(self)

    def back(self, visit: Visit) -> None:
        if self.asking:
            self.asking = False
        elif self.page:
            self.page -= 1
        else:
            visit.leave(self)

    def _withdraw(self, visit: Visit) -> None:
        case, subject = self._case(visit), visit.subject
        if subject is None:
            return
        content = CaseContent(
            case_id=self.case_id,
            kind=MessageKind.WITHDRAW,
            service=str(case["service"]),
            title=str(case["title"]),
            release=visit.release.seq,
            parts=(CasePart(str(case["service"]), str(case["title"]), consent=True, state="withdrawn"),),
            people={"subject": CasePerson(subject.name, subject.number, subject.how)},
            answers=(),
            papers=(),
            pressed_by="self",
        )
        visit.run(lambda id_, visit_id: Keep(id_, visit_id, content), asker=self)

    def finished(self, visit: Visit, result: Result, effect_id: int) -> None:
        if isinstance(result, Kept):
            self.asking, self.withdrawn = False, True
