"""First paint of the desk's pages in Chromium, with a morning's queue: at most 300 ms."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from bench.figures import percentile, say
from center.app import create_app
from tests.center.desk.browser import PHONE, WINDOW_PC, chromium, on_a_socket, signed_in
from tests.center.desk.scenes import furnish
from tests.center.desk.support import people_the_desk, submitted
from tests.center.support import town

ROUNDS = 40
QUEUE = 60
BAR_MS = 300.0
_PAINT = """() => new Promise(done => {
    const seen = () => performance.getEntriesByName('first-contentful-paint')[0];
    if (seen()) return done(seen().startTime);
    new PerformanceObserver((_, all) => { if (seen()) { all.disconnect(); done(seen().startTime); } })
        .observe({type: 'paint', buffered: true});
})"""


def main() -> int:
    """Prints the figures; 1 if one is over its bar."""
    with tempfile.TemporaryDirectory() as folder, town(Path(folder) / "center") as found:
        people_the_desk(found)
        ids = furnish(found)
        for _ in range(QUEUE):
            submitted(found.terminal)
        with on_a_socket(create_app(found.center)) as url, chromium() as browser:
            good = True
            for code, size, paths in (
                ("W01", WINDOW_PC, {"queue": "queue", "case": f"cases/{ids['mine']}", "scan": "scan"}),
                ("G01", PHONE, {"visits": "visits"}),
            ):
                context = browser.new_context(viewport=size)  # type: ignore[arg-type]
                page = context.new_page()
                signed_in(page, url, code)
                for name, path in paths.items():
                    times = [paint_ms(page, f"{url}/desk/{path}") for _ in range(ROUNDS)]
                    good &= say(
                        f"desk first paint, {name}",
                        percentile(times, 0.95),
                        "ms",
                        BAR_MS,
                        median=round(percentile(times, 0.5), 1),
                    )
                context.close()
    return 0 if good else 1


def paint_ms(page: Page, address: str) -> float:
    """From asking for a page to its first text."""
    page.goto(address)
    return float(page.evaluate(_PAINT))


if __name__ == "__main__":
    sys.exit(main())
