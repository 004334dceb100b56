"""A store with three terminals of one township, and one of another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.engine import URL

from center.store import Store
from center.tables import terminals
from tests.center.support import NOON, Clock, new_store

TERMINALS = {"QS01": "990101", "QS02": "990101", "QS03": "990101", "XS01": "990102"}


@pytest.fixture(name="clock")
def _clock() -> Clock:
    return Clock()


@pytest.fixture(name="county")
def _county(tmp_path: Path, database: URL | None) -> Iterator[Store]:
    store = new_store(tmp_path, database)
    with store.write() as connection:
        for code, township in TERMINALS.items():
            connection.execute(
                insert(terminals).values(code=code, township=township, public_key=b"k", enrolled_at=NOON)
            )
    yield store
    store.close()
