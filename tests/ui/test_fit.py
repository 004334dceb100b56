"""Every example page, on every screen, at every size and theme: nothing cut, nothing over anything."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF

from kiosk.core.screens import Display, TextSize, Theme
from tests.ui.conftest import MakeWindow
from tests.ui.problems import problems
from tests.ui.render import SCREENS
from tests.ui.screens_fixture import examples
from ui.capacity import capacities
from ui.measure import measure
from ui.pages.page import Page

WAYS = [
    (name, size, low)
    for name, geometry in SCREENS.items()
    for size in TextSize
    for low in ((False, True) if geometry.can_go_low else (False,))
]

pytestmark = pytest.mark.whole


@pytest.mark.parametrize(("name", "size", "low"), WAYS)
def test_everything_fits(name: str, size: TextSize, low: bool, make_window: MakeWindow) -> None:
    geometry = SCREENS[name]
    window = make_window(geometry)
    display = Display(size, Theme.WARM, low)
    found = {}
    for page, screen in examples(capacities(geometry)[size, low], display):
        window.show_screen(screen)
        if faults := problems(measure(window), size):
            found[page] = faults
    assert found == {}


def test_themes_change_colours_and_nothing_else(make_window: MakeWindow) -> None:
    geometry = SCREENS["15"]
    window = make_window(geometry)
    places: dict[str, object] = {}
    for theme in Theme:
        display = Display(TextSize.ELDER, theme)
        for page, screen in examples(capacities(geometry)[TextSize.ELDER, False], display):
            window.show_screen(screen)
            shown = measure(window)
            where: list[tuple[str, QRectF]] = [(text.text, text.rect) for text in shown.texts]
            where += [(target.target, target.rect) for target in shown.targets]
            assert places.setdefault(page, where) == where, (theme, page)


@pytest.mark.parametrize("name", SCREENS)
def test_all_that_is_written_is_shown(name: str, make_window: MakeWindow) -> None:
    geometry = SCREENS[name]
    window = make_window(geometry)
    display = Display()
    for page, screen in examples(capacities(geometry)[TextSize.ELDER, False], display):
        window.show_screen(screen)
        assert isinstance(window.page, Page)
        seen = "".join(text.text for text in measure(window).texts).replace("\n", "").replace(" ", "")
        for words in (screen.title, screen.frame.place, screen.frame.owner):
            assert words.written.replace("\n", "").replace(" ", "") in seen, page
        for choice in (*screen.frame.bar, *screen.frame.tools, *screen.body_choices):
            if choice is not None and not choice.id.startswith("part:"):
                assert choice.words.written.replace("\n", "").replace(" ", "") in seen, (page, choice.id)


def test_capacity_is_smaller_on_a_smaller_screen_and_at_a_larger_size() -> None:
    roomy, small = capacities(SCREENS["21"]), capacities(SCREENS["15"])
    for size in TextSize:
        for field in ("tiles", "choices", "rows", "affairs", "checks", "paragraphs"):
            assert getattr(small[size, False], field) <= getattr(roomy[size, False], field)
    elder, large = small[TextSize.ELDER, False], small[TextSize.EXTRA_LARGE, False]
    assert (elder.affairs, large.affairs) == (3, 2)
    assert roomy[TextSize.ELDER, False].affairs == 4
    assert roomy[TextSize.ELDER, False].tiles == 6


def test_low_puts_everything_into_the_lower_part(make_window: MakeWindow) -> None:
    geometry = SCREENS["32"]
    window = make_window(geometry)
    display = Display(low=True)
    for _, screen in examples(capacities(geometry)[TextSize.ELDER, True], display):
        window.show_screen(screen)
        top = geometry.top_px(low=True)
        shown = measure(window)
        assert min(target.rect.top() for target in shown.targets) >= top
        assert min(text.rect.top() for text in shown.texts) >= top
