"""What the services are used for, and where people give up: counts, and nobody in them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.core.events import Event, PaperMoved
from kiosk.core.outline import StepKind
from kiosk.core.places.journey import JourneyPlace
from kiosk.core.screens import PaperState

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

ARRIVED = frozenset({StepKind.RECEIPT, StepKind.RESULT, StepKind.GUIDE})
"""Whoever sees one of these has what they came for; a document must also have been printed."""
NOWHERE = "first-page"
"""Where help was asked for before any service was chosen."""


@dataclass
class Used:
    """How often one service was begun, finished, left at a step, and help was asked for in it."""

    started: int = 0
    finished: int = 0
    helped: int = 0
    left_at: Counter[str] = field(default_factory=Counter)


@dataclass
class _Way:
    service: str
    step: StepKind
    finished: bool = False


class UseCounter:
    """Watches visits go by. A way that is left and come back to within one visit is one."""

    def __init__(self) -> None:
        self._uses: dict[str, Used] = {}
        self._ways: dict[str, _Way] = {}
        self._helping = False

    def saw(self, event: Event, visit: Visit) -> None:
        """An event was handled, and the visit is now so."""
        if visit.ended:
            self._end()
            return
        for place in visit.stack:
            if isinstance(place, JourneyPlace):
                self._on_its_way(place, visit)
        if isinstance(event, PaperMoved) and event.state is PaperState.DONE:
            for way in self._ways.values():
                if way.step is StepKind.DOCUMENT:
                    self._finish(way)
        helping = visit.place.aside == "help"
        if helping and not self._helping:
            host = visit.host
            self._of(host.journey.service.id if isinstance(host, JourneyPlace) else NOWHERE).helped += 1
        self._helping = helping

    def take(self) -> dict[str, Used]:
        """What was counted since the last time; what is under way is counted when it ends."""
        taken, self._uses = self._uses, {}
        return taken

    def _on_its_way(self, place: JourneyPlace, visit: Visit) -> None:
        service, case_id = place.journey.service.id, place.journey.case_id
        step = place.step(visit).kind
        way = self._ways.get(case_id)
        if way is None:
            way = self._ways[case_id] = _Way(service, step)
            self._of(service).started += 1
        way.step = step
        if step in ARRIVED:
            self._finish(way)

    def _finish(self, way: _Way) -> None:
        if not way.finished:
            way.finished = True
            self._of(way.service).finished += 1

    def _end(self) -> None:
        for way in self._ways.values():
            if not way.finished:
                self._of(way.service).left_at[way.step.value] += 1
        self._ways.clear()
        self._helping = False

    def _of(self, service: str) -> Used:
        return self._uses.setdefault(service, Used())
