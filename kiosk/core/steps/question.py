"""One question: choices that act at once, ticks, or boxes with a keypad. Back keeps what was keyed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from config.services import FieldKind, Option, Role, ServiceField, Spoken
from kiosk.core import fields
from kiosk.core.cases import Answer, Source
from kiosk.core.events import CardRead
from kiosk.core.facts import MISSING, dig
from kiosk.core.fields import Draft, Fault
from kiosk.core.frame import page_of
from kiosk.core.options import options_of
from kiosk.core.places.keypad import entry_of, fault_words, keys_for
from kiosk.core.roles import Person
from kiosk.core.screens import Choice, Frame, Question, Screen, Words
from kiosk.core.staff.mode import answered
from kiosk.core.steps.view import StepView
from kiosk.core.talk import Hearing
from kiosk.core.wording import fill

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

SHORTCUTS_SHOWN = 3
ACCOUNT = "account"
"""The concept of where money is paid to: never taken by voice."""


class QuestionView(StepView):
    """Draws a field and takes its answer."""

    @property
    def asked(self) -> ServiceField:
        """The question."""
        assert self.step.field is not None
        return self.step.field

    @property
    def draft(self) -> Draft:
        """What is keyed or ticked so far; else the answer, to be mended."""
        return self.journey.drafts.get(self.step.id) or self._fresh_draft()

    def _fresh_draft(self) -> Draft:
        answer = self.journey.answers.get(self.step.id)
        if answer is None:
            return Draft()
        if self.asked.kind is FieldKind.CHOICES and isinstance(answer.value, (list, tuple)):
            return Draft(picked=tuple(answer.value))
        return fields.draft_of(self.asked, answer.value)

    def _keep(self, draft: Draft) -> None:
        self.journey.drafts[self.step.id] = draft

    def key(self, visit: Visit) -> str:
        return str(self.draft.page)

    def scope(self, visit: Visit) -> dict[str, Any]:
        """Names for this question; of a group's member also that member's answers."""
        scope = dict(self.home.scope(visit))
        if self.step.group is not None and self.step.member is not None:
            scope.update(self.journey.member_values(self.step.group, self.step.member))
        return scope

    # -- drawing ---------------------------------------------------------------------------------

    def screen(self, visit: Visit) -> Screen:
        choices = self._choices(visit)
        keyed = bool(fields.boxes_of(self.asked))
        size = min(SHORTCUTS_SHOWN, visit.capacity.choices) if keyed else visit.capacity.choices
        page, pages, first, last = page_of(len(choices), self.draft.page, size)
        if page != self.draft.page:
            self._keep(replace(self.draft, page=page))
        entry = entry_of(visit, self.asked, self.draft)
        return Question(
            serial=visit.serial,
            frame=self._frame(visit, page, pages),
            steps=self.home.progress(visit),
            title=self._title(),
            lead=self._lead(visit),
            choices=tuple(choices[first:last]),
            entry=entry,
            keys=keys_for(visit, self.asked),
            parts=tuple(Choice(box.id, Words.of(box.label)) for box in entry.boxes)
            if entry is not None and len(entry.boxes) > 1
            else (),
            fault=fault_words(visit, self.draft),
            fault_boxes=tuple(f"part:{n}" for n in self.draft.fault.boxes) if self.draft.fault else (),
            page=page,
            pages=pages,
            expects=fields.expected_of(self.asked),
            by_touch=self.asked.concept == ACCOUNT,
        )

    def _frame(self, visit: Visit, page: int, pages: int) -> Frame:
        kind = self.asked.kind
        if page < pages - 1:
            return visit.frame(primary=visit.choice("more", "bar.more", "dots-horizontal"))
        if kind is FieldKind.CHOICES:
            return visit.frame(primary=visit.choice("next", "bar.chosen", "arrow-right-thick"), filled=True)
        if fields.boxes_of(self.asked):
            ready = not fields.is_empty(self.draft) and not fields.missing_digits(self.asked, self.draft)
            return visit.frame(primary=visit.choice("next", "bar.next", "arrow-right-thick"), filled=ready)
        if self.journey.answers.get(self.step.id) is not None:
            return visit.frame(primary=visit.choice("keep", "bar.keep", "arrow-right-thick"), filled=True)
        return visit.frame()

    def _title(self) -> Words:
        ask = self.asked.ask
        if isinstance(ask, Spoken):
            return Words(ask.text, ask.say or ask.text)
        return Words.of(ask)

    def _lead(self, visit: Visit) -> Words:
        if self.asked.hint:
            return Words.of(self.asked.hint)
        return visit.words("question.person-lead") if self.asked.kind is FieldKind.PERSON else Words()

    def _choices(self, visit: Visit) -> list[Choice]:
        asked, answer = self.asked, self.journey.answers.get(self.step.id)
        choices = [*self._offer(visit), *(self._option(visit, o, answer) for o in self._options(visit))]
        if asked.kind is FieldKind.CONSENT:
            choices += [
                visit.choice("opt:yes", "answer.yes", "check"),
                visit.choice("opt:no", "answer.no", "close"),
            ]
        if asked.kind is FieldKind.FILE:
            choices += [
                visit.choice("opt:brought", "papers.brought-desk", "check"),
                visit.choice("opt:later", "papers.later", "calendar-arrow-right"),
            ]
        if asked.unknown:
            choices.append(Choice("unknown", Words.of(asked.unknown), icon="help-circle-outline"))
        if asked.skip:
            choices.append(Choice("skip", Words.of(asked.skip), icon="debug-step-over"))
        if not choices and not fields.boxes_of(asked):
            choices.append(visit.choice("desk", "question.desk", "account-tie-outline"))
        return choices

    def _offer(self, visit: Visit) -> list[Choice]:
        known = self.asked.known
        if known is None or known.mode != "offer" or dig(visit.names(), known.fact) is MISSING:
            return []
        text = fill(known.text, visit.names())
        return [Choice("known", Words.hidden(text), icon="account-check")] if text is not None else []

    def _options(self, visit: Visit) -> list[Option]:
        return options_of(self.asked, visit.names(), self.scope(visit))

    def _option(self, visit: Visit, option: Option, answer: Answer | None) -> Choice:
        several = self.asked.kind is FieldKind.CHOICES
        chosen: bool | None = None
        if several:
            chosen = option.id in self.draft.picked
        elif answer is not None and answer.value == option.id:
            chosen = True
        personal = self.asked.private or self.asked.options_from is not None
        words = Words.hidden(option.text) if personal else Words.of(option.text)
        return Choice(
            f"opt:{option.id}",
            words,
            detail=Words.of(option.detail),
            icon=option.icon,
            chosen=chosen,
            phrases=option.phrases,
        )

    # -- answering -------------------------------------------------------------------------------

    def press(self, visit: Visit, target: str) -> None:
        kind, _, rest = target.partition(":")
        match kind:
            case "key":
                self._keep(fields.press_key(self.asked, self.draft, rest))
            case "part":
                self._keep(replace(self.draft, active=int(rest)))
            case "more":
                self._keep(replace(self.draft, page=self.draft.page + 1))
            case "known":
                self._known(visit)
            case "skip":
                self._answer(visit, Answer(None, Source.PERSON, shown=self.asked.skip))
            case "unknown":
                self._answer(visit, Answer(None, Source.PERSON, shown=self.asked.unknown))
            case "desk":
                shown = visit.words("question.desk").written
                self._answer(visit, Answer(None, Source.PERSON, shown=shown))
            case "opt":
                self._choose(visit, rest)
            case "keep":
                self.settle(visit)
            case _:
                self._next(visit)

    def _choose(self, visit: Visit, option_id: str) -> None:
        if self.asked.kind is FieldKind.CHOICES:
            draft = self.draft
            picked = [p for p in draft.picked if p != option_id]
            if len(picked) == len(draft.picked):
                picked.append(option_id)
            self._keep(replace(draft, picked=tuple(picked), fault=None))
            return
        self._judge(visit, option_id, self._text_of(visit, option_id))

    def _text_of(self, visit: Visit, option_id: str) -> str:
        for choice in self._choices(visit):
            if choice.id == f"opt:{option_id}":
                return choice.words.written
        return option_id

    def _known(self, visit: Visit) -> None:
        known = self.asked.known
        if known is not None:
            value = dig(visit.names(), known.fact)
            shown = fields.shown_value(self.asked, value)
            self._answer(visit, Answer(value, Source.RECORD, shown=shown))

    def _next(self, visit: Visit) -> None:
        if self.asked.kind is FieldKind.CHOICES:
            offered = {option.id for option in self._options(visit)}
            picked = [p for p in self.draft.picked if p in offered]
            shown = "、".join(self._text_of(visit, p) for p in picked)
            self._judge(visit, picked, shown or visit.words("answer.none").written)
            return
        found = fields.check(self.asked, self.draft, self.scope(visit), visit.trusted_today)
        if isinstance(found, Fault):
            self._faulty(visit, found)
            return
        value: Any = found.value
        if self.asked.kind is FieldKind.PERSON:
            value = {"number": found.value, "name": "", "how": "typed"}
        self._answer(visit, Answer(value, Source.PERSON, shown=found.shown))

    def _judge(self, visit: Visit, value: Any, shown: str) -> None:
        """A choice stands under the question's checks as well."""
        fault = fields.ruled_out(self.asked, value, self.scope(visit))
        if fault is not None:
            self._faulty(visit, fault)
        else:
            self._answer(visit, Answer(value, Source.PERSON, shown=shown))

    def _faulty(self, visit: Visit, fault: Fault) -> None:
        self._keep(fields.with_fault(self.draft, fault))
        visit.patience.mistake(visit)

    def _answer(self, visit: Visit, answer: Answer) -> None:
        before = self.journey.answers.get(self.step.id)
        self.journey.answers[self.step.id] = answered(visit, before, answer)
        draft = self.journey.drafts.get(self.step.id)
        if draft is not None and draft.fault is not None:
            self._keep(replace(draft, fault=None))
        self.settle(visit)

    def heard(self, visit: Visit, hearing: Hearing) -> bool:
        if self.asked.kind is FieldKind.TEXT:
            self._answer(visit, Answer(hearing.value, Source.PERSON, shown=hearing.value))
            return True
        spoken = fields.spoken_draft(self.asked, hearing)
        if spoken is not None:
            self._keep(replace(spoken, page=self.draft.page))
        return spoken is not None

    def back_within(self, visit: Visit) -> bool:
        if self.draft.page:
            self._keep(replace(self.draft, page=self.draft.page - 1))
            return True
        return False

    def card(self, visit: Visit, event: CardRead) -> bool:
        """A second card fills the person that is asked for here; never the villager."""
        if self.asked.kind is not FieldKind.PERSON:
            return False
        if visit.subject is not None and visit.subject.number == event.card.number:
            return False
        if self.asked.role is Role.OPERATOR:
            visit.identify(Role.OPERATOR, Person.of_card(event.card))
        visit.strip = visit.take_card_strip()
        value = {"number": event.card.number, "name": event.card.name, "how": "card"}
        self.journey.drafts.pop(self.step.id, None)
        self._answer(visit, Answer(value, Source.CARD, shown=event.card.name))
        return True
