from __future__ import annotations

import asyncio
import threading

from center.desk.live import Marks, changes
from tests.center.desk.scenes import furnish
from tests.center.desk.support import ELSEWHERE, WINDOW, Desk, submitted
from tests.center.support import Town


def test_the_queue_shows_what_waits_and_who_has_it(town: Town, desk: Desk) -> None:
    furnish(town)
    page = desk.open("/desk/queue")
    for said in ("示例·张大山", "没填完", "示例·何静 在办", "没人接手 2", "退回了"):
        assert said in page
    assert "示例·李桂英" not in page
    assert "示例·李桂英" in desk.open("/desk/queue?tab=done")
    mine = desk.open("/desk/queue?tab=mine")
    assert "示例·高秀英" in mine
    assert "示例·张大山" not in mine


def test_another_townships_queue_is_not_seen(town: Town) -> None:
    furnish(town)
    page = Desk(town.http, ELSEWHERE).open("/desk/queue")
    assert "示例·张" not in page
    assert "现在没有" in page


def test_a_list_alone_can_be_asked_for(town: Town, desk: Desk) -> None:
    furnish(town)
    part = desk.open("/desk/queue?part=list")
    assert "<html" not in part
    assert "示例·张大山" in part


def test_the_mark_changes_with_every_change(town: Town) -> None:
    board = town.center.desk.board
    seen = {board.mark("990101")}
    message = submitted(town.terminal)
    seen.add(board.mark("990101"))
    town.center.desk.work.claim(_handle(town, message.case_id), WINDOW)
    seen.add(board.mark("990101"))
    assert len(seen) == 3
    elsewhere = board.mark("990102")
    submitted(town.terminal)
    assert board.mark("990102") == elsewhere


def _handle(town: Town, case_id: str):  # type: ignore[no-untyped-def]
    from center.desk.work import Handle

    return Handle(case_id, town.center.desk.files.open(case_id, WINDOW).version)


def test_news_come_once_per_change_and_end_with_the_center() -> None:
    closing = threading.Event()
    marks = iter(["a", "a", "b", "b", "c"])

    def mark() -> str:
        found = next(marks)
        if found == "c":
            closing.set()
        return found

    async def read() -> list[str]:
        return [one async for one in changes(mark, known="a", closing=closing, look_every_s=0)]

    told = asyncio.run(read())
    assert told[0] == "retry: 3000\n\n"
    assert [line for line in told if "event: queue" in line] == [
        "id: b\nevent: queue\ndata: b\n\n",
        "id: c\nevent: queue\ndata: c\n\n",
    ]


def test_many_who_watch_ask_the_store_once_a_second() -> None:
    now, asked = [0.0], []

    def look(area: str) -> str:
        asked.append(area)
        return area

    marks = Marks(look, clock=lambda: now[0])
    for _ in range(50):
        marks.mark("990101")
    marks.mark("990102")
    now[0] = 1.0
    marks.mark("990101")
    assert asked == ["990101", "990102", "990101"]
