"""What every page is held to, as rules over what was measured: sizes, gaps, nothing cut, a steady bar.

Sizes are physical. Sources: ink, ADA 707.7.2, KS X 9211 and VVSG 2.0 7.1-G; targets and gaps, AAMI HE75;
lines, WCAG 1.4.8; help in the same place, WCAG 3.2.6.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from PySide6.QtCore import QRectF

from kiosk.core.screens import Screen, TextSize
from ui.ink import ink_of_em
from ui.measure import Measured, TargetItem, TextItem
from ui.sizes import INK_PER_EM

INK_MM: Final = {TextSize.STANDARD: 4.8, TextSize.ELDER: 7.25, TextSize.EXTRA_LARGE: 8.5}
TARGET_MM: Final = {TextSize.STANDARD: 16.0, TextSize.ELDER: 20.0, TextSize.EXTRA_LARGE: 20.0}
GAP_MM: Final = 6.0
LINE_HANZI: Final = 40
RUNNING_SPACING: Final = 1.5
CLOSE_SPACING: Final = 1.2
CLOSE_LINES: Final = 2
SLOTS: Final = ("back", "again", "speak", "help", "primary")
HAIR_MM: Final = 0.02
"""What rounding may take."""
HAIR_PX: Final = 1.0


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a page breaks, and how."""

    rule: str
    what: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as it was drawn.

    Attributes:
        screen: What was to be shown.
        measured: What was.
        top_px: Where the page begins: below 0 in the low position.
    """

    screen: Screen
    measured: Measured
    top_px: int = 0

    @property
    def size(self) -> TextSize:
        """The text size."""
        return self.screen.frame.display.text_size

    def mm(self, px: float) -> float:
        """Pixels as millimetres."""
        return px * self.measured.mm_per_px


Rule = Callable[[Shown], Iterator[Finding]]
Edges = tuple[float, float, float, float]


def ink(shown: Shown) -> Iterator[Finding]:
    """Text is tall enough: measured on the ink of 国, in the font that is drawn with."""
    least = INK_MM[shown.size]
    for text in shown.measured.texts:
        em_px = text.ink_mm / (INK_PER_EM * shown.measured.mm_per_px)
        ink_mm = shown.mm(ink_of_em(round(em_px)))
        if ink_mm < least - HAIR_MM:
            yield Finding("ink", f"{text.kind} '{brief(text.text)}' has {ink_mm:.2f} mm of ink, not {least}")


def targets(shown: Shown) -> Iterator[Finding]:
    """What is pressed is big enough, both ways."""
    least = TARGET_MM[shown.size]
    for target in shown.measured.targets:
        wide, tall = shown.mm(target.rect.width()), shown.mm(target.rect.height())
        if min(wide, tall) < least - HAIR_MM:
            yield Finding("target", f"'{target.target}' is {wide:.1f} x {tall:.1f} mm, not {least:.0f}")


def gaps(shown: Shown) -> Iterator[Finding]:
    """Between any two targets lies a finger's doubt."""
    for one, other in combinations(shown.measured.targets, 2):
        gap_mm = shown.mm(distance(one.rect, other.rect))
        if gap_mm < GAP_MM - HAIR_MM:
            yield Finding(
                "gap", f"'{one.target}' and '{other.target}' are {gap_mm:.1f} mm apart, not {GAP_MM:.0f}"
            )


def nothing_cut(shown: Shown) -> Iterator[Finding]:
    """Every text stands whole in its part, and the page has room for all of it."""
    for text in shown.measured.texts:
        if text.cut:
            yield Finding("cut", f"{text.kind} '{brief(text.text)}' has no room in {text.owner}")
    lacking = -shown.measured.spare_px
    if lacking > HAIR_PX:
        yield Finding("full", f"the page lacks {shown.mm(lacking):.1f} mm of height")


def nothing_covered(shown: Shown) -> Iterator[Finding]:
    """No text lies on another text, or under a target that it does not belong to."""
    texts = sorted(
        ((text, edges(lettered(text))) for text in shown.measured.texts), key=lambda pair: pair[1][1]
    )
    for number, (one, first) in enumerate(texts):
        for other, second in texts[number + 1 :]:
            if second[1] > first[3]:
                break
            if overlap(first, second):
                yield Finding("overlap", f"'{brief(one.text)}' and '{brief(other.text)}' lie on one another")
    targets = [(target, edges(target.rect)) for target in shown.measured.targets]
    for text, box in texts:
        for target, place in targets:
            if overlap(box, place) and text.part != target.rect and not _inside(target, text):
                yield Finding("overlap", f"'{brief(text.text)}' lies under '{target.target}'")


def _inside(target: TargetItem, text: TextItem) -> bool:
    return text.owner == target.target and target.rect.contains(text.part)


def inside(shown: Shown) -> Iterator[Finding]:
    """Nothing stands outside of the window, nor, in the low position, above where it begins."""
    window = shown.measured.window.adjusted(-HAIR_PX, shown.top_px - HAIR_PX, HAIR_PX, HAIR_PX)
    for text in shown.measured.texts:
        if not window.contains(lettered(text)):
            yield Finding("outside", f"'{brief(text.text)}' stands outside of the window")
    for target in shown.measured.targets:
        if not window.contains(target.rect):
            yield Finding("outside", f"'{target.target}' stands outside of the window")


def lines(shown: Shown) -> Iterator[Finding]:
    """No line is longer than 40 Hanzi; lines keep their distance."""
    for text in shown.measured.texts:
        longest = max(wide_letters(line) for line in text.text.split("\n"))
        if longest > LINE_HANZI:
            yield Finding("line", f"'{brief(text.text)}' has {longest:.0f} Hanzi in a line, not {LINE_HANZI}")
        least = CLOSE_SPACING if text.lines <= CLOSE_LINES else RUNNING_SPACING
        if text.lines > 1 and text.spacing < least - 0.005:
            what = (
                f"{text.lines} lines of {text.kind} '{brief(text.text)}' are {text.spacing:.2f} em apart, not"
            )
            what = f"{what} {least}"
            yield Finding("spacing", what)


def primary(shown: Shown) -> Iterator[Finding]:
    """At most one filled primary, and only in slot five."""
    filled = [target for target in shown.measured.targets if target.filled_primary]
    if len(filled) > 1:
        yield Finding("primary", f"{len(filled)} filled primaries: {', '.join(t.target for t in filled)}")
    slot = shown.screen.frame.primary
    for target in filled:
        if slot is None or target.target != slot.id or target.band != "bar":
            yield Finding("primary", f"'{target.target}' is filled, and does not stand in slot five")
    if shown.screen.frame.primary_filled and slot is not None and slot.enabled and not filled:
        yield Finding("primary", f"'{slot.id}' should be filled, and is not")


def helped(shown: Shown) -> Iterator[Finding]:
    """Somebody can be called from every page of a villager."""
    frame = shown.screen.frame
    if not frame.silent and (frame.help is None or not frame.help.enabled):
        yield Finding("help", "nobody can be called from this page")


def named(shown: Shown) -> Iterator[Finding]:
    """A screen reader finds a name on every target."""
    for target in shown.measured.targets:
        if not target.name.strip():
            yield Finding("name", f"'{target.target}' has no name for a screen reader")


GEOMETRY: Final[tuple[Rule, ...]] = (
    ink,
    targets,
    gaps,
    nothing_cut,
    nothing_covered,
    inside,
    lines,
    primary,
    helped,
    named,
)


class BarKeeper:
    """The five slots of the bottom bar stand in the same places on all pages of one view."""

    def __init__(self) -> None:
        self._places: dict[int, tuple[QRectF, str]] = {}

    def look(self, page: str, shown: Shown) -> Iterator[Finding]:
        """Compares a page's bar with those before."""
        if shown.screen.frame.silent:
            return
        in_bar = [target for target in shown.measured.targets if target.band == "bar"]
        bar = {(target.target, target.name): target for target in in_bar}
        for slot, choice in enumerate(shown.screen.frame.bar):
            if choice is None:
                continue
            target = bar.pop((choice.id, choice.words.written), None)
            if target is None:
                yield Finding("bar", f"'{choice.id}' is not in the bar")
                continue
            place, first = self._places.setdefault(slot, (target.rect, page))
            if place != target.rect:
                yield Finding("bar", f"slot {slot + 1} ({SLOTS[slot]}) stands elsewhere than on {first}")
        for extra, _ in bar:
            yield Finding("bar", f"'{extra}' stands in the bar and in none of its slots")
        rows = sorted((round(place.top()), place.left(), slot) for slot, (place, _) in self._places.items())
        if [slot for *_, slot in rows] != sorted(self._places):
            yield Finding("bar", "the slots are not in their order")


# -- measures


def brief(text: str) -> str:
    """A text short enough for a line of a report."""
    plain = text.replace("\n", "")
    return plain if len(plain) <= 18 else plain[:17] + "…"


def distance(one: QRectF, other: QRectF) -> float:
    """From edge to edge; 0 where they touch or lie on one another."""
    across = max(one.left() - other.right(), other.left() - one.right(), 0.0)
    down = max(one.top() - other.bottom(), other.top() - one.bottom(), 0.0)
    return math.hypot(across, down)


def edges(rect: QRectF) -> Edges:
    """Left, top, right and bottom."""
    return rect.left(), rect.top(), rect.right(), rect.bottom()


def overlap(one: Edges, other: Edges) -> bool:
    """Whether two rectangles share more than a hair."""
    return (
        other[0] + HAIR_PX < one[2]
        and one[0] + HAIR_PX < other[2]
        and other[1] + HAIR_PX < one[3]
        and one[1] + HAIR_PX < other[3]
    )


def lettered(text: TextItem) -> QRectF:
    """Where the letters of a text are: its rectangle without the air above and below them."""
    lines_px = text.rect.height()
    em_px = lines_px / ((text.lines - 1) * text.spacing + 1.16)
    return text.rect.adjusted(0, em_px * 0.1, 0, -em_px * 0.1)


def wide_letters(line: str) -> float:
    """A line's length in Hanzi: what is narrow counts half."""
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.5 for letter in line)
