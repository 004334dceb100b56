"""An office for every test that asks for one."""

from __future__ import annotations

import pytest

from tests.center.conftest import _database as database_fixture
from tests.center.conftest import _town as town_fixture
from tests.center.support import Town
from tests.handoff.office import Office

database, town = database_fixture, town_fixture


@pytest.fixture(name="office")
def _office(town: Town) -> Office:
    return Office(town)
