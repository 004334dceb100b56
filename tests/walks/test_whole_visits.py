"""Whole visits against the trial center: what is said, printed and sent is what is so."""

from __future__ import annotations

import re

import pytest

from kiosk.core.screens import (
    Check,
    Document,
    Home,
    Identify,
    Message,
    MyAffairs,
    PaperState,
    Receipt,
    Result,
    Screen,
    Working,
)
from tests.conftest import Logged
from tests.walks.rig import Rig, pdf_text, written

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("walks")]

OLD = "示例·张大山"
MONEY = re.compile(r"[0-9]+\.[0-9]{2}")


def number_of(rig: Rig, name: str) -> str:
    return rig.cards[name].number


def papers(rig: Rig) -> set[str]:
    return {path.name for path in rig.paper_folder.glob("*.pdf")} if rig.paper_folder.exists() else set()


def test_the_pension_is_two_presses_away(rig: Rig) -> None:
    rig.stage.begin()
    rig.lay(OLD)
    rig.press(rig.saying("月养老钱"))
    screen = rig.until(Result)
    assert isinstance(screen, Result)
    assert "240.00" in written(screen) or "185.00" in written(screen)
    assert rig.stage.presses + 1 <= 4  # the card is one


def test_a_certificate_comes_out_as_the_screen_says(rig: Rig) -> None:
    before = papers(rig)
    rig.stage.touch()
    rig.press("tile:certificates")
    rig.press("service:pension-certificate")
    rig.until(Identify)
    rig.lay(OLD)
    rig.go_until(Document)
    while "print" not in rig.screen.targets:
        rig.press("more")
    rig.press("print")
    screen = rig.stage.until(lambda s: isinstance(s, Document) and s.state is PaperState.DONE)
    (made,) = papers(rig) - before
    text = pdf_text(rig.paper_folder / made)
    assert OLD in text.replace(" ", "")
    assert "样张" in text
    assert screen.title.written[:4] in text.replace(" ", "")


def apply_for_allowance(rig: Rig, name: str) -> Receipt:
    rig.lay(name)
    rig.press(rig.saying("80岁老人补贴"))
    screen = rig.go_until(Receipt)
    assert isinstance(screen, Receipt)
    return screen


def test_an_application_is_at_the_center_once(rig: Rig) -> None:
    receipt = apply_for_allowance(rig, OLD)
    rig.until(Receipt, "已送到服务中心")
    rig.leave()
    rig.lay(OLD)
    rig.press(rig.saying("件在办"))
    screen = rig.stage.until(lambda s: receipt.number.written in written(s) or "已送到" in written(s))
    assert written(screen).count("80岁老人补贴") >= 1


def test_without_network_it_is_kept_here_and_sent_when_it_is_back(rig: Rig) -> None:
    relay = rig.simulation.relay
    assert relay is not None
    rig.lay("示例·余秀兰")
    rig.press(rig.saying("80岁老人补贴"))
    rig.go_until(Check)
    relay.cut(cut=True)
    screen = rig.go_until(Receipt)
    assert isinstance(screen, Receipt)
    assert "先存在这台机器里" in screen.state_words.written
    assert not any("已送到" in written(one) for one in rig.seen if isinstance(one, Receipt))
    relay.cut(cut=False)
    rig.until(Receipt, "已送到服务中心", patience_s=45)


def test_a_typed_number_shows_no_money(rig: Rig) -> None:
    rig.stage.touch()
    rig.press("tile:apply")
    rig.press("service:senior-card")
    rig.until(Identify)
    rig.press("type")
    for figure in number_of(rig, "示例·陈有田"):
        rig.press(f"key:{figure}")
    rig.press("next")
    rig.until(Result, "请对一下号码")
    rig.press("next")
    rig.go_until(Check)
    while "back" in rig.screen.targets:
        rig.press("back")
    rig.press("tile:pension")
    screen = rig.stage.until(lambda s: not isinstance(s, Working))
    assert isinstance(screen, (Message, Identify))
    assert not [one for one in rig.seen if MONEY.search(written(one))]


def test_a_reader_that_is_unplugged_says_so_and_works_again(rig: Rig, logged: Logged) -> None:
    rig.reader.unplug()
    screen: Screen = rig.stage.until(lambda s: any(sign.id == "card_reader" for sign in s.frame.signs))
    assert isinstance(screen, Home)
    rig.reader.replug()
    rig.stage.until(lambda s: not any(sign.id == "card_reader" for sign in s.frame.signs))
    rig.stage.touch()
    rig.lay(OLD)
    assert isinstance(rig.screen, MyAffairs)
    assert logged.warnings


def test_a_case_can_be_taken_back(rig: Rig) -> None:
    rig.lay("示例·吴桂香")
    rig.press("other")
    rig.press(rig.saying("反映问题"))
    rig.go_until(Receipt)
    rig.until(Receipt, "已送到服务中心")
    rig.leave()
    rig.lay("示例·吴桂香")
    rig.press(rig.saying("件在办"))
    rig.stage.until(lambda s: not isinstance(s, MyAffairs) and bool(s.targets))
    for word in ("打开", "撤回来", "撤回来"):
        try:
            target = rig.saying(word)
        except AssertionError:
            continue
        rig.press(target)
    rig.stage.until(lambda s: "撤回" in written(s))
    rig.leave()
    rig.skip(2)
    rig.lay("示例·吴桂香")
    screen = rig.screen
    assert "件在办" not in written(screen)
