"""A runtime among fakes: nothing runs before it is told to, and what comes back waits until it is taken."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from config.release import Release, shipped
from kiosk.core.effects import FindCase, Issue, Keep, LookUp, Printing, Rate
from kiosk.core.events import (
    CardRead,
    CaseState,
    DatasetReply,
    Event,
    Failed,
    Failure,
    LookedUp,
    PaperMoved,
    Result,
)
from kiosk.core.identity import IdCard
from kiosk.core.screens import Screen
from kiosk.log import json_log
from kiosk.outside import Outside, Work
from kiosk.runtime import Runtime

MONDAY = datetime(2026, 6, 8, 10, 0)  # noqa: DTZ001 - a terminal thinks in local time
FIRST, SECOND = "示例·张大山", "示例·李小河"


@cache
def release() -> Release:
    """The shipped configuration."""
    return shipped()


def card(name: str = FIRST, number: str = "990101194605073138") -> IdCard:
    """A card of nobody."""
    return IdCard(
        name=name,
        number=number,
        sex="M",
        ethnic="汉",
        birth=date(int(number[6:10]), int(number[10:12]), int(number[12:14])),
        address="示例县示例镇示例村1组",
        authority="示例县公安局",
        valid_from=date(2015, 1, 1),
        valid_to=None,
    )


class Town:
    """Center, outbox and printers at once; what they were asked is kept."""

    trial = False

    def __init__(self) -> None:
        self.asked: list[LookUp | FindCase | Rate | Issue | Keep | Printing] = []
        self.printing: list[str] = []
        self.cancelled: list[str] = []
        self.purges = 0
        self.answer: Callable[[Any], Result] = lambda _: Failed(Failure.DOWN)
        self.states: dict[str, CaseState] = {}
        self.tell: Callable[[PaperMoved], None] | None = None

    def look_up(self, effect: LookUp) -> Result:
        self.asked.append(effect)
        return self.answer(effect)

    def find_case(self, effect: FindCase) -> Result:
        self.asked.append(effect)
        return self.answer(effect)

    def rate(self, effect: Rate) -> Result:
        self.asked.append(effect)
        return self.answer(effect)

    def issue(self, effect: Issue) -> Result:
        self.asked.append(effect)
        return self.answer(effect)

    def keep(self, effect: Keep) -> Result:
        self.asked.append(effect)
        return self.answer(effect)

    def state(self, case_id: str) -> CaseState | None:
        return self.states.get(case_id)

    def run(self, job_id: str, effect: Printing, tell: Callable[[PaperMoved], None]) -> None:
        self.asked.append(effect)
        self.printing.append(job_id)
        self.tell = tell

    def cancel(self, job_id: str) -> None:
        self.cancelled.append(job_id)

    def purge(self) -> None:
        self.purges += 1


class Desk:
    """A runtime, its fakes, and the two queues between them."""

    def __init__(self) -> None:
        self.town = Town()
        self.now_s = 1000.0
        self.local = MONDAY
        self.trusted = True
        self.release = release()
        self.work: list[Work] = []
        self.paper_work: list[Work] = []
        self.events: list[Event] = []
        self.screens: list[Screen] = []
        self.written = io.StringIO()
        ids = itertools.count(1)
        outside = Outside(
            center=self.town,
            cases=self.town,
            papers=self.town,
            run=self.work.append,
            run_paper=self.paper_work.append,
            deliver=self.events.append,
            log=json_log(room="test", stream=self.written),
            clock=lambda: self.now_s,
            local=lambda: self.local,
            new_id=lambda: f"00000000-0000-4000-8000-{next(ids):012}",
            clock_trusted=lambda: self.trusted,
        )
        self.runtime = Runtime(lambda: self.release, outside, {}, self.screens.append)

    @property
    def screen(self) -> Screen:
        """What is shown."""
        return self.runtime.visit.screen

    def shows(self, kind: type[Screen]) -> bool:
        """Whether a page of this kind is shown."""
        return isinstance(self.screen, kind)

    def wait(self, seconds: float) -> None:
        """Time goes by, on both clocks."""
        self.now_s += seconds
        self.local += timedelta(seconds=seconds)

    def work_off(self) -> None:
        """Runs what waits outside, but not the papers."""
        work, self.work[:] = list(self.work), []
        for one in work:
            one()

    def come_back(self) -> None:
        """Takes what came back."""
        events, self.events[:] = list(self.events), []
        for event in events:
            self.runtime.take(event)

    def lay(self, one: IdCard | None = None) -> None:
        """A card was read."""
        self.runtime.take(CardRead(self.now_s, one or card()))

    def press(self, target: str) -> None:
        """A finger comes down on a target of this page."""
        assert target in self.screen.targets, (target, self.screen.targets)
        self.runtime.touched()
        self.runtime.press(self.screen.serial, target)


def known(name: str = FIRST) -> LookedUp:
    """The center knows the person."""
    return LookedUp({"profile": DatasetReply(date(2026, 6, 8), {"name": name, "village": "示例村"})})
