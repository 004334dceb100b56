"""A visit's frame: waking, serials, effects and their results, cards, what is shown of whom."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from config.services import Role
from kiosk.core.effects import Keep, LookUp, PrintPapers
from kiosk.core.events import (
    CardFault,
    CardSeen,
    Device,
    Failed,
    Failure,
    Finished,
    Kept,
    LeftCardSeen,
    LookedUp,
    Pressed,
    Touched,
)
from kiosk.core.identity import Established
from kiosk.core.places.affairs import AffairsPlace
from kiosk.core.places.home import HomePlace
from kiosk.core.places.journey import JourneyPlace
from kiosk.core.screens import (
    CardState,
    Document,
    Guide,
    Help,
    Home,
    Identify,
    Menu,
    Message,
    MyAffairs,
    PagedList,
    Question,
    Result,
    Settings,
    TextSize,
    Working,
)
from tests.core.builders import (
    AMOUNT,
    ELDER,
    OTHER,
    VISIT_ID,
    YOUNG,
    Walk,
    card_of,
    choices,
    facts,
    own,
    release,
    texts,
    written,
)


def title(walk: Walk) -> str:
    return walk.screen.title.written


# -- waking ---------------------------------------------------------------------------------------


def test_the_first_touch_only_wakes_and_never_activates_what_lies_under_it() -> None:
    walk = Walk()
    serial = walk.screen.serial
    walk.touch()
    walk.do(Pressed(walk.at_s, serial, "tile:money"))
    walk.shows(Home)
    assert walk.visit.open
    assert walk.screen.serial == serial + 1


def test_before_the_first_touch_nothing_is_said_and_no_way_out_is_offered() -> None:
    walk = Walk()
    assert walk.screen.title.spoken == ""
    assert "done" not in walk.screen.targets
    walk.touch()
    assert walk.screen.title.spoken.startswith("您好，不要钱")
    assert "done" in walk.screen.targets


def test_the_idle_page_changes_its_sentence_every_now_and_then_silently() -> None:
    walk = Walk()
    seen = {title(walk)}
    for _ in range(4):
        walk.wait(91)
        seen.add(title(walk))
        assert walk.screen.title.spoken == ""
    assert len(seen) == 4


def test_a_tap_on_the_drawn_card_says_where_the_card_goes() -> None:
    walk = Walk()
    walk.touch()
    walk.press("panel")
    assert "不是放屏幕" in title(walk)
    walk.arrive()
    walk.shows(MyAffairs)


def test_outside_the_opening_hours_the_first_page_says_when_somebody_is_there() -> None:
    sunday = Walk(local=datetime(2026, 6, 7, 15, 0))  # noqa: DTZ001
    assert "明天9点" in sunday.shows(Home).note.written
    friday_evening = Walk(local=datetime(2026, 6, 12, 18, 0))  # noqa: DTZ001
    assert "星期一9点" in friday_evening.shows(Home).note.written
    noon = Walk(local=datetime(2026, 6, 8, 12, 30))  # noqa: DTZ001
    assert "今天13点30分" in noon.shows(Home).note.written
    assert Walk().shows(Home).note.written == ""


def test_without_a_trusted_clock_nothing_is_said_of_hours() -> None:
    walk = Walk(local=datetime(2026, 6, 7, 15, 0), clock_trusted=False)  # noqa: DTZ001
    assert walk.shows(Home).note.written == ""


# -- serials --------------------------------------------------------------------------------------


def test_what_was_pressed_on_another_page_no_longer_counts() -> None:
    walk = Walk().arrive()
    old = walk.screen.serial
    walk.press("more", "other")
    before = walk.screen
    walk.do(Pressed(walk.at_s, old, "back"))
    walk.do(Pressed(walk.at_s, walk.screen.serial + 1, "back"))
    assert walk.screen == before


def test_a_target_that_is_not_there_or_not_enabled_does_nothing() -> None:
    walk = Walk(broken=frozenset({Device.PRINTER}))
    walk.touch()
    before = walk.screen
    for target in ("tile:paper", "no-such-thing", "part:0", "key:1", "affair:pension:0"):
        walk.do(Pressed(walk.at_s, walk.screen.serial, target))
    assert walk.screen == before


def test_the_same_page_in_another_state_keeps_its_serial() -> None:
    walk = Walk().arrive().start("home-visit")
    serial = walk.screen.serial
    walk.press("key:1", "key:3", "key:back")
    assert walk.screen.serial == serial
    walk.press("next")
    assert walk.screen.serial == serial, "a fault is told on the page"
    walk.device(Device.PRINTER, works=False)
    assert walk.screen.serial == serial


def test_another_page_has_another_serial_even_if_it_looks_the_same() -> None:
    walk = Walk()
    walk.touch()
    serials = {walk.screen.serial}
    for _ in range(3):
        walk.press("help")
        serials.add(walk.screen.serial)
        walk.press("back")
        serials.add(walk.screen.serial)
    assert len(serials) == 7


def test_serials_go_on_from_the_last_visit() -> None:
    assert Walk(serial=41).screen.serial == 41


# -- effects --------------------------------------------------------------------------------------


def test_effects_come_once_each_with_ids_of_their_own() -> None:
    walk = Walk().lay(ELDER)
    assert [type(effect) for effect in walk.effects] == [LookUp]
    walk.touch()
    walk.wait(5)
    assert len(walk.effects) == 1
    walk.know().start("how-to").press("more", "more", "more", "print")
    kinds = [type(effect) for effect in walk.effects]
    assert kinds == [LookUp, PrintPapers]
    assert len({effect.id for effect in (*walk.effects, *walk.sounds)}) == 2 + len(walk.sounds)
    assert {effect.visit_id for effect in walk.effects} == {VISIT_ID}


def test_a_lookup_carries_how_it_is_known_who_asks() -> None:
    walk = Walk().lay(ELDER)
    assert walk.pending(LookUp).how is Established.CARD
    typed = Walk()
    typed.touch()
    typed.start("allowance").press("type").key(ELDER.number).press("next")
    assert typed.pending(LookUp).how is Established.TYPED


def test_a_result_of_another_visit_is_dropped() -> None:
    walk = Walk().lay(ELDER)
    walk.do(Finished(walk.at_s, "another", walk.pending(LookUp).id, LookedUp(facts())))
    walk.shows(Working)


def test_a_result_comes_once() -> None:
    walk = Walk().lay(ELDER)
    effect = walk.pending(LookUp)
    walk.know()
    walk.do(Finished(walk.at_s, VISIT_ID, effect.id, Failed(Failure.DOWN)))
    assert walk.visit.lookup_failure is None
    assert AMOUNT in written(walk.screen)


def test_an_answer_that_nobody_waits_for_any_more_is_dropped() -> None:
    walk = Walk().lay(ELDER)
    effect = walk.pending(LookUp)
    walk.wait(11).press("stop-waiting")
    walk.do(Finished(walk.at_s, VISIT_ID, effect.id, LookedUp(facts())))
    assert AMOUNT not in written(walk.screen)
    walk.press("retry").know()
    assert AMOUNT in written(walk.screen)


def test_a_failed_lookup_is_no_failure_of_anything_else() -> None:
    walk = Walk().arrive().start("home-visit").key("13800138000").press("agree")
    while "send" not in walk.screen.targets:
        walk.press("more")
    walk.press("send")
    walk.visit.look_up()
    walk.touch()
    walk.answer(LookUp, Failed(Failure.DOWN))
    walk.shows(Working)
    assert "正在存" in title(walk)


def test_a_nonsense_result_is_an_honest_page() -> None:
    walk = Walk().lay(ELDER).answer(LookUp, Kept("x", "y"))
    assert "看不懂" in written(walk.screen)


# -- the center is not there ----------------------------------------------------------------------


@pytest.mark.parametrize("failure", list(Failure))
def test_every_failure_of_a_lookup_has_its_words_and_leaves_a_way_on(failure: Failure) -> None:
    walk = Walk().lay(ELDER).answer(LookUp, Failed(failure))
    walk.shows(MyAffairs)
    assert walk.screen.lead.written
    assert "other" in walk.screen.targets
    walk.start("pension")
    assert walk.shows(Message).lead.written
    assert "023-0000 0105" in written(walk.screen)


def test_with_the_center_down_one_can_still_apply_and_unknown_means_maybe() -> None:
    walk = Walk().lay(ELDER).answer(LookUp, Failed(Failure.DOWN)).start("allowance")
    assert "您可能可以申请" in title(walk)
    walk.press("next", "next", "skip", "opt:qingshui", "desk", "opt:none", "agree")
    while "send" not in walk.screen.targets:
        walk.press("more")
    walk.press("send").kept()
    assert "先存在这台机器里" in written(walk.screen)


def test_a_case_list_that_could_not_be_asked_for_is_not_called_empty() -> None:
    walk = Walk().lay(ELDER).answer(LookUp, Failed(Failure.DOWN)).start("progress")
    assert "现在没有在办的事" not in written(walk.screen)
    walk.shows(Message)
    walk.press("retry").know()
    assert len(walk.shows(PagedList).rows) == 2


def test_a_dataset_that_is_missing_is_said_so() -> None:
    walk = Walk().arrive(pension=None).start("pension")
    assert "这一项现在查不到" in title(walk)
    walk.press("finish")
    walk.shows(MyAffairs)


def test_waiting_offers_a_way_out_after_ten_seconds() -> None:
    walk = Walk().lay(ELDER)
    assert walk.shows(Working).choices == ()
    walk.wait(10)
    walk.press("stop-waiting")
    assert "没回话" in written(walk.screen)


def test_a_service_waits_for_the_record_before_it_asks() -> None:
    walk = Walk()
    walk.touch()
    walk.start("allowance").lay(ELDER)
    walk.shows(Working)
    walk.know()
    assert "您可以申请" in title(walk)


def test_what_is_known_of_a_person_later_is_not_asked_any_more() -> None:
    walk = (
        Walk()
        .lay(ELDER)
        .answer(LookUp, Failed(Failure.DOWN))
        .start("allowance")
        .press("next", "next", "skip")
    )
    assert title(walk) == "哪个村？"
    walk.visit.look_up()
    walk.touch()
    walk.know()
    assert title(walk) == "钱打到哪个折子？"


# -- broken parts ---------------------------------------------------------------------------------


def test_a_broken_part_marks_its_tiles_with_where_to_go_instead() -> None:
    walk = Walk(broken=frozenset({Device.PRINTER}))
    tiles = {choice.id: choice for choice in walk.shows(Home).choices}
    assert not tiles["tile:paper"].enabled
    assert "2号窗口" in tiles["tile:paper"].detail.written
    assert tiles["tile:money"].enabled


def test_a_tile_stays_open_as_long_as_one_of_its_services_can_be_done() -> None:
    walk = Walk(release(own("allowance", needs_devices=["printer"])), broken=frozenset({Device.PRINTER}))
    walk.touch()
    walk.press("tile:apply")
    services = {choice.id: choice for choice in walk.shows(Menu).choices}
    assert not services["service:allowance"].enabled
    assert services["service:household"].enabled


def test_a_service_that_cannot_be_done_is_not_begun_and_names_people() -> None:
    walk = Walk().arrive().device(Device.CENTER, works=False).press("affair:pension:1")
    walk.shows(Message)
    assert "李明" in written(walk.screen)
    assert not [place for place in walk.visit.stack if isinstance(place, JourneyPlace)]
    walk.press("ok").device(Device.CENTER, works=True).press("affair:pension:1")
    walk.shows(Result)


def test_signs_say_what_is_broken() -> None:
    half = frozenset({Device.CENTER, Device.PRINTER})
    walk = Walk(broken=half, clock_trusted=False, trial_printer=True)
    assert {sign.id for sign in walk.screen.frame.signs} == {"center", "printer", "trial", "clock"}


def test_no_more_signs_stand_there_than_can_be_read() -> None:
    walk = Walk(broken=frozenset(Device), clock_trusted=False, trial_printer=True)
    assert {sign.id for sign in walk.screen.frame.signs} == {device.value for device in Device}


# -- cards ----------------------------------------------------------------------------------------


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


# -- a typed number -------------------------------------------------------------------------------


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


# -- covering -------------------------------------------------------------------------------------


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


# -- getting about --------------------------------------------------------------------------------


def test_all_that_matters_is_in_order_and_each_row_has_one_press_to_go_on() -> None:
    walk = Walk().arrive()
    labels = [row.label.written for row in walk.shows(MyAffairs).rows]
    walk.press("more")
    labels += [row.label.written for row in walk.shows(MyAffairs).rows]
    assert labels == ["年审", "这个月养老钱", "您可能能领：老人补贴", "有 2 件在办"]
    walk.press("other", "back", "back", "affair:pension:0")
    walk.shows(Result)
    walk.press("back")
    walk.shows(MyAffairs)


def test_a_service_that_is_finished_returns_to_ones_affairs() -> None:
    walk = Walk().arrive().start("pension").press("more", "finish")
    walk.shows(MyAffairs)


def test_help_settings_and_how_to_stand_beside_the_way_one_of_each() -> None:
    walk = Walk().arrive().start("home-visit").press("key:1")
    for target in ("help", "see", "help", "hear", "see", "help"):
        walk.press(target)
    walk.press("back")
    assert walk.shows(Question).entry is not None
    assert "1" in written(walk.screen)


def test_settings_act_at_once_and_stay_for_the_visit() -> None:
    walk = Walk()
    walk.touch()
    walk.press("see", "size:extra-large")
    assert walk.shows(Settings).frame.display.text_size is TextSize.EXTRA_LARGE
    while "low" not in walk.screen.targets:
        walk.press("more")
    walk.press("low", "ok")
    assert walk.screen.frame.display.low


def test_how_it_is_used_stands_on_the_first_page() -> None:
    walk = Walk()
    walk.touch()
    walk.press("howto")
    assert len(walk.shows(Guide).lines) == 4
    walk.press("back")
    walk.shows(Home)


def test_opening_the_service_that_one_is_in_begins_nothing_anew() -> None:
    walk = Walk().arrive().start("home-visit").press("key:1", "help", "home-visit")
    assert "1" in written(walk.screen)
    assert len([place for place in walk.visit.stack if isinstance(place, JourneyPlace)]) == 1


def test_without_a_card_there_is_something_to_do_too() -> None:
    walk = Walk()
    walk.touch()
    walk.start("allowance").press("no-card")
    found = set()
    while True:
        found |= {choice.id for choice in walk.shows(Menu).choices}
        if "more" not in walk.screen.targets:
            break
        walk.press("more")
    assert found == {f"service:{one}" for one in ("papers-list", "how-to", "report-problem", "home-visit")}
    walk.press("service:how-to")
    walk.shows(Guide)


def test_a_list_at_home_needs_nobodys_name() -> None:
    walk = Walk()
    walk.touch()
    walk.start("papers-list").press("opt:allowance", "print")
    walk.shows(Document)
    assert walk.pending(PrintPapers).service == "老人补贴"


def test_this_is_wrong_opens_a_problem_with_its_context() -> None:
    walk = (
        Walk().arrive().start("pension").press("wrong", "next", "opt:money").key("13800138000").press("agree")
    )
    while "send" not in walk.screen.targets:
        walk.press("more")
    assert walk.press("send").pending(Keep).case.notes == "pension"


def test_a_touch_is_no_press() -> None:
    walk = Walk().arrive()
    before = walk.screen
    for _ in range(3):
        walk.do(Touched(walk.at_s))
    assert walk.screen == before
    assert isinstance(walk.visit.stack[0], HomePlace)


def test_a_day_that_changes_in_mid_visit_is_the_new_day() -> None:
    walk = Walk(local=datetime(2026, 6, 8, 23, 59, 30)).arrive()  # noqa: DTZ001
    assert walk.visit.names()["today"] == "2026-06-08"
    walk.wait(40)
    walk.touch()
    assert walk.visit.names()["today"] == "2026-06-09"
    assert "还有 11 天" in written(walk.screen)
