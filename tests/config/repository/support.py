"""A small repository with all its keys, a server for it, and a terminal that follows it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config.repository.repository import Repository
from config.repository.serving import StaticServer
from config.signing import KeyFile
from config.staging.plan import Plan
from config.staging.store import Stages
from config.update import Report, Updates
from tests.config.support import GOOD, write

TODAY = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that is set by hand."""

    now: datetime = TODAY

    def __call__(self) -> datetime:
        return self.now


class Server(StaticServer):
    """A server that can be made to lie: path -> what it answers instead."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.lies: dict[str, Callable[[bytes], tuple[int, bytes]]] = {}

    def answer(self, path: str, etag: str) -> tuple[int, bytes, str]:
        for part, lie in self.lies.items():
            if part in path:
                status, body, _ = super().answer(path, "")
                status, body = lie(body)
                return status, body, ""
        return super().answer(path, etag)


@dataclass
class County:
    """The release side: a repository, its keys, and the folder that is served."""

    repository: Repository
    served: Path
    clock: Clock
    source: Path
    texts: dict[str, str] = field(default_factory=lambda: dict(GOOD))

    def key(self, name: str) -> KeyFile:
        return KeyFile.load(self.repository.keys / f"{name}.key")

    def sign(self, *names: str) -> None:
        for name in names:
            self.repository.sign(self.key(name))

    def upload(self) -> None:
        self.repository.copy_to(self.served)

    def write(self, files: dict[str, str] | None = None) -> Path:
        shutil.rmtree(self.source, ignore_errors=True)
        return write(self.source, {**self.texts, **(files or {})})

    def release(
        self,
        files: dict[str, str] | None = None,
        *,
        ring: str = "ring0",
        percent: int = 100,
        urgent: bool = False,
        upload: bool = True,
    ) -> int:
        """A release from its folder to the server, signed by all who must."""
        number = self.repository.release(self.write(files)).release
        self.repository.promote(ring, number, percent=percent, urgent=urgent)
        self.sign("targets-1", "targets-2", f"{ring}-1", f"{ring}-2")
        self.repository.publish()
        if upload:
            self.upload()
        return number


@dataclass
class Box:
    """A terminal that follows a county."""

    home: Path
    plan: Plan
    clock: Clock
    free_bytes: int = 10**12

    @property
    def stages(self) -> Stages:
        return Stages(self.home)

    def look(self, *, full: bool = False, plan: Plan | None = None) -> Report:
        updates = Updates(
            self.home,
            plan=plan,
            app="0.1.0",
            now=self.clock,
            chance=random.Random(7),
            free_bytes=lambda _: self.free_bytes,
        )
        return updates.run(full=full)

    def take(self) -> int:
        """What is staged is found sound, tried, and good."""
        number = self.stages.state().staged
        assert number is not None
        self.stages.change(lambda state: state.judge(number, sound=True).begin().praise())
        return number


def make_county(folder: Path) -> None:
    """A repository with its keys; made once, and copied for each test."""
    Repository(folder, now=Clock()).init()


def later(**span: float) -> datetime:
    return TODAY + timedelta(**span)
