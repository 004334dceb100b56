"""A repeating group: the members so far, one more, or that is all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.services import FieldKind, ServiceField, Spoken
from kiosk.core.cases import Answer
from kiosk.core.frame import page_of
from kiosk.core.journey import member_key
from kiosk.core.screens import PagedList, Row, Screen, Words
from kiosk.core.steps.view import StepView

if TYPE_CHECKING:
    from kiosk.core.journey import Step
    from kiosk.core.places.journey import JourneyPlace
    from kiosk.core.visit import Visit


class GroupView(StepView):
    """Members as rows; each can be taken out again."""

    def __init__(self, home: JourneyPlace, step: Step) -> None:
        super().__init__(home, step)
        self.page = 0

    @property
    def group(self) -> ServiceField:
        """The repeating group."""
        assert self.step.field is not None
        return self.step.field

    def key(self, visit: Visit) -> str:
        return f"{self.page}-{self.count}"

    @property
    def count(self) -> int:
        """How many members there are."""
        return self.journey.members.get(self.step.id, 0)

    def screen(self, visit: Visit) -> Screen:
        rows = tuple(self._row(visit, member) for member in range(self.count))
        self.page, pages, first, last = page_of(len(rows), self.page, max(1, visit.capacity.checks - 1))
        more = visit.choice("more", "bar.next-page", "arrow-right-thick")
        done = visit.choice("next", "group.done" if self.count else "group.nobody", "arrow-right-thick")
        ask = self.group.ask
        title = Words(ask.text, ask.say or ask.text) if isinstance(ask, Spoken) else Words.of(ask)
        tools = (
            (visit.choice("add", "group.add", "account-plus-outline"),)
            if self.count < self.group.most
            else ()
        )
        return PagedList(
            serial=visit.serial,
            frame=visit.frame(primary=more if self.page < pages - 1 else done, filled=bool(self.count)),
            title=title,
            lead=Words.of(self.group.hint)
            if self.group.hint
            else visit.words("group.count", count=self.count),
            rows=rows[first:last],
            icon="account-multiple-plus-outline",
            page=self.page,
            pages=pages,
            tools=tools,
        )

    def _row(self, visit: Visit, member: int) -> Row:
        shown = [
            answer.shown
            for inner in self.group.fields
            if inner.kind is not FieldKind.GROUP
            and (answer := self._answer(member, inner)) is not None
            and answer.value is not None
        ]
        return Row(
            label=visit.words("group.member", number=member + 1),
            detail=Words.hidden(" · ".join(shown)),
            icon="account-outline",
            action=visit.choice(f"remove:{member}", "group.remove", "account-minus-outline"),
        )

    def _answer(self, member: int, inner: ServiceField) -> Answer | None:
        return self.journey.answers.get(member_key(self.group, member, inner))

    def press(self, visit: Visit, target: str) -> None:
        kind, _, rest = target.partition(":")
        match kind:
            case "add":
                self.home.open_member(visit, self.journey.add_member(self.group))
            case "remove":
                self.journey.remove_member(self.group, int(rest))
                self.page = 0
            case "more":
                self.page += 1
            case _:
                self.settle(visit)

    def back_within(self, visit: Visit) -> bool:
        self.page, moved = max(0, self.page - 1), self.page > 0
        return moved
