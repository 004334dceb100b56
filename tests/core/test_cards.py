"""Cards and typed numbers: whose they are, what they open, and whom they show to whom."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.core.effects import LookUp
from kiosk.core.events import (
    CardFault,
    CardSeen,
    LeftCardSeen,
)
from kiosk.core.identity import Established
from kiosk.core.places.affairs import AffairsPlace
from kiosk.core.screens import (
    CardState,
    Home,
    Identify,
    MyAffairs,
    Question,
)
from tests.core.builders import AMOUNT, ELDER, OTHER, Walk, card_of, choices, texts, title, written


def test_laying_the_card_says_to_take_it_away_until_the_person_goes_on() -> None:
    walk = Walk().lay(ELDER)
    assert walk.screen.frame.strip is not None
    assert "拿走身份证" in walk.screen.frame.strip.words.written
    walk.know()
    assert walk.screen.frame.strip is not None
    walk.press("more")
    assert walk.screen.frame.strip is None


def test_an_expired_card_is_told_kindly_and_still_serves() -> None:
    expired = card_of("示例·周𠮷", date(1943, 4, 6), 33, valid_to=date(2025, 1, 1))
    walk = Walk().arrive(expired)
    assert walk.screen.frame.strip is not None
    assert "过期" in walk.screen.frame.strip.words.written
    walk.shows(MyAffairs)
    unsure = Walk(clock_trusted=False).arrive(expired)
    assert unsure.screen.frame.strip is not None
    assert "过期" not in unsure.screen.frame.strip.words.written


def test_while_a_card_is_read_the_page_says_so() -> None:
    walk = Walk()
    walk.touch()
    walk.start("allowance")
    walk.do(CardSeen(walk.at_s))
    assert walk.shows(Identify).state is CardState.READING
    walk.fail_card(CardFault.WRONG_CARD)
    assert walk.shows(Identify).state is CardState.FAULT
    assert "银行卡" in written(walk.screen)
    assert walk.screen.frame.strip is None


@pytest.mark.parametrize("fault", list(CardFault))
def test_every_card_fault_is_told_apart(fault: CardFault) -> None:
    walk = Walk().fail_card(fault)
    assert walk.screen.frame.strip is not None
    assert walk.screen.frame.strip.words.written == walk.visit.words(f"card-fault.{fault}").written


def test_another_card_in_mid_visit_asks_and_shows_nothing_of_either() -> None:
    walk = Walk().arrive().lay(OTHER)
    assert "换人办" in title(walk)
    assert AMOUNT not in written(walk.screen)
    assert OTHER.name not in written(walk.screen)
    walk.press("stay")
    assert AMOUNT in written(walk.screen)
    walk.lay(OTHER).press("end")
    assert walk.visit.ended


def test_the_first_persons_card_answers_the_question_too() -> None:
    walk = Walk().arrive().lay(OTHER).lay(ELDER)
    walk.shows(MyAffairs)


def test_the_card_brings_back_to_ones_affairs_from_the_first_page() -> None:
    walk = Walk().arrive().press("back")
    walk.shows(Home)
    walk.lay(ELDER)
    walk.shows(MyAffairs)
    walk.press("back", "panel")
    walk.shows(MyAffairs)


def test_a_card_laid_while_something_is_filled_in_loses_nothing() -> None:
    walk = Walk()
    walk.touch()
    walk.start("report-problem").press("next", "opt:road", "key:1", "key:3")
    walk.lay(ELDER).know()
    assert walk.shows(Question).entry is not None
    assert "13" in written(walk.screen)
    assert isinstance(walk.visit.stack[1], AffairsPlace)


def test_the_card_that_a_page_asks_for_is_taken_from_beside_the_way() -> None:
    walk = Walk()
    walk.touch()
    walk.start("allowance").press("help").lay(ELDER).know()
    assert "您可以申请" in title(walk)


def test_a_left_card_opens_nothing_and_names_nobody() -> None:
    walk = Walk()
    walk.do(LeftCardSeen(walk.at_s))
    walk.do(LeftCardSeen(walk.at_s))
    assert "忘拿的身份证" in title(walk)
    assert walk.visit.subject is None
    assert not walk.effects
    walk.wait(31)
    walk.shows(Home)
    assert not walk.visit.open


def test_a_left_card_is_told_on_any_page_while_nobody_is_known() -> None:
    walk = Walk()
    walk.touch()
    walk.press("panel").do(LeftCardSeen(walk.at_s))
    assert "忘拿的身份证" in title(walk)


def test_a_touch_on_the_left_card_page_opens_nothing_either() -> None:
    walk = Walk()
    walk.do(LeftCardSeen(walk.at_s))
    walk.touch()
    walk.press("ok")
    assert not walk.visit.open
    walk.do(LeftCardSeen(walk.at_s))
    walk.arrive(OTHER)
    walk.shows(MyAffairs)


def typed(service_id: str = "allowance") -> Walk:
    walk = Walk()
    walk.touch()
    return walk.start(service_id).press("type").key(ELDER.number)


def test_a_typed_number_is_read_back_before_it_counts() -> None:
    walk = typed()
    assert "990155 19430406" in written(walk.screen)
    assert not any("990155" in choice.words.spoken for choice in choices(walk.screen))
    assert "990155" not in walk.screen.lead.spoken
    walk.press("change")
    assert "请按身份证号码" in title(walk)
    walk.press("next", "next")
    assert walk.visit.subject is not None
    assert walk.visit.subject.how is Established.TYPED


def test_a_wrong_digit_says_where_to_look_and_loses_nothing() -> None:
    walk = Walk()
    walk.touch()
    walk.start("allowance").press("type").key(ELDER.number[:17] + "0")
    assert "有一位按错了" in walk.shows(Question).fault.written
    assert ELDER.number[:6] in written(walk.screen)


def test_a_typed_identity_applies_but_sees_no_money() -> None:
    walk = typed().press("next").know()
    assert "您可以申请" in title(walk)
    walk.visit.home()
    walk.touch()
    page = "\n".join(texts(walk.screen))
    assert AMOUNT not in page
    assert "钱数要放卡" in page
    assert "cover" not in walk.screen.targets
    walk.start("pension")
    assert AMOUNT not in "\n".join(texts(walk.screen))
    walk.press("list:0")
    assert "1371.24" not in "\n".join(texts(walk.screen))


def test_the_card_later_counts_for_more_than_the_typed_number() -> None:
    walk = typed().press("next").know().lay(ELDER)
    assert walk.pending(LookUp).how is Established.CARD
    walk.know()
    walk.visit.home()
    walk.touch()
    assert AMOUNT in written(walk.screen)
