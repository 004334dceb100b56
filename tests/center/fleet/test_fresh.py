from __future__ import annotations

from center.fleet.fresh import GOOD_FOR_S, Fresh


def test_it_is_read_again_when_it_is_old_or_was_changed() -> None:
    now_s, read = 0.0, 0

    def count() -> int:
        nonlocal read
        read += 1
        return read

    fresh = Fresh(count, monotonic_s=lambda: now_s)
    assert (fresh(), fresh()) == (1, 1)
    now_s = GOOD_FOR_S + 0.1
    assert fresh() == 2
    fresh.drop()
    assert fresh() == 3
