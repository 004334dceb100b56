"""What is covered, said and shown of whom."""

from __future__ import annotations

import pytest

from config.services import Role
from kiosk.core.screens import (
    Help,
    MyAffairs,
    Result,
)
from tests.core.builders import AMOUNT, ELDER, OTHER, YOUNG, Walk, texts, title, written


def test_not_me_covers_at_once_and_the_same_card_goes_on_with_nothing_lost() -> None:
    walk = Walk().arrive().press("not-me")
    assert AMOUNT not in "\n".join(texts(walk.screen))
    walk.press("see", "back", "help", "back").lay(ELDER)
    walk.shows(MyAffairs)
    assert AMOUNT in written(walk.screen)


def test_covered_nothing_can_be_begun_or_come_back_to() -> None:
    walk = Walk().arrive().press("not-me", "help")
    assert walk.shows(Help).choices == ()
    walk.visit.start("home-visit")
    walk.touch()
    walk.shows(Help)
    walk.press("back")
    assert "都遮住了" in title(walk)
    assert "back" not in walk.screen.targets


@pytest.mark.parametrize("card", [OTHER, YOUNG])
def test_covered_another_card_wipes(card: object) -> None:
    walk = Walk().arrive().press("not-me").lay(OTHER if card is OTHER else YOUNG)
    assert walk.visit.ended
    assert Role.SUBJECT not in walk.visit.people


def test_one_big_button_covers_all_amounts_and_uncovers_them() -> None:
    walk = Walk().arrive().press("cover")
    assert AMOUNT not in "\n".join(texts(walk.screen))
    walk.start("pension")
    assert AMOUNT not in "\n".join(texts(walk.screen))
    assert "＊＊＊" in written(walk.screen)
    walk.press("list:0")
    assert ".24" not in "\n".join(texts(walk.screen))
    walk.press("back", "cover")
    assert AMOUNT in written(walk.screen)


def test_amounts_are_never_said_unasked() -> None:
    walk = Walk().arrive()

    def spoken(walk: Walk) -> str:
        rows = getattr(walk.screen, "rows", ())
        words = [w for row in rows for w in (row.label, row.value, row.detail)]
        words += [walk.screen.title, walk.screen.lead, getattr(walk.screen, "headline", walk.screen.title)]
        return "".join(word.spoken for word in words)

    assert AMOUNT not in spoken(walk)
    walk.start("pension")
    assert AMOUNT not in spoken(walk)
    assert AMOUNT in walk.shows(Result).headline.private
