"""The desk in a real browser: fine with axe, usable at 360 pixels, live, and without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from center.app import create_app
from tests.center.desk.browser import (
    PHONE,
    WINDOW_PC,
    axe_script,
    chromium,
    on_a_socket,
    overflows,
    page_of,
    violations,
)
from tests.center.desk.scenes import furnish
from tests.center.desk.support import WINDOW, people_the_desk, submitted
from tests.center.desk.test_scanning import Terminals, picture
from tests.center.fleet.scenes import furnish_fleet
from tests.center.support import Town, town

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("desk-browser"), pytest.mark.timeout(300)]


class Window:
    """A town on a socket, with a browser before it."""

    def __init__(self, found: Town, url: str, browser: Browser, ids: dict[str, str]) -> None:
        self.town = found
        self.url = url
        self.browser = browser
        self.ids = ids

    def page(
        self, code: str, *, size: dict[str, int] = WINDOW_PC, **more: Any
    ) -> AbstractContextManager[Page]:
        return page_of(self.browser, self.url, code, size=size, **more)


@pytest.fixture(name="window", scope="module")
def _window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    folder: Path = tmp_path_factory.mktemp("desk")
    with town(folder / "center") as found:
        people_the_desk(found)
        ids = furnish(found)
        furnish_fleet(found)
        with on_a_socket(create_app(found.center)) as url, chromium() as browser:
            yield Window(found, url, browser, ids)


@pytest.mark.parametrize("size", [WINDOW_PC, PHONE], ids=["window", "phone"])
@pytest.mark.parametrize("code", ["W01", "G01", "A01"])
def test_axe_has_nothing_against_a_page_and_it_fits(window: Window, code: str, size: dict[str, int]) -> None:
    paths = {
        "W01": [
            "queue",
            "queue?tab=done",
            f"cases/{window.ids['mine']}",
            f"cases/{window.ids['free']}",
            f"cases/{window.ids['done']}",
            "scan",
            "visits",
            "township",
            "nowhere",
            f"cases/{window.ids['mine']}/receipt",
            f"cases/{window.ids['mine']}/authority",
        ],
        "G01": ["visits", "scan"],
        "A01": [
            "record",
            "fleet",
            "fleet/well?at=990101",
            "fleet/use",
            "fleet/QS10",
            "fleet/QS14",
            "notices",
            "notices?kind=flood",
            f"cases/{window.ids['other']}",
        ],
    }[code]
    script = axe_script()
    with window.page(code, size=size, bypass_csp=True) as page:
        if code == "G01":
            page.goto(f"{window.url}/desk/visits")
            paths.append(str(page.locator(".errands a").first.get_attribute("href")).removeprefix("/desk/"))
        found = {}
        for path in paths:
            page.goto(f"{window.url}/desk/{path}")
            found[path] = (violations(page, script), overflows(page))
        assert found == dict.fromkeys(paths, ([], 0))


def test_the_door_too(window: Window) -> None:
    for size in (WINDOW_PC, PHONE):
        page = window.browser.new_page(viewport=size, bypass_csp=True)  # type: ignore[arg-type]
        page.goto(f"{window.url}/desk/sign-in")
        assert (violations(page, axe_script()), overflows(page)) == ([], 0)
        page.close()


def test_what_is_pressed_is_large_enough_for_a_thumb(window: Window) -> None:
    small = """[...document.querySelectorAll(
            "main button, main .button, main input, nav a, summary, .queue a")]
        .filter(one => one.type !== "hidden" && one.offsetParent)
        .map(one => (one.closest("label") && /radio|checkbox/.test(one.type) ? one.closest("label") : one))
        .map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect().height])
        .filter(([, height]) => height < 44)"""
    pages = {
        "W01": ("queue", f"cases/{window.ids['mine']}", "scan", "visits"),
        "A01": ("fleet", "fleet/QS10", "notices"),
    }
    for code, paths in pages.items():
        with window.page(code, size=PHONE) as page:
            for path in paths:
                page.goto(f"{window.url}/desk/{path}")
                assert page.evaluate(small) == [], path


def test_a_new_case_comes_into_the_queue_by_itself(window: Window) -> None:
    with window.page("W02") as page:
        page.goto(f"{window.url}/desk/queue")
        before = page.locator(".queue > li").count()
        message = submitted(window.town.terminal)
        expect(page.locator(".queue > li")).to_have_count(before + 1, timeout=30_000)
        expect(page.get_by_text(message.receipt)).to_be_visible()
        expect(page.locator("#news")).to_have_text("来新的了。")


def test_the_form_is_filled_and_handed_in_without_scripts(window: Window) -> None:
    message = submitted(window.town.terminal)
    with window.page("W01", java_script_enabled=False) as page:
        page.goto(f"{window.url}/desk/cases/{message.case_id}")
        page.get_by_role("button", name="我来办").click()
        page.get_by_role("group", name=re.compile("收钱的折子")).get_by_label(re.compile("尾号")).check()
        page.get_by_role("group", name=re.compile("带来的东西")).get_by_label(re.compile("存折")).check()
        page.get_by_label("都念给本人听过").check()
        page.get_by_role("button", name="办齐了，交给部门").click()
        expect(page.get_by_role("status")).to_have_text("交给部门了，本人在机器上能查到。")
    (item,) = window.town.center.casework.of_receipt(message.receipt)
    assert item.state.value == "accepted"


def test_markup_of_a_villager_does_nothing_in_a_browser(window: Window) -> None:
    evil = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    message = submitted(
        window.town.terminal, people={"subject": {"name": evil, "number": None, "how": "typed"}}, notes=evil
    )
    with window.page("W02") as page:
        for path in ("queue", f"cases/{message.case_id}"):
            page.goto(f"{window.url}/desk/{path}")
            assert "owned" not in page.title()
            expect(page.get_by_text("onerror").first).to_be_visible()


def test_a_phone_without_network_keeps_the_sealed_code_and_sends_it_later(window: Window) -> None:
    terminals = Terminals(window.town)
    draft = terminals.draft()
    code = terminals.kh2(draft)
    with window.page("G01", size=PHONE) as page:
        page.goto(f"{window.url}/desk/scan")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.reload()
        page.context.set_offline(True)
        page.reload()  # the page itself opens without a network
        field = page.get_by_label("用扫码枪")
        field.fill(code)
        field.press("Enter")
        expect(page.locator("#kept")).to_contain_text("存着 1 个")
        assert "张大山" not in page.evaluate("JSON.stringify(localStorage)")
        field.fill("KH1:" + "A" * 26)
        field.press("Enter")
        expect(page.locator("#news")).to_contain_text("没有网")
        assert page.evaluate("JSON.parse(localStorage['desk-kept-codes']).length") == 1
        page.context.set_offline(False)
        expect(page.locator("#kept")).to_be_hidden(timeout=30_000)
        assert page.evaluate("localStorage.length") == 0
    assert window.town.center.desk.files.open(draft.case_id, WINDOW).holder == "G01"


def test_the_camera_s_pictures_are_decoded_by_the_desk_itself(window: Window) -> None:
    draft = Terminals(window.town).draft()
    code = Terminals(window.town).kh2(draft)
    with window.page("W01") as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{window.url}/desk/scan")
        photo = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": picture(code, side=1600)}
        page.get_by_label("拍一张条子上的大方块").set_input_files(photo)  # type: ignore[arg-type]
        page.get_by_role("button", name="打开照片里的码").click()
        page.wait_for_url(f"**/desk/cases/{draft.case_id}*")
        assert all(address.startswith((window.url, "blob:")) for address in asked)
