"""A trial center for every test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.center.postgres import Cluster
from tests.center.support import POSTGRESQL, SQLITE, Terminal, Town, town


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What a module with `ON_BOTH` says must be true whichever database a center keeps its data in."""
    if "database" in metafunc.fixturenames and getattr(metafunc.module, "ON_BOTH", False):
        marks = [pytest.mark.real, pytest.mark.whole, pytest.mark.xdist_group(POSTGRESQL)]
        metafunc.parametrize("database", [SQLITE, pytest.param(POSTGRESQL, marks=marks)], indirect=True)


@pytest.fixture(scope="session", name="cluster")
def _cluster() -> Iterator[Cluster]:
    found = Cluster()
    try:
        found.start()
        yield found
    finally:
        found.stop()


@pytest.fixture(name="database")
def _database(request: pytest.FixtureRequest) -> Iterator[URL | None]:
    """Where a center keeps its data: its own file, or PostgreSQL where a module says `ON_BOTH`."""
    if getattr(request, "param", SQLITE) == SQLITE:
        yield None
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    with cluster.lend() as url:
        yield url


@pytest.fixture(name="town")
def _town(tmp_path: Path, database: URL | None) -> Iterator[Town]:
    with town(tmp_path / "center", database=database) as found:
        yield found


@pytest.fixture(name="terminal")
def _terminal(town: Town) -> Terminal:
    return town.terminal


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for a whole center takes part in `make test`, not in `make unit`."""
    for item in items:
        if "town" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.whole)
