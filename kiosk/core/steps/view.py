"""What draws one step of a journey and answers its presses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.core.journey import Journey, Step
from kiosk.core.place import Place
from kiosk.core.places.paper import FollowsPaper

if TYPE_CHECKING:
    from kiosk.core.places.journey import JourneyPlace
    from kiosk.core.visit import Visit


class StepView(Place):
    """A place within a journey: the step, and the journey's place that moves it.

    Args:
        home: The journey's place.
        step: The step that is drawn.
    """

    def __init__(self, home: JourneyPlace, step: Step) -> None:
        self.home = home
        self.step = step
        self.page = 0

    @property
    def journey(self) -> Journey:
        """The journey."""
        return self.home.journey

    def key(self, visit: Visit) -> str:
        return str(self.page)

    def entered(self, visit: Visit) -> None:
        """The cursor came here."""
        self.page = 0

    def settle(self, visit: Visit) -> None:
        """This step is answered."""
        self.home.settle(visit, self.step)

    def back_within(self, visit: Visit) -> bool:
        """Whether this step has an own way back (a page before)."""
        self.page, moved = max(0, self.page - 1), self.page > 0
        return moved


class PaperView(FollowsPaper, StepView):
    """A step with a paper that can be printed."""
