"""Sharing out a rectangle: blocks one under another, cells in a grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect


@dataclass(frozen=True, slots=True)
class Block:
    """Something that stands across the whole width.

    Attributes:
        height: What it needs at least, in pixels.
        place: Puts it into its rectangle.
        grow: Its share of room that is left over.
        most: How high it may grow; 0 is any height.
        gap: The space above it, where it is not the first.
        gap_least: How small that space may get where there is too little room; 0 is no smaller.
    """

    height: int
    place: Callable[[QRect], None]
    grow: float = 0.0
    most: int = 0
    gap: int = 0
    gap_least: int = 0


def needed(blocks: Sequence[Block]) -> int:
    """The least height of blocks under one another."""
    shown = [block for block in blocks if block.height > 0]
    return sum(b.height + (b.gap_least or b.gap if number else 0) for number, b in enumerate(shown))


def stack(area: QRect, blocks: Sequence[Block], *, upright: float = 0.0, sink: bool = False) -> int:
    """Stands blocks under one another and returns what room was left over (below zero: too little).

    Args:
        area: Where.
        blocks: From the top.
        upright: Where the whole stands if it does not fill the area: 0 at the top, 0.5 in the middle.
        sink: Whether the last block stands at the bottom instead.
    """
    shown = [block for block in blocks if block.height > 0]
    spaces = _spaces(shown, area.height() - sum(block.height for block in shown))
    gaps = sum(spaces)
    heights = [float(block.height) for block in shown]
    spare = area.height() - gaps - sum(heights)
    growing = [i for i, block in enumerate(shown) if block.grow > 0]
    while spare > 0.5 and growing:
        weight = sum(shown[i].grow for i in growing)
        full: list[int] = []
        for i in growing:
            more = spare * shown[i].grow / weight
            most = shown[i].most
            if most and heights[i] + more >= most:
                full.append(i)
        if not full:
            for i in growing:
                heights[i] += spare * shown[i].grow / weight
            spare = 0.0
            break
        for i in full:
            more = max(0.0, shown[i].most - heights[i])
            heights[i] += more
            spare -= more
            growing.remove(i)
    y = area.y() + (0.0 if sink else max(0.0, spare) * upright)
    for number, (block, height) in enumerate(zip(shown, heights, strict=True)):
        y += spaces[number]
        y += max(0.0, spare) if sink and number == len(shown) - 1 else 0.0
        block.place(QRect(area.x(), round(y), area.width(), round(height)))
        y += height
    return round(spare)


def _spaces(shown: Sequence[Block], room: int) -> list[float]:
    """The space above each block; where there is too little room, each gives what it can spare."""
    wanted = [float(block.gap) if number else 0.0 for number, block in enumerate(shown)]
    spare = [gap - block.gap_least if block.gap_least and number else 0.0
             for number, (gap, block) in enumerate(zip(wanted, shown, strict=True))]  # fmt: skip
    lacking, whole = sum(wanted) - room, sum(spare)
    if lacking <= 0 or whole <= 0:
        return wanted
    share = min(1.0, lacking / whole)
    return [gap - give * share for gap, give in zip(wanted, spare, strict=True)]


def cells(area: QRect, count: int, columns: int, gap: int, *, most: int = 0) -> list[QRect]:
    """Cuts an area into `count` equal cells, row by row; `most` bounds their height."""
    if not count:
        return []
    rows = -(-count // columns)
    width = (area.width() - gap * (columns - 1)) / columns
    height = (area.height() - gap * (rows - 1)) / rows
    if most:
        height = min(height, most)
    found = []
    for number in range(count):
        row, column = divmod(number, columns)
        left, top = round(area.x() + column * (width + gap)), round(area.y() + row * (height + gap))
        right = round(area.x() + column * (width + gap) + width)
        found.append(QRect(left, top, right - left, round(height)))
    return found


def shares(area: QRect, weights: Sequence[float], gap: int) -> list[QRect]:
    """Cuts an area into columns by weight."""
    free = area.width() - gap * (len(weights) - 1)
    whole = sum(weights)
    found: list[QRect] = []
    x = float(area.x())
    for weight in weights:
        width = free * weight / whole
        found.append(QRect(round(x), area.y(), round(x + width) - round(x), area.height()))
        x += width + gap
    return found
