from __future__ import annotations

import pytest

from center.merging import Stage
from tests.center.desk.support import ADMIN, ELSEWHERE, GRID, SECOND, Desk, filled, submitted, value_of, with_
from tests.center.support import Terminal, Town

ON_BOTH = True


def claimed(desk: Desk, case_id: str) -> str:
    page = desk.open(f"/desk/cases/{case_id}")
    answer = desk.press(page, f"/desk/cases/{case_id}/claim")
    assert answer.status_code == 303, answer.text
    return desk.open(f"/desk/cases/{case_id}")


def test_a_case_is_finished_with_the_terminals_own_form(town: Town, desk: Desk) -> None:
    message = submitted(town.terminal)
    assert "示例·张大山" in desk.open("/desk/queue")
    page = claimed(desk, message.case_id)
    assert "没填：收钱的折子" in page
    assert "没有手机，请村上的人带话" in page
    account = "a11"
    assert f'value="{account}"' in page  # a choice made from the record
    fields = with_(
        filled(page), **{"p:subject:account": account, "do": "save", "consent:old-age-allowance": "given"}
    )
    answer = desk.send(f"/desk/cases/{message.case_id}/form", fields)
    assert answer.status_code == 303, answer.text
    page = desk.open(f"/desk/cases/{message.case_id}")
    assert "工作人员 W01 填的，本人还没点头" in page
    # It can't be handed in before the person has said yes to what staff changed.
    answer = desk.send(f"/desk/cases/{message.case_id}/form", with_(filled(page), do="hand-in"))
    assert answer.status_code == 422
    assert "念给本人听" in answer.text
    page = desk.open(f"/desk/cases/{message.case_id}")
    fields = with_(filled(page), do="hand-in", confirmed="1", **{"paper:passbook": "1"})
    answer = desk.send(f"/desk/cases/{message.case_id}/form", fields)
    assert answer.status_code == 303, answer.text
    (item,) = town.center.casework.of_receipt(message.receipt)
    assert item.state.value == "accepted"
    content = town.center.casework.current(message.case_id)
    by_field = {one.field: one for one in content.answers}
    assert (by_field["account"].value, by_field["account"].source) == (account, "staff:W01")
    assert by_field["account"].confirmed
    assert by_field["phone"].source == "person"


def test_the_second_desk_is_told_who_has_it(town: Town, desk: Desk) -> None:
    message = submitted(town.terminal)
    page = desk.open(f"/desk/cases/{message.case_id}")
    other = Desk(town.http, SECOND)
    before = other.open(f"/desk/cases/{message.case_id}")
    assert desk.press(page, f"/desk/cases/{message.case_id}/claim").status_code == 303
    answer = other.press(before, f"/desk/cases/{message.case_id}/claim")
    assert answer.status_code == 409
    assert "示例·周敏" in answer.text
    admin = Desk(town.http, ADMIN)
    page = admin.open(f"/desk/cases/{message.case_id}")
    assert admin.press(page, f"/desk/cases/{message.case_id}/claim").status_code == 303


def test_what_was_looked_at_too_long_ago_is_not_overwritten(town: Town, desk: Desk) -> None:
    message = submitted(town.terminal)
    page = claimed(desk, message.case_id)
    late = filled(page)
    desk.send(f"/desk/cases/{message.case_id}/form", with_(late, do="save", **{"p:subject:account": "a11"}))
    answer = desk.send(f"/desk/cases/{message.case_id}/form", with_(late, do="save"))
    assert answer.status_code == 409
    assert "刚刚变了" in answer.text
    content = town.center.casework.current(message.case_id)
    assert "a11" in [one.value for one in content.answers]


def test_nobody_fills_in_what_they_do_not_hold(town: Town, desk: Desk) -> None:
    message = submitted(town.terminal)
    page = desk.open(f"/desk/cases/{message.case_id}")
    assert "disabled" in page
    answer = desk.send(f"/desk/cases/{message.case_id}/form", with_(filled(page), do="save"))
    assert answer.status_code == 409
    assert "请先接手" in answer.text


def test_a_fault_is_said_beside_its_field_and_loses_nothing(town: Town, desk: Desk) -> None:
    message = submitted(town.terminal)
    page = claimed(desk, message.case_id)
    fields = with_(
        filled(page),
        do="save",
        **{"b:subject:phone:0": "１３9001", "p:subject:phone": "", "p:subject:account": "a11"},
    )
    answer = desk.send(f"/desk/cases/{message.case_id}/form", fields)
    assert answer.status_code == 422
    assert "手机号要11位，还差 5 位" in answer.text
    assert 'value="139001"' in answer.text
    content = town.center.casework.current(message.case_id)
    assert {one.field: one.value for one in content.answers} == {"phone": None, "account": "a11"}


def test_a_return_says_why_and_the_villager_reads_it(town: Town, desk: Desk) -> None:
    message = submitted(town.terminal)
    page = claimed(desk, message.case_id)
    path = f"/desk/cases/{message.case_id}/state"
    answer = desk.press(page, path, {"state": "returned", "reason": " "})
    assert answer.status_code == 422
    reason = {"state": "returned", "reason": "折子换了新的，要带新的来", "bring": "新折子\n身份证\n"}
    assert desk.press(page, path, reason).status_code == 303
    (item,) = town.center.casework.of_receipt(message.receipt)
    assert item.state.value == "returned"
    assert item.reason == "折子换了新的，要带新的来"
    assert item.bring == ["新折子", "身份证"]
    assert "示例·周敏" in item.holder
    assert item.phone == "023-0000 0102"
    assert "折子换了新的" in desk.open(f"/desk/cases/{message.case_id}/receipt")


@pytest.mark.parametrize("state", ["accepted", "in_work", "needs_signature", "done"])
def test_states_go_on_and_are_seen(town: Town, desk: Desk, state: str) -> None:
    message = submitted(town.terminal)
    page = claimed(desk, message.case_id)
    assert desk.press(page, f"/desk/cases/{message.case_id}/state", {"state": state}).status_code == 303
    (item,) = town.center.casework.of_receipt(message.receipt)
    assert item.state.value == state
    assert item.timeline[-1].who == "示例镇便民服务中心 示例·周敏"


def test_a_finished_case_is_corrected_with_a_reason(town: Town, desk: Desk) -> None:
    message = submitted(town.terminal)
    page = claimed(desk, message.case_id)
    path = f"/desk/cases/{message.case_id}/state"
    desk.press(page, path, {"state": "done"})
    page = desk.open(f"/desk/cases/{message.case_id}")
    assert desk.press(page, path, {"state": "in_work"}).status_code == 409
    assert desk.press(page, path, {"state": "reopen"}).status_code == 422
    assert desk.press(page, path, {"state": "reopen", "reason": "折子号抄错"}).status_code == 303
    assert "折子号抄错" in desk.open(f"/desk/cases/{message.case_id}")
    assert town.center.desk.files.open(message.case_id, ADMIN).stage is Stage.IN_WORK


def test_another_townships_case_and_a_grid_workers_wish_are_refused(town: Town) -> None:
    message = submitted(town.terminal)
    answer = Desk(town.http, ELSEWHERE).get(f"/desk/cases/{message.case_id}")
    assert (answer.status_code, "不是本镇的件" in answer.text) == (403, True)
    answer = Desk(town.http, GRID).get(f"/desk/cases/{message.case_id}")
    assert (answer.status_code, "这一页您用不了" in answer.text) == (403, True)
    assert "张大山" not in answer.text


def test_notes_stay_among_the_staff_and_everything_is_written_down(town: Town, desk: Desk) -> None:
    message = submitted(town.terminal)
    page = claimed(desk, message.case_id)
    text = "老人耳朵背，<b>大声</b>说"
    desk.press(page, f"/desk/cases/{message.case_id}/note", {"text": text})
    page = desk.open(f"/desk/cases/{message.case_id}")
    assert "老人耳朵背，&lt;b&gt;大声&lt;/b&gt;说" in page
    for said in ("接手", "查了记录", "写了话", "示例县民发〔2026〕12号"):
        assert said in page
    (item,) = town.center.casework.of_receipt(message.receipt)
    assert not [event for event in item.timeline if "耳朵" in event.what]


EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'{{7*7}}"


def test_markup_in_every_field_is_shown_as_text(town: Town, desk: Desk) -> None:
    evil = {
        "role": "subject",
        "concept": "account",
        "field": "account",
        "label": EVIL,
        "value": EVIL,
        "source": "person",
        "confirmed": True,
        "shown": EVIL,
    }
    message = submitted(
        town.terminal,
        people={"subject": {"name": EVIL, "number": None, "how": "typed"}},
        parts=[
            {
                "service": "old-age-allowance",
                "title": EVIL,
                "consent": "given",
                "state": "ready",
                "period": EVIL,
            }
        ],
        answers=[evil],
        notes=EVIL,
    )
    page = claimed(desk, message.case_id)
    desk.press(page, f"/desk/cases/{message.case_id}/note", {"text": EVIL})
    for path in ("/desk/queue", f"/desk/cases/{message.case_id}", f"/desk/cases/{message.case_id}/receipt"):
        page = desk.open(path)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;" in page
        assert "49" not in page or "{{7*7}}" in page
        assert value_of(page, "csrf") or "receipt" in path


def test_the_paper_of_authority_names_the_one_thing(town: Town, desk: Desk) -> None:
    message = submitted(town.terminal)
    page = desk.open(f"/desk/cases/{message.case_id}/authority")
    for said in ("申请80岁老人补贴", "示例·张大山", "村上作证的人", "不能改收钱的折子"):
        assert said in page


def test_a_person_is_found_by_name_number_and_receipt(town: Town, desk: Desk, terminal: Terminal) -> None:
    message = submitted(terminal)
    page = desk.open("/desk/queue")
    for words in ("大山", message.receipt, message.people["subject"].number or ""):
        assert message.receipt in desk.press(page, "/desk/find", {"q": words}).text
    assert "没有查到" in desk.press(page, "/desk/find", {"q": "不在这里"}).text
