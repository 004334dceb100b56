"""Villagers who see nothing get to their pension by speaking; and what judges them would notice."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.villager import main, play_by_voice, sum_up_voice

FEW, MANY = 6, 50

pytestmark = pytest.mark.real


def failed(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for line in lines if not line["done"] or line["spoken"] or line["touches"]]


@pytest.mark.xdist_group("villagers-voice")
def test_a_few_hear_their_pension_without_a_touch() -> None:
    lines = list(play_by_voice(range(1, FEW + 1)))
    assert sum_up_voice(lines)["ok"], failed(lines)


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_fifty_hear_their_pension_without_a_touch() -> None:
    lines = list(play_by_voice(range(1, MANY + 1)))
    assert sum_up_voice(lines)["ok"], failed(lines)


@pytest.mark.parametrize("what", ["touches", "spoken", "faulted"])
def test_what_must_never_happen_fails_all(what: str) -> None:
    good = {"done": True, "touches": 0, "spoken": 0, "faulted": 0, "turns": 3}
    assert sum_up_voice([good] * 10)["ok"]
    assert not sum_up_voice([good] * 9 + [{**good, what: 1}])["ok"]
    assert not sum_up_voice([good] * 8 + [{**good, "done": False}] * 2)["ok"]


def test_only_the_first_task_is_done_by_voice() -> None:
    with pytest.raises(SystemExit):
        main(["--task", "b", "--by", "voice"])
