"""A release goes good; a second one breaks a page, and the terminal goes back by itself.

Real throughout: keys and signatures, a web server, the updater, the check of all pages, the supervisor, and a
terminal that runs all the while. Only time is short, and the broken page is planted (see `faulty_program`).
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from config.release import active_release
from config.repository.repository import Repository
from config.repository.serving import StaticServer
from config.shipped import DEFAULTS, EXTRAS
from config.signing import KeyFile
from config.staging.plan import Plan
from config.staging.state import State
from config.staging.store import Stages
from kiosk.compose import local_now
from kiosk.log import json_log
from kiosk.supervisor.crew import Process, RealCrew, Running
from kiosk.supervisor.supervisor import Habits, Supervisor, Word
from kiosk.update_story.faulty_program import FATAL

PATIENCE_S = 240.0
STEP_S = 0.2
TRIAL_S = 5.0
IDLE = ("home.idle-0", "home.idle-1", "home.idle-2")
"""What an untouched terminal says in turn in place of its title."""
MENUS = """\
tiles:
  - id: problems
    title: 反映问题
    detail: 路灯、路、水
    icon: bullhorn-outline
    services: [report-problem]
  - id: progress
    title: 办到哪一步了
    detail: 我那件事
    icon: clipboard-text-clock-outline
    services: [progress]
  - id: days
    title: 哪天有人
    detail: 镇上哪天上班
    icon: calendar-clock-outline
    services: [office-days]
"""
GUIDE = """\
id: office-days
kind: guide
title: 哪天有人
official: 办事时间
detail: 镇上哪天上班
icon: calendar-clock-outline
asked_as: [哪天有人, 今天上班不, 几点开门]
basis: {rule: 示例县政务发〔2026〕1号（示例文号）, valid_until: 2027-12-31}
office: {name: 示例镇便民服务中心 综合窗口, window: 2号窗口, phone: 023-0000 0100}
identify: {optional: true}
guide: [星期一到星期五都有人, 中午十二点到一点半没人]
"""
TILE = """\
  - id: points
    title: 村里的积分
    detail: 能换什么
    icon: star-circle-outline
    services: [village-points]
"""


class StoryError(Exception):
    """The story did not go as it should."""


class Crew(RealCrew):
    """The real processes; the terminal is the one with the planted fault, drawing out of sight."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self._folder = home

    def terminal(self) -> Running:
        """See `RealCrew`."""
        command = [sys.executable, "-m", "kiosk.update_story.faulty_program", "--windowed"]
        options = ["--home", str(self._folder), "--out", str(self._folder / "paper")]
        return Process([*command, *options], environment={"QT_QPA_PLATFORM": "offscreen"})


@dataclass
class Story:
    """A small county, its server, and one terminal under a supervisor."""

    folder: Path
    hint: int = 0
    told: list[dict[str, object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.home, self.source = self.folder / "home", self.folder / "county"
        self.repository = Repository(self.folder / "releases", now=lambda: datetime.now(UTC))
        self.repository.init()
        self.stages = Stages(self.home)
        for name in ("report-problem", "progress"):
            place = self.source / "services" / f"{name}.yaml"
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(DEFAULTS / "services" / place.name, place)
        (self.source / "services/office-days.yaml").write_text(GUIDE, encoding="utf-8")
        (self.source / "menus.yaml").write_text(MENUS, encoding="utf-8")

    def publish(self, *, title: str, phone: str) -> int:
        """The county's folder as a release for the workshop's ring, signed by four people."""
        words = [f"{key}: {{text: {title}, say: {title}}}\n" for key in ("home.title", *IDLE)]
        (self.source / "wording.yaml").write_text("".join(words), encoding="utf-8")
        (self.source / "settings.yaml").write_text(f'place: {{owner_phone: "{phone}"}}\n', encoding="utf-8")
        number = self.repository.release(self.source).release
        self.repository.promote("ring0", number, urgent=True)
        for name in ("targets-1", "targets-2", "ring0-1", "ring0-2"):
            self.repository.sign(KeyFile.load(self.repository.keys / f"{name}.key"))
        self.repository.publish()
        self.hint = number
        return number

    @contextmanager
    def terminal(self) -> Iterator[Supervisor]:
        """The terminal, and who looks after it."""
        server = StaticServer(self.repository.public)
        server.start()
        root = (self.repository.public / "metadata/1.root.json").read_bytes()
        Plan(url=server.url, ring="ring0").save(self.home, root)
        with (self.folder / "log").open("w", encoding="utf-8") as log:
            supervisor = Supervisor(
                self.stages,
                crew=Crew(self.home),
                clock=time.monotonic,
                local=local_now,
                chance=random.Random(0),
                word=lambda: Word(hint=self.hint),
                habits=Habits(trial_s=TRIAL_S, first_s=0, hint_s=0),
                log=json_log(room="kiosk", stream=log),
            )
            try:
                supervisor.begin()
                yield supervisor
            finally:
                supervisor.close()
                server.close()

    def until(self, supervisor: Supervisor, there: Callable[[State], bool], what: str) -> State:
        """Lets time pass until it is so, and notes how long it took.

        Raises:
            StoryError: It never was.
        """
        began_s, pause = time.monotonic(), threading.Event()
        bad = len(self.stages.state().bad)
        while not there(self.stages.state()):
            late = time.monotonic() - began_s > PATIENCE_S
            if late or supervisor.over or len(self.stages.state().bad) > bad:
                raise StoryError(f"waited in vain: {what}; {self.stages.state()}")
            supervisor.step()
            pause.wait(STEP_S)
        self.told.append({"what": what, "seconds": round(time.monotonic() - began_s, 1)})
        return self.stages.state()

    def play(self) -> None:
        """The story itself.

        Raises:
            StoryError: It did not go as it should.
        """
        with self.terminal() as supervisor:
            shutil.copy(EXTRAS / "services/village-points.yaml", self.source / "services")
            (self.source / "menus.yaml").write_text(MENUS + TILE, encoding="utf-8")
            good = self.publish(title="您要办什么？", phone="023-0000 0011")
            self.until(supervisor, lambda state: state.trial == good, "the first release is tried")
            self.until(supervisor, lambda state: state.good == good, "it is good")
            if "village-points" not in active_release(self.home).services:
                raise StoryError("the new service is not there")
            bad = self.publish(title=FATAL, phone="023-0000 0012")
            self.until(supervisor, lambda state: state.trial == bad, "the second release is tried")
            state = self.until(
                supervisor, lambda state: bad in state.bad, "it breaks a page, and is given back"
            )
            running = active_release(self.home)
            if (state.running, running.settings.place.owner_phone) != (good, "023-0000 0011"):
                raise StoryError(f"the terminal is not back: {state}")


def play() -> int:
    """Plays it and prints one JSON line.

    Returns:
        0 if it went as it should.
    """
    began_s = time.monotonic()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="kiosk-story-") as folder:
        story = Story(Path(folder))
        outcome = "done"
        try:
            story.play()
        except StoryError as error:
            outcome = "failed"
            sys.stderr.write(f"config-update: {error}\n{(Path(folder) / 'log').read_text(encoding='utf-8')}")
        state = story.stages.state()
    line = {
        "story": "config-update",
        "steps": story.told,
        "good": state.good,
        "bad": list(state.bad),
        "outcome": outcome,
        "seconds": round(time.monotonic() - began_s, 1),
    }
    sys.stdout.write(json.dumps(line) + "\n")
    return 0 if outcome == "done" else 1
