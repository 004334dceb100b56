"""What is wrong with a terminal, worst first. Rules only: a heartbeat and the time go in, words come out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Final

from center.protocol.fleet import Heartbeat, Part, PartHealth

BEAT_EVERY = timedelta(seconds=60)
MISSED_BEATS = 3
OUTBOX_TOO_OLD_S = 3600
DISK_LOW_MB = 300
CLOCK_OFF = timedelta(minutes=5)

PART_WORDS = {
    Part.PRINTER: "大纸打印机",
    Part.SLIP_PRINTER: "小票打印机",
    Part.PAPER: "纸",
    Part.CARD_READER: "读卡器",
    Part.SCANNER: "扫码器",
    Part.SPEAKER: "喇叭",
    Part.MICROPHONE: "话筒",
    Part.VOICE: "语音",
    Part.DISK: "硬盘",
    Part.CLOCK: "时钟",
    Part.OUTBOX: "待送的件",
}


_REASONS: Final = {
    "jam": "卡纸",
    "no_paper": "没有纸",
    "paper": "没有纸",
    "low": "快没有了",
    "unplugged": "线没插好",
    "absent": "找不到",
    "cover": "盖子没关",
    "full": "满了",
    "behind": "慢了",
    "ahead": "快了",
    "unreachable": "连不上",
    "missing": "少了东西",
    "silent": "没有声音",
}


class Weight(IntEnum):
    """How bad; the first is the worst."""

    SILENT = 0
    BROKEN = 1
    RELEASE = 2
    STUCK = 3
    LIMITED = 4


@dataclass(frozen=True, order=True)
class Illness:
    """One thing that is wrong, in the words of the maintainers' page.

    Attributes:
        weight: How bad.
        what: A short word for it, the same for the same fault; alerts are told apart by it.
        words: As shown.
    """

    weight: Weight
    what: str
    words: str


NEVER: Final = Illness(Weight.SILENT, "never", "登记了，还没来过消息")


def silent_since(now: datetime, every: timedelta = BEAT_EVERY) -> datetime:
    """Whoever said nothing since then is silent: the one illness that comes with time alone.

    Args:
        now: The center's time.
        every: How often a terminal should say something.
    """
    return now - MISSED_BEATS * every


def silence(received_at: datetime, *, now: datetime) -> Illness:
    """The illness of a terminal that is silent since its last heartbeat came."""
    return Illness(Weight.SILENT, "silent", f"{spell(now - received_at)}没有消息")


def ailments(beat: Heartbeat, *, received_at: datetime) -> list[Illness]:
    """What is wrong by a terminal's own last word, whenever one looks; worst first."""
    return sorted(_found(beat, received_at))


def _found(beat: Heartbeat, received_at: datetime) -> Iterator[Illness]:
    for state in beat.parts:
        name = PART_WORDS[state.part]
        why = f"（{reason_words(state.reason)}）" if state.reason else ""
        if state.health is PartHealth.BROKEN:
            yield Illness(Weight.BROKEN, state.part.value, f"{name}坏了{why}")
        elif state.health is PartHealth.LIMITED:
            yield Illness(Weight.LIMITED, state.part.value, f"{name}不大好{why}")
    for part in beat.self_test or ():
        yield Illness(Weight.BROKEN, f"test-{part}", f"早上自检：{PART_WORDS[part]}没过")
    if beat.releases.bad:
        tried = "、".join(str(seq) for seq in beat.releases.bad[:3])
        yield Illness(Weight.RELEASE, "bad-release", f"第 {tried} 版装上不行，自己退回了")
    if beat.outbox_oldest_s > OUTBOX_TOO_OLD_S:
        waited = spell(timedelta(seconds=beat.outbox_oldest_s))
        yield Illness(Weight.STUCK, "outbox", f"有 {beat.outbox_depth} 件没送出，最久等了{waited}")
    if beat.disk_free_mb < DISK_LOW_MB:
        yield Illness(Weight.BROKEN, "disk", f"硬盘只剩 {beat.disk_free_mb} MB")
    if abs(beat.at - received_at) > CLOCK_OFF:
        yield Illness(Weight.LIMITED, "clock", f"时钟差{spell(abs(beat.at - received_at))}")
    if beat.last_error is not None:
        yield Illness(Weight.LIMITED, "error", f"出过错：{beat.last_error}")


def reason_words(reason: str) -> str:
    """Why a part is not well; a word that is not known here stands as it came."""
    return _REASONS.get(reason, reason)


def spell(span: timedelta) -> str:
    """A length of time in its largest unit: 3 天, 5 小时, 12 分钟."""
    seconds = int(span.total_seconds())
    for unit_s, unit in ((86400, "天"), (3600, "小时"), (60, "分钟")):
        if seconds >= unit_s:
            return f" {seconds // unit_s} {unit}"
    return "不到 1 分钟"
