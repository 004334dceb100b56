"""Which of the things that a page accepts was asked for, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from config.accents import Accents
from kiosk.core.talk import Wanted
from voice.understanding.denial import Agreement, Denial, agreement
from voice.understanding.distance import Line, Measure, core_of, weight_of
from voice.understanding.sounds import plain


@dataclass(frozen=True, slots=True)
class Limits:
    """How near is near enough; found on one half of the spoken trials and judged on the other.

    Attributes:
        act: Up to this far a long phrase is acted on.
        act_by_weight: The same for short ones: times the phrase's syllables.
        ask: Up to this far the person is asked back.
        ask_by_weight: The same for short ones.
        lead: How much nearer than any other target one must be to be acted on.
        beside: Two targets that are not farther apart than this are both offered.
        held: Up to this far a phrase inside a longer sentence, or a part of a phrase, is asked back;
            and so far such a one is from the whole phrase at least.
        held_weight: A phrase inside a longer sentence has at least so many syllables,
        held_share: and is at least this much of the sentence.
        part_weight: A part of a phrase has at least so many.
    """

    act: float = 0.27
    act_by_weight: float = 0.06
    ask: float = 0.42
    ask_by_weight: float = 0.13
    lead: float = 0.06
    beside: float = 0.08
    held: float = 0.15
    held_weight: float = 2.0
    held_share: float = 0.4
    part_weight: float = 2.0


_LIMITS: Final = Limits()
_CANDIDATE_STEP: Final = 0.02
"""A recogniser's second guess counts a little less than its first."""
_EDGE: Final = 0.06
_SHARED: Final = 0.34
_MOST_KEPT: Final = 1024


@dataclass(frozen=True, slots=True)
class Match:
    """One target, as near as any of its phrases came.

    Attributes:
        wanted: What it is.
        distance: 0 to 1.
        certain: Near enough, and nothing against it: it may be acted on.
    """

    wanted: Wanted
    distance: float
    certain: bool


@dataclass(frozen=True, slots=True)
class _Heard:
    line: Line
    weight: float
    doubtful: bool
    penalty: float


class Matcher:
    """Finds targets by sound.

    Args:
        measure: How sounds are compared.
        accents: Words of the county.
        limits: How near is near enough.
    """

    def __init__(self, measure: Measure, accents: Accents, limits: Limits = _LIMITS) -> None:
        self._measure = measure
        self._denial = Denial(accents)
        self._variants = tuple(accents.variants())
        self._limits = limits
        self._kept: dict[tuple[str, ...], tuple[tuple[Line, float], ...]] = {}

    def matches(self, candidates: Sequence[str], wanted: Sequence[Wanted]) -> list[Match]:
        """All targets near enough to be asked for, the nearest first; among equals as the page lists them.

        Args:
            candidates: What a recogniser wrote, its best guess first.
            wanted: What the page accepts.
        """
        heard = self._heard(candidates)
        found = [match for thing in wanted if (match := self._nearest(heard, thing, whole=True))]
        if not any(match.certain for match in found):
            found += [match for thing in wanted if (match := self._nearest(heard, thing, whole=False))]
        return sorted(found, key=lambda match: match.distance)

    def decided(self, matches: Sequence[Match]) -> Match | None:
        """The one target that may be acted on, or none."""
        if not matches or not matches[0].certain:
            return None
        first = matches[0]
        for other in matches[1:]:
            if other.wanted.target == first.wanted.target:
                continue
            if other.distance <= first.distance and _said_alike(first.wanted, other.wanted):
                continue  # the page lists the same words twice: what stands first is meant
            if other.distance - first.distance < self._limits.lead:
                return None
        return first

    def offered(self, matches: Sequence[Match]) -> tuple[str, ...]:
        """The one or two targets to ask for."""
        targets = list(
            dict.fromkeys(
                match.wanted.target
                for match in matches
                if match.distance - matches[0].distance <= self._limits.beside
            )
        )
        return tuple(targets[:2])

    def _heard(self, candidates: Sequence[str]) -> list[_Heard]:
        """What may have been said, each sound of it once."""
        found: dict[Line, _Heard] = {}
        for number, candidate in enumerate(candidates):
            for form in self._forms(candidate):
                line = self._measure.line(form)
                if line and line not in found:
                    doubtful = self._denial.is_doubtful(plain(form))
                    found[line] = _Heard(line, weight_of(line), doubtful, number * _CANDIDATE_STEP)
        return list(found.values())

    def warm(self, wanted: Sequence[Wanted]) -> None:
        """Makes the phrases of a page ready."""
        for thing in wanted:
            self._lines_of(thing)

    def forget(self) -> None:
        """Keeps no phrase, and nothing that was heard."""
        self._kept.clear()
        self._measure.forget()

    def _lines_of(self, wanted: Wanted) -> tuple[tuple[Line, float], ...]:
        """All the phrases of a target as weighed lines, each sound once."""
        found = self._kept.get(wanted.phrases)
        if found is None:
            if len(self._kept) > _MOST_KEPT:
                self._kept.clear()
            forms = (form for phrase in wanted.phrases for form in self._forms(phrase))
            lines = dict.fromkeys(line for form in forms if (line := self._measure.line(form)))
            found = self._kept[wanted.phrases] = tuple((line, weight_of(line)) for line in lines)
        return found

    def _forms(self, text: str) -> tuple[str, ...]:
        """A sentence as it was said, and in common words: 啷个 -> 怎么."""
        common = plain(text)
        for said, word in self._variants:
            common = common.replace(said, word)
        return tuple(dict.fromkeys((text, common)))

    def _nearest(self, heard: Sequence[_Heard], wanted: Wanted, *, whole: bool) -> Match | None:
        best: Match | None = None
        for line, weight in self._lines_of(wanted):
            for one in heard:
                match = (
                    self._whole(one, line, weight, wanted) if whole else self._part(one, line, weight, wanted)
                )
                if match and (best is None or match.distance < best.distance):
                    best = match
        return best

    def _whole(self, heard: _Heard, phrase: Line, weight: float, wanted: Wanted) -> Match | None:
        limits = self._limits
        longest, shortest = max(heard.weight, weight), min(heard.weight, weight)
        ask = min(limits.ask, limits.ask_by_weight * weight)
        if (longest - shortest) / longest > ask:
            return None  # what is missing alone is too much
        distance = self._measure.cost(heard.line, phrase, most=ask * longest) / longest + heard.penalty
        if distance > ask:
            return None
        agreed = agreement(heard.line, phrase, doubtful=heard.doubtful)
        if agreed is Agreement.NONE:
            return None
        near = min(limits.act, limits.act_by_weight * weight)
        certain = agreed is Agreement.FULL and distance <= near
        if certain and distance > 0:
            certain = self._measure.cost(heard.line, phrase, strict=True) / longest + heard.penalty <= near
        return Match(wanted, distance, certain)

    def _part(self, heard: _Heard, phrase: Line, weight: float, wanted: Wanted) -> Match | None:
        """A phrase inside a longer sentence, or a part of a phrase: enough to ask, never to act."""
        limits = self._limits
        longer = heard.weight > weight
        smaller, larger = (phrase, heard.line) if longer else (heard.line, phrase)
        smaller = core_of(smaller)
        own = weight_of(smaller)
        if own < (
            max(limits.held_weight, limits.held_share * heard.weight) if longer else limits.part_weight
        ):
            return None
        if not _shares(smaller, larger):
            return None
        lost = self._measure.cost(larger, smaller, edge=_EDGE, most=limits.held * own) / own
        if lost > limits.held or agreement(heard.line, phrase, doubtful=heard.doubtful) is not Agreement.FULL:
            return None
        return Match(wanted, limits.held + lost + heard.penalty, certain=False)


def _shares(smaller: Line, larger: Line) -> bool:
    """Whether enough of the very same syllables are in both for one to be in the other."""
    sounds = {tone.sound for tone in larger}
    return sum(tone.weight for tone in smaller if tone.sound in sounds) >= _SHARED * weight_of(smaller)


def _said_alike(one: Wanted, other: Wanted) -> bool:
    return bool({plain(phrase) for phrase in one.phrases} & {plain(phrase) for phrase in other.phrases})
