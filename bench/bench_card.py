"""From laying a card to the painted page of one's own affairs, at a real reader's speed."""

from __future__ import annotations

import itertools
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.display import display, environment
from bench.figures import percentile, say

CARDS = 50
WHOLE_S, OURS_S = 2.0, 0.5
SCREEN, DIAGONAL_IN = (1920, 1080), 21.5
READER_PATIENCE_S = 10.0


def main() -> int:
    with display() as name, tempfile.TemporaryDirectory() as folder:
        os.environ.update(environment(name))
        return measure(Path(folder))


def measure(folder: Path) -> int:
    """Prints the figures; 1 if one is over its bar."""
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    from kiosk.core.screens import Ending, Home, MyAffairs, Screen
    from kiosk.devices.sam_frames import Command
    from kiosk.simulated import Simulation, trial_cards
    from kiosk.stage import Stage
    from ui.capacity import capacities
    from ui.geometry import Geometry
    from ui.window import Window

    app = QApplication.instance() or QApplication(["bench"])
    geometry = Geometry(*SCREEN, DIAGONAL_IN)
    window = Window(geometry)
    painted: dict[str, float] = {}

    def paint(screen: Screen) -> None:
        window.show_screen(screen)
        app.processEvents()
        painted[type(screen).__name__] = time.monotonic()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    simulation = Simulation(home=folder, with_sender=False, pace=1.0)
    reader = simulation.reader
    stage: Stage | None = None
    whole: list[float] = []
    ours: list[float] = []
    try:
        simulation.start()
        stage = Stage(
            home=simulation.home,
            reader_port=simulation.reader_port,
            paper_folder=folder / "paper",
            capacities=capacities(geometry),
            on_screen=paint,
        )
        window.show()
        app.processEvents()
        cards = trial_cards(datetime.now(UTC).astimezone().date())
        assert reader.wait_answers(Command.FIND, count=3, timeout_s=READER_PATIENCE_S)
        for card in itertools.islice(itertools.cycle(cards), CARDS):
            stage.touch()
            painted.pop(MyAffairs.__name__, None)
            laid_s = time.monotonic()
            reader.lay(card)
            stage.until(lambda screen: isinstance(screen, MyAffairs))
            read_s = reader.last_read_written_at
            assert read_s is not None
            assert read_s >= laid_s
            whole.append(painted[MyAffairs.__name__] - laid_s)
            ours.append(painted[MyAffairs.__name__] - read_s)
            reader.lift()
            stage.press("done")
            stage.until(lambda screen: isinstance(screen, Ending) and "leave" in screen.targets)
            stage.press("leave")
            stage.until(lambda screen: isinstance(screen, Home))
            assert reader.wait_answers(Command.FIND, count=2, timeout_s=READER_PATIENCE_S)
    finally:
        if stage is not None:
            stage.close()
        simulation.close()
    window.close()
    median = round(percentile(whole, 0.5), 2)
    good = say(
        "card_to_affairs_s_p95", percentile(whole, 0.95), "s", WHOLE_S, median=median, cards=len(whole)
    )
    median = round(percentile(ours, 0.5), 2)
    good &= say("card_to_affairs_ours_s_p95", percentile(ours, 0.95), "s", OURS_S, median=median)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
