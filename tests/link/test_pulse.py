from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.protocol.fleet import CommandKind, Condition, Part, PartHealth, Use, WhyNot
from kiosk.link.pulse import Pulse
from tests.link.test_heartbeat import order


@pytest.fixture(name="pulse")
def _pulse(tmp_path: Path) -> Iterator[Pulse]:
    pulse = Pulse(tmp_path / "pulse.sqlite")
    yield pulse
    pulse.close()


def test_the_last_word_about_a_part_counts(pulse: Pulse) -> None:
    pulse.note_part(Part.PRINTER, PartHealth.BROKEN, reason="jam")
    pulse.note_part(Part.PRINTER, PartHealth.WORKS)
    assert pulse.parts() == (Condition(part=Part.PRINTER, health=PartHealth.WORKS),)


def test_what_was_told_is_taken_off_and_what_came_meanwhile_stays(pulse: Pulse) -> None:
    pulse.add_use("pension", {"started": 2, "left:identify": 1})
    told = pulse.uses()
    pulse.add_use("pension", {"started": 1})
    pulse.told(told, ())
    assert pulse.uses() == (Use(service="pension", started=1),)


steps = st.dictionaries(
    st.sampled_from(["started", "finished", "helped", "left:identify", "left:check"]), st.integers(0, 5)
)


@given(st.lists(st.tuples(st.sampled_from(["pension", "medical"]), steps, st.booleans()), max_size=12))
def test_no_count_is_lost_or_told_twice(happened: list[tuple[str, dict[str, int], bool]]) -> None:
    pulse = Pulse(Path(":memory:"))
    counted = told = 0
    for service, more, tells in happened:
        pulse.add_use(service, more)
        counted += sum(more.values())
        if tells:
            uses = pulse.uses()
            told += sum(u.started + u.finished + u.helped + sum(u.left_at.values()) for u in uses)
            pulse.told(uses, ())
    uses = pulse.uses()
    told += sum(u.started + u.finished + u.helped + sum(u.left_at.values()) for u in uses)
    pulse.close()
    assert told == counted


def test_two_processes_share_the_file(tmp_path: Path, pulse: Pulse) -> None:
    other = Pulse(tmp_path / "pulse.sqlite")
    pulse.note("last_error", "unexpected_error")
    assert other.word("last_error") == "unexpected_error"
    assert other.word("audit_head") is None
    other.close()


def test_it_holds_nothing_but_words_of_ours_and_notices(tmp_path: Path, pulse: Pulse) -> None:
    tables = sqlite3.connect(tmp_path / "pulse.sqlite")
    names = {row[0] for row in tables.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    tables.close()
    assert names == {"parts", "words", "uses", "orders", "notices"}


def test_a_file_of_an_older_program_is_taken_over(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / "old.sqlite")
    old.execute("CREATE TABLE orders (command_id TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL)")
    old.execute("INSERT INTO orders VALUES ('a', 'self_test', 'waiting')")
    old.commit()
    old.close()
    pulse = Pulse(tmp_path / "old.sqlite")
    assert pulse.orders(datetime.now(UTC)) == []
    pulse.close()


def test_an_order_that_nobody_came_to_in_time_is_told_as_too_late(pulse: Pulse) -> None:
    wanted, begun = order(), order()
    pulse.take_orders([wanted, begun])
    pulse.begin(begun.command_id)
    assert pulse.failed(wanted.not_after - timedelta(seconds=1)) == {}
    assert pulse.failed(wanted.not_after) == {wanted.command_id: WhyNot.TOO_LATE}
    assert not pulse.carried_out(wanted.command_id), "it is over"
    assert pulse.begun() == [begun.command_id], "what was begun in time may still end well"
    pulse.told((), (wanted.command_id,))
    assert pulse.failed(wanted.not_after) == {}


def test_what_was_wished_for_here_is_told_to_nobody(pulse: Pulse) -> None:
    now = datetime.now(UTC)
    pulse.give_up(pulse.wish(CommandKind.SELF_TEST, now), WhyNot.BROKE_OFF)
    pulse.wish(CommandKind.SELF_TEST, now)
    assert pulse.failed(now + timedelta(days=1)) == {}
    assert pulse.done() == ()
