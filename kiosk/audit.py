"""`kiosk audit`: the measures of `ui.audit`, with the ear's own idea of what sounds alike.

The ear and the pages know nothing of one another; here they meet.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ui.audit import main as measure_pages
from ui.audit_voice import Ears

if TYPE_CHECKING:
    from voice.understanding.distance import Measure

CHOICES_APART = 1.0
"""How many asking thresholds apart two choices have to be."""


def main(argv: list[str]) -> int:
    """Measures all pages; see `kiosk audit --help`."""
    return measure_pages(argv, ears=Ears(asking_thresholds, CHOICES_APART))


def asking_thresholds(one: str, other: str) -> float:
    """How far apart two phrases are, in the distances up to which the ear would ask for one of them.

    As the ear does, a word in place of another one counts as one that is missing and one too many, short
    phrases have to be nearer than long ones, and yes is never taken for no.
    """
    from voice.understanding.distance import weight_of

    measure, ask, ask_by_weight = _measure()
    first, second = measure.line(one), measure.line(other)
    if not first or not second:
        return CHOICES_APART
    if any(tone.denies for tone in first) != any(tone.denies for tone in second):
        return CHOICES_APART
    lighter, heavier = sorted((weight_of(first), weight_of(second)))
    threshold = min(ask, ask_by_weight * lighter)
    if (heavier - lighter) / heavier >= threshold:
        return CHOICES_APART  # what is missing alone is too much
    return measure.cost(first, second, strict=True) / heavier / threshold


@cache
def _measure() -> tuple[Measure, float, float]:
    from config.loader import shipped_accents
    from voice.understanding.distance import Measure
    from voice.understanding.matcher import Limits

    limits = Limits()
    return Measure(shipped_accents()), limits.ask, limits.ask_by_weight
