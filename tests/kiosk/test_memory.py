"""What was loaded is not looked through for garbage again."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from kiosk.memory import keep_what_is_there


class Held:
    """Something that stays."""


@pytest.fixture(autouse=True)
def _thaw() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_is_there_is_not_looked_at_again() -> None:
    held = Held()
    assert any(one is held for one in gc.get_objects())
    keep_what_is_there()
    assert not any(one is held for one in gc.get_objects())
    assert gc.get_freeze_count() > 0


def test_garbage_that_comes_later_is_still_taken_away() -> None:
    keep_what_is_there()
    circle: list[object] = []
    circle.append(circle)
    del circle
    assert gc.collect() > 0
