"""One whole terminal for all walks of a module: none of it lives on beside other tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.release import Release, shipped
from tests.walks.rig import Rig


@pytest.fixture(name="release", scope="session")
def _release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return shipped(Path(tmp_path_factory.mktemp("release")))


@pytest.fixture(name="terminal", scope="module")
def _terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    rig = Rig(tmp_path_factory.mktemp("walk"))
    yield rig
    rig.close()


@pytest.fixture(name="rig")
def _rig(terminal: Rig) -> Iterator[Rig]:
    """The terminal, on its first page and with nobody's card; left so as well."""
    terminal.forget()
    yield terminal
    relay = terminal.simulation.relay
    if relay is not None:
        relay.cut(cut=False)
    terminal.reader.lift()
    terminal.leave()
