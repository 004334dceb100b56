from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from center.cli import main
from center.desk.tables import desk_acts, desk_sessions, visit_orders
from center.desk.work import Handle
from center.merging import Stage
from center.protocol import CaseMessage
from center.releases import Releases
from config.release import shipped
from tests.center.desk.scenes import furnish
from tests.center.desk.support import ADMIN, GRID, KEEPER, WINDOW, Desk, submitted
from tests.center.desk.test_scanning import Terminals
from tests.center.support import Town

pytestmark = pytest.mark.whole


def finish(town: Town, case_id: str, stage: Stage = Stage.DONE) -> None:
    desk = town.center.desk
    for step in ("claim", "move"):
        handle = Handle(case_id, desk.files.open(case_id, WINDOW).version)
        if step == "claim":
            desk.work.claim(handle, WINDOW)
        else:
            desk.work.move(handle, WINDOW, stage)


def told(town: Town, message: CaseMessage) -> dict[str, Any]:
    """What a terminal is told by the receipt."""
    (item,) = town.terminal.post("/v1/progress", receipt=message.receipt).json()["items"]
    return dict(item)


def test_counts_tell_of_no_person(town: Town, desk: Desk) -> None:
    for _ in range(4):
        finish(town, submitted(town.terminal).case_id)
    page = desk.open("/desk/township")
    assert "80岁老人补贴" in page
    assert "张大山" not in page
    counts = town.center.desk.township.counts("990101")
    assert (counts.cases, counts.done, counts.first_visit) == (4, 4, 100)
    assert town.center.desk.township.counts("990102").cases == 0


def test_what_came_back_was_not_solved_at_the_first_visit(town: Town, desk: Desk) -> None:
    ids = furnish(town)
    page = desk.open(f"/desk/cases/{ids['returned']}")
    desk.press(page, f"/desk/cases/{ids['returned']}/state", {"state": "done"})
    assert town.center.desk.township.counts("990101").first_visit == 50


def test_a_rating_comes_from_a_terminal_and_the_last_one_counts(town: Town, desk: Desk) -> None:
    messages = [submitted(town.terminal) for _ in range(3)]
    for message in messages:
        finish(town, message.case_id)
        assert told(town, message)["can_rate"]
        for score, words in ((2, "等久了"), (5, "后来办好了")):
            answer = town.terminal.post("/v1/ratings", receipt=message.receipt, score=score, words=words)
            assert answer.status_code == 200, answer.text
        assert not told(town, message)["can_rate"]
    assert town.center.desk.township.counts("990101").scores == (0, 0, 0, 0, 3)
    assert "后来办好了" in desk.open("/desk/township")
    assert town.terminal.post("/v1/ratings", receipt="QS01-999999-1", score=5).status_code in (404, 422)
    assert town.terminal.post("/v1/ratings", receipt=messages[0].receipt, score=6).status_code == 422


def test_the_words_of_one_are_not_shown(town: Town, desk: Desk) -> None:
    message = submitted(town.terminal)
    town.terminal.post("/v1/ratings", receipt=message.receipt, score=1, words="我家的事")
    assert "我家的事" not in desk.open("/desk/township")


def test_where_people_stop_is_counted_by_page(town: Town, desk: Desk) -> None:
    terminals = Terminals(town)
    for _ in range(3):
        terminals.deliver(terminals.draft(cursor="subject:account"))
    terminals.deliver(terminals.draft(cursor="check"))
    page = desk.open("/desk/township")
    assert "申请80岁老人补贴：收钱的折子" in page
    assert "最后核对" not in page  # one alone is a person


def test_only_who_may_sees_the_record(town: Town) -> None:
    for person, status in ((WINDOW, 403), (GRID, 403), (KEEPER, 200), (ADMIN, 200)):
        assert Desk(town.http, person).get("/desk/record").status_code == status
    for person, status in ((WINDOW, 200), (GRID, 403), (KEEPER, 403), (ADMIN, 200)):
        assert Desk(town.http, person).get("/desk/township").status_code == status


def test_the_desks_things_are_erased_in_their_time(town: Town, desk: Desk) -> None:
    furnish(town)
    page = desk.open("/desk/visits")
    order_id = town.center.desk.orders.of_area("990101")[0].order_id
    page = desk.open(f"/desk/visits/{order_id}")
    desk.press(page, f"/desk/visits/{order_id}/outcome", {"do": "done", "said": "去了"})
    assert town.center.erasing.run()["visits"] == 0
    town.clock.on(days=3 * 365 + 1)
    gone = town.center.erasing.run()
    assert gone["visits"] == 1
    assert gone["desk_acts"] == 0
    town.clock.on(days=2 * 365)
    assert town.center.erasing.run()["desk_acts"] > 0
    Desk(town.http, ADMIN)
    with town.center.store.read() as connection:
        assert len(connection.execute(desk_sessions.select()).all()) == 1
        assert connection.execute(visit_orders.select()).all()
        assert connection.execute(desk_acts.select()).all()


def test_a_case_of_an_older_release_opens_with_it(town: Town, desk: Desk) -> None:
    old = shipped()
    service = old.services["old-age-allowance"]
    renamed = service.model_copy(update={"title": "去年的表"})
    old = old.model_copy(update={"seq": 3, "services": {**old.services, service.id: renamed}})
    Releases(town.center.desk.data_dir / "releases").keep(old)
    known = submitted(town.terminal, release=3)
    assert "去年的表" in desk.open(f"/desk/cases/{known.case_id}")
    unknown = submitted(town.terminal, release=77)
    page = desk.open(f"/desk/cases/{unknown.case_id}")
    assert "旧版表格中心没有保存" in page
    nothing = submitted(town.terminal, services=["gone-service"], parts=[])
    assert desk.get(f"/desk/cases/{nothing.case_id}").status_code == 409


def test_accounts_are_made_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    def run(*words: str, typed: str = "") -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        return main(["staff", *words, "--data", str(tmp_path / "c"), "--trial"])

    who = ("--code", "W01", "--name", "示例·周敏", "--role", "window")
    assert run("add", *who, "--password-stdin", typed="long enough 1\n") == 0
    assert run("add", *who, typed="") == 2
    assert "taken" in capsys.readouterr().err
    grid = ("--code", "G01", "--name", "示例·王芳", "--role", "grid", "--beat", "清水村", "--totp")
    assert run("add", *grid) == 0
    out = capsys.readouterr().out
    assert "password: " in out
    assert "totp: " in out
    assert run("close", "--code", "W01") == 0
    assert run("password", "--code", "nobody", "--password-stdin", typed="long enough 1\n") == 2
    assert run("list") == 0
    out = capsys.readouterr().out
    assert "G01\t示例·王芳\tgrid\t990101\t清水村" in out
    assert "closed" in out
    assert main(["watch", "--data", str(tmp_path / "c"), "--trial"]) == 0
    assert "read: " in capsys.readouterr().out
