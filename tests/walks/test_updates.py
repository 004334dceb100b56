"""A county changes its services from afar; a running terminal takes them, and leaves an open visit alone."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.repository.repository import Repository
from config.repository.serving import StaticServer
from config.shipped import DEFAULTS, EXTRAS
from config.signing import KeyFile
from config.staging.plan import Plan
from config.staging.store import Stages
from config.update import Outcome, Updates
from kiosk.cli import main
from kiosk.core.screens import Home
from kiosk.log import json_log
from kiosk.releases import Releases
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


@pytest.mark.real
@pytest.mark.timeout(600)
def test_the_story_of_a_release_that_comes_back(capsys: pytest.CaptureFixture[str], logged: Logged) -> None:
    assert main(["demo", "--story", "config-update"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["outcome"], told["good"], told["bad"]) == ("done", 1, [2])
