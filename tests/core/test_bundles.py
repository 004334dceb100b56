"""A bundle of services: asked once, agreed to and sent part by part."""

from __future__ import annotations

from kiosk.core.effects import Keep
from kiosk.core.places.journey import JourneyPlace
from kiosk.core.screens import Check, Papers, Question, Receipt
from tests.core.builders import ELDER, OTHER, Walk, title, written
from tests.core.filling import journey, page_with, send, sent, to_check


def bundle(where: str = "home") -> Walk:
    walk = Walk().arrive().start("after-death")
    assert title(walk) == "在哪里走的？", "what decides which parts there are comes first"
    return walk.press(f"opt:{where}")


GONE = OTHER.number


def to_consents(walk: Walk, cremated: str = "cremated") -> Walk:
    """All questions of all parts."""
    walk.press("next", "next", "next", "go-on").key("13800138000").key(GONE).press(f"opt:{cremated}")
    if cremated == "cremated":
        walk.press("opt:town")
    while title(walk) == "户口在哪？":
        walk.press("opt:town")
    return walk


def test_parts_that_belong_are_offered_and_each_can_be_left_out() -> None:
    assert "part:part-register" not in bundle("hospital").screen.targets
    walk = bundle("home").press("part:part-grant", "next")
    assert "安葬费" not in written(walk.screen)
    assert "退余钱" in written(walk.screen)


def test_leaving_out_all_parts_is_told_on_the_page() -> None:
    walk = bundle("hospital").press("part:part-grant", "part:part-account", "next")
    screen = walk.screen
    assert isinstance(screen, Question)
    assert "一样都没选" in screen.fault.written
    walk.press("part:part-account", "next")
    assert title(walk) != "要一起办哪些？"


def test_what_is_asked_by_several_parts_is_asked_once_under_the_strictest_checks() -> None:
    walk = bundle().press("next", "next", "next", "go-on")
    screen = walk.screen
    assert title(walk) == "手机号是多少？"
    assert "skip" not in screen.targets, "one part needs it"
    walk.key("19900000000")
    assert walk.shows(Question).fault.written == "这个号码打不通"
    walk.press(*["key:back"] * 4).key("0001").key(GONE)
    assert title(walk) == "火化没有？", "the number of the deceased was asked once for both parts"


def test_both_parts_see_the_shared_answer_under_their_own_names() -> None:
    walk = to_consents(bundle())
    names = journey(walk).scope(walk.visit.names())
    assert names["phone"] == names["call_me"] == "13800138000"
    assert names["gone"] == names["gone_too"] == GONE


def test_papers_of_all_parts_are_asked_for_once() -> None:
    walk = bundle().press("next", "next")
    assert [row.label.written for row in walk.shows(Papers).rows] == ["户口本", "死亡证明"]


def test_each_part_has_its_own_consent_state_and_line_on_the_receipt() -> None:
    walk = to_consents(bundle())
    for part in ("安葬费", "退余钱", "销户口"):
        assert walk.screen.lead.written == part
        walk.press("agree")
    case = sent(send(walk))
    assert [(part.service, part.consent, part.state) for part in case.parts] == [
        ("part-grant", True, "ready"),
        ("part-account", True, "needs_signature"),
        ("part-register", True, "ready"),
    ]
    walk.kept()
    assert written(walk.screen).count("收下了") >= 3


def test_a_part_that_cannot_be_done_does_not_stop_the_others() -> None:
    walk = Walk().arrive(profile={"local_registration": False}).start("after-death").press("opt:home", "next")
    assert "暂时不行" in written(walk.screen)
    walk.press("next", "next", "go-on").key("13800138000").key(GONE).press("opt:cremated", "opt:town")
    assert title(walk) == "您同意吗？", "the part that cannot be done asks nothing"
    walk.press("agree", "agree")
    case = sent(send(walk))
    assert [part.service for part in case.parts] == ["part-grant", "part-account"]
    walk.kept()
    assert "这项没办" in written(walk.screen)


def test_a_part_that_an_answer_rules_out_is_told_before_the_rest_is_sent() -> None:
    walk = to_consents(bundle(), cremated="buried")
    assert walk.screen.lead.written == "退余钱"
    walk.press("agree", "agree")
    assert "安葬费" in written(walk.screen)
    assert "暂时不行" in written(walk.screen)
    case = sent(send(walk))
    assert [part.service for part in case.parts] == ["part-account", "part-register"]
    assert "cremated" not in [one.field for one in case.answers], "it belongs to the part that cannot be done"
    walk.kept()
    walk.shows(Receipt)
    assert "这项没办" in written(walk.screen)


def test_the_answer_that_ruled_a_part_out_can_be_changed() -> None:
    walk = to_consents(bundle(), cremated="buried").press("agree", "agree")
    page_with(walk, "change:subject:cremated").press("change:subject:cremated", "opt:cremated", "opt:town")
    assert walk.screen.lead.written == "安葬费", "its consent is still to be asked"
    walk.press("agree")
    walk.shows(Check)
    assert len(sent(send(walk)).parts) == 3


def test_refused_consent_leaves_out_that_part_only_and_says_so() -> None:
    walk = to_consents(bundle()).press("agree", "refuse")
    assert walk.screen.lead.written == "销户口"
    walk.press("agree")
    walk.shows(Check)
    case = sent(send(walk))
    assert [part.service for part in case.parts] == ["part-grant", "part-register"]
    walk.kept()
    walk.press("more") if "您没同意" not in written(walk.screen) else None
    assert "您没同意，没办" in written(walk.screen)


def test_the_last_part_that_is_refused_sends_nothing() -> None:
    walk = to_consents(bundle()).press("refuse", "refuse", "refuse")
    assert "那就先不办" in title(walk)
    assert not [effect for effect in walk.effects if isinstance(effect, Keep)]


def test_a_refused_part_can_be_taken_in_again() -> None:
    walk = to_consents(bundle()).press("refuse")
    for _ in range(20):
        if title(walk) == "要一起办哪些？":
            break
        walk.press("back")
    walk.press("part:part-grant")
    assert journey(walk).left_out == frozenset()
    assert journey(walk).refused == frozenset()
    to_consents(walk)
    for part in ("安葬费", "退余钱", "销户口"):
        assert walk.screen.lead.written == part, "nothing is sent without this part's own yes"
        walk.press("agree")
    assert [part.consent for part in sent(send(walk)).parts] == [True, True, True]


def test_a_yes_that_is_taken_back_is_none() -> None:
    walk = to_consents(bundle()).press("agree", "agree", "back", "refuse", "agree")
    assert [part.service for part in sent(send(walk)).parts] == ["part-grant", "part-register"]


def test_a_change_cannot_pass_by_a_no() -> None:
    walk = to_check(Walk()).press("back", "refuse", "ok")
    walk.visit.close_asides()
    place = walk.visit.place
    assert isinstance(place, JourneyPlace)
    place.to_check(walk.visit)
    walk.touch()
    page_with(walk, "change:subject:account").press("change:subject:account", "opt:a2")
    assert title(walk) == "您同意吗？", "the yes was taken back"


def test_a_no_after_a_yes_stops_a_change_from_sending() -> None:
    walk = to_check(Walk()).press("back", "refuse", "ok", "back", "keep")
    assert title(walk) == "您同意吗？"


def test_all_parts_ruled_out_is_a_refusal_with_ways_on() -> None:
    walk = Walk().arrive(profile={"local_registration": False})
    walk.start("after-death").press("opt:home", "part:part-grant", "part:part-account", "next")
    assert "现在还不能申请" in title(walk)
    assert {"ask-staff", "leave", "back"} <= walk.screen.targets


def test_the_slip_of_a_bundle_names_each_part() -> None:
    from kiosk.core.effects import PrintSlip

    walk = to_consents(bundle()).press("agree", "agree", "agree")
    send(walk).kept().press("print")
    slip = walk.pending(PrintSlip)
    assert "安葬费：收下了" in slip.lines
    assert any("签字" in line for line in slip.lines)
    assert ELDER.number not in "".join(slip.lines)
