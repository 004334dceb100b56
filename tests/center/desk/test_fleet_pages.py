"""The maintainers' pages over HTTP: what is wrong first, whom to call, orders, stops, notices."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from center.desk.fleet_words import WHY_NOT
from center.desk.notice_form import FAULTS
from center.fleet.signing import TRIAL_WORDS
from center.protocol.fleet import HeartbeatReply, LogReport, Part, Releases, Use, WhyNot
from center.settings import Township, trial_settings
from tests.center.desk.support import ADMIN, KEEPER, WINDOW, Desk, people_the_desk
from tests.center.fleet.beats import beat, ill
from tests.center.fleet.test_notice_text import a_notice
from tests.center.fleet.test_notices import KEY, quick_keys
from tests.center.support import Terminal, Town, town

pytestmark = pytest.mark.whole


@pytest.fixture(name="keeper")
def _keeper(town: Town) -> Desk:
    return Desk(town.http, KEEPER)


@pytest.fixture(name="admin")
def _admin(town: Town) -> Desk:
    return Desk(town.http, ADMIN)


def beaten(terminal: Terminal, **changes: Any) -> HeartbeatReply:
    body = beat(terminal.clock.now, **changes).model_dump_json().encode()
    return HeartbeatReply.model_validate_json(terminal.send("POST", "/v1/heartbeats", body).content)


def heading(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page)
    assert found
    return found[1]


NOTICE = {
    "level": "urgent",
    "title": "今晚停电",
    "text": "今晚八点到十点停电。",
    "area": "990101",
    "phone": "023-0000 0101",
    "begins": "2025-09-17T12:00",
    "ends": "2025-09-17T22:00",
    "words": TRIAL_WORDS,
}


def test_the_worst_stands_first_with_whom_to_call(town: Town, keeper: Desk) -> None:
    beaten(town.new_terminal("QS02"))
    beaten(town.new_terminal("QS03"), parts=(ill(Part.PRINTER, "jam"),))
    page = keeper.open("/desk/fleet")
    assert heading(page) == "2 台要管"
    assert page.index("没有消息 <small>1 台") < page.index("fleet/QS01") < page.index("坏了 <small>1 台")
    assert page.index("大纸打印机坏了") < page.index("<summary>示例镇便民服务中心 1 台")
    assert page.count('href="tel:023-00000101"') == 2
    assert keeper.get("/desk/fleet/find?code=qs03").headers["location"] == "/desk/fleet/QS03"
    assert keeper.get("/desk/fleet/find?code=ZZ99").status_code == 404


@pytest.mark.parametrize("up_s", [0, 10**10])
def test_a_terminal_with_odd_figures_has_its_page(town: Town, keeper: Desk, up_s: int) -> None:
    beaten(town.terminal, up_s=up_s, outbox_oldest_s=up_s)
    assert "开了多久" in keeper.open("/desk/fleet/QS01")


def test_of_many_that_are_well_each_township_has_a_page(
    town: Town, keeper: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand names of well terminals would be most of the page, and of the time that it takes."""
    monkeypatch.setattr("center.desk.pages_fleet.MOST_SHOWN", 1)
    for code in ("QS02", "QS03"):
        beaten(town.new_terminal(code))
    page = keeper.open("/desk/fleet")
    assert "QS02" not in page
    link = "/desk/fleet/well?at=990101"
    assert f'<a href="{link}">示例镇便民服务中心 2 台</a>' in page
    there = keeper.open(link)
    assert heading(there) == "示例镇便民服务中心：2 台好的"
    assert "/desk/fleet/QS02" in there
    assert "/desk/fleet/QS01" not in there, "it never said anything"
    town.clock.on(minutes=10)
    assert keeper.get(link).headers["location"] == "/desk/fleet", "none is well there any more"


def test_windows_have_no_terminals_to_look_after(town: Town) -> None:
    window = Desk(town.http, WINDOW)
    for path in ("/desk/fleet", "/desk/fleet/well", "/desk/fleet/QS01", "/desk/notices", "/desk/fleet/use"):
        assert window.get(path).status_code == 403


def test_use_is_told_by_the_services_titles(town: Town, keeper: Desk) -> None:
    beaten(
        town.terminal,
        uses=(Use(service="old-age-allowance", started=4, finished=3, left_at={"papers": 1}),),
    )
    page = keeper.open("/desk/fleet/use")
    title = town.center.releases.newest().services["old-age-allowance"].title
    assert title in page
    assert "old-age-allowance" not in page
    assert "带来的东西 1" in page


def test_an_order_goes_out_and_its_end_is_shown(town: Town, keeper: Desk) -> None:
    page = keeper.open("/desk/fleet/QS01")
    answer = keeper.press(page, "/desk/fleet/QS01/orders", {"kind": "collect_log"})
    assert answer.headers["location"].startswith("/desk/fleet/QS01?said=ordered")
    assert "等机器来拿" in keeper.open("/desk/fleet/QS01")
    (order,) = beaten(town.terminal).commands
    assert "机器拿到了，还没回话" in keeper.open("/desk/fleet/QS01")
    report = LogReport(command_id=order.command_id, log='{"event":"started"}').model_dump_json()
    town.terminal.send("POST", "/v1/logs", report.encode())
    beaten(town.terminal, done=(order.command_id,))
    page = keeper.open("/desk/fleet/QS01")
    assert "照做了" in page
    link = f"/desk/fleet/QS01/logs/{order.command_id}"
    assert link in page
    assert keeper.get(link).text == '{"event":"started"}'
    assert "QS01 取运行记录" in keeper.open("/desk/record")
    assert keeper.press(page, "/desk/fleet/QS01/orders", {"kind": "format_disk"}).status_code == 404
    assert keeper.send("/desk/fleet/QS01/orders", {"kind": "restart"}).status_code == 403


def test_a_closed_terminal_says_so_and_can_be_opened(town: Town, keeper: Desk) -> None:
    keeper.press(keeper.open("/desk/fleet/QS01"), "/desk/fleet/QS01/orders", {"kind": "close"})
    (order,) = beaten(town.terminal).commands
    beaten(town.terminal, done=(order.command_id,), closed=True)
    page = keeper.open("/desk/fleet/QS01")
    assert "这台停用着" in page
    assert 'value="open"' in page
    assert 'value="close"' not in page
    beaten(town.terminal, closed=False)  # somebody of the staff stood before it
    page = keeper.open("/desk/fleet/QS01")
    assert "这台停用着" not in page
    assert 'value="close"' in page
    assert page.index("恢复使用了") < page.index("停用了")


def test_an_order_that_came_to_nothing_says_so_and_what_to_do(town: Town, keeper: Desk) -> None:
    for kind in ("self_test", "collect_log"):
        keeper.press(keeper.open("/desk/fleet/QS01"), "/desk/fleet/QS01/orders", {"kind": kind})
    first, second = beaten(town.terminal).commands
    beaten(town.terminal, failed={first.command_id: "broke-off", second.command_id: "word-of-a-newer-one"})
    page = keeper.open("/desk/fleet/QS01")
    assert "没做成：自检做到一半断了" in page
    assert "没做成：word-of-a-newer-one" in page
    assert page.count('class="amiss"') == 2
    assert "照做了" not in page


def test_every_word_for_why_not_is_known_to_the_page() -> None:
    assert set(WHY_NOT) == set(WhyNot)


def test_history_is_told_in_words(town: Town, keeper: Desk) -> None:
    beaten(town.terminal)
    beaten(town.terminal, parts=(ill(Part.PRINTER, "jam"),), releases=Releases(good=5, bad=(6,), high=6))
    beaten(
        town.terminal, releases=Releases(good=7, high=7), self_test=(Part.PAPER,), self_test_at=town.clock.now
    )
    page = keeper.open("/desk/fleet/QS01")
    for line in ("坏了（卡纸）", "第 6 版", "第 5 版换成第 7 版", "没过：纸"):
        assert line in page


def test_a_release_is_stopped_by_hand_and_let_go(town: Town, keeper: Desk) -> None:
    beaten(town.terminal)
    beaten(town.new_terminal("QS02"), releases=Releases(good=5, trial=6, high=6))
    page = keeper.open("/desk/fleet")
    assert "停下第 6 版" in page
    assert keeper.press(page, "/desk/fleet/holds", {"seq": "6", "why": ""}).status_code == 422
    keeper.press(page, "/desk/fleet/holds", {"seq": "6", "why": "岁数写错了"})
    page = keeper.open("/desk/fleet?said=held")
    assert "第 6 版停下来了" in page
    assert "M01 停的：岁数写错了" in page
    assert beaten(town.terminal).held == (6,)
    keeper.press(page, "/desk/fleet/holds/6/lift")
    assert beaten(town.terminal).held == ()
    record = keeper.open("/desk/record")
    assert "停下一版" in record
    assert "让一版接着装" in record


@pytest.mark.parametrize("seq", ["", "0", "7", "2000000000"])
def test_only_a_release_on_its_way_is_stopped(town: Town, keeper: Desk, seq: str) -> None:
    beaten(town.terminal, releases=Releases(good=5, trial=6, high=6))
    page = keeper.open("/desk/fleet")
    assert keeper.press(page, "/desk/fleet/holds", {"seq": seq, "why": "没有这一版"}).status_code == 404
    assert beaten(town.terminal).held == ()


def test_letting_go_is_for_whoever_has_all_townships(tmp_path: Path) -> None:
    both = [
        *trial_settings("http://center.test").townships,
        Township(code="990102", name="示例县远山镇", office="远山镇便民服务中心", phone="023-00000102"),
    ]
    settings = trial_settings("http://center.test").model_copy(update={"townships": both})
    with town(tmp_path / "center", settings=settings) as found:
        people_the_desk(found)
        keeper = Desk(found.http, KEEPER)
        found.center.holds.stop(6, by="M09", why="岁数写错了")
        page = keeper.open("/desk/fleet")
        assert "第 6 版停下来了" in page
        assert "接着装" not in page
        assert keeper.press(page, "/desk/fleet/holds/6/lift").status_code == 403
        assert found.center.holds.held() == (6,)


def test_a_notice_is_on_the_terminals_within_one_heartbeat(town: Town, admin: Desk) -> None:
    page = admin.open("/desk/notices?kind=power")
    assert 'value="要停电"' in page
    answer = admin.press(page, "/desk/notices", NOTICE)
    assert answer.headers["location"] == "/desk/notices?said=notice"
    assert "1 台机器里，0 台已经拿到" in admin.open("/desk/notices")
    town.clock.on(seconds=60)
    (notice,) = beaten(town.terminal).notices
    assert (notice.title, notice.level.value, notice.office) == ("今晚停电", "urgent", "示例镇便民服务中心")
    assert notice.ends_at - notice.begins_at == timedelta(hours=10)
    page = admin.open("/desk/notices")
    assert "1 台机器里，1 台已经拿到" in page
    admin.press(page, f"/desk/notices/{notice.notice_id}/withdraw")
    assert beaten(town.terminal).notices == ()
    page = admin.open("/desk/notices")
    assert "现在没有通知" in page
    assert "撤回" in page
    assert admin.press(page, f"/desk/notices/{notice.notice_id}/withdraw").status_code == 404
    record = admin.open("/desk/record")
    assert "急事：今晚停电" in record
    assert "撤回通知" in record


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"words": "猜一个口令"}, "words"),
        ({"title": "一" * 17}, "title"),
        ({"text": ""}, "text"),
        ({"ends": "2025-09-17T11:00"}, "when"),
        ({"ends": "2025-11-17T11:00"}, "when"),
        ({"ends": "gestern"}, "when"),
        ({"begins": "9999-12-20T08:00", "ends": "9999-12-31T08:00", "words": "猜一个口令"}, "words"),
        ({"level": "danger"}, "sure"),
        ({"level": "loud"}, "level"),
        ({"phone": "请打电话"}, "phone"),
        ({"area": "990102"}, "area"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    town: Town, admin: Desk, change: dict[str, str], fault: str
) -> None:
    answer = admin.press(admin.open("/desk/notices"), "/desk/notices", {**NOTICE, **change})
    assert answer.status_code == 422
    assert FAULTS[fault] in answer.text
    assert NOTICE["phone"] in answer.text or fault == "phone"
    assert TRIAL_WORDS not in answer.text.replace(f"试用的口令：{TRIAL_WORDS}", "")
    assert beaten(town.terminal).notices == ()


def test_danger_to_life_goes_out_once_it_is_sure(town: Town, admin: Desk) -> None:
    page = admin.open("/desk/notices?kind=flood")
    assert "山洪要来了" in page
    lines = {"level": "danger", "sure": "1", "text": "马上往高处走。\r\n不要等。"}
    assert admin.press(page, "/desk/notices", {**NOTICE, **lines}).status_code == 303
    assert beaten(town.terminal).notices[0].text == "马上往高处走。 不要等。"


def test_a_maintainer_sees_and_withdraws_but_does_not_write(town: Town, admin: Desk, keeper: Desk) -> None:
    admin.press(admin.open("/desk/notices"), "/desk/notices", NOTICE)
    page = keeper.open("/desk/notices")
    assert "今晚停电" in page
    assert "写一条通知" not in page
    assert keeper.press(page, "/desk/notices", NOTICE).status_code == 403
    (notice,) = beaten(town.terminal).notices
    keeper.press(page, f"/desk/notices/{notice.notice_id}/withdraw")
    assert beaten(town.terminal).notices == ()


def test_a_notice_of_the_whole_county_is_withdrawn_by_the_county_alone(town: Town, admin: Desk) -> None:
    town.center.notices.give(a_notice(area="99", title="全县停电"), KEY, by="C01")
    page = admin.open("/desk/notices")
    assert "全县停电" in page
    assert "/withdraw" not in page


def test_a_real_township_needs_its_own_key_first(tmp_path: Path) -> None:
    settings = trial_settings("http://center.test").model_copy(update={"trial": False})
    with town(tmp_path / "center", settings=settings) as found:
        people_the_desk(found)
        admin = Desk(found.http, ADMIN)
        page = admin.open("/desk/notices")
        assert "本镇还没有通知的钥匙" in page
        assert FAULTS["no-key"] in admin.press(page, "/desk/notices", NOTICE).text
        quick_keys(tmp_path / "center" / "fleet", found.clock).keep("990101", KEY, "清水河边三棵树")
        page = admin.open("/desk/notices")
        words = {"words": "清水河边三棵树"}
        assert admin.press(page, "/desk/notices", {**NOTICE, **words}).status_code == 303
        assert "这里叫不动机器" in Desk(found.http, KEEPER).open("/desk/fleet/QS01")
        keeper = Desk(found.http, KEEPER)
        refused = keeper.press(keeper.open("/desk/fleet"), "/desk/fleet/QS01/orders", {"kind": "restart"})
        assert refused.status_code == 409
