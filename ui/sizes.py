"""How big everything is, in millimetres, at each text size, on each screen.

A Hanzi's ink is 0.91 of its em in Noto Sans CJK SC, so an elder's 7.25 mm of ink needs 7.97 mm of em.
`floor_mm` is what no text goes below; titles and labels stand above it where there is room.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.core.screens import TextSize
from ui.geometry import Geometry

INK_PER_EM = 0.91
"""The height of the ink of 国, in ems."""

TIGHT_WIDTH_MM, ROOMY_WIDTH_MM = 345.0, 470.0
TIGHT_HEIGHT_MM, ROOMY_HEIGHT_MM = 194.0, 266.0
TALL_FROM_MM, TALL_TO_MM = 320.0, 680.0


class Type(StrEnum):
    """The kinds of text on a page, by what they do."""

    TITLE = "title"
    LEAD = "lead"
    HEADING = "heading"
    BODY = "body"
    VALUE = "value"
    ANSWER = "answer"
    LABEL = "label"
    BAR = "bar"
    KEY = "key"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class Style:
    """A kind of text: its em, how far it may shrink, its weight and the distance of its lines in ems."""

    em_mm: float
    floor_mm: float
    bold: bool
    spacing: float


@dataclass(frozen=True, slots=True)
class Sizes:
    """The measures of one text size on one screen, in millimetres."""

    text_size: TextSize
    styles: dict[Type, Style]
    floor_mm: float
    target_mm: float
    bar_button_mm: float
    bar_pad_mm: float
    tool_mm: float
    header_pad_mm: float
    margin_mm: float
    gap_mm: float
    space_mm: float
    radius_mm: float
    border_mm: float
    icon_mm: float
    tile_icon_mm: float
    pad_mm: float
    tall: float
    """How much an upright page is higher than it must be: 0 (19 inch lying) to 1 (32 inch upright)."""


_EMS: dict[TextSize, dict[Type, tuple[float, float]]] = {
    # On a tight screen, and on a roomy one.
    TextSize.STANDARD: {
        Type.TITLE: (10.0, 15.0),
        Type.LEAD: (6.2, 7.4),
        Type.HEADING: (7.2, 9.6),
        Type.BODY: (5.8, 6.6),
        Type.VALUE: (9.0, 12.5),
        Type.ANSWER: (12.0, 20.0),
        Type.LABEL: (6.6, 8.2),
        Type.BAR: (7.0, 9.0),
        Type.KEY: (11.0, 15.0),
        Type.SMALL: (5.4, 6.0),
    },
    TextSize.ELDER: {
        Type.TITLE: (12.0, 18.0),
        Type.LEAD: (8.0, 9.0),
        Type.HEADING: (9.2, 11.4),
        Type.BODY: (8.0, 8.3),
        Type.VALUE: (11.0, 14.5),
        Type.ANSWER: (14.0, 22.0),
        Type.LABEL: (8.2, 9.2),
        Type.BAR: (8.4, 10.0),
        Type.KEY: (12.5, 17.0),
        Type.SMALL: (8.0, 8.1),
    },
    TextSize.EXTRA_LARGE: {
        Type.TITLE: (12.6, 19.0),
        Type.LEAD: (9.4, 10.0),
        Type.HEADING: (10.2, 12.4),
        Type.BODY: (9.4, 9.6),
        Type.VALUE: (12.0, 16.0),
        Type.ANSWER: (15.0, 24.0),
        Type.LABEL: (9.4, 10.2),
        Type.BAR: (9.4, 10.8),
        Type.KEY: (13.5, 18.0),
        Type.SMALL: (9.4, 9.5),
    },
}
_FLOORS = {TextSize.STANDARD: 5.35, TextSize.ELDER: 8.0, TextSize.EXTRA_LARGE: 9.4}
_TARGETS = {TextSize.STANDARD: 16.0, TextSize.ELDER: 20.0, TextSize.EXTRA_LARGE: 20.0}
_BOLD = {Type.TITLE, Type.HEADING, Type.VALUE, Type.ANSWER, Type.LABEL, Type.BAR, Type.KEY}
_RUNNING = {Type.LEAD, Type.BODY}


def _between(tight: float, roomy: float, share: float) -> float:
    return tight + (roomy - tight) * share


def _share(value: float, tight: float, roomy: float) -> float:
    return min(1.0, max(0.0, (value - tight) / (roomy - tight)))


def room_of(geometry: Geometry, *, low: bool = False) -> tuple[float, float, float]:
    """How roomy a screen is, each from 0 to 1.

    Returns:
        Across and down, from 0 (15.6 inch) to 1 (21.5 inch); and how much taller than that it stands.
    """
    used_mm = geometry.height_mm - geometry.mm(geometry.top_px(low=low))
    across = _share(geometry.width_mm, TIGHT_WIDTH_MM, ROOMY_WIDTH_MM)
    down = _share(used_mm, TIGHT_HEIGHT_MM, ROOMY_HEIGHT_MM)
    tall = _share(used_mm, TALL_FROM_MM, TALL_TO_MM) if geometry.portrait else 0.0
    return across, down, tall


def sizes_for(geometry: Geometry, text_size: TextSize, *, low: bool = False) -> Sizes:
    """The measures for a screen and a text size."""
    across, down, tall = room_of(geometry, low=low)
    both = (across + down) / 2
    floor_mm = _FLOORS[text_size]
    target_mm = _TARGETS[text_size]
    styles = {
        kind: Style(
            em_mm=max(
                floor_mm, _between(*ems, across if kind is Type.BAR else both) * _grown(kind, tall, text_size)
            ),
            floor_mm=floor_mm,
            bold=kind in _BOLD,
            spacing=1.5 if kind in _RUNNING else 1.2,
        )
        for kind, ems in _EMS[text_size].items()
    }
    tall_bar = _between(2.0 if text_size is TextSize.EXTRA_LARGE else 0.4, 5.4, down) + 6.0 * tall
    return Sizes(
        text_size=text_size,
        styles=styles,
        floor_mm=floor_mm,
        target_mm=target_mm + 0.1,
        bar_button_mm=target_mm + tall_bar,
        bar_pad_mm=_between(2.6, 5.0, down) + 2.0 * tall,
        tool_mm=target_mm + 0.3 + 3.0 * tall,
        header_pad_mm=_between(2.2, 3.4, down) + tall,
        margin_mm=_between(8.0, 12.0, max(across, tall)),
        gap_mm=6.2 + 2.0 * tall,
        space_mm=_between(2.6, 5.0, down) * (1 + 0.7 * tall),
        radius_mm=_between(4.5, 6.0, both) * (1 + 0.2 * tall),
        border_mm=0.7 + 0.1 * tall,
        icon_mm=_between(9.0, 13.0, both) * (1 + 0.25 * tall),
        tile_icon_mm=_between(19.0, 31.0, both) * (1 + 0.35 * tall),
        pad_mm=_between(3.4, 6.5, both) * (1 + 0.4 * tall),
        tall=tall,
    )


def _grown(kind: Type, tall: float, text_size: TextSize) -> float:
    """What is short grows on a tall page; what runs on stays below the next text size."""
    if kind is Type.LEAD:
        return 1.0 + tall * 0.18
    if kind in (Type.SMALL, Type.BODY):
        return 1.0 + tall * (0.03 if text_size is TextSize.EXTRA_LARGE else 0.1)
    return 1.0 + tall * 0.24
