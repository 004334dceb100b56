"""Which release a terminal runs, which one it tries, and which it will never take again.

Plain dataclasses and JSON: the screen reads this file at its start, and every module costs time there.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Final

SHIPPED: Final = 0
"""The number of what came with the program."""
KEPT: Final = 3
STRIKES: Final = 2
BAD_KEPT: Final = 50


@dataclass(frozen=True, slots=True)
class State:
    """What a terminal knows about its releases. All numbers are releases' numbers; they only count up.

    Attributes:
        good: Runs when nothing is tried.
        trial: Being tried now.
        strikes: Failures of the trial so far.
        staged: Whole on the disk, not yet begun.
        checked: Whether the staged one was drawn and judged, and is sound.
        urgent: Whether the staged one begins at the next idle moment, not at night.
        held: Whether the maintainers have stopped the staged one.
        kept: Good ones on the disk, newest first; the first is `good`.
        bad: Given back or found unsound; newest first. None of them is ever taken again.
        high: The highest number that was ever staged; only a higher one is taken.
    """

    good: int = SHIPPED
    trial: int | None = None
    strikes: int = 0
    staged: int | None = None
    checked: bool = False
    urgent: bool = False
    held: bool = False
    kept: tuple[int, ...] = ()
    bad: tuple[int, ...] = ()
    high: int = SHIPPED

    @property
    def running(self) -> int:
        """The release that visits begin with now."""
        return self.good if self.trial is None else self.trial

    @property
    def candidates(self) -> tuple[int, ...]:
        """What to run, best first, should some of it not be readable."""
        found = [self.running, self.good, *self.kept]
        return tuple(dict.fromkeys(number for number in found if number != SHIPPED))

    @property
    def needed(self) -> frozenset[int]:
        """The releases that stay on the disk."""
        return frozenset(n for n in (self.trial, self.staged, *self.kept[:KEPT]) if n is not None)

    def may_take(self, number: int) -> bool:
        """Whether a release is news: higher than all before, and not known to be bad."""
        return number > self.high and number not in self.bad

    # -- what happens to it; each gives the next state

    def stage(self, number: int, *, urgent: bool = False) -> State:
        """A release is whole on the disk; one that waited gives way."""
        return replace(
            self, staged=number, checked=False, urgent=urgent, held=False, high=max(self.high, number)
        )

    def judge(self, number: int, *, sound: bool) -> State:
        """The staged release was looked at."""
        if number != self.staged:
            return self
        if sound:
            return replace(self, checked=True)
        return replace(self, staged=None, checked=False, urgent=False, held=False, bad=self._with_bad(number))

    def hold(self, *, held: bool) -> State:
        """The maintainers stop the staged release, or let it go on."""
        return self if self.staged is None else replace(self, held=held)

    def begin(self) -> State:
        """The staged release is tried; a trial still going on is over, and counts as neither good nor bad."""
        if self.staged is None or self.held:
            return self
        return replace(self, trial=self.staged, strikes=0, staged=None, checked=False, urgent=False)

    def strike(self) -> State:
        """The trial failed once; at the second time the last good one is back."""
        if self.trial is None:
            return self
        if self.strikes + 1 < STRIKES:
            return replace(self, strikes=self.strikes + 1)
        return replace(self, trial=None, strikes=0, bad=self._with_bad(self.trial))

    def praise(self) -> State:
        """The trial is over, and was good."""
        if self.trial is None:
            return self
        kept = tuple(dict.fromkeys((self.trial, *self.kept)))[:KEPT]
        return replace(self, good=self.trial, trial=None, strikes=0, kept=kept)

    def back(self) -> State:
        """The running release is given back by hand: to the last good one, or to the one before it."""
        if self.trial is not None:
            return replace(self, trial=None, strikes=0, bad=self._with_bad(self.trial))
        if self.good == SHIPPED:
            return self
        kept = tuple(number for number in self.kept if number != self.good)
        return replace(self, good=kept[0] if kept else SHIPPED, kept=kept, bad=self._with_bad(self.good))

    def _with_bad(self, number: int) -> tuple[int, ...]:
        return tuple(dict.fromkeys((number, *self.bad)))[:BAD_KEPT]

    # -- its file

    def dump(self) -> bytes:
        """As the bytes of its file."""
        return (json.dumps(asdict(self), indent=1) + "\n").encode()

    @classmethod
    def parse(cls, raw: bytes) -> State:
        """Reads it back.

        Raises:
            ValueError: It is no state.
        """
        try:
            found = json.loads(raw)
            state = cls(**{**found, "kept": tuple(found["kept"]), "bad": tuple(found["bad"])})
            numbers = [state.good, state.high, state.strikes, *state.kept, *state.bad]
            numbers += [number for number in (state.trial, state.staged) if number is not None]
        except (KeyError, TypeError, RecursionError) as error:
            raise ValueError("not a state of releases") from error
        if not all(type(number) is int and number >= 0 for number in numbers):
            raise ValueError("not a state of releases")
        return state
