"""A villager's whole visit: look, think, press beside the mark, until the errand is done or given up."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.core.identity import IdCard
from kiosk.core.screens import Ending, Home, Receipt
from kiosk.villagers.acts import Act, LayCard, Leave, Push, Script, Wait
from kiosk.villagers.eyes import Sight, look
from kiosk.villagers.hand import Habits, Hand
from kiosk.villagers.judge import Judge, Moment
from kiosk.villagers.world import World

MOST_TURNS = 120
"""After so many looks at pages somebody gives up."""


@dataclass(frozen=True, slots=True)
class Played:
    """How it ended: whether the errand was done, and if not, where it stuck."""

    done: bool
    outcome: str
    turns: int


class Play:
    """One villager at one terminal.

    Args:
        world: The terminal.
        script: What they want, and how they go about it.
        card: Their card.
        habits: How steady their hand is.
        judge: Watches.
        rng: Their chance.
        truth: Asked at the end: whether what they were told is true; "" is yes.
    """

    def __init__(
        self,
        *,
        world: World,
        script: Script,
        card: IdCard,
        habits: Habits,
        judge: Judge,
        rng: random.Random,
        truth: Callable[[World], str],
    ) -> None:
        self._world = world
        self._script = script
        self._card = card
        self._habits = habits
        self._judge = judge
        self._rng = rng
        self._truth = truth
        self._arrived = False
        self._hand = Hand(world, habits, rng)

    def run(self) -> Played:
        """Plays it."""
        sight = look(self._world.screen)
        for turn in range(MOST_TURNS):
            self._world.advance(self._rng.uniform(*self._habits.think_s))
            self._judge.waited(self._world.visit)
            sight = look(self._world.screen)
            act = self._script.decide(sight)
            self._count_page(sight, act)
            if isinstance(act, Leave):
                fault = self._truth(self._world)
                self._go()
                return Played(not fault, fault or "done", turn + 1)
            try:
                self._do(act, sight)
            except LookupError as missing:
                return Played(done=False, outcome=f"not shown: {missing} on {sight.title}", turns=turn + 1)
        return Played(done=False, outcome=f"gave up at: {sight.title}", turns=MOST_TURNS)

    def _count_page(self, sight: Sight, act: Act) -> None:
        if self._arrived or isinstance(act, Wait) or (isinstance(act, Push) and act.lost):
            return
        screen = self._world.screen
        self._arrived = isinstance(screen, Receipt)
        title = "" if isinstance(screen, Home) else sight.title  # its title changes while nobody is there
        self._judge.notes.pages.add((title, sight.page))

    def _do(self, act: Act, sight: Sight) -> None:
        match act:
            case LayCard():
                self._judge.notes.presses += 1
                self._world.lay(self._card)
            case Push(target):
                self._push(target, sight)
            case _:
                pass

    def _push(self, target: str, sight: Sight) -> None:
        aim = target
        others = [thing.target for thing in sight.things if thing.target not in ("", target)]
        if others and self._rng.random() < self._habits.wrong:
            aim = self._rng.choice(others)
        before = Moment.of(self._world.visit)
        tapped = self._hand.tap(aim)
        self._judge.pressed(before, self._world.visit, meant=target, hit=tapped.first or tapped.second)
        if tapped.doubled:
            self._judge.doubled(before, first=tapped.first, second=tapped.second)

    def _go(self) -> None:
        """办完了, and away; the terminal is by itself again."""
        for _ in range(MOST_TURNS):
            screen = self._world.screen
            if isinstance(screen, Home) and not self._world.visit.people:
                return
            targets = screen.targets
            if isinstance(screen, Ending) or not targets & {"done", "finish"}:
                self._world.advance(self._rng.uniform(*self._habits.think_s))
                continue
            self._world.advance(1.0)
            self._hand.tap("done" if "done" in targets else "finish")
