"""Answers: the answer first and big, its date, the details; lists page by page; cases and how they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.services import Kind, ShownList
from kiosk.core.eligibility import holds
from kiosk.core.facts import MISSING, dig
from kiosk.core.frame import page_of
from kiosk.core.place import Place
from kiosk.core.places.case import CASE_TONES, CasePlace, all_cases
from kiosk.core.places.waiting import way_out_at, working_screen
from kiosk.core.screens import Choice, Message, PagedList, Result, Row, Screen, Tone, Words
from kiosk.core.steps.rows import one_row, shown_rows
from kiosk.core.steps.view import StepView
from kiosk.core.wording import fill

if TYPE_CHECKING:
    from kiosk.core.journey import Step
    from kiosk.core.places.journey import JourneyPlace
    from kiosk.core.visit import Visit


class ResultView(StepView):
    """A query's answer, or the person's cases."""

    def __init__(self, home: JourneyPlace, step: Step) -> None:
        super().__init__(home, step)
        self.page = 0

    def is_busy(self, visit: Visit) -> bool:
        return visit.looking_up is not None

    def key(self, visit: Visit) -> str:
        return f"{self.page}-{self.is_busy(visit)}"

    def screen(self, visit: Visit) -> Screen:
        service = self.journey.service
        if visit.looking_up is not None:
            return working_screen(visit, "working.lookup", since_s=visit.looking_since_s)
        if service.kind is Kind.PROGRESS:
            return self._cases(visit)
        if not visit.facts.has(*service.facts):
            return self._not_known(visit)
        return self._answer(visit)

    def _not_known(self, visit: Visit) -> Screen:
        subject, office = visit.subject, self.journey.service.office
        if visit.lookup_failure is not None:
            key = f"result.{visit.lookup_failure}"
        elif subject is not None and not subject.sees_money:
            key = "result.typed"
        else:
            key = "result.missing"
        return Message(
            serial=visit.serial,
            frame=visit.frame(primary=visit.choice("retry", "affairs.retry", "refresh"), filled=True),
            title=visit.words(f"{key}.title"),
            lead=visit.words(f"{key}.lead", office=office.name, phone=office.phone),
            tone=Tone.PLAIN,
            icon="database-off-outline",
        )

    def _answer(self, visit: Visit) -> Screen:
        service, names = self.journey.service, self.home.scope(visit)
        shown = service.shown
        assert shown is not None
        text, say, tone, private = "", "", Tone.PLAIN, False
        for headline in shown.headlines:
            filled = fill(headline.text, names, cover=visit.hides_money)
            if filled is not None and holds(headline.when, names):
                text = filled
                say, tone, private = (
                    headline.say,
                    Tone(headline.tone),
                    headline.private or "{" in headline.text,
                )
                break
        rows = shown_rows(visit, shown.rows, names)
        page, pages, first, last = page_of(len(rows), self.page, max(1, visit.capacity.rows - 2))
        as_of = visit.facts.as_of(*service.facts)
        return Result(
            serial=visit.serial,
            frame=visit.frame(
                primary=visit.choice("more", "bar.next-page", "arrow-right-thick")
                if page < pages - 1
                else visit.choice("finish", "result.finish", "check-bold"),
                filled=True,
            ),
            title=Words.of(service.title),
            headline=Words(text, say, text) if private else Words(text, say or text),
            tone=tone,
            icon=service.icon,
            rows=rows[first:last],
            as_of=visit.words("page.as-of", day=f"{as_of.month}月{as_of.day}日") if as_of else Words(),
            choices=self._choices(visit),
            tools=self._tools(visit),
        )

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
        cover = "affairs.uncover" if visit.covered else "affairs.cover"
        return (
            visit.choice("cover", cover, "eye-outline" if visit.covered else "eye-off-outline"),
            visit.choice("wrong", "affairs.wrong", "comment-alert-outline"),
        )

    def _cases(self, visit: Visit) -> Screen:
        cases = all_cases(visit)
        page, pages, first, last = page_of(len(cases), self.page, visit.capacity.affairs)
        rows = tuple(
            Row(
                label=Words.hidden(str(case["title"])),
                detail=visit.words("cases.holder", holder=case.get("holder") or ""),
                value=visit.words(f"case-state.{case['state']}"),
                icon="clipboard-clock-outline",
                tone=CASE_TONES.get(str(case["state"]), Tone.PLAIN),
                action=visit.choice(f"case:{first + n}", "affairs.open", "chevron-right"),
            )
            for n, case in enumerate(cases[first:last])
        )
        return PagedList(
            serial=visit.serial,
            frame=visit.frame(
                primary=visit.choice("more", "bar.next-page", "arrow-right-thick")
                if page < pages - 1
                else None
            ),
            title=visit.words("cases.title"),
            lead=Words() if cases else visit.words("cases.none"),
            rows=rows,
            page=page,
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
                visit.go(CasePlace(str(all_cases(visit)[int(rest)]["case_id"])))
            case "cover":
                visit.covered = not visit.covered
            case "wrong":
                visit.start("report-problem", notes=self.journey.service.id)
            case "more":
                self.page += 1
            case "retry":
                visit.look_up()
            case "stop-waiting":
                visit.stop_waiting()
            case _:
                visit.home()

    def back_within(self, visit: Visit) -> bool:
        self.page, moved = max(0, self.page - 1), self.page > 0
        return moved

    def due_at(self, visit: Visit) -> float | None:
        return way_out_at(visit, visit.looking_since_s) if self.is_busy(visit) else None


class ListPlace(Place):
    """All of something, page by page."""

    def __init__(self, shown: ShownList) -> None:
        self.shown = shown
        self.page = 0

    def key(self, visit: Visit) -> str:
        return f"list-{self.shown.over}-{self.page}"

    def screen(self, visit: Visit) -> Screen:
        found = dig(visit.names(), self.shown.over)
        items = list(found) if found is not MISSING else []
        rows = [one_row(visit, self.shown.row, {**visit.names(), "item": item}) for item in items]
        filled = [row for row in rows if row is not None]
        page, pages, first, last = page_of(len(filled), self.page, visit.capacity.rows)
        as_of = visit.facts.as_of(self.shown.over.partition(".")[0])
        return PagedList(
            serial=visit.serial,
            frame=visit.frame(
                primary=visit.choice("more", "bar.next-page", "arrow-right-thick")
                if page < pages - 1
                else visit.choice("finish", "bar.ok", "check-bold")
            ),
            title=Words.of(self.shown.title),
            lead=Words() if filled else Words.of(self.shown.empty),
            rows=tuple(filled[first:last]),
            page=page,
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
