"""How long another page takes until it is painted, on a 1920x1080 screen: every page of the tour."""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from pathlib import Path

from bench.display import display, environment
from bench.figures import percentile, say

ROUNDS = 5
MOST_PAGES = 150
PAINTED_MS = 50
SCREEN, DIAGONAL_IN = (1920, 1080), 21.5


def main() -> int:
    with display() as name, tempfile.TemporaryDirectory() as folder:
        os.environ.update(environment(name))
        return measure(Path(folder))


def measure(folder: Path) -> int:
    """Prints the figures; 1 if one is over its bar."""
    from dataclasses import replace

    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    from config.release import shipped
    from kiosk.core.tour import tour
    from ui.capacity import capacities
    from ui.geometry import Geometry
    from ui.window import Window

    app = QApplication.instance() or QApplication(["bench"])
    geometry = Geometry(*SCREEN, DIAGONAL_IN)
    stops = list(tour(shipped(folder), capacities(geometry)))
    random.Random(1).shuffle(stops)
    kinds = {type(stop.screen).__name__ for stop in stops}
    chosen = {type(stop.screen).__name__: stop for stop in stops}
    shown = [*chosen.values(), *stops[: MOST_PAGES - len(chosen)]]
    window = Window(geometry)
    window.resize(*SCREEN)
    window.show_screen(replace(shown[0].screen, serial=1))
    window.show()
    app.processEvents()
    taken_ms: dict[str, list[float]] = {}
    cpu_ms: list[float] = []
    serial = 1
    for _ in range(ROUNDS):
        for stop in shown:
            serial += 1
            screen = replace(stop.screen, serial=serial)
            cpu_s, began_s = time.process_time(), time.perf_counter()
            window.show_screen(screen)
            app.processEvents()  # paints, and hands it to the display
            taken_ms.setdefault(type(screen).__name__, []).append((time.perf_counter() - began_s) * 1000)
            cpu_ms.append((time.process_time() - cpu_s) * 1000)
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    every = [ms for values in taken_ms.values() for ms in values]
    slowest = max(taken_ms, key=lambda kind: percentile(taken_ms[kind], 0.95))
    good = say(
        "page_change_ms_p95",
        percentile(every, 0.95),
        "ms",
        PAINTED_MS,
        median=round(percentile(every, 0.5), 1),
        most=round(max(every), 1),
        changes=len(every),
        kinds=len(kinds),
        slowest=slowest,
        slowest_p95=round(percentile(taken_ms[slowest], 0.95), 1),
    )
    say("page_change_cpu_ms_p95", percentile(cpu_ms, 0.95), "ms", median=round(percentile(cpu_ms, 0.5), 1))
    window.close()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
