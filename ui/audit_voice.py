"""What every villager's page is held to by ear: it says something, and what can be chosen can be said.

Where any service may be asked for, all of them count as choices of the page.

How near two phrases sound is told from outside: the audit measures pages and knows no recogniser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Final

from config.release import Release
from kiosk.core import hearing, saying
from kiosk.core.events import Began
from kiosk.core.screens import Home, Screen
from kiosk.core.standpoint import Standpoint
from kiosk.core.talk import Ear, Wanted
from ui.audit_rules import Finding

ByEar = Callable[[str, str], float]
"""How far apart two phrases sound, from 0 to 1."""
NOT_SPOKEN: Final = frozenset({"again", "speak"})
"""The voice's own slots have other words for who speaks."""
TYPED: Final = ("key:", "part:")
"""Keys and boxes: the whole number is spoken."""


@dataclass(frozen=True, slots=True)
class Ears:
    """How phrases are told apart.

    Attributes:
        apart: How far apart two phrases sound.
        least: Nearer than this, one may be asked for in place of the other.
    """

    apart: ByEar
    least: float


class Listener:
    """Judges pages of a release by ear; each pair of phrases once.

    Args:
        release: The configuration.
        ears: How phrases are told apart; without them only their presence is judged.
    """

    def __init__(self, release: Release, *, ears: Ears | None = None) -> None:
        nobody = Began(at_s=0.0, visit_id="", serial=1, local=datetime.fromisoformat("2026-06-08T10:00"))
        self._stand = Standpoint(release, nobody)
        self._services = tuple(release.services.values())
        self._tiles = {f"tile:{tile.id}": frozenset(tile.services) for tile in release.menus.tiles}
        self._ears = ears
        self._judged: dict[tuple[Wanted, ...], tuple[Finding, ...]] = {}
        self._pairs: dict[tuple[Wanted, Wanted], tuple[Finding, ...]] = {}
        self._near: dict[tuple[str, str], bool] = {}

    def look(self, screen: Screen) -> Iterator[Finding]:
        """A page against all rules of the voice."""
        if screen.frame.silent:
            return
        said = saying.said_of(screen, self._stand.words, private=False, choices=False)
        idle = isinstance(screen, Home) and all(tool.id != "done" for tool in screen.frame.tools)
        if not said.lines and not idle:
            yield Finding("unsaid", f"'{screen.title.written}' says nothing")
        anything = self._services if isinstance(screen, hearing.SERVICES_FROM) else ()
        ear = hearing.ear_of(screen, anything, self._stand.phrases, offers=said.offers)
        yield from self._unheard(screen, ear)
        if self._ears is not None:
            if ear.wanted not in self._judged:
                self._judged[ear.wanted] = tuple(self._alike(ear, self._ears))
            yield from self._judged[ear.wanted]

    @staticmethod
    def _unheard(screen: Screen, ear: Ear) -> Iterator[Finding]:
        there = {one.target for one in ear.wanted}
        for target in sorted(screen.targets - there - NOT_SPOKEN):
            if not (hearing.is_by_touch(screen, target) or _is_typed(target)):
                yield Finding("phrase", f"'{target}' can't be said")

    def _alike(self, ear: Ear, ears: Ears) -> Iterator[Finding]:
        """Two choices of a page of which one may be taken for the other."""
        for one, other in combinations(ear.wanted, 2):
            found = self._pairs.get((one, other))
            if found is None:
                found = self._pairs[one, other] = tuple(self._pair(one, other, ears))
            yield from found

    def _pair(self, one: Wanted, other: Wanted, ears: Ears) -> Iterator[Finding]:
        """Numbers are told apart anyway."""
        if self._lead_alike(one.target, other.target):
            return
        for phrase in _words(one):
            for another in _words(other):
                if self._is_near(phrase, another, ears):
                    what = f"'{one.target}' ({phrase}) sounds like '{other.target}' ({another})"
                    yield Finding("alike", what)

    def _lead_alike(self, one: str, other: str) -> bool:
        """Whether one is a tile and the other a service behind it: whichever is asked for, it is the way."""
        return other.removeprefix("service:") in self._tiles.get(one, ()) or one.removeprefix(
            "service:"
        ) in self._tiles.get(other, ())

    def _is_near(self, one: str, other: str, ears: Ears) -> bool:
        key = (one, other) if one < other else (other, one)
        near = self._near.get(key)
        if near is None:
            near = self._near[key] = ears.apart(*key) < ears.least
        return near


def _is_typed(target: str) -> bool:
    return target.startswith(TYPED) and target != "key:back"


def _words(wanted: Wanted) -> Iterator[str]:
    return (phrase for phrase in wanted.phrases if not hearing.is_ordinal(phrase))
