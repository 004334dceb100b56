"""The terminals in the order in which somebody looks after them: by what is wrong, then whom to call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from center.fleet.fleet import Seen
from center.fleet.holds import Hold, under_way
from center.fleet.illness import Weight
from center.fleet.rollout import Progress, Stage, stage_of
from center.settings import Township

MOST_SHOWN = 40
"""So many terminals that need nobody stand on the page itself; of more, each township has its own page."""
_MOST_RELEASES = 4


@dataclass(frozen=True, slots=True)
class Call:
    """One call: a township, and its terminals with the same kind of trouble.

    Attributes:
        place: What the township is called.
        phone: Whom to call; empty if nobody is named.
        ill: Each terminal with what is wrong, the worst first.
    """

    place: str
    phone: str
    ill: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """All calls for one kind of trouble."""

    weight: Weight
    calls: tuple[Call, ...]

    @property
    def count(self) -> int:
        """How many terminals."""
        return sum(len(call.ill) for call in self.calls)


@dataclass(frozen=True, slots=True)
class Well:
    """The terminals of a township that need nobody."""

    township: str
    place: str
    terminals: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Rollout:
    """A release on its way, with those that failed."""

    progress: Progress
    hold: Hold | None
    failed: tuple[str, ...]

    @property
    def seq(self) -> int:
        """Its number."""
        return self.progress.seq

    @property
    def is_held(self) -> bool:
        """Whether it is stopped now."""
        return self.hold is not None and self.hold.lifted_at is None

    @property
    def all(self) -> int:
        """All terminals that count."""
        return self.progress.reached + self.progress.not_yet

    def share(self, count: int) -> float:
        """In percent of all terminals."""
        return 100 * count / self.all if self.all else 0.0


def troubles(seen: Iterable[Seen], places: Mapping[str, Township]) -> list[Trouble]:
    """The ill terminals: the worst kind of trouble first, in it the township with the most first."""
    ill = sorted(
        (one for one in seen if one.illnesses), key=lambda one: (one.weight, one.township, one.terminal)
    )
    found = []
    for weight, alike in groupby(ill, key=lambda one: one.weight):
        calls = []
        for township, there in groupby(alike, key=lambda one: one.township):
            place = places.get(township)
            calls.append(
                Call(place.office if place else township, place.phone if place else "", tuple(there))
            )
        found.append(Trouble(Weight(weight), tuple(sorted(calls, key=lambda call: -len(call.ill)))))
    return found


def well(seen: Iterable[Seen], places: Mapping[str, Township]) -> list[Well]:
    """The others, by township; in it as they come."""
    found: dict[str, list[Seen]] = {}
    for one in seen:
        if not one.illnesses:
            found.setdefault(one.township, []).append(one)
    return [
        Well(township, places[township].office if township in places else township, tuple(found[township]))
        for township in sorted(found)
    ]


def rollouts(seen: list[Seen], holds: Mapping[int, Hold], *, now: datetime) -> list[Rollout]:
    """The releases on their way, the newest first; a stopped one is never left out."""
    found = [
        Rollout(one, holds.get(one.seq), _failed_with(seen, one.seq, now)) for one in under_way(seen, now=now)
    ]
    shown = {one.seq for one in found}
    for seq, hold in holds.items():
        if hold.lifted_at is None and seq not in shown:
            found.append(Rollout(Progress(seq), hold, ()))
    return sorted(
        (one for number, one in enumerate(found) if number < _MOST_RELEASES or one.is_held),
        key=lambda one: (not one.is_held, -one.seq),
    )


def _failed_with(seen: Iterable[Seen], seq: int, now: datetime) -> tuple[str, ...]:
    return tuple(
        one.terminal
        for one in seen
        if one.beat is not None
        and one.received_at is not None
        and stage_of(one.beat, received_at=one.received_at, now=now, seq=seq) is Stage.FAILED
    )
