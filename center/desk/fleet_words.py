"""What the pages about terminals say for the words that terminals send."""

from __future__ import annotations

from typing import Final

from center.fleet.illness import PART_WORDS, Weight, reason_words
from center.fleet.orders import Order, Outcome
from center.protocol.fleet import CommandKind, Part, WhyNot

CHANGES: Final = {
    "first": "第一次来消息",
    "version": "程序换了",
    "restarted": "重新开过",
    "release": "换了一版",
    "trial": "开始试新的一版",
    "bad-release": "新的一版不行，自己退回了",
    "error": "出过错",
    "closed": "停用了",
    "opened": "恢复使用了",
    "self-test": "自检",
    **{f"part-{part.value}": words for part, words in PART_WORDS.items()},
}
HEALTH: Final = {"works": "好的", "limited": "不大好", "broken": "坏了", "absent": "没有装"}
STEPS: Final = {
    "identify": "认人",
    "eligibility": "看能不能办",
    "papers": "带来的东西",
    "field": "问题",
    "group": "家里人",
    "consent": "同意",
    "check": "核对",
    "send": "送出",
    "document": "打印",
    "parts": "选办哪几样",
    "urgent": "急事",
}
WEIGHTS: Final = {
    Weight.SILENT: "没有消息",
    Weight.BROKEN: "坏了",
    Weight.RELEASE: "新的一版装上不行",
    Weight.STUCK: "有件没送出",
    Weight.LIMITED: "小毛病",
}
TO_DO: Final = {
    Weight.SILENT: "打电话问：机器有没有电，网线插好没有。",
    Weight.BROKEN: "打电话请人看一眼；修不好就派人去。",
    Weight.RELEASE: "机器自己退回了上一版，照常能用。看是哪里不对，再出一版。",
    Weight.STUCK: "件还在机器上，没有丢。先看网络。",
    Weight.LIMITED: "还能用，得空再管。",
}
ORDERS: Final = {
    CommandKind.SELF_TEST: ("自检一遍", "没人用的时候自己查一遍，结果几分钟后显示在这里。"),
    CommandKind.COLLECT_LOG: ("取运行记录", "取最近的运行记录来看；里面没有群众的资料。"),
    CommandKind.RESTART: ("重新开", "等这一个人办完，程序重新开一次。"),
    CommandKind.CLOSE: (
        "停用",
        "等这一个人办完，屏幕显示“这台机器停用”和找谁；点“恢复使用”才好，在机器上也行。",
    ),
    CommandKind.OPEN: ("恢复使用", "停用的机器恢复使用。"),
}
OUTCOMES: Final = {
    Outcome.WAITING: "等机器来拿",
    Outcome.FETCHED: "机器拿到了，还没回话",
    Outcome.DONE: "照做了",
    Outcome.FAILED: "没做成",
    Outcome.NO_ANSWER: "机器拿到了，一直没回话，不晓得做没做。打电话问，或者再叫一遍",
    Outcome.NOT_FETCHED: "机器没来拿，过了时候，没做。先看它有没有消息",
}
TO_SEE_TO: Final = frozenset({Outcome.FAILED, Outcome.NO_ANSWER, Outcome.NOT_FETCHED})
"""What did not go as it was ordered."""
WHY_NOT: Final[dict[str, str]] = {
    WhyNot.TOO_LATE: "过了时候，机器一直有人用，或者关着。晚点再叫一遍",
    WhyNot.BROKE_OFF: "自检做到一半断了，没查完。再叫一遍，还断就派人去看",
    WhyNot.NO_LOG: "机器上没有记录。它要用 kiosk supervise 开，才留得下记录",
    WhyNot.LOG_UNREADABLE: "记录读不出来，多半是硬盘坏了。派人去看",
    WhyNot.NOT_SUPERVISED: "机器不是用 kiosk supervise 开的，要现场的人重启",
}


def came_of(order: Order) -> str:
    """What came of an order, and if nothing did, why, and what to do."""
    words = OUTCOMES[order.outcome]
    return f"{words}：{WHY_NOT.get(order.why, order.why)}" if order.why else words


def spelled(what: str, detail: str) -> str:
    """One line of a terminal's history after its heading."""
    if what == "self-test":
        if detail == "ok":
            return "都好"
        known = {part.value for part in Part}
        parts = [PART_WORDS[Part(name)] if name in known else name for name in detail.split("、")]
        return "没过：" + "、".join(parts)
    if what.startswith("part-"):
        health, _, reason = detail.partition(" ")
        return HEALTH.get(health, health) + (f"（{reason_words(reason)}）" if reason else "")
    if what == "release":
        before, _, after = detail.partition(" -> ")
        return f"第 {before} 版换成第 {after} 版"
    if what in ("trial", "bad-release"):
        return f"第 {detail} 版"
    return detail
