"""A town whose desk has its people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.center.desk.support import WINDOW, Desk, people_the_desk
from tests.center.support import Town, town


@pytest.fixture(name="town")
def _town(tmp_path: Path, database: URL | None) -> Iterator[Town]:
    with town(tmp_path / "center", database=database) as found:
        people_the_desk(found)
        yield found


@pytest.fixture(name="desk")
def _desk(town: Town) -> Desk:
    return Desk(town.http, WINDOW)
