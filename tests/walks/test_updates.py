"""A county changes its services from afar; a running terminal takes them, and leaves an open visit alone."""

from __future__ import annotations

import dataclasses
import json
import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.accents import Accents
from config.release import shipped
from config.repository.repository import Repository
from config.repository.serving import StaticServer
from config.settings import Sound
from config.shipped import DEFAULTS, EXTRAS
from config.signing import KeyFile
from config.staging.plan import Plan
from config.staging.store import Stages
from config.update import Outcome, Updates
from kiosk.cli import main
from kiosk.core.screens import Home, TextSize, Theme
from kiosk.log import json_log
from kiosk.releases import Releases
from kiosk.silence import NoVoice
from kiosk.supervisor.supervisor import Habits, Supervisor, Word
from tests.conftest import Logged
from tests.kiosk.outside import Desk
from tests.kiosk.test_supervisor import Troupe

pytestmark = pytest.mark.whole
SERVICE = "services/old-age-allowance.yaml"


class Terminal:
    """A running terminal that follows a county, with the updater and the supervisor beside it."""

    def __init__(self, folder: Path, url: str, root: bytes) -> None:
        self.home = folder / "home"
        Plan(url=url, ring="ring0").save(self.home, root)
        self.stages = Stages(self.home)
        self.desk = Desk()
        self.desk.runtime.release = Releases(self.home).current
        self.supervisor = Supervisor(
            self.stages,
            crew=Troupe(),
            clock=lambda: self.desk.now_s,
            local=lambda: self.desk.local,
            chance=random.Random(1),
            word=Word,
            habits=Habits(night=(0, 24)),
            log=json_log(room="test", stream=self.desk.written),
        )

    def update(self) -> None:
        """The updater looks, the supervisor does the rest."""
        assert Updates(self.home).run().outcome is Outcome.STAGED
        for _ in range(4):
            self.supervisor.step()
            self.desk.wait(1)

    def nobody_comes(self, seconds: float) -> None:
        """Time passes, and the terminal wakes when it wants to."""
        end_s = self.desk.now_s + seconds
        while (due_s := self.desk.runtime.wake_at_s) is not None and due_s <= end_s:
            self.desk.wait(max(0.0, due_s - self.desk.now_s))
            self.desk.runtime.wake()
        self.desk.wait(end_s - self.desk.now_s)


class Mouth(NoVoice):
    """A voice that remembers how it was told to talk."""

    def __init__(self) -> None:
        self.like: list[tuple[Sound, Accents]] = []

    def use(self, *, sound: Sound, accents: Accents) -> None:
        self.like.append((sound, accents))


class County:
    """A county that starts from the shipped files."""

    def __init__(self, folder: Path) -> None:
        self.repository = Repository(folder / "releases", now=lambda: datetime.now(UTC))
        self.repository.init()
        self.source = folder / "county"
        shutil.copytree(DEFAULTS, self.source)

    def replace(self, file: str, old: str, new: str) -> None:
        path = self.source / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def publish(self) -> None:
        self.repository.promote("ring0", self.repository.release(self.source).release)
        for name in ("targets-1", "targets-2", "ring0-1", "ring0-2"):
            self.repository.sign(KeyFile.load(self.repository.keys / f"{name}.key"))
        self.repository.publish()


@pytest.fixture
def county(tmp_path: Path) -> County:
    return County(tmp_path)


@pytest.fixture
def terminal(county: County, tmp_path: Path) -> Iterator[Terminal]:
    server = StaticServer(county.repository.public)
    server.start()
    yield Terminal(tmp_path, server.url, (county.repository.public / "metadata/1.root.json").read_bytes())
    server.close()


def test_a_service_an_age_and_a_phone_appear_by_themselves(county: County, terminal: Terminal) -> None:
    county.replace(SERVICE, "age >= 80", "age >= 79")
    county.replace(SERVICE, "023-0000 0105", "023-0000 0155")
    shutil.copy(EXTRAS / "services/farm-produce.yaml", county.source / "services")
    county.replace("menus.yaml", "services: [report-problem]", "services: [report-problem, farm-produce]")
    county.publish()
    before = terminal.desk.runtime.visit.release
    assert (before.seq, "farm-produce" in before.services) == (0, False)
    terminal.update()
    assert terminal.stages.state().trial == 1
    terminal.nobody_comes(200)
    assert isinstance(terminal.desk.screen, Home)
    after = terminal.desk.runtime.visit.release
    allowance = after.services["old-age-allowance"]
    assert after.seq == 1
    assert (allowance.eligibility[0].expr, allowance.office.phone) == ("age >= 79", "023-0000 0155")
    assert "farm-produce" in after.services


def test_an_open_visit_keeps_what_it_began_with(county: County, terminal: Terminal) -> None:
    terminal.desk.runtime.touched()
    terminal.desk.press("tile:apply")
    page, release = terminal.desk.screen, terminal.desk.runtime.visit.release
    county.replace("wording.yaml", "bar.back: {text: 上一步", "bar.back: {text: 倒回去")
    county.publish()
    terminal.update()
    assert terminal.desk.screen == page
    terminal.desk.press("back")
    assert terminal.desk.runtime.visit.release is release
    terminal.nobody_comes(900)
    assert terminal.desk.runtime.visit.release.seq == 1
    assert terminal.desk.runtime.visit.release.wording.phrase("bar.back").text == "倒回去"


EVERYTHING = {
    "settings.yaml": """\
times: {idle_s: 240}
hours: {weekdays: [6], spans: [["08:30", "11:30"]]}
screen: {theme: contrast-dark, text_size: standard}
sound: {voice: zm_yunjian}
fleet: {command_key: "Iz5hDXYtLspcotcAPqQ3VvBxV/ET841SD3+IpYbb614="}
""",
    "assign/990101.yaml": 'place: {owner_phone: "023-0000 0011"}\n',
    "assign/990101-QS01.yaml": "place: {window: 7号窗口}\n",
    "assign/990101-QS02.yaml": "place: {window: 9号窗口}\n",
    "models.yaml": (DEFAULTS / "models.yaml").read_text(encoding="utf-8"),
    "clips/announcer-recorded/00000000000000000000000000000000.wav": "no sound",
}


def test_all_that_a_maintainer_can_change_reaches_a_running_terminal(
    county: County, terminal: Terminal
) -> None:
    mouth = Mouth()
    runtime = terminal.desk.runtime
    runtime.outside = dataclasses.replace(runtime.outside, voice=mouth)
    for name, text in EVERYTHING.items():
        place = county.source / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    county.replace(
        "wording.yaml", "bar.back: {text: 上一步, phrases: [退转去", "bar.back: {text: 倒回去, phrases: [回头"
    )
    county.replace("menus.yaml", "title: 打证明", "title: 开证明")
    county.replace("accents.yaml", "  n l: 0.1\n", "  n l: 0.2\n")
    county.replace("roster.yaml", "示例·周敏", "示例·赵秀")
    county.publish()
    terminal.update()
    terminal.nobody_comes(200)
    visit = runtime.visit
    settings = visit.settings
    assert visit.release.seq == 1
    assert (settings.times.idle_s, settings.hours.weekdays) == (240, (6,))
    assert (visit.display.theme, visit.display.text_size) == (Theme.CONTRAST_DARK, TextSize.STANDARD)
    assert (settings.place.owner_phone, settings.place.window) == ("023-0000 0011", "7号窗口")
    assert settings.fleet.command_key
    assert visit.phrases("bar.back")[:2] == ("倒回去", "回头")
    assert "开证明" in {tile.title for tile in visit.release.menus.tiles}
    assert visit.release.roster[0].name == "示例·赵秀"
    sound, accents = mouth.like[-1]
    assert sound.voice == "zm_yunjian"
    assert accents != shipped().accents
    files = terminal.stages.files(1)
    assert all((files / name).is_file() for name in EVERYTHING if "QS02" not in name)
    assert not (files / "assign/990101-QS02.yaml").exists(), "what is another's is not even fetched"


@pytest.mark.real
@pytest.mark.timeout(600)
def test_the_story_of_a_release_that_comes_back(capsys: pytest.CaptureFixture[str], logged: Logged) -> None:
    assert main(["demo", "--story", "config-update"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["outcome"], told["good"], told["bad"]) == ("done", 1, [2])
