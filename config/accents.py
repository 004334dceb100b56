"""The schema of ``accents.yaml``: how people here speak, for the terminal's ear.

Weights say how far apart two sounds are: 0 is the same, 1 is nothing in common. What is not listed is 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field, StringConstraints, field_validator

from config.services import Line, Strict

Weight = Annotated[float, Field(ge=0, le=1)]
SoundPair = Annotated[str, StringConstraints(pattern=r"^[a-z]{1,6} [a-z]{1,6}$")]


Expressions = tuple[Line, ...]


class Accents(Strict):
    """What the ear knows of a county's way to speak.

    Attributes:
        initials: How near two initials are: ``n l: 0.1``.
        finals: How near two finals are: ``in ing: 0.1``.
        syllables: How near two whole syllables are, where their parts do not tell: ``qu qie: 0.1``.
        particles: Characters that carry little, wherever they stand: 的, 了, 嘛.
        fillers: Words around what is meant: 我想, 那个, 麻烦你.
        frames: Words that many questions share, and that tell little: 没得, 好多, 啷个办.
        negations: Words that turn what follows into its contrary.
        doubtful: A no that may as well be another word: 不办 sounds like 补办.
        asking: Words that look like a no and only ask: 没得, 有没有.
        yes: Ways to say yes.
        no: Ways to say no.
        same: The common word, and what is said here for it: ``怎么: [啷个, 咋个]``.
        lunar: Words of the old calendar: a date with one of them is not taken.
        money: Words of paying: nothing that holds one of them is acted on.
        noise: What recognisers write where nobody spoke.
    """

    initials: Mapping[SoundPair, Weight] = {}
    finals: Mapping[SoundPair, Weight] = {}
    syllables: Mapping[SoundPair, Weight] = {}
    particles: Expressions = ()
    fillers: Expressions = ()
    frames: Expressions = ()
    negations: Expressions = ()
    doubtful: Expressions = ()
    asking: Expressions = ()
    yes: Expressions = ()
    no: Expressions = ()
    same: Mapping[Line, Expressions] = {}
    lunar: Expressions = ()
    money: Expressions = ()
    noise: Expressions = ()

    @field_validator("initials", "finals", "syllables")
    @classmethod
    def _each_pair_once(cls, pairs: Mapping[str, float]) -> Mapping[str, float]:
        seen: set[frozenset[str]] = set()
        for pair in pairs:
            sounds = frozenset(pair.split())
            if len(sounds) < 2:
                raise ValueError(f"'{pair}' is one sound twice")
            if sounds in seen:
                raise ValueError(f"'{pair}' stands here twice, once the other way round")
            seen.add(sounds)
        return pairs

    def variants(self) -> Iterator[tuple[str, str]]:
        """Each local word with the common one, the longest first."""
        pairs = [(said, common) for common, here in self.same.items() for said in here]
        yield from sorted(pairs, key=lambda pair: -len(pair[0]))
