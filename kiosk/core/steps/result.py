"""Answers: the answer first and big, its date, the details; lists page by page; cases and how they stand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from config.services import Kind, Service, ShownList
from kiosk.core import affairs
from kiosk.core.cases import CaseContent, CasePart, CasePerson, MessageKind
from kiosk.core.effects import Keep, PrintPapers
from kiosk.core.eligibility import holds
from kiosk.core.events import Failed, Kept, PaperMoved, Queued
from kiosk.core.events import Result as EffectResult
from kiosk.core.facts import MISSING, dig
from kiosk.core.frame import page_of
from kiosk.core.place import Place
from kiosk.core.places.paper import PaperWatch
from kiosk.core.places.waiting import way_out_at, working_screen
from kiosk.core.screens import Choice, Guide, Message, PagedList, Progress, Result, Row, Screen, Tone, Words
from kiosk.core.steps.rows import COVERED, one_row, shown_rows
from kiosk.core.steps.view import StepView
from kiosk.core.wording import fill

if TYPE_CHECKING:
    from kiosk.core.journey import Step
    from kiosk.core.places.journey import JourneyPlace
    from kiosk.core.visit import Visit

CASE_TONES = {"returned": Tone.URGENT, "needs_signature": Tone.URGENT, "done": Tone.GOOD}


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
            filled = fill(headline.text, names)
            if filled is not None and holds(headline.when, names):
                covered = visit.covered and "|money}" in headline.text
                text = COVERED if covered else filled
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


def papers_of(visit: Visit, service: Service, id_: int, visit_id: str) -> PrintPapers:
    """What to bring for a service, as it is printed."""
    return PrintPapers(
        id_,
        visit_id,
        service=service.title,
        when=visit.date_line,
        items=tuple((paper.name, paper.detail, paper.without) for paper in service.papers),
        place=f"{service.office.name}（{service.office.window}）",
        phone=service.office.phone,
        phone_who=service.office.name,
        note="；".join(service.guide),
    )


def all_cases(visit: Visit) -> list[Any]:
    """The person's cases, those under way first."""
    items = dig(visit.names(), "cases.items")
    if items is MISSING:
        return []
    under_way = list(affairs.open_cases(visit.names()))
    return under_way + [item for item in items if item not in under_way]


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

    def finished(self, visit: Visit, result: EffectResult, effect_id: int) -> None:
        if isinstance(result, Kept):
            self.asking, self.withdrawn = False, True


class GuideView(StepView):
    """How something is done: steps, papers, where and when; the list can be printed in big type."""

    def __init__(self, home: JourneyPlace, step: Step) -> None:
        super().__init__(home, step)
        self.page = 0
        self.paper = PaperWatch()

    def key(self, visit: Visit) -> str:
        return str(self.page)

    def _lines(self) -> tuple[str, ...]:
        service = self.journey.service
        papers = tuple(f"{p.name}：{p.detail}" if p.detail else p.name for p in service.papers)
        return (*service.guide, *papers)

    def screen(self, visit: Visit) -> Screen:
        service, lines = self.journey.service, self._lines()
        page, pages, first, last = page_of(len(lines), self.page, max(2, visit.capacity.paragraphs - 1))
        more = visit.choice("more", "bar.next-page", "arrow-right-thick")
        print_ = visit.choice("print", "guide.print", "printer")
        finish = visit.choice("finish", "bar.ok", "check-bold")
        last_page = finish if self.paper.state is not None else print_
        return Guide(
            serial=visit.serial,
            frame=visit.frame(primary=more if page < pages - 1 else last_page, filled=page == pages - 1),
            title=Words.of(service.title),
            lead=self.paper.words(visit),
            lines=tuple(Words.of(line) for line in lines[first:last]),
            rows=(
                Row(
                    label=visit.words(
                        "guide.office", office=service.office.name, window=service.office.window
                    ),
                    value=Words.of(service.office.phone),
                    icon="phone",
                ),
            ),
            page=page,
            pages=pages,
        )

    def press(self, visit: Visit, target: str) -> None:
        match target:
            case "more":
                self.page += 1
            case "print":
                self.paper.begin()
                visit.run(partial(papers_of, visit, self.journey.service), asker=self.home)
            case _:
                visit.leave(self.home)

    def finished(self, visit: Visit, result: EffectResult, effect_id: int) -> None:
        match result:
            case Queued(job_id):
                self.paper.queued(visit, job_id)
            case Failed():
                self.paper.failed()
            case _:
                pass

    def paper_moved(self, visit: Visit, event: PaperMoved) -> None:
        self.paper.moved(visit, event)

    def back_within(self, visit: Visit) -> bool:
        self.page, moved = max(0, self.page - 1), self.page > 0
        return moved
