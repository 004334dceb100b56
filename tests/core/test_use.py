"""Counts of what is used: true, and nobody in them."""

from __future__ import annotations

from typing import Any

from kiosk.core.effects import Effect
from kiosk.core.events import Event
from kiosk.core.use import NOWHERE, UseCounter
from tests.core.builders import ELDER, Walk
from tests.core.test_ending import SECRETS


class Watched(Walk):
    """A walk that is counted as the runtime would."""

    def __init__(self, **changes: Any) -> None:
        self.uses = UseCounter()
        super().__init__(**changes)

    def do(self, event: Event) -> list[Effect]:
        found = super().do(event)
        self.uses.saw(event, self.visit)
        return found


def test_a_query_is_finished_when_its_result_is_seen() -> None:
    walk = Watched().arrive(ELDER).start("pension")
    assert isinstance(walk, Watched)
    walk.visit.end()
    walk.touch()
    used = walk.uses.take()["pension"]
    assert (used.started, used.finished, dict(used.left_at)) == (1, 1, {})


def test_who_gives_up_is_counted_at_the_step() -> None:
    walk = Watched().arrive(ELDER).start("allowance")
    assert isinstance(walk, Watched)
    assert walk.uses.take()["allowance"].left_at == {}
    walk.visit.end()
    walk.touch()
    used = walk.uses.take()["allowance"]
    assert (used.started, used.finished) == (0, 0)
    assert sum(used.left_at.values()) == 1
    assert walk.uses.take() == {}


def test_a_look_aside_is_no_second_beginning() -> None:
    walk = Watched().arrive(ELDER).start("allowance").press("help").press("back")
    assert isinstance(walk, Watched)
    assert walk.uses.take()["allowance"].started == 1


def test_help_is_counted_where_it_was_asked_for() -> None:
    walk = Watched()
    walk.touch()
    walk.press("help")
    walk.press("back").arrive(ELDER).start("allowance").press("help")
    used = walk.uses.take()
    assert (used[NOWHERE].helped, used["allowance"].helped) == (1, 1)


def test_nobody_is_in_the_counts() -> None:
    walk = Watched().arrive(ELDER).start("allowance").press("help")
    assert isinstance(walk, Watched)
    walk.visit.end()
    walk.touch()
    told = repr(walk.uses.take())
    assert not [secret for secret in SECRETS if secret in told]
