"""A stage: drives a whole terminal without a display, press by press, on one thread.

The demo, the simulated villager and the long tests play on it. Everything behind the screen is real or
speaks the real protocol; only the hand and the eye are ours.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kiosk.compose import Terminal
from kiosk.core.events import Event
from kiosk.core.screens import Capacity, Screen, TextSize
from kiosk.outside import Work

PATIENCE_S = 30.0
STEP_S = 0.05


class StageError(Exception):
    """The play did not go as it should: what was waited for did not come, or could not be pressed."""


def _raise(error: Exception) -> None:
    raise error


class Stage:
    """One terminal on a stage.

    Args:
        home: The terminal's data folder.
        reader_port: The serial port of the simulated reader.
        scanner_port: That of the simulated scanner, if there is one.
        paper_folder: Where trial paper goes.
        capacities: What fits on a page.
        on_screen: Sees every screen that differs from the last.
        page_s: How long the trial printer takes for a page.
        talks: Whether it speaks and listens, with the real process of the voice.
        clock: Monotonic seconds; a play may let it jump.
    """

    def __init__(
        self,
        *,
        home: Path,
        reader_port: str,
        scanner_port: str = "",
        paper_folder: Path,
        capacities: Mapping[tuple[TextSize, bool], Capacity],
        on_screen: Callable[[Screen], None] = lambda screen: None,
        page_s: float = 0.05,
        talks: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._events: queue.Queue[Event] = queue.Queue()
        self._workers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="stage")
        self.presses = 0
        self.serials: set[int] = set()
        self._on_screen = on_screen
        self.terminal = Terminal(
            home=home,
            run=self._run,
            deliver=self._events.put,
            capacities=capacities,
            on_screen=self._show,
            clock=clock,
        )
        self.terminal.runtime.on_mistake = _raise
        self.terminal.open(
            reader_port=reader_port,
            scanner_port=scanner_port,
            paper_folder=paper_folder,
            page_s=page_s,
            talks=talks,
        )
        self.terminal.runtime.show()

    @property
    def screen(self) -> Screen:
        """What is shown now."""
        return self.terminal.runtime.visit.screen

    def _show(self, screen: Screen) -> None:
        self.serials.add(screen.serial)
        self._on_screen(screen)

    def begin(self) -> None:
        """Another visit is counted from here."""
        self.presses = 0
        self.serials = set()

    def _run(self, work: Work) -> None:
        self._workers.submit(work)

    def touch(self) -> None:
        """A finger comes down; it wakes, and hits nothing."""
        self.terminal.runtime.touched()

    def press(self, target: str) -> None:
        """Presses a target of this page.

        Raises:
            StageError: There is no such target, or it is not to be pressed.
        """
        self.settle()
        if target not in self.screen.targets:
            raise StageError(f"no '{target}' on {type(self.screen).__name__} '{self.screen.title.written}'")
        self.presses += 1
        self.terminal.runtime.touched()
        self.terminal.runtime.press(self.screen.serial, target)

    def settle(self) -> None:
        """Takes the events that have come meanwhile."""
        while True:
            try:
                self.terminal.runtime.take(self._events.get_nowait())
            except queue.Empty:
                return

    def wake(self) -> None:
        """Wakes the terminal if something is due."""
        wake_at_s = self.terminal.runtime.wake_at_s
        if wake_at_s is not None and wake_at_s <= self._clock():
            self.terminal.runtime.wake()

    def until(self, there: Callable[[Screen], bool], *, patience_s: float = PATIENCE_S) -> Screen:
        """Waits until a screen is there.

        Raises:
            StageError: It did not come in time.
        """
        end_s = time.monotonic() + patience_s
        while True:
            self.settle()
            if there(self.screen):
                return self.screen
            left_s = end_s - time.monotonic()
            if left_s <= 0:
                raise StageError(
                    f"waited in vain on {type(self.screen).__name__} '{self.screen.title.written}'"
                )
            self.terminal.runtime.poll_cases()
            self.wake()
            try:
                self.terminal.runtime.take(self._events.get(timeout=min(STEP_S, left_s)))
            except queue.Empty:
                continue

    def close(self) -> None:
        """Ends it."""
        self._workers.shutdown(wait=True)
        self.terminal.close()
