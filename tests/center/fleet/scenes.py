"""A county's morning: terminals that are well and ill, a release on its way, and notices."""

from __future__ import annotations

import uuid
from datetime import timedelta

from center.fleet.signing import TRIAL_WORDS
from center.protocol.fleet import (
    CommandKind,
    Condition,
    Heartbeat,
    LogReport,
    Part,
    PartHealth,
    Releases,
    Use,
    WhyNot,
)
from center.protocol.notices import Notice, NoticeLevel
from tests.center.fleet.beats import beat, ill, told
from tests.center.support import Town

WELL = tuple(
    Condition(part=part, health=PartHealth.WORKS)
    for part in (Part.PRINTER, Part.SLIP_PRINTER, Part.CARD_READER, Part.SPEAKER, Part.MICROPHONE)
)
OLD = Releases(good=11, high=11)
NEW = Releases(good=12, high=12)


def furnish_fleet(town: Town) -> None:
    """Twenty terminals; a third release failed on three of them, and was stopped."""
    fleet = town.center.fleet
    codes = [f"QS{number:02}" for number in range(2, 21)]
    for code in codes:
        town.new_terminal(code)

    def say(code: str, **changes: object) -> Heartbeat:
        given = {"version": "0.1.0", "parts": WELL, "releases": OLD, "disk_free_mb": 21_400}
        said = beat(town.clock.now, **(given | changes))
        told(fleet, code, said)
        return said

    uses = (
        Use(service="old-age-allowance", started=41, finished=33, helped=3, left_at={"papers": 5}),
        Use(service="pension-certificate", started=26, finished=25, helped=1),
        Use(service="temporary-aid", started=9, finished=4, helped=4, left_at={"field": 3, "papers": 2}),
    )
    for code in codes:
        say(code)
    town.clock.on(minutes=30)
    for code in codes[:8]:
        say(code, releases=Releases(good=11, trial=12, high=12), uses=uses if code == "QS02" else ())
    town.clock.on(minutes=11)
    for code in codes[:5]:
        say(code, releases=NEW)
    for code in codes[5:8]:
        say(code, releases=Releases(good=11, bad=(12,), high=12))
    town.center.fleet_watch.look()
    order = town.center.orders.give("QS10", CommandKind.COLLECT_LOG, by="M01")
    say("QS10", done=(order.command_id,))
    town.center.orders.take_log("QS10", LogReport(command_id=order.command_id, log='{"event": "started"}\n'))
    town.clock.on(minutes=1)
    broken = town.center.orders.give("QS10", CommandKind.SELF_TEST, by="M01")
    say("QS10", failed={broken.command_id: WhyNot.BROKE_OFF.value})
    town.clock.on(minutes=1)
    town.center.orders.give("QS10", CommandKind.SELF_TEST, by="M01")
    for code in ("QS14", "QS15"):
        say(code)
    town.clock.on(hours=2)
    for code in codes:
        if code in ("QS14", "QS15"):
            continue
        changes: dict[str, object] = {"releases": NEW if code in codes[:5] else OLD}
        if code in codes[5:8]:
            changes["releases"] = Releases(good=11, bad=(12,), high=12)
        if code == "QS10":
            jammed = (ill(Part.PRINTER, "jam"), Condition(part=Part.PAPER, health=PartHealth.LIMITED))
            changes |= {
                "parts": (*jammed, *WELL[1:]),
                "self_test": (Part.PRINTER,),
                "self_test_at": town.clock.now - timedelta(hours=1),
                "models": {"kokoro": "1.0", "whisper-base": "ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66"},
            }
        if code == "QS11":
            changes |= {"outbox_depth": 4, "outbox_oldest_s": 9000}
        if code == "QS12":
            changes |= {"self_test": (), "self_test_at": town.clock.now - timedelta(hours=1)}
        say(code, **changes)
    give_notices(town)


def give_notices(town: Town) -> None:
    """A plain one, an urgent one, and one that is over."""
    key = town.center.notice_keys.open("990101", TRIAL_WORDS)
    now = town.clock.now
    for number, (level, title, text, hours) in enumerate(
        (
            (NoticeLevel.PLAIN, "窗口改时间", "这个星期五窗口只上半天班，下午不办。", 48),
            (NoticeLevel.URGENT, "要停电", "今晚八点到十点停电。请早点做饭，备好手电。", 10),
            (NoticeLevel.URGENT, "要停水", "明天上午八点到下午四点停水。请今晚接好水。", 20),
        )
    ):
        notice = Notice(
            notice_id=uuid.UUID(int=number).hex,
            level=level,
            area="990101",
            title=title,
            text=text,
            office="示例镇便民服务中心",
            phone="023-00000101",
            begins_at=now,
            ends_at=now + timedelta(hours=hours),
        )
        town.center.notices.give(notice, key, by="A01")
    town.center.notices.withdraw(uuid.UUID(int=2).hex, area="990101", by="A01")
