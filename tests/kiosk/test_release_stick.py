"""A stick in a maintainer's hand: really exported, put in at a whole terminal, judged and begun."""

from __future__ import annotations

import os
import random
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.repository.repository import Repository
from config.signing import KeyFile
from config.staging.plan import Plan
from config.staging.store import Stages
from kiosk.cli import main
from kiosk.core.screens import Home, Message, Tone
from kiosk.log import json_log
from kiosk.staff.audit import StaffAct
from kiosk.staff.trial import KEEPER
from kiosk.sticks import EXPORTED_TO
from kiosk.supervisor.crew import RealCrew, Running
from kiosk.supervisor.supervisor import Habits, Supervisor, Word
from tests.config.support import GOOD, write
from tests.kiosk.test_supervisor import Troupe
from tests.kiosk.test_unlocking import Hall

pytestmark = [pytest.mark.whole, pytest.mark.real]

SIGNERS = ("targets-1", "targets-2", "ring0-1", "ring0-2")
NEW_WORDS = {"wording.yaml": "bar.back: {text: 退转去, say: 退转去}\nhome.title: 您要办什么？\n"}
AFTERNOON = datetime(2026, 11, 23, 15, 0)  # noqa: DTZ001 - a terminal thinks in local time
PATIENCE_S = 240.0


class County:
    """The release side, as its people use it: by commands alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.repo = folder / "releases"
        self.do("init")

    def do(self, command: str, *arguments: object) -> None:
        line = ["config", command, *map(str, arguments)]
        assert main([*line, "--repo", str(self.repo)]) == 0, line

    def release(self, number: int, files: dict[str, str] | None = None) -> Path:
        """A signed release, and the stick that it was exported to."""
        self.do("release", write(self.folder / f"set-{number}", {**GOOD, **(files or {})}))
        self.do("promote", "ring0", number)
        self.do("sign", *(self.repo / f"keys/{name}.key" for name in SIGNERS))
        self.do("publish")
        stick = self.folder / f"stick-{number}"
        stick.mkdir()
        self.do("export-usb", stick)
        return stick

    @property
    def root(self) -> bytes:
        return (self.repo / "public/metadata/1.root.json").read_bytes()


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    county = County(tmp_path_factory.mktemp("county"))
    county.release(1)
    county.release(2, NEW_WORDS)
    return county


class Terminal(Hall):
    """A terminal without a network that follows a county; its maintainer has unlocked it."""

    def __init__(self, home: Path, root: bytes) -> None:
        Plan(url="http://127.0.0.1:9", ring="ring0").save(home, root)
        self.sticks: list[Path] = []
        super().__init__(home)
        self.stages = Stages(home)
        assert self.terminal._staff is not None
        self.terminal._staff._machine._sticks = lambda: self.sticks
        self.come_in()

    def come_in(self) -> None:
        self.to_the_lock()
        self.type(KEEPER.digits(self.challenge, terminal=self.public))
        self.press("machine", "upkeep")

    def told(self, *sticks: Path) -> str:
        """What the page says once the stick was taken, or was not."""
        self.sticks = list(sticks)
        self.press("task:stick")
        screen = self.screen
        assert isinstance(screen, Message)
        said = screen.lead.written
        ok = self.stages.state().staged is not None or "不比机器里的新" in said
        assert screen.tone is (Tone.GOOD if ok else Tone.BAD), said
        self.press("ok")
        return said


@pytest.fixture
def terminal(county: County, tmp_path: Path) -> Iterator[Terminal]:
    found = Terminal(tmp_path / "home", county.root)
    yield found
    found.terminal.close()


def copy_of(stick: Path, folder: Path) -> Path:
    return shutil.copytree(stick, folder / "copy")


class Crew(Troupe):
    """The terminal is played; the check of a release is the real one."""

    def __init__(self, home: Path) -> None:
        super().__init__()
        self._real = RealCrew(home)

    def check(self, number: int) -> Running:  # type: ignore[override]
        self.checks.append(number)
        return self._real.check(number)


def test_a_stick_brings_a_release_to_a_terminal_without_a_network(county: County, terminal: Terminal) -> None:
    assert "放好了" in terminal.told(county.folder / "stick-2")
    state = terminal.stages.state()
    assert (state.staged, state.urgent, state.checked) == (2, True, False)
    crew = Crew(terminal.home)
    supervisor = Supervisor(
        terminal.stages,
        crew=crew,
        clock=lambda: terminal.now_s,
        local=lambda: AFTERNOON,
        chance=random.Random(1),
        word=Word,
        habits=Habits(check_s=PATIENCE_S, first_s=9e9),
        log=json_log(room="test"),
    )
    pause = threading.Event()
    try:
        for _ in range(int(PATIENCE_S / 0.1)):
            supervisor.step()
            if terminal.stages.state().trial is not None or terminal.stages.state().bad:
                break
            pause.wait(0.1)
    finally:
        supervisor.close()
    assert terminal.stages.state().trial == 2, "judged by the real check, and begun in the afternoon"
    assert crew.checks == [2]
    terminal.press("back", "back", "lock")
    terminal.wait(900)
    assert isinstance(terminal.screen, Home)
    release = terminal.terminal.runtime.visit.release
    assert (release.seq, release.wording.phrase("bar.back").text) == (2, "退转去")
    assert StaffAct.STICK_TAKEN in terminal.acts()


def test_no_stick_an_empty_one_and_one_that_brings_nothing_new(
    county: County, terminal: Terminal, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "没找到U盘" in terminal.told()
    assert "U盘上没有要装的" in terminal.told(empty)
    assert "放好了" in terminal.told(empty, county.folder / "stick-2"), "the one of two that has something"
    terminal.stages.change(lambda state: state.judge(2, sound=True).begin().praise())
    assert "不比机器里的新" in terminal.told(county.folder / "stick-2")
    assert "太旧" in terminal.told(county.folder / "stick-1"), "rightly signed, but older than what was seen"


def test_a_stick_that_lay_in_a_drawer_for_too_long(terminal: Terminal, tmp_path: Path) -> None:
    then = datetime.now(UTC) - timedelta(days=20)
    repository = Repository(tmp_path / "then", now=lambda: then)
    repository.init()
    repository.promote("ring0", repository.release(write(tmp_path / "set", GOOD)).release)
    for name in SIGNERS:
        repository.sign(KeyFile.load(repository.keys / f"{name}.key"))
    repository.publish()
    root = (repository.public / "metadata/1.root.json").read_bytes()
    Plan(url="http://127.0.0.1:9", ring="ring0").save(terminal.home, root)
    assert "太旧" in terminal.told(repository.export_usb(tmp_path / "stick").parent)


def test_a_stick_of_another_county_or_with_a_changed_file(
    county: County, terminal: Terminal, tmp_path: Path
) -> None:
    changed = copy_of(county.folder / "stick-2", tmp_path)
    for file in (changed / EXPORTED_TO / "targets/files").rglob("*"):
        if file.is_file():
            file.write_bytes(file.read_bytes()[:-1] + b"#")
    assert "改过" in terminal.told(changed)
    foreign = Repository(tmp_path / "foreign", now=lambda: datetime.now(UTC))
    foreign.init()
    (tmp_path / "theirs").mkdir()
    assert "改过" in terminal.told(foreign.export_usb(tmp_path / "theirs").parent)
    assert terminal.stages.state().staged is None
    assert "放好了" in terminal.told(county.folder / "stick-2"), "and a right one is taken after all that"


def test_a_stick_pulled_in_the_middle_or_copied_by_half(
    county: County, terminal: Terminal, tmp_path: Path
) -> None:
    stick = copy_of(county.folder / "stick-2", tmp_path)
    (listing,) = (stick / EXPORTED_TO / "targets/bundles").glob("*2.json")
    data = listing.read_bytes()
    listing.unlink()
    os.mkfifo(listing)  # whoever reads the release's list of files waits here for us

    def pull_out() -> None:
        with listing.open("wb") as pipe:
            shutil.rmtree(stick)
            pipe.write(data)

    pulling = threading.Thread(target=pull_out, daemon=True)
    pulling.start()
    assert "没读完" in terminal.told(stick)
    pulling.join(10)
    assert not stick.exists()
    assert terminal.stages.state().staged is None
    half = copy_of(county.folder / "stick-2", tmp_path / "half")
    for file in (half / EXPORTED_TO / "targets/files").rglob("*"):
        if file.is_file():
            file.write_bytes(b"")
    assert "没读完" in terminal.told(half)
    assert "放好了" in terminal.told(county.folder / "stick-2")


def test_a_terminal_that_follows_no_county_says_so(county: County, terminal: Terminal) -> None:
    (terminal.home / "releases.json").unlink()
    assert "还没有" in terminal.told(county.folder / "stick-2")
