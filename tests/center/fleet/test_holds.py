from __future__ import annotations

import pytest
import structlog

from center.fleet.alerts import Alert, Alerts
from center.fleet.fleet import Fleet, Seen
from center.fleet.holds import BY_ITSELF, Holds, under_way
from center.fleet.watching import FleetWatch
from center.protocol.fleet import Releases
from center.store import Store
from tests.center.fleet.beats import beat, told
from tests.center.fleet.test_alerts import Ear
from tests.center.support import NOON, Clock
from tests.conftest import Logged

ON_BOTH = True


def county_of(*, good: int, failed: int, not_yet: int = 1, seq: int = 6) -> list[Seen]:
    kinds = [
        (good, Releases(good=seq, high=seq)),
        (failed, Releases(good=seq - 1, bad=(seq,), high=seq)),
        (not_yet, Releases(good=seq - 1, high=seq - 1)),
    ]
    each = [releases for count, releases in kinds for _ in range(count)]
    return [
        Seen(f"QS{n}", "990101", beat(NOON, releases=releases), NOON, ()) for n, releases in enumerate(each)
    ]


@pytest.fixture(name="holds")
def _holds(county: Store, clock: Clock) -> Holds:
    return Holds(store=county, clock=clock, log=structlog.get_logger())


def test_the_rule_stops_a_release_once_and_says_so(holds: Holds, logged: Logged) -> None:
    assert holds.look(county_of(good=10, failed=2)) == []
    assert holds.look(county_of(good=10, failed=3)) == [6]
    assert holds.look(county_of(good=10, failed=4)) == []
    assert holds.held() == (6,)
    hold = holds.all()[6]
    assert (hold.by, hold.by_itself, hold.failed, hold.why) == (BY_ITSELF, True, 3, "装了 13 台，3 台不行")
    assert [event["release"] for event in logged.named("release_held")] == [6]


def test_what_a_person_let_go_is_stopped_again_only_by_more_failures(holds: Holds, logged: Logged) -> None:
    holds.look(county_of(good=10, failed=3))
    assert holds.lift(6, by="M01", failed=3)
    assert not holds.lift(6, by="M01", failed=3)
    assert holds.held() == ()
    assert holds.look(county_of(good=10, failed=3)) == []
    assert holds.look(county_of(good=10, failed=4)) == [6]
    assert logged.named("release_let_go")


def test_somebody_can_stop_a_release_before_anything_failed(holds: Holds, logged: Logged) -> None:
    assert holds.stop(7, by="M01", why="写错了一个岁数")
    assert not holds.stop(7, by="M01", why="again")
    assert holds.held() == (7,)
    assert not holds.all()[7].by_itself
    assert logged.named("release_held")


def test_a_release_that_everybody_has_left_behind_is_not_looked_at() -> None:
    seen = [Seen("QS01", "990101", beat(NOON, releases=Releases(good=7, bad=(6,), high=7)), NOON, ())]
    assert under_way(seen, now=NOON) == []
    mixed = [*seen, *county_of(good=0, failed=0, seq=6)]
    assert [one.seq for one in under_way(mixed, now=NOON)] == [7, 6]


def test_people_are_told_of_the_stop_first_and_of_its_end(
    county: Store, clock: Clock, logged: Logged
) -> None:
    ear, fleet = Ear(), Fleet(store=county, clock=clock)
    holds = Holds(store=county, clock=clock, log=structlog.get_logger())
    alerts = Alerts(ways=[ear], log=structlog.get_logger())
    watch = FleetWatch(fleet=fleet, holds=holds, alerts=alerts, every_s=60, log=structlog.get_logger())
    for code in ("QS01", "QS02", "QS03"):
        told(fleet, code, beat(NOON, releases=Releases(good=5, bad=(6,), high=6)))
    told(fleet, "XS01", beat(NOON, releases=Releases(good=5, high=5)))
    watch.look()
    assert isinstance(ear.heard[0], Alert)
    assert str(ear.heard[0]) == "全部机器：第 6 版停下来了，没装的不会再装：装了 3 台，3 台不行"
    assert [one.what for one in ear.heard[1:]] == ["bad-release"] * 3
    holds.lift(6, by="M01", failed=3)
    watch.look()
    assert (ear.heard[-1].what, ear.heard[-1].well_again) == ("held-6", True)
    assert logged.named("release_held")
