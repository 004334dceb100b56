"""Answers: the answer first and big, its date, the details; lists page by page; cases and how they stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from config.services import Kind, Shown, ShownList
from kiosk.core.eligibility import holds
from kiosk.core.facts import dig
from kiosk.core.frame import page_of
from kiosk.core.place import Place
from kiosk.core.places.affairs import MAY_RETRY, PROBLEM
from kiosk.core.places.case import CASE_TONES, OTHER_STATE, CasePlace
from kiosk.core.screens import Choice, Message, PagedList, Result, Row, Screen, Tone, Words
from kiosk.core.steps.rows import one_row, shown_rows
from kiosk.core.steps.view import StepView
from kiosk.core.wording import fill

if TYPE_CHECKING:
    from kiosk.core.visit import Visit


class ResultView(StepView):
    """A query's answer, or the person's cases."""

    def screen(self, visit: Visit) -> Screen:
        service = self.journey.service
        if not visit.facts.has(*service.facts) and not (service.kind is Kind.PROGRESS and visit.cases()):
            return self._not_known(visit)
        return self._cases(visit) if service.kind is Kind.PROGRESS else self._answer(visit)

    def _not_known(self, visit: Visit) -> Screen:
        subject, office = visit.subject, self.journey.service.office
        if visit.lookup_failure is not None:
            key = f"result.{visit.lookup_failure}"
        elif subject is not None and not subject.sees_money:
            key = "result.typed"
        else:
            key = "result.missing"
        retry = visit.choice("retry", "affairs.retry", "refresh")
        finish = visit.choice("finish", "bar.ok", "check-bold")
        return Message(
            serial=visit.serial,
            frame=visit.frame(primary=retry if visit.lookup_failure in MAY_RETRY else finish, filled=True),
            title=visit.words(f"{key}.title"),
            lead=visit.words(f"{key}.lead", office=office.name, phone=office.phone),
            tone=Tone.PLAIN,
            icon="database-off-outline",
        )

    def _answer(self, visit: Visit) -> Screen:
        service, names = self.journey.service, self.home.scope(visit)
        shown = service.shown
        assert shown is not None
        headline, tone = self._headline(visit, shown, names)
        rows = shown_rows(visit, shown.rows, names)
        self.page, pages, first, last = page_of(len(rows), self.page, visit.capacity.details)
        as_of = visit.facts.as_of(*service.facts)
        return Result(
            serial=visit.serial,
            frame=visit.frame(
                primary=visit.choice("more", "bar.next-page", "arrow-right-thick")
                if self.page < pages - 1
                else visit.choice("finish", "result.finish", "check-bold"),
                filled=True,
            ),
            title=Words.of(service.title),
            headline=headline or visit.words("result.missing.title"),
            tone=tone,
            icon=service.icon,
            rows=rows[first:last],
            as_of=visit.words("page.as-of", day=f"{as_of.month}月{as_of.day}日") if as_of else Words(),
            choices=self._choices(visit),
            tools=self._tools(visit),
        )

    @staticmethod
    def _headline(visit: Visit, shown: Shown, names: Mapping[str, Any]) -> tuple[Words, Tone]:
        """The first that holds and whose facts are known."""
        for headline in shown.headlines:
            text = fill(headline.text, names, cover=visit.hides_money)
            if text is None or not holds(headline.when, names):
                continue
            say = fill(headline.say, names) or ""
            personal = headline.private or "{" in headline.text
            return Words(text, say, text) if personal else Words(text, say or text), Tone(headline.tone)
        return Words(), Tone.PLAIN

    def _choices(self, visit: Visit) -> tuple[Choice, ...]:
        shown = self.journey.service.shown
        assert shown is not None
        lists = [
            Choice(f"list:{n}", Words.of(one.button), icon="format-list-bulleted")
            for n, one in enumerate(shown.lists)
        ]
        following = []
        for service_id in shown.next:
            service = visit.service(service_id)
            following.append(Choice(f"start:{service_id}", Words.of(service.title), icon=service.icon))
        return tuple((lists + following)[:3])

    def _tools(self, visit: Visit) -> tuple[Choice, ...]:
        tools = []
        if visit.subject is not None and visit.subject.sees_money:
            cover = "affairs.uncover" if visit.covered else "affairs.cover"
            tools.append(visit.choice("cover", cover, "eye-outline" if visit.covered else "eye-off-outline"))
        if visit.may_start(PROBLEM):
            tools.append(visit.choice("wrong", "affairs.wrong", "comment-alert-outline"))
        return tuple(tools)

    def _cases(self, visit: Visit) -> Screen:
        cases = visit.cases()
        self.page, pages, first, last = page_of(len(cases), self.page, visit.capacity.affairs)
        rows = tuple(
            Row(
                label=Words.hidden(str(case.get("title", ""))),
                detail=visit.words("cases.holder", holder=case.get("holder") or ""),
                value=visit.known_words(f"case-state.{case.get('state')}", OTHER_STATE),
                icon="clipboard-clock-outline",
                tone=CASE_TONES.get(str(case.get("state")), Tone.PLAIN),
                action=visit.choice(f"case:{case.get('case_id')}", "affairs.open", "chevron-right"),
            )
            for case in cases[first:last]
        )
        return PagedList(
            serial=visit.serial,
            frame=visit.frame(
                primary=visit.choice("more", "bar.next-page", "arrow-right-thick")
                if self.page < pages - 1
                else visit.choice("finish", "bar.ok", "check-bold")
            ),
            title=visit.words("cases.title"),
            lead=Words() if cases else visit.words("cases.none"),
            rows=rows,
            icon="clipboard-clock-outline",
            page=self.page,
            pages=pages,
        )

    def press(self, visit: Visit, target: str) -> None:
        kind, _, rest = target.partition(":")
        shown = self.journey.service.shown
        match kind:
            case "list" if shown is not None:
                visit.go(ListPlace(shown.lists[int(rest)]))
            case "start":
                visit.start(rest)
            case "case":
                visit.go(CasePlace(rest))
            case "cover":
                visit.covered = not visit.covered
            case "wrong":
                visit.start(PROBLEM, notes=self.journey.service.id)
            case "more":
                self.page += 1
            case "retry":
                visit.look_up()
            case _:
                visit.home()


class ListPlace(Place):
    """All of something, page by page."""

    def __init__(self, shown: ShownList) -> None:
        self.shown = shown
        self.page = 0

    def key(self, visit: Visit) -> str:
        return f"list-{self.shown.over}-{self.page}"

    def screen(self, visit: Visit) -> Screen:
        found = dig(visit.names(), self.shown.over)
        items = list(found) if isinstance(found, (list, tuple)) else []
        rows = [one_row(visit, self.shown.row, {**visit.names(), "item": item}) for item in items]
        filled = [row for row in rows if row is not None]
        self.page, pages, first, last = page_of(len(filled), self.page, visit.capacity.rows)
        as_of = visit.facts.as_of(self.shown.over.partition(".")[0])
        return PagedList(
            serial=visit.serial,
            frame=visit.frame(
                primary=visit.choice("more", "bar.next-page", "arrow-right-thick")
                if self.page < pages - 1
                else visit.choice("finish", "bar.ok", "check-bold")
            ),
            title=Words.of(self.shown.title),
            lead=Words() if filled else Words.of(self.shown.empty),
            rows=tuple(filled[first:last]),
            icon="text-box-search-outline",
            page=self.page,
            pages=pages,
            as_of=visit.words("page.as-of", day=f"{as_of.month}月{as_of.day}日") if as_of else Words(),
        )

    def press(self, visit: Visit, target: str) -> None:
        if target == "more":
            self.page += 1
        else:
            visit.leave(self)

    def back(self, visit: Visit) -> None:
        if self.page:
            self.page -= 1
        else:
            visit.leave(self)
