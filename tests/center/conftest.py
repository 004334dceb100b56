"""A trial center for every test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.center.support import Terminal, Town, town


@pytest.fixture(name="town")
def _town(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path / "center") as found:
        yield found


@pytest.fixture(name="terminal")
def _terminal(town: Town) -> Terminal:
    return town.terminal


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for a whole center takes part in `make test`, not in `make unit`."""
    for item in items:
        if "town" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.whole)
