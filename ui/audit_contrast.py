"""Contrast, read from the painted pixels: what colour a text has, and what it stands on.

10:1 on ground and surface, 7:1 on tints, 20:1 in the high-contrast themes (VVSG 2.0 7.1-C/D, WCAG 1.4.6);
what is disabled is exempt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage

from ui.audit_rules import Finding, brief
from ui.measure import Measured, TextItem
from ui.theme import Palette, contrast

PLAIN: Final = 10.0
TINT: Final = 7.0
HIGH: Final = 20.0
NEAR: Final = 20
"""How far a channel of a painted pixel may lie from the colour that was meant: letters have soft edges."""
ENOUGH_PX: Final = 3
TINTS: Final = ("primary_soft", "warm_soft", "good_soft", "bad_soft", "picture_soft", "chosen")


def contrasts(image: QImage, measured: Measured, palette: Palette) -> Iterator[Finding]:
    """Judges every text of a painted page.

    Args:
        image: The page, pixel by pixel.
        measured: Where its texts are, and which colours they are meant to have.
        palette: The theme's colours: says which grounds are tints.
    """
    tints = {getattr(palette, name).upper() for name in TINTS}
    for text in measured.texts:
        if not text.enabled:
            continue
        colours = painted(image, text)
        if not colours:
            yield Finding("contrast", f"'{brief(text.text)}' stands outside of the picture")
            continue
        ground = colours.most_common(1)[0][0]
        ink = near(colours, text.colour)
        if ink is None:
            yield Finding("contrast", f"'{brief(text.text)}' is not painted in {text.colour} on {ground}")
            continue
        least = HIGH if palette.high_contrast else TINT if ground in tints else PLAIN
        ratio = contrast(ink, ground)
        if ratio < least - 0.005:
            what = f"'{brief(text.text)}' {ink} on {ground} is {ratio:.1f}:1, not {least:.0f}:1"
            yield Finding("contrast", what)


def painted(image: QImage, text: TextItem) -> Counter[str]:
    """The colours in the rectangle of a text, with how many pixels each has."""
    box = text.rect.toAlignedRect().intersected(QRect(0, 0, image.width(), image.height()))
    if box.isEmpty():
        return Counter()
    cut = image.copy(box).convertToFormat(QImage.Format.Format_RGB32)
    raw: Counter[int] = Counter(memoryview(cut.constBits()).cast("B").cast("I"))
    return Counter({f"#{pixel & 0xFFFFFF:06X}": count for pixel, count in raw.items()})


def near(colours: Counter[str], wanted: str) -> str | None:
    """The most frequent painted colour that is the wanted one, as good as anti-aliasing lets it be."""
    meant = QColor(wanted)
    for name, count in colours.most_common():
        if count < ENOUGH_PX:
            return None
        seen = QColor(name)
        off = (seen.red() - meant.red(), seen.green() - meant.green(), seen.blue() - meant.blue())
        if max(map(abs, off)) <= NEAR:
            return name
    return None
