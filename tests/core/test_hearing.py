"""What a page accepts by voice, and what becomes of what was said: done, asked back, written down, missed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from kiosk.core.effects import Listen, Say
from kiosk.core.events import Heard
from kiosk.core.hearing import IRREVERSIBLE, is_by_touch
from kiosk.core.places.spoken import ConfirmPlace
from kiosk.core.screens import (
    Check,
    Eligibility,
    Ending,
    Help,
    Home,
    MyAffairs,
    Question,
    Result,
    VoiceConfirm,
)
from kiosk.core.talk import Ear, Expected, Hearing, Outcome, Wanted
from tests.core.builders import Walk

PHONE = "13800138000"


def ear(walk: Walk) -> Ear:
    """What the page accepts."""
    return walk.visit.ear_of(walk.screen)


def wanted(walk: Walk, target: str) -> Wanted:
    return next(one for one in ear(walk).wanted if one.target == target)


def hear(walk: Walk, outcome: Outcome, *targets: str, value: str = "", day: date | None = None) -> Walk:
    """Somebody speaks to this page."""
    walk.do(Heard(walk.at_s, walk.screen.serial, Hearing(outcome, targets, value, day)))
    return walk


def act(walk: Walk, *targets: str) -> Walk:
    """Says one thing after another."""
    for target in targets:
        hear(walk, Outcome.ACT, target)
    return walk


def said(walk: Walk) -> tuple[str, ...]:
    return next(one.speech.lines for one in reversed(walk.sounds) if isinstance(one, Say))


def begun() -> Walk:
    """Somebody has touched the first page."""
    walk = Walk()
    walk.touch()
    return walk


@pytest.mark.parametrize("walk", [begun(), Walk().arrive(), Walk().arrive().start("pension")])
def test_whatever_may_be_meant_has_a_name_when_it_is_asked_about(walk: Walk) -> None:
    for one in ear(walk).wanted:
        place = ConfirmPlace(walk.visit, (one.target,))
        assert place.names[0][0].written, one.target


# -- what may be said -----------------------------------------------------------------------------


def test_every_choice_of_a_page_has_a_phrase() -> None:
    for walk in (begun(), Walk().arrive(), Walk().arrive().start("allowance")):
        targets = {one.target for one in ear(walk).wanted}
        left_out = {"again", "speak"} | {t for t in walk.screen.targets if t.startswith(("key:", "part:"))}
        assert walk.screen.targets - left_out <= targets


def test_no_phrase_means_two_things() -> None:
    for walk in (begun(), Walk().arrive(), Walk().arrive().start("allowance").press("next", "next")):
        counted = Counter(phrase for one in ear(walk).wanted for phrase in one.phrases)
        assert [phrase for phrase, count in counted.items() if count > 1] == []


def test_choices_can_be_named_by_their_number() -> None:
    walk = begun()
    home = walk.shows(Home)
    assert "第二个" in wanted(walk, home.choices[1].id).phrases


def test_next_can_be_said_whatever_stands_on_the_button() -> None:
    walk = Walk().arrive().start("allowance")
    primary = walk.shows(Eligibility).frame.primary
    assert primary is not None
    assert primary.words.written != "下一步"
    assert {primary.words.written, "下一步"} <= set(wanted(walk, "next").phrases)


def test_any_service_can_be_asked_for_from_the_first_page() -> None:
    walk = begun()
    home = walk.shows(Home)
    titles = {phrase for one in ear(walk).wanted for phrase in one.phrases}
    shown = {choice.words.written for choice in home.choices}
    for service in walk.release.services.values():
        assert service.title in titles | shown
        assert set(service.asked_as) <= titles


def test_a_service_on_no_page_is_begun_by_its_name() -> None:
    walk = Walk().arrive()
    act(walk, "service:home-visit")
    assert walk.visit.host.journey.service.id == "home-visit"  # type: ignore[attr-defined]


def test_a_covered_person_s_affairs_can_t_be_asked_for() -> None:
    walk = Walk().arrive().press("not-me")
    assert not [one for one in ear(walk).wanted if one.target.startswith("service:")]
    serial = walk.screen.serial
    act(walk, "service:pension")
    assert walk.screen.serial == serial


def test_a_row_is_meant_by_its_own_words_where_all_buttons_say_the_same() -> None:
    walk = Walk().arrive().start("allowance").press("next", "next", "known", "opt:a1", "opt:has").key("300")
    while not isinstance(walk.screen, Check):
        walk.press("unknown" if "unknown" in walk.screen.targets else "agree")
    changes = [one for one in ear(walk).wanted if one.target.startswith("change:")]
    assert changes
    assert all("改" not in one.phrases for one in changes)
    assert all(any(phrase.endswith("改") for phrase in one.phrases) for one in changes)


def test_where_money_goes_is_never_taken_by_voice() -> None:
    walk = Walk().arrive().start("allowance").press("next", "next")
    page = walk.shows(Question)
    by_touch = replace(page, by_touch=True)
    assert is_by_touch(by_touch, "opt:a1")
    assert not [one for one in walk.visit.ear_of(by_touch).wanted if one.target.startswith("opt:")]


# -- what becomes of it ---------------------------------------------------------------------------


def test_what_was_said_is_done() -> None:
    walk = act(begun(), "help")
    walk.shows(Help)
    act(walk, "back")
    walk.shows(Home)


def test_what_was_said_to_a_page_that_is_gone_is_dropped() -> None:
    walk = begun()
    serial = walk.screen.serial
    walk.press("help")
    page = walk.screen
    walk.do(Heard(walk.at_s, serial, Hearing(Outcome.ACT, ("done",))))
    assert walk.screen == page


def test_nobody_is_heard_before_the_first_touch_or_after_the_end() -> None:
    walk = Walk()
    page = walk.screen
    act(walk, "help")
    assert walk.screen == page
    walk = Walk().arrive().press("done")
    walk.shows(Ending)
    page = walk.screen
    act(walk, "leave")
    assert walk.screen == page


def test_something_unsure_is_asked_back_with_its_picture() -> None:
    walk = begun()
    tile = walk.shows(Home).choices[0]
    hear(walk, Outcome.ASK, tile.id)
    page = walk.shows(VoiceConfirm)
    assert tile.words.written in page.title.written
    assert page.icon == tile.icon
    assert "是不是" in said(walk)[0]
    act(walk, "yes")
    assert not isinstance(walk.screen, (VoiceConfirm, Home))


def test_no_leads_back_to_the_page_and_it_listens_again() -> None:
    walk = begun()
    hear(walk, Outcome.ASK, walk.shows(Home).choices[0].id)
    act(walk, "no")
    walk.shows(Home)
    assert said(walk) == ("没听清，请再说一遍。",)
    assert isinstance(walk.sounds[-1], Listen)


def test_what_is_read_out_after_a_yes_is_read_out() -> None:
    walk = Walk().arrive().start("pension")
    hear(walk, Outcome.ASK, "voice:read")
    walk.shows(VoiceConfirm)
    before = "".join(said(walk))
    act(walk, "yes")
    walk.shows(Result)
    assert "1379.24" not in before
    assert "1379.24" in "".join(said(walk))


def test_of_two_that_sound_alike_one_is_chosen() -> None:
    walk = begun()
    first, second = walk.shows(Home).choices[:2]
    hear(walk, Outcome.ASK, first.id, second.id)
    page = walk.shows(VoiceConfirm)
    assert [choice.words.written for choice in page.choices[:2]] == [
        first.words.written,
        second.words.written,
    ]
    walk.press("heard:0")
    assert not isinstance(walk.screen, (VoiceConfirm, Home))


def test_a_question_is_not_answered_by_a_question() -> None:
    walk = begun()
    hear(walk, Outcome.ASK, walk.shows(Home).choices[0].id)
    hear(walk, Outcome.ASK, "yes")
    walk.shows(VoiceConfirm)


@pytest.mark.parametrize("target", sorted(IRREVERSIBLE & {"done"}))
def test_what_can_t_be_undone_is_never_done_by_one_phrase(target: str) -> None:
    walk = Walk().arrive()
    assert wanted(walk, target).asks_first
    act(walk, target)
    walk.shows(VoiceConfirm)
    assert walk.visit.subject is not None
    act(walk, "yes")
    assert walk.visit.ended


def test_sending_is_asked_back() -> None:
    walk = Walk().arrive().start("allowance").press("next", "next", "known", "opt:a1", "opt:has").key("300")
    while not isinstance(walk.screen, Check):
        walk.press("unknown" if "unknown" in walk.screen.targets else "agree")
    while "send" not in walk.screen.targets:
        walk.press("more")
    act(walk, "send")
    walk.shows(VoiceConfirm)


def test_a_private_name_is_asked_back_without_being_said() -> None:
    walk = Walk().arrive().start("progress")
    rows = [one for one in walk.visit.screen.body_choices if one.id.startswith("case:")]
    if not rows:
        pytest.skip("the elder has no case in this county")
    hear(walk, Outcome.ASK, rows[0].id)
    assert said(walk)[0] == "您是要这个，是不是？"


# -- not understood -------------------------------------------------------------------------------


def test_after_two_misses_there_are_pictures_and_no_third_say_it_again() -> None:
    walk = begun()
    tiles = walk.shows(Home).choices
    hear(walk, Outcome.NOT_UNDERSTOOD)
    walk.shows(Home)
    assert said(walk) == ("没听清，请再说一遍。",)
    assert walk.screen.frame.caption.written == "没听清，请再说一遍。"
    hear(walk, Outcome.NOT_UNDERSTOOD)
    page = walk.shows(VoiceConfirm)
    assert [choice.id for choice in page.choices] == [tile.id for tile in tiles]
    assert page.frame.help is not None
    count = len([one for one in walk.sounds if isinstance(one, Say)])
    hear(walk, Outcome.NOT_UNDERSTOOD)
    assert len([one for one in walk.sounds if isinstance(one, Say)]) == count
    act(walk, tiles[0].id)
    assert not isinstance(walk.screen, (VoiceConfirm, Home))


def test_a_touch_forgives_a_miss() -> None:
    walk = begun()
    hear(walk, Outcome.NOT_UNDERSTOOD)
    walk.press("help").press("back")
    hear(walk, Outcome.NOT_UNDERSTOOD)
    walk.shows(Home)


def test_what_the_page_does_not_accept_is_a_miss() -> None:
    walk = begun()
    act(walk, "agree")
    walk.shows(Home)
    assert said(walk) == ("没听清，请再说一遍。",)


def test_noise_keeps_nobody_s_visit_alive() -> None:
    walk = Walk().arrive()
    for _ in range(30):
        hear(walk, Outcome.NOT_UNDERSTOOD)
        walk.wait(10)
    assert walk.visit.ended or type(walk.screen).__name__ == "StillThere"


def test_speaking_is_being_there() -> None:
    walk = Walk().arrive()
    walk.wait(200)
    assert type(walk.screen).__name__ == "StillThere"
    act(walk, "still-here")
    walk.shows(MyAffairs)


# -- values ---------------------------------------------------------------------------------------


def asked_for_phone() -> Walk:
    walk = Walk().arrive().start("allowance").press("next", "next")
    assert walk.shows(Question).expects is Expected.PHONE
    return walk


def test_a_spoken_number_stands_in_groups_and_is_not_taken_yet() -> None:
    walk = asked_for_phone()
    hear(walk, Outcome.VALUE, value=PHONE)
    page = walk.shows(Question)
    assert page.entry is not None
    assert page.entry.boxes[0].text == "138 0013 8000"
    assert said(walk) == ("写在上面了，请看一下。对的，就说下一步。不对，就说重新说。",)
    assert PHONE[:3] not in "".join(said(walk))


def test_it_is_read_aloud_only_on_request() -> None:
    walk = asked_for_phone()
    hear(walk, Outcome.VALUE, value=PHONE)
    act(walk, "voice:read")
    assert "138 0013 8000" in "".join(said(walk))


def test_it_is_said_wrong_and_said_again() -> None:
    walk = asked_for_phone()
    hear(walk, Outcome.VALUE, value=PHONE)
    act(walk, "voice:clear")
    page = walk.shows(Question)
    assert page.entry is not None
    assert page.entry.boxes[0].text == ""
    hear(walk, Outcome.VALUE, value="13900139000")
    act(walk, "next")
    assert walk.screen.title != page.title


def test_too_many_digits_are_a_miss_and_change_nothing() -> None:
    walk = asked_for_phone()
    hear(walk, Outcome.VALUE, value=PHONE)
    hear(walk, Outcome.VALUE, value=PHONE + "0")
    page = walk.shows(Question)
    assert page.entry is not None
    assert page.entry.boxes[0].text == "138 0013 8000"


def test_a_value_where_none_is_asked_for_is_a_miss() -> None:
    walk = begun()
    hear(walk, Outcome.VALUE, value="12")
    walk.shows(Home)
    assert said(walk) == ("没听清，请再说一遍。",)


# -- the voice itself -----------------------------------------------------------------------------


def test_slower_can_be_said_anywhere_and_comes_to_an_end() -> None:
    walk = begun()
    for _ in range(4):
        act(walk, "voice:slower")
    assert walk.visit.talk.tuning.rate_step == -3
    assert said(walk) == ("已经到头了。",)


def test_whoever_speaks_has_the_choices_read_out() -> None:
    walk = act(begun(), "more")
    assert any(line.startswith("第一个") for line in said(walk))


def test_a_whole_way_by_voice_alone_says_no_amount_before_it_is_asked_for() -> None:
    walk = Walk().arrive()
    act(walk, "service:certificate", "back")
    pension = next(one.target for one in ear(walk).wanted if one.target.startswith("affair:pension"))
    act(walk, pension)
    walk.shows(Result)
    everything = "".join(line for one in walk.sounds if isinstance(one, Say) for line in one.speech.lines)
    assert "1379.24" not in everything
    act(walk, "voice:read")
    assert "1379.24" in "".join(said(walk))
