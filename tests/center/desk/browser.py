"""The desk on a socket, and a real browser that looks at it."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright

from tests.center.desk.support import PASSWORD

ROOT = Path(__file__).parents[3]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 360, "height": 740}
WINDOW_PC = {"width": 1366, "height": 768}


def axe_script() -> str:
    """axe-core, as set-up fetched it."""
    places = [os.environ.get("AXE_CORE", ""), str(ROOT / ".venv/share/axe-core/axe.min.js")]
    for place in filter(None, places):
        if Path(place).is_file():
            return Path(place).read_text(encoding="utf-8")
    raise FileNotFoundError("axe-core is not here; run scripts/setup, or set AXE_CORE to its axe.min.js")


class _Quiet(uvicorn.Server):
    def install_signal_handlers(self) -> None:
        """None: this is a thread of a test."""


@contextmanager
def on_a_socket(app: FastAPI) -> Iterator[str]:
    """The application at an address of this machine; yields the address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(app, access_log=False, log_level="error", ws="none", lifespan="off")
        server = _Quiet(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            app.state.closing.set()
            server.should_exit = True
            thread.join(20)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a head; its own words are Chinese where chromium-l10n is installed."""
    path = shutil.which("chromium")
    assert path is not None, "chromium is not here; run scripts/setup"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"],
            env={**os.environ, "LANGUAGE": "zh_CN"},
        )
        try:
            yield browser
        finally:
            browser.close()


def signed_in(page: Page, url: str, code: str) -> None:
    """Through the door, as a person does it."""
    page.goto(f"{url}/desk/")
    page.get_by_label("登录名").fill(code)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="进去").click()
    page.wait_for_url("**/desk/*")


@contextmanager
def page_of(browser: Browser, url: str, code: str, *, size: dict[str, int], **more: Any) -> Iterator[Page]:
    """The desk before somebody who is signed in; fails if a script breaks or the page's policy is hurt."""
    context = browser.new_context(viewport=size, **more)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(60_000)
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: troubles.append(said.text) if "Security Policy" in said.text else None)
    try:
        signed_in(page, url, code)
        yield page
        assert not troubles
    finally:
        context.close()


def violations(page: Page, script: str) -> list[str]:
    """What axe has against a page."""
    page.evaluate(script)
    found: dict[str, Any] = page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")
    return [
        f"{one['id']}: {one['help']} @ {[node['target'] for node in one['nodes'][:3]]}"
        for one in found["violations"]
    ]


def overflows(page: Page) -> int:
    """By how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
