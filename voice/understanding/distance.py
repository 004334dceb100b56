"""How far apart two phrases sound, from 0 (the same) to 1 (nothing in common).

Two rows of syllables are laid beside each other so that it costs least: a syllable against another one costs
what the accents say, one that stands alone costs its own weight. Particles and fillers weigh little.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from typing import Final

from config.accents import Accents
from voice.understanding.denial import Denial
from voice.understanding.sounds import parts, plain, spelled, syllables

_INITIAL_SHARE: Final = 0.42
_FINAL_SHARE: Final = 1 - _INITIAL_SHARE
_PARTICLE: Final = 0.25
_FILLER: Final = 0.12
_MEANT_FILLER: Final = 0.6
_FRAME: Final = 0.4
_UNLIKE: Final = 0.5
"""Syllables farther apart than this are two words, not one word said differently."""
_LONGEST_FILLER: Final = 8


@dataclass(frozen=True, slots=True)
class Tone:
    """One syllable of a phrase.

    Attributes:
        sound: In pinyin, without its tone.
        weight: What it costs when it is missing or too much, 0 to 1.
        denies: It belongs to a word that turns the rest into its contrary.
    """

    sound: str
    weight: float = 1.0
    denies: bool = False


Line = tuple[Tone, ...]


class Measure:
    """Compares phrases with the ears of one county.

    Args:
        accents: How people speak there.
    """

    def __init__(self, accents: Accents) -> None:
        self._initials = _both_ways(accents.initials)
        self._finals = _both_ways(accents.finals)
        self._syllables = _both_ways(accents.syllables)
        self._particles = frozenset("".join(accents.particles))
        self._fillers = frozenset(syllables(word) for word in accents.fillers)
        self._frames = frozenset(syllables(word) for word in accents.frames)
        self._denial = Denial(accents)
        self._kept: dict[str, dict[str, float]] = {}
        self._lines: dict[str, Line] = {}

    def line(self, text: str) -> Line:
        """A phrase as weighed syllables."""
        found = self._lines.get(text)
        if found is None:
            if len(self._lines) > 4096:
                self._lines.clear()
            found = self._lines[text] = self._weigh(text)
        return found

    def forget(self) -> None:
        """Keeps no text that was weighed."""
        self._lines.clear()

    def _weigh(self, text: str) -> Line:
        written = spelled(plain(text))
        sounds = syllables(text)
        if len(sounds) != len(written):  # letters that are no pinyin
            written = "?" * len(sounds)
        weights = [_PARTICLE if character in self._particles else 1.0 for character in written]
        tail = len(written.rstrip("".join(self._particles)))
        ending = (tail, len(sounds), _FILLER)
        for start, end, most in (*self._fills(sounds), *self._framed(sounds), ending):
            weights[start:end] = [min(weight, most) for weight in weights[start:end]]
        if not any(weight == 1.0 for weight in weights):
            weights = [_MEANT_FILLER] * len(weights)  # nothing but fillers: then they are what is meant
        denies = self._denial.in_text(written)
        return tuple(
            Tone(sound, max(weight, 0.5) if no else weight, no)
            for sound, weight, no in zip(sounds, weights, denies, strict=True)
        )

    def _fills(self, sounds: tuple[str, ...]) -> Iterator[tuple[int, int, float]]:
        """Where fillers stand; those of one syllable count at the beginning only, as 来 is a word too."""
        at, leading = 0, True
        while at < len(sounds):
            length = _longest(self._fillers, sounds, at, shortest=1 if leading else 2)
            leading = leading and length > 0
            if length:
                yield at, at + length, _FILLER
            at += length or 1

    def _framed(self, sounds: tuple[str, ...]) -> Iterator[tuple[int, int, float]]:
        at = 0
        while at < len(sounds):
            length = _longest(self._frames, sounds, at)
            if length:
                yield at, at + length, _FRAME
            at += length or 1

    def between(self, one: str, other: str) -> float:
        """How far apart two syllables are."""
        near = self._kept.get(one)
        if near is None:
            near = self._kept[one] = {}
        found = near.get(other)
        if found is None:
            found = near[other] = self._syllable_cost(one, other) if one != other else 0.0
        return found

    def _syllable_cost(self, one: str, other: str) -> float:
        (first, rhyme), (second, other_rhyme) = parts(one), parts(other)
        begins = 0.0 if first == second else self._initials.get((first, second), 1.0)
        ends = 0.0 if rhyme == other_rhyme else self._finals.get((rhyme, other_rhyme), 1.0)
        return min(self._syllables.get((one, other), 1.0), _INITIAL_SHARE * begins + _FINAL_SHARE * ends)

    def cost(
        self, heard: Line, phrase: Line, *, edge: float = 1.0, strict: bool = False, most: float = inf
    ) -> float:
        """The least cost of laying two lines beside each other, in whole syllables.

        Args:
            heard: One line.
            phrase: The other one.
            edge: What a syllable of `heard` before or after all of `phrase` costs, as a share of its weight.
            strict: One word in place of another one counts as one missing and one too many.
            most: What costs more than this is of no interest: then the answer may be endless.
        """
        unlike = _UNLIKE if strict else 1.0
        last = len(phrase) - 1
        row = [0.0]
        for tone in phrase:
            row.append(row[-1] + tone.weight)
        for tone in heard:
            weight, sound = tone.weight, tone.sound
            left = row[0] + weight * edge
            last_row, row = row, [left]
            least = left
            for at, other in enumerate(phrase):
                apart, its_weight = self.between(sound, other.sound), other.weight
                if apart > unlike:
                    beside = last_row[at] + weight + its_weight
                else:
                    beside = last_row[at] + (weight if weight > its_weight else its_weight) * apart
                alone = last_row[at + 1] + (weight * edge if at == last else weight)
                left += its_weight
                left = min(left, beside, alone)
                row.append(left)
                least = min(least, left)
            if least > most:
                return inf
        return row[-1]

    def distance(self, heard: Line, phrase: Line) -> float:
        """How far apart two lines are, 0 to 1."""
        longest = max(weight_of(heard), weight_of(phrase))
        return min(1.0, self.cost(heard, phrase) / longest) if longest else 1.0

    def nearness(self, one: str, other: str) -> float:
        """How far apart two phrases are; the same both ways round."""
        return self.distance(self.line(one), self.line(other))


def core_of(line: Line) -> Line:
    """A line without the fillers at both its ends."""
    meant = [at for at, tone in enumerate(line) if tone.weight > _FILLER]
    return line[meant[0] : meant[-1] + 1] if meant else line


def weight_of(line: Line) -> float:
    """What a line weighs, in whole syllables."""
    return sum(tone.weight for tone in line)


def _longest(words: frozenset[tuple[str, ...]], sounds: tuple[str, ...], at: int, shortest: int = 1) -> int:
    """How long the longest of these words is that begins here; 0: none does."""
    for length in range(min(_LONGEST_FILLER, len(sounds) - at), shortest - 1, -1):
        if sounds[at : at + length] in words:
            return length
    return 0


def _both_ways(pairs: Mapping[str, float]) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for pair, weight in pairs.items():
        one, _, other = pair.partition(" ")
        found[one, other] = found[other, one] = weight
    return found


@lru_cache(maxsize=1)
def _shipped() -> Measure:
    from config.loader import shipped_accents

    return Measure(shipped_accents())


def nearness(one: str, other: str, measure: Measure | None = None) -> float:
    """How far apart two phrases are by ear, 0 (the same) to 1, with the shipped accents if none are given."""
    return (measure or _shipped()).nearness(one, other)
