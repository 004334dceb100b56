"""A screen reader's own client reads the pages back: every target has name and role, the page its title."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from config.release import shipped
from kiosk.core.screens import Choice, Screen
from kiosk.core.tour import tour
from tests.a11y.shown_app import LAUNCHER, PAGES, PANEL
from ui.capacity import capacities

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("at-spi")]

ROOT = Path(__file__).resolve().parents[2]
BUTTONS = {"push button", "button", "check box", "toggle button", "radio button"}


@pytest.fixture(scope="module", name="read")
def _read() -> dict[str, Any]:
    assert Path(LAUNCHER).exists(), "at-spi2-core is not installed"
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "QT_ACCESSIBILITY": "1",
        "PYTHONPATH": os.fspath(ROOT),
        "LANG": "C.UTF-8",
    }
    around = ["xvfb-run", "-a", "-s", "-screen 0 1280x1024x24", "dbus-run-session", "--"]
    command = [*around, sys.executable, "-m", "tests.a11y.shown_app"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@cache
def screens() -> dict[str, Screen]:
    stops = tour(shipped(), capacities(PANEL), services=("old-age-allowance",))
    return {stop.name: stop.screen for stop in stops if stop.name in PAGES}


def choices(screen: Screen) -> list[Choice]:
    around = (*screen.frame.bar, *screen.frame.tools, *screen.body_choices)
    return [choice for choice in around if choice is not None]


@pytest.mark.parametrize("page", PAGES)
def test_every_target_has_a_name_and_a_role(read: dict[str, Any], page: str) -> None:
    objects = read["pages"][page]
    buttons = {one["name"]: one for one in objects if one["role"] in BUTTONS}
    assert "" not in buttons
    for choice in choices(screens()[page]):
        assert choice.words.written in buttons, choice.id
        assert buttons[choice.words.written]["enabled"] is choice.enabled, choice.id


@pytest.mark.parametrize("page", PAGES)
def test_the_second_line_is_its_description(read: dict[str, Any], page: str) -> None:
    found = {one["name"]: one["description"] for one in read["pages"][page] if one["role"] in BUTTONS}
    detailed = [choice for choice in choices(screens()[page]) if choice.detail]
    for choice in detailed:
        assert found[choice.words.written] == choice.detail.written
    assert detailed or page.startswith("old-age-allowance/")


@pytest.mark.parametrize("page", PAGES)
def test_the_title_can_be_read(read: dict[str, Any], page: str) -> None:
    told = [f"{one['name']} {one['description']}" for one in read["pages"][page]]
    assert any(screens()[page].title.written in text for text in told)
    assert any(screens()[page].frame.place.written in text for text in told)


def test_what_is_broken_is_told_as_such(read: dict[str, Any]) -> None:
    page = "home/broken-center"
    wanted = {choice.words.written for choice in choices(screens()[page]) if not choice.enabled}
    told = [one for one in read["pages"][page] if one["role"] in BUTTONS and not one["enabled"]]
    assert wanted
    assert {one["name"] for one in told} == wanted
    assert all(one["description"] for one in told)


def test_a_screen_reader_can_press(read: dict[str, Any]) -> None:
    assert read["pressed"] == ["tile:pension"]
