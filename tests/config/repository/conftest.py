"""A county's repository, a server, and a terminal, anew for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timezone, tzinfo
from pathlib import Path
from types import SimpleNamespace
from typing import Self

import pytest

from config.repository.repository import Repository
from config.staging.plan import Plan
from tests.config.repository.support import Box, Clock, County, Server, make_county


@pytest.fixture(scope="session")
def _first_county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county") / "repository"
    make_county(folder)
    return folder


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The one clock of this test: of the release side, of the terminal, and of the client that it uses."""
    clock = Clock()

    class Told(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(clock.now.timestamp(), tz)

    # The library reads the host's clock itself; it offers no other way.
    told = SimpleNamespace(datetime=Told, timezone=timezone)
    monkeypatch.setattr("tuf.ngclient._internal.trusted_metadata_set.datetime", told)
    return clock


@pytest.fixture
def county(_first_county: Path, tmp_path: Path, clock: Clock) -> County:
    folder = tmp_path / "repository"
    shutil.copytree(_first_county, folder)
    county = County(Repository(folder, now=clock), tmp_path / "served", clock, tmp_path / "source")
    county.upload()
    return county


@pytest.fixture
def server(county: County) -> Iterator[Server]:
    server = Server(county.served)
    server.start()
    yield server
    server.close()


@pytest.fixture
def box(county: County, server: Server, tmp_path: Path, clock: Clock) -> Box:
    plan = Plan(url=server.url, ring="ring0", area="990101", terminal="QS01")
    home = tmp_path / "home"
    plan.save(home, (county.repository.public / "metadata/1.root.json").read_bytes())
    return Box(home, plan, clock)
