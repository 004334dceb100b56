"""The people of the tour: evidently fictional, and between them in every situation that a page can show.

One resident has everything, with the longest names and the largest amounts that still can be; the others
differ from this one in what is said of them. Dates are relative to `TODAY`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from stdnum.cn import ric

from kiosk.core.events import DatasetReply
from kiosk.core.identity import IdCard, Sex

TODAY = date(2026, 6, 10)
AS_OF = date(2026, 6, 9)
AREA = "990101"
MONTHS = 14


@dataclass(frozen=True, slots=True)
class Sample:
    """A person: the card, and what the center knows."""

    id: str
    card: IdCard = field(repr=False)
    facts: Mapping[str, Any] = field(repr=False)

    @property
    def datasets(self) -> dict[str, DatasetReply]:
        """The facts as the center sends them."""
        return {name: DatasetReply(AS_OF, data) for name, data in self.facts.items()}


def number_of(birth: date, order: int) -> str:
    """A sound identity number of the fictional area."""
    digits = f"{AREA}{birth:%Y%m%d}{order:03d}"
    return digits + str(ric.calc_check_digit(digits + "0"))


def card_of(name: str, birth: date, *, order: int, sex: Sex = "M", valid_to: date | None = None) -> IdCard:
    """A card of the fictional area."""
    return IdCard(
        name=name,
        number=number_of(birth, order),
        sex=sex,
        ethnic="土家",
        birth=birth,
        address="示例县示例镇清水村3组12号",
        authority="示例县公安局",
        valid_from=date(2010, 3, 1),
        valid_to=valid_to,
    )


def _day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def _month(back: int) -> str:
    months = TODAY.year * 12 + TODAY.month - 1 - back
    return f"{months // 12}-{months % 12 + 1:02d}"


def _payment(back: int, *, state: str = "paid") -> dict[str, Any]:
    month = _month(back)
    return {
        "month": month,
        "amount": f"{1285 - back}.60",
        "paid_on": f"{month}-09" if state == "paid" else None,
        "account_tail": "6217",
        "state": state,
    }


def _stay(number: int) -> dict[str, Any]:
    return {
        "on": _day(-40 * number - 20),
        "hospital": "示例县人民医院" if number % 2 else "示例镇中心卫生院",
        "total": "23680.00",
        "pooled": "12450.30",
        "major": "1800.00",
        "aid": "650.00",
        "self_paid": "8779.70",
    }


def _subsidy(item: str, year: int, amount: str, *, reason: str | None = None) -> dict[str, Any]:
    return {
        "item": item,
        "year": year,
        "quantity": "12.5",
        "unit": "亩",
        "rate": "112.40",
        "amount": amount,
        "paid_on": None if reason else f"{year}-05-20",
        "account_tail": "6217",
        "state": "returned" if reason else "paid",
        "reason": reason,
        "department": "示例镇财政所",
        "phone": "023-0000 0106",
    }


def _case(state: str, service: str, title: str, number: int) -> dict[str, Any]:
    open_ = state in ("waiting", "received", "accepted")
    return {
        "case_id": f"00000000-0000-4000-8000-{number:012d}",
        "receipt": f"QS01-{number:06d}-0",
        "service": service,
        "title": title,
        "state": state,
        "holder": "镇便民服务中心 民政窗口",
        "phone": "023-0000 0105",
        "promised_by": _day(9) if state != "done" else None,
        "reason": "户口本的照片看不清，请带原件再来一次" if state == "returned" else None,
        "bring": ["户口本", "存折或者社保卡"] if state == "returned" else [],
        "timeline": [
            {"on": _day(-12), "what": "在机器上交的", "who": "本人"},
            {"on": _day(-11), "what": "已送到服务中心", "who": "服务中心"},
            {"on": _day(-8), "what": "村上看过了，送到镇上", "who": "清水村 示例·王芳"},
            {"on": _day(-2), "what": "镇上正在看", "who": "民政窗口"},
        ],
        "can_withdraw": open_,
        "can_rate": state == "done",
    }


def _allowance(stage: str, **more: Any) -> dict[str, Any]:
    blank: dict[str, Any] = dict.fromkeys(("since", "amount", "period", "holder", "phone", "reason"))
    return {"stage": stage, **blank, **more}


def _granted(stage: str) -> dict[str, Any]:
    return _allowance(
        stage,
        since=_day(-400),
        amount="1150.00",
        period="quarter",
        holder="民政窗口 示例·李明",
        phone="023-0000 0105",
        reason="存折上的名字和身份证对不上" if stage in ("returned", "stopped") else None,
    )


_ALLOWANCES = (
    "old_age",
    "low_income",
    "disability_living",
    "disability_care",
    "special_support",
    "senior_card",
)

_EVERYTHING: dict[str, Any] = {
    "profile": {
        "name": "示例·欧阳𬭎𠮷",
        "village": "清水村",
        "group": "3组",
        "address": "示例县示例镇清水村3组12号",
        "phone": "19900000024",
        "local_registration": True,
        "accounts": [
            {"id": "a1", "bank": "示例农商银行（社保卡）", "tail": "6217"},
            {"id": "a2", "bank": "示例邮政储蓄银行", "tail": "0035"},
            {"id": "a3", "bank": "示例农业银行", "tail": "8848"},
        ],
        "household": [
            {"name": "示例·欧阳秀莲", "relation": "配偶", "age": 79, "insured": True},
            {"name": "示例·欧阳建国", "relation": "儿子", "age": 55, "insured": False},
            {"name": "示例·陈㛃", "relation": "儿媳", "age": 53, "insured": True},
            {"name": "示例·欧阳䶮", "relation": "孙子", "age": 24, "insured": True},
            {"name": "示例·欧阳小梅", "relation": "曾孙女", "age": 2, "insured": False},
        ],
        "disability": {"category": 4, "level": 2, "valid_until": _day(600)},
        "low_income": True,
        "special_support": False,
        "student": False,
        "medical_self_paid_90d": "8779.70",
    },
    "pension": {
        "status": "paying",
        "basic": "1030.00",
        "personal": "255.60",
        "monthly": "1285.60",
        "paid_years": 15,
        "contributions": {"own": "22500.00", "collective": "1200.00", "government": "6400.00"},
        "last": _payment(0),
        "payments": [_payment(back) for back in range(MONTHS)],
        "certified_until": _day(12),
        "certified_on": _day(-353),
        "certified_how": "村里见证",
        "certification_waived": False,
    },
    "medical": {
        "year": TODAY.year,
        "paid": True,
        "amount": "400.00",
        "paid_on": _day(-200),
        "reimbursements": [_stay(number) for number in range(6)],
    },
    "subsidies": {
        "year_total": "12480.60",
        "payments": [
            _subsidy("稻谷补贴", 2026, "1405.00", reason="存折销户了，钱退回来了"),
            _subsidy("耕地地力保护补贴", 2026, "1405.00"),
            _subsidy("新一轮退耕还林还草补助", 2026, "10670.60"),
            _subsidy("公益林补偿", 2025, "131.20"),
            _subsidy("耕地地力保护补贴", 2025, "1380.00"),
            _subsidy("农机购置补贴", 2024, "12000.00"),
        ],
    },
    "allowances": {
        "old_age": _allowance("none"),
        "low_income": _granted("receiving"),
        "disability_living": _granted("receiving"),
        "disability_care": _granted("returned"),
        "special_support": _allowance("none"),
        "senior_card": _allowance("none"),
    },
    "cases": {
        "items": [
            _case("received", "old-age-allowance", "申请80岁老人补贴", 123),
            _case("accepted", "senior-card", "办老年证", 124),
            _case("in_work", "temporary-aid", "遇到难处，国家帮一把", 125),
            _case("needs_signature", "low-income-application", "申请低保", 126),
            _case("returned", "disability-allowances", "申请残疾人补贴", 127),
            _case("done", "medical-enrolment", "交医保", 128),
            _case("withdrawn", "report-problem", "反映问题", 129),
            _case("waiting", "senior-card", "办老年证", 130),
        ]
    },
}

_NOTHING: dict[str, Any] = {
    "pension": {
        **_EVERYTHING["pension"],
        "status": "none",
        "basic": "0.00",
        "personal": "0.00",
        "monthly": "0.00",
        "paid_years": 0,
        "contributions": {"own": "0.00", "collective": "0.00", "government": "0.00"},
        "last": None,
        "payments": [],
        "certified_until": None,
        "certified_on": None,
        "certified_how": None,
    },
    "medical": {**_EVERYTHING["medical"], "paid": False, "paid_on": None, "reimbursements": []},
    "subsidies": {"year_total": "0.00", "payments": []},
    "allowances": {name: _allowance("none") for name in _ALLOWANCES},
    "cases": {"items": []},
}
_PLAIN_PROFILE = {
    "household": [],
    "disability": None,
    "low_income": False,
    "phone": None,
    "accounts": _EVERYTHING["profile"]["accounts"][:1],
    "medical_self_paid_90d": "0.00",
}


def _with(base: Mapping[str, Any], **changes: Mapping[str, Any]) -> dict[str, Any]:
    """Facts with some of their datasets' entries changed."""
    return {name: {**data, **changes.get(name, {})} for name, data in base.items()}


def _contributing(years: int) -> dict[str, Any]:
    """Somebody who pays the least, 200 a year, and the government's share of it."""
    paid = {"own": f"{200 * years}.00", "collective": "0.00", "government": f"{40 * years}.00"}
    return {"status": "contributing", "paid_years": years, "contributions": paid}


_PAID = [paid for paid in _EVERYTHING["subsidies"]["payments"] if paid["state"] == "paid"]
_BARE = {**_EVERYTHING, **_NOTHING, "profile": {**_EVERYTHING["profile"], **_PLAIN_PROFILE}}
_OLD, _SIXTY, _GROWN, _CHILD = date(1944, 3, 5), date(1966, 7, 1), date(1991, 9, 12), date(2012, 8, 1)


def _old(id_: str, facts: Mapping[str, Any]) -> Sample:
    return Sample(id_, ELDER.card, facts)


ELDER = Sample("elder", card_of("示例·欧阳𬭎𠮷", _OLD, order=11), _EVERYTHING)
HELPER = card_of("示例·欧阳建国", date(1971, 5, 20), order=35)
STRANGER = card_of("示例·王䶮", date(1955, 11, 2), order=27)
EXPIRED = card_of("示例·张大山", date(1981, 3, 5), order=13, valid_to=date(2025, 3, 1))

PEOPLE: tuple[Sample, ...] = (
    ELDER,
    Sample(
        "nearly-sixty",
        card_of("示例·孙福贵", _SIXTY, order=17),
        _with(_BARE, pension=_contributing(15)),
    ),
    Sample(
        "grown-up",
        card_of("示例·陈㛃", _GROWN, order=48, sex="F"),
        _with(
            _BARE,
            pension=_contributing(9),
            profile={"household": _EVERYTHING["profile"]["household"], "phone": "19900000047"},
        ),
    ),
    Sample(
        "disabled",
        card_of("示例·周小梅", _GROWN, order=66, sex="F"),
        _with(
            _BARE,
            profile={"disability": {"category": 5, "level": 1, "valid_until": _day(90)}, "low_income": True},
        ),
    ),
    Sample(
        "child", card_of("示例·赵一诺", _CHILD, order=80, sex="F"), _with(_BARE, profile={"student": True})
    ),
    _old("nothing", _BARE),
    _old(
        "elsewhere",
        _with(_BARE, profile={"local_registration": False, "disability": None}, medical={"paid": False}),
    ),
    _old(
        "returned",
        _with(
            _EVERYTHING,
            pension={"last": _payment(0, state="returned")},
            allowances={name: _granted("returned") for name in _ALLOWANCES},
        ),
    ),
    _old(
        "not-yet-paid",
        _with(
            _EVERYTHING,
            pension={"last": _payment(1), "certified_until": _day(-5)},
            subsidies={"payments": _PAID},
            allowances={name: _granted("receiving") for name in _ALLOWANCES},
        ),
    ),
    _old(
        "no-record",
        _with(
            _EVERYTHING,
            pension={"last": None, "payments": [], "certification_waived": True},
            allowances={name: _granted("applied") for name in _ALLOWANCES},
        ),
    ),
    _old(
        "suspended",
        _with(
            _EVERYTHING,
            pension={"status": "suspended", "certified_until": _day(-75)},
            subsidies={"year_total": "0.00", "payments": _PAID[2:]},
            allowances={name: _granted("stopped") for name in _ALLOWANCES},
        ),
    ),
    _old(
        "ended",
        _with(
            _EVERYTHING,
            pension={"status": "ended"},
            allowances={
                **{name: _allowance("none") for name in _ALLOWANCES},
                "senior_card": _granted("held"),
            },
        ),
    ),
)
