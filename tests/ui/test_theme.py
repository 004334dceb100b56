from __future__ import annotations

import re
from dataclasses import asdict

import pytest

from kiosk.core.screens import Theme, Tone
from ui.theme import contrast, palette_of, text_pairs, tint_of


def test_contrast_of_black_and_white_is_the_greatest() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#777777") == pytest.approx(1.0)
    assert contrast("#0A3A66", "#FFFFFF") == pytest.approx(11.6, abs=0.1)


@pytest.mark.parametrize("theme", Theme)
def test_every_text_keeps_its_contrast(theme: Theme) -> None:
    palette = palette_of(theme)
    for ink, on, tint in text_pairs(palette):
        least = 20.0 if palette.high_contrast else 7.0 if tint else 10.0
        assert contrast(getattr(palette, ink), getattr(palette, on)) >= least, (ink, on)


@pytest.mark.parametrize("theme", [Theme.CONTRAST_LIGHT, Theme.CONTRAST_DARK])
def test_high_contrast_text_is_black_or_white(theme: Theme) -> None:
    palette = palette_of(theme)
    for ink, _, _ in text_pairs(palette):
        assert getattr(palette, ink) in ("#000000", "#FFFFFF"), ink


def test_yellow_is_for_frames_and_pictures_of_the_dark_theme_only() -> None:
    yellow = "#FFD54A"
    dark = {role for role, value in asdict(palette_of(Theme.CONTRAST_DARK)).items() if value == yellow}
    allowed = re.compile(r"(picture|panel_picture|focus|.*frame)$")
    assert dark
    assert all(allowed.match(role) for role in dark)
    light = asdict(palette_of(Theme.CONTRAST_LIGHT))
    assert yellow not in light.values()


@pytest.mark.parametrize("theme", Theme)
def test_every_role_is_a_colour_and_every_tone_has_a_tint(theme: Theme) -> None:
    palette = palette_of(theme)
    for role, value in asdict(palette).items():
        assert role == "high_contrast" or re.fullmatch(r"#[0-9A-F]{6}", value), role
    for tone in Tone:
        tint = tint_of(palette, tone)
        assert contrast(tint.on_fill, tint.fill) >= 10.0
