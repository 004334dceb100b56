from __future__ import annotations

from datetime import date, timedelta

import pytest

from center.desk.grid.orders import worker_for
from center.desk.grid.watch import load_rules
from center.errors import SettingsError
from center.trial.residents import village_on
from tests.center.desk.support import GRID, OTHER_GRID, Desk, filled, submitted, value_of, with_
from tests.center.support import TODAY, Town, number_of

ON_BOTH = True

HOME_VISIT = {"service": "home-visit", "title": "请村上的人到家里办", "consent": "given", "state": "ready"}


def numbers() -> list[str]:
    return [one.number for one in village_on(TODAY).residents if one.entry.deceased_days is None]


def watch(town: Town) -> tuple[int, int]:
    rules = load_rules(town.center.desk.data_dir / "none.yaml")
    done = town.center.desk.watch.run(rules, numbers(), township="990101")
    return done.read, done.ordered


def test_a_visit_goes_to_the_worker_of_that_group_and_the_villager_reads_whom(town: Town, desk: Desk) -> None:
    message = submitted(town.terminal)
    page = desk.open(f"/desk/cases/{message.case_id}")
    desk.press(page, f"/desk/cases/{message.case_id}/claim")
    page = desk.open(f"/desk/cases/{message.case_id}")
    assert value_of(page, "village") == "清水村"
    answer = desk.press(
        page,
        f"/desk/cases/{message.case_id}/visit",
        {"village": "清水村", "hamlet": "3组", "days": "3", "what": "看折子\n按手印"},
    )
    assert answer.status_code == 303
    (item,) = town.center.casework.of_receipt(message.receipt)
    assert (item.holder, item.phone) == ("网格员 示例·王芳", "19900000901")
    assert item.timeline[-1].what == "网格员 示例·王芳 上门，电话 19900000901，9月20日前到"
    phone = Desk(town.http, GRID)
    page = phone.open("/desk/visits")
    assert "示例·张大山" in page
    assert "9月20日（星期六）前" in page
    assert len(page.encode()) < 20_000  # a slow network
    assert "张大山" not in Desk(town.http, OTHER_GRID).open("/desk/visits")


def order_of(town: Town, desk: Desk) -> str:
    message = submitted(town.terminal)
    page = desk.open(f"/desk/cases/{message.case_id}")
    desk.press(page, f"/desk/cases/{message.case_id}/claim")
    desk.press(
        page, f"/desk/cases/{message.case_id}/visit", {"village": "清水村", "hamlet": "3组", "days": "3"}
    )
    (order,) = town.center.desk.orders.of_case(message.case_id)
    return order.order_id


def test_done_with_consent_authority_and_a_witness(town: Town, desk: Desk) -> None:
    order_id = order_of(town, desk)
    phone = Desk(town.http, GRID)
    page = phone.open(f"/desk/visits/{order_id}")
    outcome = {"do": "done", "consent": "1", "authority": "1", "witness": "示例·村长", "said": "办好了"}
    assert phone.press(page, f"/desk/visits/{order_id}/outcome", outcome).status_code == 303
    page = desk.open(f"/desk/visits/{order_id}")
    for said in ("签了委托书", "本人同意", "作证：示例·村长"):
        assert said in page
    # The same page sent once more, after a bad connection, changes nothing.
    again = phone.send(f"/desk/visits/{order_id}/outcome", {"csrf": "x", "version": "1", **outcome})
    assert again.status_code == 403


def test_returned_needs_a_reason_and_comes_back_to_the_township(town: Town, desk: Desk) -> None:
    order_id = order_of(town, desk)
    phone = Desk(town.http, GRID)
    page = phone.open(f"/desk/visits/{order_id}")
    assert phone.press(page, f"/desk/visits/{order_id}/outcome", {"do": "returned"}).status_code == 422
    said = {"do": "returned", "said": "人住院了"}
    assert phone.press(page, f"/desk/visits/{order_id}/outcome", said).status_code == 303
    assert "人住院了" in desk.open("/desk/visits")
    page = desk.open(f"/desk/visits/{order_id}")
    assert (
        desk.press(page, f"/desk/visits/{order_id}/give", {"worker": "G02", "days": "5"}).status_code == 303
    )
    assert "张大山" in Desk(town.http, OTHER_GRID).open("/desk/visits")
    assert phone.get(f"/desk/visits/{order_id}").status_code == 403


def test_what_is_overdue_rises_to_the_township(town: Town, desk: Desk) -> None:
    order_of(town, desk)
    assert "过了日子" not in desk.open("/desk/visits")
    town.clock.on(days=4)
    desk.sign_in("W01")
    assert "过了日子没去的有 1 趟" in desk.open("/desk/visits")
    assert town.center.desk.township.counts("990101").visits_overdue == 1


def test_rules_send_somebody_and_write_down_why_they_looked(town: Town) -> None:
    read, ordered = watch(town)
    assert read == 2 * len(numbers())
    assert ordered == 3
    orders = town.center.desk.orders.of_area("990101")
    assert {(one.errand.name, one.rule) for one in orders} >= {
        ("示例·高秀英", "medical-hardship"),
        ("示例·张大山", "old-age-not-claimed"),
    }
    watched = [done for done in town.center.desk.acts.of_area("990101", limit=1000) if done.act == "watched"]
    assert len(watched) == read
    assert all("示例文号" in done.ground for done in watched)
    assert watch(town)[1] == 0  # not again while a visit is open


def test_a_rule_is_quiet_for_its_time(town: Town, desk: Desk) -> None:
    watch(town)
    (order,) = [o for o in town.center.desk.orders.of_area("990101") if o.rule == "medical-hardship"]
    phone = Desk(town.http, GRID)
    page = phone.open(f"/desk/visits/{order.order_id}")
    phone.press(page, f"/desk/visits/{order.order_id}/outcome", {"do": "done", "said": "不愿意"})
    for days in (30, 60):
        town.clock.on(days=days)
        watch(town)
        assert "medical-hardship" not in [o.rule for o in town.center.desk.orders.of_area("990101")]


def test_from_a_check_the_service_opens_with_what_is_known(town: Town) -> None:
    watch(town)
    (order,) = [o for o in town.center.desk.orders.of_area("990101") if o.rule == "medical-hardship"]
    phone = Desk(town.http, GRID)
    page = phone.open(f"/desk/visits/{order.order_id}")
    answer = phone.press(page, f"/desk/visits/{order.order_id}/case")
    place = answer.headers["location"]
    page = phone.open(place)
    assert "遇到难处，国家帮一把" in page
    assert "DESK-000001-" in page
    assert (
        phone.press(
            phone.open(f"/desk/visits/{order.order_id}"), f"/desk/visits/{order.order_id}/case"
        ).headers["location"]
        == place
    )
    answer = phone.send(f"{place}/form", with_(filled(page), do="save", **{"p:subject:hardship": "illness"}))
    assert answer.status_code == 303, answer.text
    (item,) = town.center.casework.of_person(number_of("示例·高秀英"))
    assert "示例·王芳" in item.holder
    assert "我手上的件" in phone.open("/desk/visits")
    assert Desk(town.http, OTHER_GRID).get(place).status_code == 403


def test_rules_with_faults_are_named(town: Town) -> None:
    path = town.center.desk.data_dir / "watch.yaml"
    path.write_text("rules:\n  - {id: x-rule, title: 看看, surprise: 1}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="surprise"):
        load_rules(path)


def test_asked_for_at_the_terminal_it_is_ordered_at_once(town: Town) -> None:
    def answer(
        field: str, concept: str, value: object, shown: str, role: str = "subject"
    ) -> dict[str, object]:
        return {
            "role": role,
            "concept": concept,
            "field": field,
            "label": field,
            "value": value,
            "source": "person",
            "confirmed": True,
            "shown": shown,
        }

    message = submitted(
        town.terminal,
        services=["home-visit"],
        parts=[
            {"service": "home-visit", "title": "请村上的人到家里办", "consent": "given", "state": "ready"}
        ],
        answers=[
            answer("about", "about", "old-age", "80岁老人补贴"),
            answer("where", "village", "x", "示例县示例镇柏树村2组7号"),
            answer("mobility", "mobility", "bed", "下不了床"),
            answer("phone", "phone", "19900000001", "199 0000 0001"),
        ],
    )
    (order,) = town.center.desk.orders.of_case(message.case_id)
    assert (order.village, order.hamlet, order.worker, order.due_on) == (
        "柏树村",
        "2组",
        "G01",
        date(2025, 9, 20),
    )
    page = Desk(town.http, GRID).open(f"/desk/visits/{order.order_id}")
    for said in ("示例·张大山", "下不了床", "80岁老人补贴", "199 0000 0001"):
        assert said in page
    (item,) = town.center.casework.of_receipt(message.receipt)
    assert (item.holder, item.promised_by) == ("网格员 示例·王芳", date(2025, 9, 20))
    assert town.center.desk.asked.look_at(message.case_id) is None


def test_a_visit_in_nobodys_beat_waits_for_the_township(town: Town, desk: Desk) -> None:
    submitted(
        town.terminal,
        services=["home-visit"],
        parts=[
            {"service": "home-visit", "title": "请村上的人到家里办", "consent": "given", "state": "ready"}
        ],
        answers=[],
    )
    assert "还有 1 趟没派到人" in desk.open("/desk/visits")


def test_whose_beat_it_is() -> None:
    both = [GRID, OTHER_GRID]
    assert worker_for(both, "清水村", "9组") is GRID
    assert worker_for(both, "柏树村", "2组") is GRID
    assert worker_for(both, "柏树村", "3组") is None
    assert worker_for(both, "", "") is None
    assert date(2025, 9, 17) + timedelta(days=3) == date(2025, 9, 20)
