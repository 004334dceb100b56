"""Draws the guide's pictures: python -m tests.center.desk.pictures docs/pictures"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from center.app import create_app
from tests.center.desk.browser import PHONE, chromium, on_a_socket, signed_in
from tests.center.desk.scenes import furnish
from tests.center.desk.support import people_the_desk
from tests.center.support import town

WIDE = {"width": 1180, "height": 780}


def main(argv: list[str]) -> int:
    """Draws them all; returns 0."""
    out = Path(argv[0] if argv else "docs/pictures")
    with tempfile.TemporaryDirectory() as folder, town(Path(folder) / "center") as found:
        people_the_desk(found)
        ids = furnish(found)
        with on_a_socket(create_app(found.center)) as url, chromium() as browser:
            shots = {
                "W01": (
                    WIDE,
                    {"desk-queue": "queue", "desk-case": f"cases/{ids['mine']}", "desk-township": "township"},
                ),
                "G01": (PHONE, {"desk-visits": "visits", "desk-visit": "", "desk-scan-phone": "scan"}),
            }
            for code, (size, pages) in shots.items():
                context = browser.new_context(viewport=size, device_scale_factor=1)  # type: ignore[arg-type]
                page = context.new_page()
                signed_in(page, url, code)
                for name, path in pages.items():
                    if path:
                        page.goto(f"{url}/desk/{path}")
                    else:
                        page.goto(f"{url}/desk/visits")
                        page.locator(".errands a").first.click()
                    page.wait_for_load_state("load")
                    page.screenshot(path=out / f"{name}.png", full_page=size is PHONE)
                context.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
