"""What draws one step of a journey and answers its presses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.core.journey import Journey, Step
from kiosk.core.place import Place

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

    @property
    def journey(self) -> Journey:
        """The journey."""
        return self.home.journey

    def key(self, visit: Visit) -> str:
        return ""

    def entered(self, visit: Visit) -> None:
        """The cursor came here."""

    def settle(self, visit: Visit) -> None:
        """This step is answered."""
        self.home.settle(visit, self.step)

    def back_within(self, visit: Visit) -> bool:
        """Whether this step has an own way back (a page before)."""
        return False
