"""How something is done: steps, papers, where and when; the list can be printed in big type."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from config.services import Service
from kiosk.core.events import Device
from kiosk.core.frame import page_of
from kiosk.core.screens import Choice, Guide, Row, Screen, Words
from kiosk.core.steps.local_paper import ABOUT, papers_of
from kiosk.core.steps.view import PaperView

if TYPE_CHECKING:
    from kiosk.core.visit import Visit


class GuideView(PaperView):
    """How something is done: steps, papers, where and when; the list can be printed in big type."""

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
        self.page, pages, first, last = page_of(len(lines), self.page, max(2, visit.capacity.paragraphs - 1))
        return Guide(
            serial=visit.serial,
            frame=visit.frame(primary=self._primary(visit, pages), filled=self.page == pages - 1),
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
            page=self.page,
            pages=pages,
        )

    def _primary(self, visit: Visit, pages: int) -> Choice:
        if self.page < pages - 1:
            return visit.choice("more", "bar.next-page", "arrow-right-thick")
        if self.paper.state is not None or Device.PRINTER in visit.broken:
            return visit.choice("finish", "bar.ok", "check-bold")
        return visit.choice("print", "guide.print", "printer")

    def press(self, visit: Visit, target: str) -> None:
        match target:
            case "more":
                self.page += 1
            case "print":
                self.paper.print(visit, partial(papers_of, visit, self._about(visit)), asker=self.home)
            case _:
                self.paper.taken(visit)
                visit.leave(self.home)
