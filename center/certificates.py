"""What stands on each certificate: pure functions from facts to words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from pydantic import BaseModel

from center.days import written_day
from center.protocol import (
    Allowance,
    Allowances,
    AllowanceStage,
    Dataset,
    DocumentKind,
    DocumentRow,
    DocumentTable,
    Medical,
    PaymentState,
    Pension,
    PensionStatus,
    Period,
    Profile,
)

_MAX_MONTHS = 36
_STATUS = {
    PensionStatus.CONTRIBUTING: "正常缴费",
    PensionStatus.PAYING: "正常领取",
    PensionStatus.SUSPENDED: "暂停发放",
    PensionStatus.ENDED: "已终止",
    PensionStatus.NONE: "未参保",
}
_PERIOD = {Period.MONTH: "每月", Period.QUARTER: "每季度", Period.YEAR: "每年"}


@dataclass(frozen=True)
class Content:
    """The words of one certificate."""

    title: str
    statement: str
    rows: list[DocumentRow]
    table: DocumentTable | None


def needed(kind: DocumentKind) -> list[Dataset]:
    """The datasets that a certificate is made of; the last one dates it."""
    match kind:
        case DocumentKind.PENSION_CONTRIBUTIONS | DocumentKind.PENSION_BENEFITS:
            return [Dataset.PROFILE, Dataset.PENSION]
        case DocumentKind.MEDICAL_INSURED:
            return [Dataset.PROFILE, Dataset.MEDICAL]
        case DocumentKind.LOW_INCOME | DocumentKind.DISABILITY_ALLOWANCES:
            return [Dataset.PROFILE, Dataset.ALLOWANCES]
        case _:
            assert_never(kind)


def compose(
    kind: DocumentKind, facts: Mapping[Dataset, BaseModel], *, number: str, params: Mapping[str, str]
) -> Content | None:
    """Write a certificate, or None when there is nothing that could be certified.

    Args:
        kind: Which one.
        facts: The datasets that `needed` names.
        number: The person's identity number, as it stands on the paper.
        params: `months` for the list of payments.
    """
    profile = facts[Dataset.PROFILE]
    assert isinstance(profile, Profile)
    head = [_row("姓名", profile.name), _row("公民身份号码", number), _row("户籍所在村", profile.village)]
    match kind, facts[needed(kind)[-1]]:
        case DocumentKind.PENSION_CONTRIBUTIONS, Pension() as pension:
            return _contributions(head, pension)
        case DocumentKind.PENSION_BENEFITS, Pension() as pension:
            return _benefits(head, pension, _months(params))
        case DocumentKind.MEDICAL_INSURED, Medical() as medical:
            return _medical(head, medical)
        case DocumentKind.LOW_INCOME, Allowances() as allowances:
            return _low_income(head, allowances)
        case DocumentKind.DISABILITY_ALLOWANCES, Allowances() as allowances:
            return _disability(head, allowances)
        case _:
            return None


def _row(label: str, value: str) -> DocumentRow:
    return DocumentRow(label=label, value=value)


def _month(month: str) -> str:
    return f"{int(month[:4])}年{int(month[5:])}月"


def _months(params: Mapping[str, str]) -> int:
    months = params.get("months", "")
    return min(max(int(months), 1), _MAX_MONTHS) if months.isascii() and months.isdecimal() else 12


def _contributions(head: list[DocumentRow], pension: Pension) -> Content | None:
    if pension.status is PensionStatus.NONE:
        return None
    paid = pension.contributions
    return Content(
        title="城乡居民基本养老保险参保缴费证明",
        statement="兹证明下列人员参加城乡居民基本养老保险，缴费情况如下。",
        rows=[
            *head,
            _row("参保状态", _STATUS[pension.status]),
            _row("累计缴费年限", f"{pension.paid_years}年"),
        ],
        table=DocumentTable(
            columns=["项目", "金额（元）"],
            rows=[["个人缴费", paid.own], ["集体补助", paid.collective], ["政府补贴", paid.government]],
        ),
    )


def _benefits(head: list[DocumentRow], pension: Pension, months: int) -> Content | None:
    if pension.status not in (PensionStatus.PAYING, PensionStatus.SUSPENDED):
        return None
    told = {PaymentState.PAID: "已发放", PaymentState.RETURNED: "退回"}
    return Content(
        title="城乡居民基本养老保险待遇领取证明",
        statement="兹证明下列人员领取城乡居民基本养老保险待遇，情况如下。",
        rows=[
            *head,
            _row("待遇状态", _STATUS[pension.status]),
            _row("每月金额", f"{pension.monthly}元"),
            _row("其中基础养老金", f"{pension.basic}元"),
            _row("其中个人账户养老金", f"{pension.personal}元"),
        ],
        table=DocumentTable(
            columns=["月份", "金额（元）", "发放日期", "状态"],
            rows=[
                [_month(payment.month), payment.amount, written_day(payment.paid_on), told[payment.state]]
                for payment in pension.payments[:months]
            ],
        ),
    )


def _medical(head: list[DocumentRow], medical: Medical) -> Content | None:
    if not medical.paid:
        return None
    return Content(
        title="城乡居民基本医疗保险参保凭证",
        statement="兹证明下列人员已参加城乡居民基本医疗保险。",
        rows=[
            *head,
            _row("参保年度", f"{medical.year}年"),
            _row("个人缴费", f"{medical.amount}元"),
            _row("缴费日期", written_day(medical.paid_on)),
        ],
        table=None,
    )


def _amount(allowance: Allowance) -> str:
    if allowance.amount is None:
        return ""
    return f"{_PERIOD[allowance.period] if allowance.period else ''}{allowance.amount}元"


def _low_income(head: list[DocumentRow], allowances: Allowances) -> Content | None:
    allowance = allowances.low_income
    if allowance.stage is not AllowanceStage.RECEIVING:
        return None
    return Content(
        title="最低生活保障证明",
        statement="兹证明下列人员享受最低生活保障。",
        rows=[*head, _row("享受起始", written_day(allowance.since)), _row("保障金", _amount(allowance))],
        table=None,
    )


def _disability(head: list[DocumentRow], allowances: Allowances) -> Content | None:
    both = {
        "困难残疾人生活补贴": allowances.disability_living,
        "重度残疾人护理补贴": allowances.disability_care,
    }
    receiving = {
        title: allowance for title, allowance in both.items() if allowance.stage is AllowanceStage.RECEIVING
    }
    if not receiving:
        return None
    return Content(
        title="残疾人两项补贴领取证明",
        statement="兹证明下列人员领取残疾人补贴，情况如下。",
        rows=head,
        table=DocumentTable(
            columns=["补贴", "金额", "起始"],
            rows=[[title, _amount(one), written_day(one.since)] for title, one in receiving.items()],
        ),
    )
