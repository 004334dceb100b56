from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.staff.attempts import FIRST_WAIT_S, FREE_TRIES, LONGEST_WAIT_S, Attempts, LockedOut


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture(name="clock")
def _clock() -> Clock:
    return Clock()


def test_five_tries_are_free_and_then_it_doubles(tmp_path: Path, clock: Clock) -> None:
    attempts = Attempts(tmp_path / "tries.json", monotonic_s=clock)
    for _ in range(FREE_TRIES):
        attempts.begin()
    waits = []
    for _ in range(12):
        with pytest.raises(LockedOut) as locked:
            attempts.begin()
        waits.append(locked.value.wait_s)
        clock.now_s += locked.value.wait_s
        attempts.begin()
    assert waits[:4] == [FIRST_WAIT_S, 30.0, 60.0, 120.0]
    assert waits[-1] == LONGEST_WAIT_S


def test_a_power_cut_wins_nothing(tmp_path: Path, clock: Clock) -> None:
    attempts = Attempts(tmp_path / "tries.json", monotonic_s=clock)
    for _ in range(FREE_TRIES):
        attempts.begin()
    clock.now_s = 0.0
    again = Attempts(tmp_path / "tries.json", monotonic_s=clock)
    with pytest.raises(LockedOut):
        again.begin()
    assert again.wait_s == FIRST_WAIT_S


def test_a_try_is_on_the_disk_before_it_is_judged(tmp_path: Path, clock: Clock) -> None:
    Attempts(tmp_path / "tries.json", monotonic_s=clock).begin()
    assert b"1" in (tmp_path / "tries.json").read_bytes()


def test_a_right_one_begins_anew(tmp_path: Path, clock: Clock) -> None:
    attempts = Attempts(tmp_path / "tries.json", monotonic_s=clock)
    for _ in range(FREE_TRIES - 1):
        attempts.begin()
    attempts.right()
    for _ in range(FREE_TRIES):
        attempts.begin()


@pytest.mark.parametrize("content", [b"", b"[]", b'{"wrong": -3}', b'{"wrong": "many"}', b"\xff"])
def test_a_damaged_count_gives_no_free_tries(tmp_path: Path, clock: Clock, content: bytes) -> None:
    (tmp_path / "tries.json").write_bytes(content)
    with pytest.raises(LockedOut):
        Attempts(tmp_path / "tries.json", monotonic_s=clock).begin()


def test_where_nothing_can_be_written_nothing_may_be_tried(tmp_path: Path, clock: Clock) -> None:
    attempts = Attempts(tmp_path / "file" / "tries.json", monotonic_s=clock)
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        attempts.begin()
