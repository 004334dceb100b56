from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.screens import TextSize
from ui.geometry import Geometry
from ui.sizes import INK_PER_EM, Type, sizes_for

SCREENS = (
    Geometry(1920, 1080, 21.5),
    Geometry(1080, 1920, 32.0),
    Geometry(1280, 1024, 19.0),
    Geometry(1366, 768, 15.6),
)
INK_MM = {TextSize.STANDARD: 4.8, TextSize.ELDER: 7.25, TextSize.EXTRA_LARGE: 8.5}
TARGET_MM = {TextSize.STANDARD: 16.0, TextSize.ELDER: 20.0, TextSize.EXTRA_LARGE: 20.0}


def test_a_known_screen_has_its_known_pixel() -> None:
    desk = Geometry(1920, 1080, 21.5)
    assert desk.mm_per_px == pytest.approx(0.2479, abs=1e-4)
    assert (round(desk.width_mm), round(desk.height_mm)) == (476, 268)
    assert not desk.portrait
    assert Geometry(1080, 1920, 32.0).portrait


@given(st.floats(0.1, 500.0))
def test_pixels_rounded_up_are_never_too_few(mm: float) -> None:
    desk = Geometry(1366, 768, 15.6)
    assert desk.mm(desk.up(mm)) >= mm - 1e-6
    assert desk.mm(desk.up(mm)) < mm + desk.mm_per_px


@pytest.mark.parametrize("wrong", [(0, 1080, 21.5), (1920, -1, 21.5), (1920, 1080, 0.0)])
def test_a_screen_without_size_is_refused(wrong: tuple[int, int, float]) -> None:
    with pytest.raises(ValueError, match="above zero"):
        Geometry(*wrong)


def test_only_a_tall_screen_goes_low_and_then_into_reach() -> None:
    tall, desk = Geometry(1080, 1920, 32.0), Geometry(1920, 1080, 21.5)
    assert desk.top_px(low=True) == 0
    assert tall.top_px(low=False) == 0
    used_mm = tall.mm(tall.height_px - tall.top_px(low=True))
    assert 400 <= used_mm <= 520  # with its lower edge 700 mm above the floor: up to 1,220 mm at most


@pytest.mark.parametrize("geometry", SCREENS)
@pytest.mark.parametrize("size", TextSize)
def test_no_text_is_planned_below_the_least_ink(geometry: Geometry, size: TextSize) -> None:
    sizes = sizes_for(geometry, size)
    for kind in Type:
        style = sizes.styles[kind]
        for em_mm in (style.em_mm, style.floor_mm):
            ink_mm = geometry.mm(geometry.up(em_mm)) * INK_PER_EM
            assert ink_mm >= INK_MM[size], kind
        assert style.spacing >= 1.2


@pytest.mark.parametrize("geometry", SCREENS)
@pytest.mark.parametrize("size", TextSize)
def test_targets_and_gaps_are_wide_enough(geometry: Geometry, size: TextSize) -> None:
    sizes = sizes_for(geometry, size)
    for mm in (sizes.target_mm, sizes.tool_mm, sizes.bar_button_mm):
        assert geometry.mm(geometry.up(mm)) >= TARGET_MM[size]
    assert geometry.mm(geometry.up(sizes.gap_mm)) >= 6.0


def test_the_text_sizes_grow() -> None:
    for geometry in SCREENS:
        standard, elder, large = (sizes_for(geometry, size) for size in TextSize)
        for kind in Type:
            assert standard.styles[kind].em_mm < elder.styles[kind].em_mm < large.styles[kind].em_mm


def test_running_text_of_the_largest_size_stays_in_its_range() -> None:
    for geometry in SCREENS:
        style = sizes_for(geometry, TextSize.EXTRA_LARGE).styles[Type.SMALL]
        ink_mm = geometry.mm(geometry.up(style.em_mm)) * INK_PER_EM
        assert 8.5 <= ink_mm <= 9.1
