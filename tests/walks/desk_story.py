"""A story with every part real: `python -m tests.walks.desk_story handoff-online FOLDER` prints one line.

The terminal, its slip, a photograph of it, the window's page in Chromium, and the villager who looks up
what came of it. In `handoff-phone` there is no network for the terminal nor for the grid worker, whose
phone keeps the sealed code and brings it to the center later.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect

from center.app import Center
from center.cli import open_center
from center.desk.people import Staff, StaffRole
from kiosk import stories
from kiosk.demo import SCREEN_IN, SCREEN_PX
from kiosk.devices.sam_frames import Command
from kiosk.simulated import Simulation
from kiosk.stage import Stage
from tests.center.desk.browser import PHONE, WINDOW_PC, chromium, overflows

PASSWORD = "shili-window-1"


def main(argv: list[str]) -> int:
    """Plays the story; 0 when it ended well."""
    from ui.capacity import capacities
    from ui.geometry import Geometry
    from ui.offscreen import application

    story, out = argv[0], Path(argv[1])
    out.mkdir(parents=True, exist_ok=True)
    app = application()
    with tempfile.TemporaryDirectory(prefix="kiosk-desk-") as home:
        simulation = Simulation(home=Path(home), pace=0.0)
        try:
            simulation.start()
            stage = Stage(
                home=simulation.home,
                reader_port=simulation.reader_port,
                scanner_port=simulation.scanner_port,
                paper_folder=out,
                capacities=capacities(Geometry(*SCREEN_PX, SCREEN_IN)),
                on_screen=lambda _screen: None,
            )
            simulation.reader.wait_answers(Command.FIND, count=3, timeout_s=10)
            stage.begin()
            told = play(story, stage, simulation, out)
            simulation.reader.lift()
            stage.close()
        finally:
            simulation.close()
    sys.stdout.write(json.dumps({**told, "outcome": "done"}) + "\n")
    del app
    return 0


def play(story: str, stage: Stage, simulation: Simulation, out: Path) -> dict[str, object]:
    """From the terminal to the desk and back."""
    relay = simulation.relay
    assert relay is not None
    stories.begin_the_form(stage, simulation)
    relay.cut(cut=story != "handoff-online")
    _, text = stories.hand_over(stage, out)
    relay.cut(cut=False)
    (photo,) = out.rglob("*-photo.png")
    center = open_center(simulation.home / "center", trial=True, public_url="http://127.0.0.1")
    stories.staff_of(center)
    center.desk.accounts.add(grid_worker(center), password=PASSWORD)
    center.close()
    url = f"http://127.0.0.1:{simulation.center_port}"
    on_a_phone = story == "handoff-phone"
    with chromium() as browser:
        page = browser.new_page(viewport=PHONE if on_a_phone else WINDOW_PC)  # type: ignore[arg-type]
        page.set_default_timeout(60_000)
        receipt = at_the_door(page, url, text) if on_a_phone else at_the_desk(page, url, photo)
    stories.look_up(stage, simulation, receipt)
    return {
        "code": "KH1" if text.startswith("KH1:") else "KH2",
        "receipt": receipt,
        "cases": stories.cases_there(simulation),
    }


def grid_worker(center: Center) -> Staff:
    """Who goes to the person's home."""
    return Staff(
        "G01", "示例·王芳", StaffRole.GRID, center.settings.townships[0].code, "19900000901", ("清水村",)
    )


def sign_in(page: Page, url: str, code: str) -> None:
    """Through the door."""
    page.goto(f"{url}/desk/")
    page.get_by_label("登录名").fill(code)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="进去").click()
    page.wait_for_url("**/desk/*")


def at_the_door(page: Page, url: str, text: str) -> str:
    """A grid worker takes the slip over where no network is, and finishes the form at phone size."""
    sign_in(page, url, "G01")
    page.goto(f"{url}/desk/scan")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.context.set_offline(True)
    page.reload()
    field = page.get_by_label("用扫码枪")
    field.fill(text)
    field.press("Enter")
    expect(page.locator("#kept")).to_contain_text("存着 1 个")
    assert "张大山" not in page.evaluate("JSON.stringify(localStorage)")
    page.context.set_offline(False)
    expect(page.locator("#kept")).to_be_hidden()
    page.goto(f"{url}/desk/visits")
    assert overflows(page) == 0
    page.get_by_role("link", name="申请80岁老人补贴").first.click()
    receipt = finish_the_form(page)
    assert overflows(page) == 0
    return receipt


def at_the_desk(page: Page, url: str, photo: Path) -> str:
    """Opens the photograph of the slip, asks what is missing, hands it in; returns the receipt number."""
    sign_in(page, url, "W01")
    page.get_by_role("link", name="扫条子").first.click()
    page.get_by_label("拍一张条子上的大方块").set_input_files(photo)
    page.get_by_role("button", name="打开照片里的码").click()
    return finish_the_form(page)


def finish_the_form(page: Page) -> str:
    """Asks what is missing, hands it in, and gets it done; returns the receipt number."""
    expect(page.get_by_text("您在办。")).to_be_visible()
    expect(page.get_by_text("示例·张大山").first).to_be_visible()
    receipt = page.locator(".badge .number").inner_text()
    for _ in range(10):  # an answer may open another question
        left = page.locator(".ask.open:has(input[name^='p:'])")
        if not left.count():
            break
        for at in range(left.count()):
            left.nth(at).locator("input[type=radio], input[type=checkbox]").first.check()
        page.get_by_role("button", name="先存着").click()
        page.wait_for_load_state()
    for box in page.get_by_role("group", name=re.compile("带来的东西")).get_by_role("checkbox").all():
        box.check()
    page.get_by_label("本人同意").first.check()
    page.get_by_label("都念给本人听过").check()
    page.get_by_role("button", name="办齐了，交给部门").click()
    expect(page.get_by_role("status")).to_have_text("交给部门了，本人在机器上能查到。")
    page.get_by_role("button", name="办好了").click()
    expect(page.locator(".badge .chip")).to_have_text("办好了")
    return receipt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
