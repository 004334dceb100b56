"""Contrast is read from the pixels: what is painted too faintly is found, whatever was meant."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from kiosk.core.screens import Theme
from ui.audit_contrast import contrasts, near
from ui.fonts import FAMILY
from ui.measure import Measured, TextItem
from ui.theme import palette_of

pytestmark = pytest.mark.usefixtures("qapp")

WARM, DARK = palette_of(Theme.WARM), palette_of(Theme.CONTRAST_DARK)
RECT = QRectF(10, 10, 160, 40)


def painted(ink: str, ground: str) -> QImage:
    image = QImage(200, 60, QImage.Format.Format_RGB32)
    image.fill(QColor(ground))
    painter = QPainter(image)
    font = QFont(FAMILY)
    font.setPixelSize(32)
    painter.setFont(font)
    painter.setPen(QColor(ink))
    painter.drawText(QPointF(12, 42), "您的钱数")
    painter.end()
    return image


def page(colour: str, *, enabled: bool = True) -> Measured:
    item = TextItem("您的钱数", "Row", RECT, RECT, RECT, 7.3, "body", 1, 1.2, 4, colour, enabled)
    whole = QRectF(0, 0, 200, 60)
    return Measured((item,), (), whole, whole, 0, 0.25)


@pytest.mark.parametrize(
    ("ink", "ground", "faint"),
    [
        ("#1B1F24", "#FBF8F3", False),
        ("#5A5A5A", "#FBF8F3", True),
        ("#632700", "#FFEBD9", False),
        ("#7A4A22", "#FFEBD9", True),
        ("#4A4A4A", "#E3F3E8", False),
        ("#4A4A4A", "#FFFFFF", True),
    ],
)
def test_a_tint_may_have_less_than_ground_and_surface(ink: str, ground: str, faint: bool) -> None:
    assert bool(list(contrasts(painted(ink, ground), page(ink), WARM))) is faint


def test_high_contrast_asks_for_more() -> None:
    assert not list(contrasts(painted("#FFFFFF", "#000000"), page("#FFFFFF"), DARK))
    assert list(contrasts(painted("#FFD54A", "#000000"), page("#FFD54A"), DARK))


def test_another_colour_than_was_meant_is_found() -> None:
    found = list(contrasts(painted("#9A9A9A", "#FBF8F3"), page("#1B1F24"), WARM))
    assert "is not painted" in found[0].what


def test_what_is_disabled_is_exempt() -> None:
    assert not list(contrasts(painted("#B0B0B0", "#FBF8F3"), page("#B0B0B0", enabled=False), WARM))


def test_a_few_stray_pixels_are_no_letters() -> None:
    assert near(Counter({"#FFFFFF": 900, "#1B1F24": 2}), "#1B1F24") is None
    assert near(Counter({"#FFFFFF": 900, "#1C2026": 40}), "#1B1F24") == "#1C2026"
