"""One case: what was done, who holds it, why it came back, what to bring; 不办了 while it can be."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any

from kiosk.core.cases import CaseContent, CasePart, CasePerson, MessageKind
from kiosk.core.effects import Keep
from kiosk.core.events import CaseState, Kept, Result
from kiosk.core.frame import page_of
from kiosk.core.own_cases import receipt_of
from kiosk.core.place import Place
from kiosk.core.places.rating import RatingPlace
from kiosk.core.places.waiting import working_screen
from kiosk.core.screens import Choice, Message, Progress, Row, Screen, Tone, Words
from kiosk.core.wording import fill

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

WAITING = "waiting"
"""Handed over half-filled; nobody has taken it yet."""
CASE_TONES = {
    WAITING: Tone.URGENT,
    "returned": Tone.URGENT,
    "needs_signature": Tone.URGENT,
    "done": Tone.GOOD,
}
OVER = ("done", "withdrawn")
"""Nobody waits for an answer any more."""
OTHER_STATE = "case-state.in_work"


def term_rows(visit: Visit, case: Mapping[str, Any]) -> tuple[Row, ...]:
    """By when a case is answered, unless it has been, and whom to call."""
    rows = []
    if case.get("promised_by") and case.get("state") not in OVER:
        day = fill("{day|day}", {"day": case["promised_by"]}) or ""
        key = "cases.take-by" if case.get("state") == WAITING else "cases.by"
        rows.append(Row(label=visit.words(key, day=day), icon="calendar-check"))
    if case.get("phone"):
        holder = str(case.get("holder") or "")
        rows.append(
            Row(label=visit.words("cases.call", holder=holder), value=Words.of(case["phone"]), icon="phone")
        )
    return tuple(rows)


def bring_rows(visit: Visit, case: Mapping[str, Any]) -> tuple[Row, ...]:
    """What is still to be brought."""
    return tuple(
        Row(label=visit.words("cases.bring", what=what), icon="file-document-outline")
        for what in case.get("bring", ())
    )


def timeline_rows(case: Mapping[str, Any]) -> tuple[Row, ...]:
    """What was done, the latest first."""
    return tuple(
        Row(
            label=Words.hidden(str(entry.get("what", ""))),
            detail=Words.of(str(entry.get("who") or "")),
            value=Words.of(fill("{on|day}", entry) or ""),
            icon="circle-medium",
        )
        for entry in reversed(case.get("timeline", ()))
    )


class Phase(Enum):
    """How far withdrawing a case has come."""

    LOOKING = "looking"
    ASKING = "asking"
    KEEPING = "keeping"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class CasePlace(Place):
    """One case: what was done, who holds it, why it came back, what to bring; 不办了 while it can be."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        self.page = 0
        self.phase = Phase.LOOKING

    def is_busy(self, visit: Visit) -> bool:
        return self.phase is Phase.KEEPING

    def key(self, visit: Visit) -> str:
        return f"case-{self.page}-{self.phase.value}"

    def _case(self, visit: Visit) -> Mapping[str, Any]:
        return next((case for case in visit.cases() if case.get("case_id") == self.case_id), {})

    def screen(self, visit: Visit) -> Screen:
        case = self._case(visit)
        if self.phase is Phase.KEEPING:
            # No way out is offered: whoever left would not see that it is withdrawn already.
            return working_screen(visit, "working.keep", since_s=visit.at_s, icon="send-clock-outline")
        if self.phase is not Phase.LOOKING:
            return self._withdraw_screen(visit)
        rows = self._rows(visit, case)
        self.page, pages, first, last = page_of(len(rows), self.page, visit.capacity.details)
        choices: list[Choice] = []
        if case.get("can_withdraw"):
            choices = [
                *self._correct(visit, case),
                visit.choice("withdraw", "cases.withdraw", "undo-variant"),
            ]
        if visit.own_cases.may_rate(case):
            choices = [visit.choice("rate", "cases.rate", "emoticon-happy-outline")]
        state = str(case.get("state", "received"))
        return Progress(
            serial=visit.serial,
            frame=visit.frame(
                primary=visit.choice("more", "bar.next-page", "arrow-right-thick")
                if self.page < pages - 1
                else visit.choice("finish", "bar.ok", "check-bold"),
                filled=self.page == pages - 1,
            ),
            title=Words.hidden(str(case.get("title", ""))),
            headline=visit.known_words(f"case-state.{state}", OTHER_STATE),
            tone=CASE_TONES.get(state, Tone.PLAIN),
            rows=rows[first:last],
            choices=tuple(choices),
            page=self.page,
            pages=pages,
        )

    @staticmethod
    def _correct(visit: Visit, case: Mapping[str, Any]) -> tuple[Choice, ...]:
        if case.get("state") == WAITING or not visit.may_start(str(case.get("service", ""))):
            return ()
        return (visit.choice("correct", "cases.correct", "pencil-outline"),)

    def _withdraw_screen(self, visit: Visit) -> Screen:
        place = visit.settings.place
        choices: tuple[Choice, ...] = ()
        key, primary, back = "cases.withdrawing", visit.choice("finish", "bar.ok", "check-bold"), False
        match self.phase:
            case Phase.ASKING:
                key, back = "cases.withdraw-sure", True
                primary = visit.choice("stay", "cases.withdraw-no", "arrow-left-thick")
                choices = (visit.choice("withdraw-yes", "cases.withdraw-yes", "undo-variant"),)
            case Phase.FAILED:
                key, back = "send.failed", True
                primary = visit.choice("withdraw-yes", "send.retry", "refresh")
            case _:
                pass
        refused = visit.outstanding.cases.get(self.case_id) is CaseState.REFUSED
        title, lead = (
            visit.words(f"{key}.title"),
            visit.words(f"{key}.lead", owner=place.owner, phone=place.owner_phone),
        )
        if refused and self.phase is Phase.WITHDRAWN:
            title, lead = visit.words("case.refused"), Words.of(str(self._case(visit).get("phone") or ""))
        return Message(
            serial=visit.serial,
            frame=visit.frame(back=back or None, primary=primary, filled=True),
            title=title,
            lead=lead,
            icon="undo-variant",
            choices=choices,
        )

    def _rows(self, visit: Visit, case: Mapping[str, Any]) -> tuple[Row, ...]:
        rows = []
        if case.get("reason"):
            rows.append(
                Row(label=visit.words("cases.reason"), detail=Words.hidden(case["reason"]), tone=Tone.URGENT)
            )
        return (*rows, *bring_rows(visit, case), *term_rows(visit, case), *timeline_rows(case))

    def press(self, visit: Visit, target: str) -> None:
        match target:
            case "more":
                self.page += 1
            case "withdraw":
                self.phase = Phase.ASKING
            case "stay":
                self.phase = Phase.LOOKING
            case "withdraw-yes":
                self._withdraw(visit)
            case "rate":
                visit.go(RatingPlace(receipt_of(visit.cases(), self.case_id)))
            case "correct":
                service = str(self._case(visit).get("service", ""))
                visit.leave(self)
                visit.start(service, case_id=self.case_id)
            case _:
                visit.leave(self)

    def back(self, visit: Visit) -> None:
        if self.phase is not Phase.LOOKING:
            self.phase = Phase.LOOKING
        elif self.page:
            self.page -= 1
        else:
            visit.leave(self)

    def _withdraw(self, visit: Visit) -> None:
        case, subject = self._case(visit), visit.subject
        if subject is None or not case.get("can_withdraw"):
            self.phase = Phase.LOOKING
            return
        service, title = str(case.get("service", "")), str(case.get("title", ""))
        content = CaseContent(
            case_id=self.case_id,
            kind=MessageKind.WITHDRAW,
            service=service,
            title=title,
            release=visit.release.seq,
            parts=(CasePart(service, title, consent=True, state="withdrawn"),),
            people={"subject": CasePerson(subject.name, subject.number, subject.how)},
            answers=(),
            papers=(),
            pressed_by="self",
            receipt=receipt_of(visit.cases(), self.case_id),
        )
        self.phase = Phase.KEEPING
        visit.run(lambda id_, visit_id: Keep(id_, visit_id, content), asker=self)

    def finished(self, visit: Visit, result: Result, effect_id: int) -> None:
        if isinstance(result, Kept):
            self.phase = Phase.WITHDRAWN
            visit.own_cases.withdrew(self.case_id)
        elif self.phase is Phase.KEEPING:
            self.phase = Phase.FAILED
