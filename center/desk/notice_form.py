"""What somebody types into the form of a notice, and the notice that it makes."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pydantic import ValidationError

from center.days import CHINA
from center.protocol.notices import LONGEST, Notice, NoticeLevel
from center.settings import Township

LEVELS: Final = {
    NoticeLevel.PLAIN: ("一般的事", "写在首页上，有人点才念。"),
    NoticeLevel.URGENT: ("急事", "没人用的时候占满屏幕，念出来；正在办的不打断。"),
    NoticeLevel.DANGER: ("有生命危险", "马上占满屏幕，大声念；正在办的也打断，填过的都留着。"),
}
_LASTS: Final = {
    NoticeLevel.PLAIN: timedelta(days=7),
    NoticeLevel.URGENT: timedelta(hours=24),
    NoticeLevel.DANGER: timedelta(hours=12),
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A notice to begin with: whoever needs it has no time to find words."""

    name: str
    level: NoticeLevel
    title: str
    text: str


SAMPLES: Final[dict[str, Sample]] = {
    "flood": Sample(
        "山洪",
        NoticeLevel.DANGER,
        "山洪要来了",
        "马上往高处走，离开河边和沟边。不要收东西，不要等。叫上左右邻居，扶一把老人。",
    ),
    "slide": Sample(
        "地质灾害",
        NoticeLevel.DANGER,
        "山要滑坡",
        "马上离开屋子，往两边跑，不要往山下跑。到村上的避险点去，没有通知不要回家。",
    ),
    "power": Sample(
        "停电",
        NoticeLevel.URGENT,
        "要停电",
        "今晚八点到十点停电。请早点做饭，备好手电，家里有制氧机的先打电话。",
    ),
    "water": Sample("停水", NoticeLevel.URGENT, "要停水", "明天上午八点到下午四点停水。请今晚接好水。"),
    "office": Sample("改时间", NoticeLevel.PLAIN, "窗口改时间", "这个星期五窗口只上半天班，下午不办。"),
}

FAULTS: Final = {
    "title": "写一个题目，十六个字以内。",
    "text": "写清楚是什么事、怎么做，一百二十个字以内，不要换行。",
    "area": "选在哪里显示。",
    "phone": "电话只写数字、空格和横线。",
    "level": "选急不急。",
    "when": "结束要在开始以后、现在以后，最长三十一天。",
    "sure": "有生命危险的，请先核实，再点上面的“核实过”。",
    "words": "口令不对。再输一次；输错五次要等十五分钟。",
    "wait": "输错太多次了。请等十五分钟再试。",
    "no-key": "本镇还没有通知的钥匙。请保管钥匙的人带U盘来，和管服务器的人一起放到中心。",
    "too-many": "同时显示的通知够多了。请先撤回一条。",
}


@dataclass(frozen=True, slots=True)
class Form:
    """The form as it stands."""

    level: str
    title: str
    text: str
    area: str
    phone: str
    begins: str
    ends: str
    sure: bool = False

    @classmethod
    def blank(cls, *, now: datetime, place: Township, sample: Sample | None = None) -> Form:
        """To begin with: from now, for as long as such a thing lasts."""
        level = sample.level if sample else NoticeLevel.PLAIN
        return cls(
            level=level.value,
            title=sample.title if sample else "",
            text=sample.text if sample else "",
            area=place.code,
            phone=place.phone,
            begins=_typed(now),
            ends=_typed(now + _LASTS[level]),
        )

    @classmethod
    def of(cls, posted: Mapping[str, str]) -> Form:
        """What was posted."""
        names = ("level", "title", "text", "area", "phone", "begins", "ends")
        found = {name: posted.get(name, "").strip()[:300] for name in names}
        found["text"] = " ".join(found["text"].split("\r\n")).replace("\n", " ")
        return cls(**found, sure=posted.get("sure") == "1")

    def notice(self, *, now: datetime, office: str) -> Notice | str:
        """The notice, or the name of what is wrong with the form (one of `FAULTS`)."""
        try:
            begins, ends = _moment(self.begins), _moment(self.ends)
        except ValueError:
            return "when"
        if not timedelta(0) < ends - begins <= LONGEST or ends <= now:
            return "when"
        if self.level == NoticeLevel.DANGER and not self.sure:
            return "sure"
        try:
            return Notice.model_validate(
                {
                    "notice_id": secrets.token_hex(16),
                    "level": self.level,
                    "area": self.area,
                    "title": self.title,
                    "text": self.text,
                    "office": office,
                    "phone": self.phone,
                    "begins_at": begins,
                    "ends_at": ends,
                }
            )
        except ValidationError as error:
            return str(error.errors()[0]["loc"][0])


def _typed(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%dT%H:%M}"


def _moment(typed: str) -> datetime:
    """What a datetime field holds: local time without a zone."""
    found = datetime.fromisoformat(typed)
    return found if found.tzinfo is not None else found.replace(tzinfo=CHINA)
