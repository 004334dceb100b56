"""Draws the guide's pictures: python -m tests.center.desk.pictures docs/pictures"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from center.app import create_app
from tests.center.desk.browser import PHONE, chromium, on_a_socket, page_of
from tests.center.desk.scenes import furnish
from tests.center.desk.support import PASSWORD, people_the_desk
from tests.center.fleet.scenes import furnish_fleet
from tests.center.support import town

WIDE = {"width": 1180, "height": 780}


def main(argv: list[str]) -> int:
    """Draws them all; returns 0."""
    out = Path(argv[0] if argv else "docs/pictures")
    with tempfile.TemporaryDirectory() as folder, town(Path(folder) / "center") as found:
        people_the_desk(found)
        ids = furnish(found)
        furnish_fleet(found)
        with on_a_socket(create_app(found.center)) as url, chromium() as browser:
            shots = {
                "W01": (
                    WIDE,
                    {"desk-queue": "queue", "desk-case": f"cases/{ids['mine']}", "desk-township": "township"},
                ),
                "M01": (WIDE, {"fleet": "fleet", "fleet-terminal": "fleet/QS10", "fleet-use": "fleet/use"}),
                "A01": (PHONE, {"desk-notices": "notices?kind=flood"}),
                "G01": (PHONE, {"desk-visits": "visits", "desk-visit": "", "desk-scan-phone": "scan"}),
                "W02": (PHONE, {"desk-unlock": "unlock"}),
            }
            for code, (size, pages) in shots.items():
                with page_of(browser, url, code, size=size, device_scale_factor=1) as page:
                    for name, path in pages.items():
                        if path:
                            page.goto(f"{url}/desk/{path}")
                        else:
                            page.goto(f"{url}/desk/visits")
                            page.locator(".errands a").first.click()
                        if path == "unlock":
                            answer_the_lock(page)
                        page.wait_for_load_state("load")
                        page.screenshot(
                            path=out / f"{name}.png", full_page=size is PHONE or name.startswith("fleet")
                        )
    for shot in (*out.glob("desk-*.png"), *out.glob("fleet*.png")):
        smaller(shot)
    return 0


def smaller(shot: Path) -> None:
    """64 colours are enough for a page."""
    with Image.open(shot) as picture:
        plain = picture.convert("RGB")
    plain.quantize(64).save(shot, optimize=True)


def answer_the_lock(page: Page) -> None:
    """Registers the phone, and types a terminal's short number."""
    page.get_by_label("再输一次密码").fill(PASSWORD)
    page.get_by_role("button", name="登记这部手机").click()
    page.get_by_label("机器上的 16 位号").fill("0123-4567-89AB-CDEF")
    page.get_by_role("button", name="算出 8 个数").click()
    page.wait_for_function("document.getElementById('digits').textContent.length === 9")
    page.evaluate("for (const id of ['news', 'this-phone']) document.getElementById(id).hidden = true")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
