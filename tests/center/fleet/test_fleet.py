from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert
from sqlalchemy.engine import URL

from center.fleet.fleet import Fleet, changes
from center.fleet.illness import NEVER
from center.protocol.fleet import Part, Releases, Use
from center.store import Store
from center.tables import terminals
from tests.center.fleet.beats import MINUTE, beat, ill, told
from tests.center.support import NOON, TODAY, Clock, new_store

ON_BOTH = True


@pytest.fixture(name="clock")
def _clock() -> Clock:
    return Clock()


@pytest.fixture(name="store")
def _store(tmp_path: Path, database: URL | None) -> Iterator[Store]:
    store = new_store(tmp_path, database)
    with store.write() as connection:
        for code in ("QS01", "QS02", "QS03"):
            connection.execute(
                insert(terminals).values(code=code, township="990101", public_key=b"k", enrolled_at=NOON)
            )
    yield store
    store.close()


@pytest.fixture(name="fleet")
def _fleet(store: Store, clock: Clock) -> Fleet:
    return Fleet(store=store, clock=clock, newest=lambda: 6)


def test_what_is_wrong_comes_first(fleet: Fleet) -> None:
    told(fleet, "QS01", beat(NOON))
    told(fleet, "QS02", beat(NOON, parts=(ill(Part.PRINTER),)))
    assert [one.terminal for one in fleet.terminals()] == ["QS03", "QS02", "QS01"]


def test_a_silent_one_is_ill_and_well_again_with_its_next_word(fleet: Fleet, clock: Clock) -> None:
    told(fleet, "QS01", beat(NOON))
    clock.on(minutes=4)
    assert [i.what for one in fleet.terminals() if one.terminal == "QS01" for i in one.illnesses] == [
        "silent"
    ]
    told(fleet, "QS01", beat(clock.now))
    assert [one.illnesses for one in fleet.terminals() if one.terminal == "QS01"] == [()]


def test_history_has_changes_only(fleet: Fleet, clock: Clock) -> None:
    for _ in range(3):
        told(fleet, "QS01", beat(clock.now))
        clock.on(minutes=1)
    told(fleet, "QS01", beat(clock.now, parts=(ill(Part.PRINTER, "jam"),)))
    clock.on(minutes=1)
    told(fleet, "QS01", beat(clock.now, parts=(ill(Part.PRINTER, "jam"),), releases=Releases(good=6, high=6)))
    clock.on(minutes=1)
    told(fleet, "QS01", beat(clock.now))
    assert [(what, detail) for _, what, detail in fleet.history("QS01")] == [
        ("part-printer", "works"),
        ("release", "6 -> 5"),
        ("release", "5 -> 6"),
        ("part-printer", "broken jam"),
        ("first", "0.1.0"),
    ]
    assert fleet.history("QS02") == []


def test_the_same_beat_again_counts_once(fleet: Fleet) -> None:
    one = beat(NOON, uses=(Use(service="pension", started=2, finished=1, left_at={"identify": 1}),))
    told(fleet, "QS01", one)
    told(fleet, "QS01", one)
    assert fleet.uses(since=TODAY) == {"pension": {"started": 2, "finished": 1, "left:identify": 1}}


def test_use_adds_up_over_terminals_and_days(fleet: Fleet, clock: Clock) -> None:
    told(fleet, "QS01", beat(NOON, uses=(Use(service="pension", started=1),)))
    told(fleet, "QS02", beat(NOON, uses=(Use(service="pension", started=2),)))
    clock.on(days=1)
    told(fleet, "QS01", beat(clock.now, uses=(Use(service="pension", started=4),)))
    assert fleet.uses(since=TODAY)["pension"]["started"] == 7
    assert fleet.uses(since=TODAY + timedelta(days=1))["pension"]["started"] == 4
    assert fleet.uses(since=date(2030, 1, 1)) == {}


def test_a_newer_release_is_hinted_at(fleet: Fleet) -> None:
    assert told(fleet, "QS01", beat(NOON)).config_hint == 6
    assert told(fleet, "QS01", beat(NOON, releases=Releases(good=5, trial=6, high=6))).config_hint is None


def test_a_release_that_is_stopped_is_named_and_not_hinted_at(store: Store, clock: Clock) -> None:
    fleet = Fleet(store=store, clock=clock, newest=lambda: 6, held=lambda: (6,))
    answer = told(fleet, "QS01", beat(NOON))
    assert (answer.held, answer.config_hint) == ((6,), None)


def test_only_new_words_are_read_again(fleet: Fleet, clock: Clock) -> None:
    told(fleet, "QS01", beat(NOON))
    (first,) = [one.beat for one in fleet.terminals() if one.beat]
    (again,) = [one.beat for one in fleet.terminals() if one.beat]
    assert first is again
    told(fleet, "QS01", beat(NOON, disk_free_mb=7))
    (other,) = [one.beat for one in fleet.terminals() if one.beat]
    assert other.disk_free_mb == 7


def test_what_was_not_written_down_was_not_heard(fleet: Fleet, store: Store, clock: Clock) -> None:
    """A heartbeat whose transaction failed comes again, and counts from then."""
    one = beat(NOON)

    def taken_back(connection: Connection) -> None:
        fleet.take(connection, one, terminal="QS01", township="990101")
        raise RuntimeError("the disk")

    with pytest.raises(RuntimeError, match="the disk"):
        store.soon(taken_back).result()
    assert fleet.terminals()[0].illnesses == (NEVER,)
    clock.on(minutes=10)
    told(fleet, "QS01", one)
    (heard,) = [seen for seen in fleet.terminals() if seen.beat]
    assert heard.received_at == clock.now
    assert [illness.what for illness in heard.illnesses] == ["clock"]


def test_a_long_step_is_counted_in_every_database(fleet: Fleet) -> None:
    uses = (Use(service="pension", started=1, left_at={"p" * 64: 2}),)
    told(fleet, "QS01", beat(NOON, uses=uses))
    assert fleet.uses(since=TODAY)["pension"][f"left:{'p' * 59}"] == 2


def test_a_restart_is_a_change_and_a_quiet_minute_is_none() -> None:
    first = beat(NOON)
    assert list(changes(first, beat(NOON + MINUTE, up_s=3660))) == []
    assert list(changes(first, beat(NOON + MINUTE, up_s=10))) == [("restarted", "")]
