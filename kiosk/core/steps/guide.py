"""How something is done: steps, papers, where and when; the list can be printed in big type."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from config.services import Service
from kiosk.core.events import Device, Failed, PaperMoved, Queued, Result
from kiosk.core.frame import page_of
from kiosk.core.places.paper import PaperWatch
from kiosk.core.screens import Choice, Guide, Row, Screen, Words
from kiosk.core.steps.local_paper import ABOUT, papers_of
from kiosk.core.steps.view import StepView

if TYPE_CHECKING:
    from kiosk.core.journey import Step
    from kiosk.core.places.journey import JourneyPlace
    from kiosk.core.visit import Visit


class GuideView(StepView):
    """How something is done: steps, papers, where and when; the list can be printed in big type."""

    def __init__(self, home: JourneyPlace, step: Step) -> None:
        super().__init__(home, step)
        self.page = 0
        self.paper = PaperWatch()

    def is_busy(self, visit: Visit) -> bool:
        return self.paper.is_printing

    def key(self, visit: Visit) -> str:
        return str(self.page)

    def _about(self, visit: Visit) -> Service:
        """The service that was asked about; a guide of its own says what stands in it."""
        answer = self.journey.answers.get(ABOUT)
        asked = visit.release.services.get(str(answer.value)) if answer is not None else None
        return asked or self.journey.service

    def _lines(self, visit: Visit) -> tuple[str, ...]:
        service = self._about(visit)
        papers = tuple(f"{p.name}：{p.detail}" if p.detail else p.name for p in service.papers)
        follow = (
            service.next.lines if service.next is not None and service is not self.journey.service else ()
        )
        return (*papers, *follow, *self.journey.service.guide)

    def screen(self, visit: Visit) -> Screen:
        service, lines = self._about(visit), self._lines(visit)
        page, pages, first, last = page_of(len(lines), self.page, max(2, visit.capacity.paragraphs - 1))
        return Guide(
            serial=visit.serial,
            frame=visit.frame(primary=self._primary(visit, page, pages), filled=page == pages - 1),
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

    def _primary(self, visit: Visit, page: int, pages: int) -> Choice:
        if page < pages - 1:
            return visit.choice("more", "bar.next-page", "arrow-right-thick")
        if self.paper.state is not None or Device.PRINTER in visit.broken:
            return visit.choice("finish", "bar.ok", "check-bold")
        return visit.choice("print", "guide.print", "printer")

    def press(self, visit: Visit, target: str) -> None:
        match target:
            case "more":
                self.page += 1
            case "print":
                self.paper.begin()
                visit.run(partial(papers_of, visit, self._about(visit)), asker=self.home)
            case _:
                visit.leave(self.home)

    def finished(self, visit: Visit, result: Result, effect_id: int) -> None:
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
