"""`kiosk run` on a display: it shows its page, takes touches, outlives its helpers, leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.release import active_release
from kiosk.core.screens import Home
from kiosk.core.tour.guest import Guest, Stage
from kiosk.devices.sam_frames import Command
from kiosk.link.home import LinkHome
from kiosk.simulated import Simulation, trial_cards
from ui.capacity import capacities
from ui.geometry import Geometry
from ui.offscreen import application
from ui.window import Window

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("display")]

SIZE = Geometry(1280, 720, 21.5)
"""What `--windowed` makes of a 1920x1080 screen."""
PATIENCE_S = 40.0
LOOK_S = 0.1


def wait_for(there: Callable[[], object], what: str, *, every_s: float = LOOK_S) -> None:
    """Looks again and again until it is so."""
    end_s, pause = time.monotonic() + PATIENCE_S, threading.Event()
    while not there():
        assert time.monotonic() < end_s, f"waited in vain: {what}"
        pause.wait(every_s)


def children_of(pid: int) -> dict[int, str]:
    """All processes below one, with their command lines."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found: dict[int, str] = {}
    waiting = [pid]
    while waiting:
        above = waiting.pop()
        for child in (one for one, parent in parents.items() if parent == above):
            waiting.append(child)
            try:
                found[child] = Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ")
            except OSError:
                continue
    return found


def is_alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


@pytest.fixture(name="display", scope="module")
def _display() -> Iterator[str]:
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1920x1080x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


class Running:
    """A terminal on a display, as a process of its own."""

    def __init__(self, display: str, folder: Path, *options: str) -> None:
        self.display = display
        self.out, self.err = folder / "stdout", folder / "stderr"
        environment = {**os.environ, "DISPLAY": display, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
        environment.pop("QT_QPA_PLATFORM", None)
        command = [
            sys.executable,
            "-m",
            "kiosk",
            "run",
            "--windowed",
            "--out",
            str(folder / "paper"),
            *options,
        ]
        with self.out.open("a") as out, self.err.open("a") as err:
            self.process = subprocess.Popen(command, env=environment, stdout=out, stderr=err)

    def logged(self, event: str, **fields: object) -> int:
        """How often an event was logged with these fields."""
        lines = [json.loads(line) for line in self.err.read_text().splitlines() if line.startswith("{")]
        return sum(
            line["event"] == event and all(line.get(key) == value for key, value in fields.items())
            for line in lines
        )

    def shows_its_page(self) -> None:
        wait_for(lambda: self.logged("first_page_shown"), "the first page")

    def click(self, target: str, window: Window) -> None:
        """Clicks where a target is, by the X server's own means."""
        found = window.target(target)
        assert found is not None
        spot = found.on_window().center()
        self._xdotool("mousemove", str(spot.x()), str(spot.y()))
        self._xdotool("click", "1")

    def _xdotool(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env={**os.environ, "DISPLAY": self.display}, check=True)

    def picture(self, path: Path) -> int:
        """Takes a picture of the screen; returns how many colours it has: a white one has one."""
        environment = {**os.environ, "DISPLAY": self.display}
        subprocess.run(
            ["import", "-window", "root", "-crop", "1280x720+0+0", str(path)], env=environment, check=True
        )
        counted = subprocess.run(
            ["identify", "-format", "%k", str(path)], capture_output=True, text=True, check=True
        )
        return int(counted.stdout)

    def stop(self) -> int:
        """Ends it as a service manager does."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_S)


ANOTHER_PAGE = 0.05
"""So much of the picture is another one, at least."""
MANY_COLOURS = 40
"""A page with words and pictures has more; a white one has one."""


@pytest.fixture(name="page")
def _page(tmp_path: Path) -> Iterator[Window]:
    """The first page, drawn here as it is there, to know where its targets are."""
    application()
    window = Window(SIZE)
    guest = Guest(
        Stage(active_release(tmp_path), capacities(SIZE)), speaks=False, listens=False, trial_printer=True
    )
    guest.touch()
    assert isinstance(guest.screen, Home)
    window.show_screen(guest.screen)
    yield window
    window.deleteLater()


def test_without_a_display_it_says_what_to_do() -> None:
    environment = {
        k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "run"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "kiosk demo" in done.stderr
    assert "Xvfb" in done.stderr
    assert not done.stdout


def test_it_shows_a_page_takes_a_click_and_ends_with_all_its_children(
    display: str, tmp_path: Path, page: Window
) -> None:
    terminal = Running(display, tmp_path, "--with-center", "--home", str(tmp_path / "home"))
    try:
        terminal.shows_its_page()
        wait_for(lambda: terminal.logged("terminal_enrolled"), "the trial center")
        wait_for(lambda: len(children_of(terminal.process.pid)) >= 2, "the center and the sender")
        below = children_of(terminal.process.pid)
        before = tmp_path / "before.png"
        assert terminal.picture(before) > MANY_COLOURS
        after = tmp_path / "after.png"

        def opened() -> bool:
            """The first click only wakes; the next one must not follow like a drummer's."""
            terminal.click("tile:certificates", page)
            return terminal.picture(after) > MANY_COLOURS and changed(before, after) > ANOTHER_PAGE

        wait_for(opened, "another page", every_s=1.5)
    finally:
        code = terminal.stop()
    assert code == 0
    wait_for(lambda: not any(is_alive(pid) for pid in below), f"the end of {below}")
    assert terminal.logged("terminal_stopped") == 1


def test_the_voice_finds_clips_and_models_in_the_folder_that_was_named(display: str, tmp_path: Path) -> None:
    terminal = Running(display, tmp_path, "--home", str(tmp_path / "home"))

    def voice() -> list[int]:
        return [pid for pid, line in children_of(terminal.process.pid).items() if "voice.service" in line]

    try:
        wait_for(voice, "the voice")
        given = Path(f"/proc/{voice()[0]}/environ").read_text().split("\0")
    finally:
        terminal.stop()
    assert f"KIOSK_HOME={tmp_path / 'home'}" in given


def changed(one: Path, other: Path) -> float:
    """The share of pixels that differ."""
    compared = subprocess.run(
        ["compare", "-metric", "AE", "-fuzz", "10%", str(one), str(other), "null:"],
        capture_output=True,
        text=True,
        check=False,
    )
    return float(compared.stderr.split()[0]) / (SIZE.width_px * SIZE.height_px)


@pytest.fixture(name="town")
def _town(tmp_path: Path) -> Iterator[Simulation]:
    simulation = Simulation(home=tmp_path / "home", pace=0.0)
    simulation.start()
    yield simulation
    simulation.close()


def test_nothing_personal_is_said_and_no_page_is_white(
    display: str, tmp_path: Path, town: Simulation
) -> None:
    """A card is read, the reader is pulled out, the center is killed; somebody comes again after a kill."""
    card = next(
        one for one in trial_cards(datetime.now(UTC).astimezone().date()) if one.name == "示例·张大山"
    )
    options = ("--home", str(town.home), "--reader", town.reader_port)
    terminal = Running(display, tmp_path, *options)
    shot = tmp_path / "shot.png"
    try:
        terminal.shows_its_page()
        assert town.reader.wait_answers(Command.FIND, count=3, timeout_s=PATIENCE_S)
        town.reader.lay(card)
        wait_for(lambda: terminal.logged("effect_finished", effect="LookUp", outcome="done"), "the look-up")
        assert terminal.picture(shot) > MANY_COLOURS
        town.reader.unplug()
        wait_for(lambda: terminal.logged("device_changed", device="card_reader"), "the reader's absence")
        assert terminal.picture(shot) > MANY_COLOURS
        os.kill(town.center_pid, signal.SIGKILL)
        assert terminal.picture(shot) > MANY_COLOURS
    finally:
        terminal.process.kill()
        terminal.process.wait()
    again = Running(display, tmp_path, *options)
    try:
        wait_for(lambda: again.logged("first_page_shown") >= 2, "the first page after a kill")
        assert again.picture(shot) > MANY_COLOURS
    finally:
        assert again.stop() == 0
    said = terminal.out.read_text() + terminal.err.read_text()
    for personal in (card.name, card.number, card.address, "张大山"):
        assert personal not in said
    assert LinkHome(town.home).outbox.exists()
