"""A sound server without devices for whoever asks for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.voice.pulse import SoundServer


@pytest.fixture
def sound(monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundServer]:
    """A running sound server; processes started by this test find it."""
    with SoundServer() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server
