from __future__ import annotations

import base64
from datetime import UTC, timedelta

import pytest
import structlog
from nacl.signing import SigningKey

from center.fleet.fleet import Fleet
from center.fleet.orders import Order, Orders, Outcome
from center.protocol.fleet import CommandKind, LogReport, command_text
from center.store import Store
from tests.center.fleet.beats import beat, told
from tests.center.support import NOON, Clock

ON_BOTH = True
KEY = SigningKey(b"c" * 32)


@pytest.fixture(name="orders")
def _orders(county: Store, clock: Clock) -> Orders:
    return Orders(store=county, key=KEY, clock=clock, log=structlog.get_logger())


@pytest.fixture(name="fleet")
def _fleet(county: Store, clock: Clock) -> Fleet:
    return Fleet(store=county, clock=clock)


def outcomes(orders: list[Order]) -> list[Outcome]:
    return [order.outcome for order in orders]


def test_an_order_is_signed_carried_and_done(orders: Orders, fleet: Fleet, clock: Clock) -> None:
    given = orders.give("QS01", CommandKind.SELF_TEST, by="M01")
    assert told(fleet, "QS02", beat(NOON)).commands == ()
    (carried,) = told(fleet, "QS01", beat(NOON)).commands
    assert carried == given
    text = command_text(
        command_id=carried.command_id,
        terminal="QS01",
        kind=CommandKind.SELF_TEST,
        not_after=carried.not_after.astimezone(UTC).isoformat(),
    )
    KEY.verify_key.verify(text, base64.b64decode(carried.signature))
    assert outcomes(orders.of("QS01")) == [Outcome.FETCHED]
    clock.on(minutes=1)
    assert told(fleet, "QS01", beat(clock.now, done=(given.command_id,))).commands == ()
    (done,) = orders.of("QS01")
    assert (done.outcome, done.done_at, done.given_by) == (Outcome.DONE, clock.now, "M01")


def test_what_nobody_fetched_in_time_is_not_carried_any_more(
    orders: Orders, fleet: Fleet, clock: Clock
) -> None:
    orders.give("QS01", CommandKind.RESTART, by="M01")
    clock.on(minutes=16)
    assert told(fleet, "QS01", beat(clock.now)).commands == ()
    assert outcomes(orders.of("QS01")) == [Outcome.NOT_FETCHED]


def test_a_terminal_says_why_it_could_not(orders: Orders, fleet: Fleet, clock: Clock) -> None:
    given = orders.give("QS01", CommandKind.COLLECT_LOG, by="M01")
    failed = {given.command_id: "log-unreadable"}
    told(fleet, "QS02", beat(NOON, failed=failed))
    assert outcomes(orders.of("QS01")) == [Outcome.WAITING], "only its own"
    assert told(fleet, "QS01", beat(NOON, failed=failed)).commands == ()
    clock.on(minutes=1)
    told(fleet, "QS01", beat(clock.now, done=(given.command_id,)))  # what was said first counts
    (order,) = orders.of("QS01")
    assert (order.outcome, order.why, order.done_at) == (Outcome.FAILED, "log-unreadable", NOON)
    assert orders.give("QS01", CommandKind.COLLECT_LOG, by="M01") != given, "it can be ordered again"


def test_a_fetched_order_without_an_answer_is_told_apart(orders: Orders, fleet: Fleet, clock: Clock) -> None:
    """Whether it was carried out is not known, so the page must not say that it was not."""
    given = orders.give("QS01", CommandKind.CLOSE, by="M01")
    told(fleet, "QS01", beat(NOON))
    clock.on(minutes=19)
    told(fleet, "QS01", beat(clock.now))
    assert outcomes(orders.of("QS01")) == [Outcome.FETCHED]
    clock.on(minutes=1)
    assert outcomes(orders.of("QS01")) == [Outcome.NO_ANSWER]
    told(fleet, "QS01", beat(clock.now, done=(given.command_id,)))
    assert outcomes(orders.of("QS01")) == [Outcome.DONE], "late is better than never"


def test_pressing_twice_is_one_order(orders: Orders) -> None:
    first = orders.give("QS01", CommandKind.CLOSE, by="M01")
    assert orders.give("QS01", CommandKind.CLOSE, by="M01") == first
    orders.give("QS01", CommandKind.OPEN, by="M01")
    assert len(orders.of("QS01")) == 2


def test_a_terminal_cannot_report_another_s_order_done(orders: Orders, fleet: Fleet) -> None:
    given = orders.give("QS01", CommandKind.SELF_TEST, by="M01")
    told(fleet, "QS02", beat(NOON, done=(given.command_id,)))
    assert outcomes(orders.of("QS01")) == [Outcome.WAITING]


def test_a_log_is_kept_only_if_it_was_asked_for(orders: Orders) -> None:
    asked = orders.give("QS01", CommandKind.COLLECT_LOG, by="M01")
    other = orders.give("QS01", CommandKind.SELF_TEST, by="M01")
    report = LogReport(command_id=asked.command_id, log='{"event": "started"}\n')
    assert not orders.take_log("QS02", report)
    assert not orders.take_log("QS01", LogReport(command_id=other.command_id, log="x"))
    assert orders.take_log("QS01", report)
    assert orders.take_log("QS01", report), "the same one again, after a lost reply"
    assert orders.log("QS01", asked.command_id) == report.log
    assert orders.log("QS02", asked.command_id) is None
    assert {order.command_id: order.has_log for order in orders.of("QS01")}[asked.command_id]


def test_without_the_key_nothing_can_be_ordered(county: Store, clock: Clock) -> None:
    orders = Orders(store=county, key=None, clock=clock, log=structlog.get_logger())
    assert not orders.ready
    with pytest.raises(RuntimeError):
        orders.give("QS01", CommandKind.RESTART, by="M01")


def test_how_long_an_order_waits_is_in_whole_seconds(orders: Orders, clock: Clock) -> None:
    clock.now += timedelta(microseconds=345)
    assert orders.give("QS01", CommandKind.RESTART, by="M01").not_after.microsecond == 0
