"""The audit's ear: pages that say nothing, choices that can't be said, and two that sound alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.core.screens import Choice, Home, Question, Screen, Words
from tests.core.builders import Walk, small_release
from ui.audit_voice import Ears, Listener


def rules(screen: Screen, ears: Ears | None = None) -> list[str]:
    """The rules that a page breaks."""
    return [finding.rule for finding in Listener(small_release(), ears=ears).look(screen)]


def same_ending(one: str, other: str) -> float:
    """A very simple ear."""
    return 0.1 if one[-2:] == other[-2:] else 1.0


@pytest.fixture(name="page")
def _page() -> Question:
    walk = Walk().arrive().start("allowance").press("next", "next", "known")
    return walk.shows(Question)


def test_a_page_in_order_has_no_fault(page: Question) -> None:
    assert rules(page) == []


def test_a_page_that_says_nothing(page: Question) -> None:
    mute = replace(page, title=Words("写的"), lead=Words(), steps=None, choices=(), frame=replace(page.frame))
    assert rules(mute) == ["unsaid"]


def test_the_first_page_may_be_silent_as_long_as_nobody_is_there() -> None:
    idle = Walk().screen
    assert isinstance(idle, Home)
    assert rules(idle) == []


def test_a_staff_page_is_not_listened_to(page: Question) -> None:
    silent = replace(page, title=Words("写的"), frame=replace(page.frame, silent=True))
    assert rules(silent) == []


def test_a_choice_without_a_phrase(page: Question) -> None:
    nameless = Choice("next-to-nothing", Words("", ""))
    around = replace(page, frame=replace(page.frame, tools=(*page.frame.tools, nameless)))
    assert rules(around) == ["phrase"]


def test_two_choices_that_sound_alike_by_whatever_ear_there_is(page: Question) -> None:
    first, *others = page.choices
    alike = replace(
        page, choices=(first, Choice("opt:same", replace(first.words, written="说" + first.words.written)))
    )
    assert others
    assert "alike" in rules(alike, Ears(same_ending, 0.5))
    assert "alike" not in rules(alike)


def test_numbers_are_told_apart_by_themselves(page: Question) -> None:
    several = tuple(Choice(f"opt:{n}", Words.of(text)) for n, text in enumerate(("甲乙", "丙丁", "戊己")))
    found = rules(
        replace(page, choices=several), Ears(lambda one, other: 0.0 if "第" in one + other else 1.0, 0.5)
    )
    assert found == []


@pytest.mark.parametrize(("said", "faults"), [("报甲乙", 1), ("报丙丁", 0)])
def test_two_services_that_sound_alike_wherever_they_can_be_asked_for(said: str, faults: int) -> None:
    county = small_release()
    first, second = (
        service.model_copy(update={"id": id_, "title": f"问{id_}", "say": "", "asked_as": (words,)})
        for service, id_, words in zip(county.services.values(), "春秋", ("查甲乙", said), strict=False)
    )
    release = county.model_copy(update={"services": {"春": first, "秋": second}})
    walk = Walk()
    walk.touch()
    found = Listener(release, ears=Ears(same_ending, 0.5)).look(walk.shows(Home))
    assert [finding.rule for finding in found if "service:" in finding.what] == ["alike"] * faults


def test_a_tile_may_sound_like_what_is_behind_it() -> None:
    walk = Walk()
    walk.touch()
    page = walk.shows(Home)
    release = walk.release
    tile = next(tile for tile in release.menus.tiles if f"tile:{tile.id}" in page.targets)
    behind = release.services[tile.services[0]].model_copy(update={"title": "另外" + tile.title})
    other = release.model_copy(update={"services": {behind.id: behind}})
    found = Listener(other, ears=Ears(same_ending, 0.5)).look(page)
    assert [finding.what for finding in found if f"'tile:{tile.id}'" in finding.what] == []
