"""The records of the trial residents, over several years, made the same way every time."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from center.days import months_before, same_day
from center.merging import OFFICE_STEPS, Stage
from center.protocol import (
    Account,
    Allowance,
    Allowances,
    AllowanceStage,
    CaseEvent,
    CaseItem,
    Cases,
    CaseState,
    Disability,
    HouseholdMember,
    Medical,
    PaymentState,
    Pension,
    PensionContributions,
    PensionPayment,
    PensionStatus,
    Profile,
    Reimbursement,
    Subsidies,
    SubsidyPayment,
)
from center.trial.residents import CaseEntry, Resident

_BASIC = Decimal(130)
_PAY_DAY = 10
_MONTHS_OF_PAYMENTS = 30
_YEARS_OF_SUBSIDIES = 3
_MEDICAL_FEE = Decimal(400)
_SUBSIDY_DAY = (5, 20)


def _money(amount: Decimal | float) -> str:
    return f"{Decimal(str(amount)).quantize(Decimal('0.01'), ROUND_HALF_UP)}"


def profile(resident: Resident) -> Profile:
    """Who the resident is to the township."""
    entry, today = resident.entry, resident.today
    spent = sum(
        (
            Decimal(_stay(resident, days, hospital, total).self_paid)
            for days, hospital, total in entry.medical.stays
            if days <= 90
        ),
        Decimal(0),
    )
    return Profile(
        name=entry.name,
        village=entry.village,
        group=entry.group,
        address=resident.address,
        phone=entry.phone,
        local_registration=entry.local,
        accounts=[Account(id=f"a{entry.seq}", bank="示例农商银行（社保卡）", tail=resident.account_tail)],
        household=[
            HouseholdMember(name=name, relation=relation, age=age, insured=insured)
            for name, relation, age, insured in entry.household
        ],
        disability=(
            None
            if entry.disability is None
            else Disability(
                category=entry.disability.category,
                level=entry.disability.level,
                valid_until=today + timedelta(days=entry.disability.days),
            )
        ),
        low_income=entry.low_income,
        special_support=entry.special_support,
        student=entry.student,
        medical_self_paid_90d=_money(spent),
    )


def pension(resident: Resident) -> Pension:
    """The pension and its payments of the last months, newest first."""
    entry, today = resident.entry.pension, resident.today
    receives = entry.status in (PensionStatus.PAYING, PensionStatus.SUSPENDED, PensionStatus.ENDED)
    basic = _BASIC if receives else Decimal(0)
    personal = Decimal(str(entry.personal)) if receives else Decimal(0)
    payments = _payments(resident, basic + personal) if receives else []
    own = (
        Decimal(str(entry.own or 200)) * entry.years if entry.status is not PensionStatus.NONE else Decimal(0)
    )
    if entry.government is not None and not entry.own:
        own = Decimal(0)
    government = Decimal(str(entry.government if entry.government is not None else 40)) * entry.years
    until = None if entry.certified is None else today + timedelta(days=entry.certified)
    return Pension(
        status=entry.status,
        basic=_money(basic),
        personal=_money(personal),
        monthly=_money(basic + personal),
        paid_years=entry.years,
        contributions=PensionContributions(
            own=_money(own), collective=_money(0), government=_money(government)
        ),
        last=payments[0] if payments else None,
        payments=payments,
        certified_until=until,
        certified_on=None if until is None else same_day(until.year - 1, until),
        certified_how=entry.how,
        certification_waived=entry.waived,
    )


def _payments(resident: Resident, monthly: Decimal) -> list[PensionPayment]:
    entry, today = resident.entry, resident.today
    end = today
    if entry.pension.status is PensionStatus.SUSPENDED and entry.pension.certified is not None:
        end = today + timedelta(days=entry.pension.certified)
    if entry.deceased_days is not None:
        end = today - timedelta(days=entry.deceased_days)
    began = same_day(resident.birth.year + 60, resident.birth)
    found: list[PensionPayment] = []
    for back in range(_MONTHS_OF_PAYMENTS + 1):
        month = months_before(today, back)
        paid_on = month.replace(day=_PAY_DAY)
        if paid_on > end or month <= began.replace(day=1):
            continue
        came_back = entry.pension.returned is not None and len(found) < entry.pension.returned
        # The basic part rises a little each January.
        amount = monthly - 5 * (today.year - month.year)
        found.append(
            PensionPayment(
                month=f"{month:%Y-%m}",
                amount=_money(amount),
                paid_on=None if came_back else paid_on,
                account_tail=resident.account_tail,
                state=PaymentState.RETURNED if came_back else PaymentState.PAID,
            )
        )
    return found


def medical(resident: Resident, year: int) -> Medical:
    """The medical insurance of one year; earlier years were always paid."""
    entry, today = resident.entry.medical, resident.today
    paid = entry.paid or year < today.year
    stays = [_stay(resident, *stay) for stay in entry.stays]
    return Medical(
        year=year,
        paid=paid,
        amount=_money(_MEDICAL_FEE - 20 * (today.year - year) if paid else 0),
        paid_on=date(year - 1, 11, 6) if paid else None,
        reimbursements=[stay for stay in stays if stay.on.year == year] if paid else [],
    )


def _stay(resident: Resident, days: int, hospital: str, total_yuan: float) -> Reimbursement:
    total = Decimal(str(total_yuan))
    pooled = (total * Decimal("0.6")).quantize(Decimal("0.01"))
    major = max(Decimal(0), (total - pooled - 10_000) * Decimal("0.5")).quantize(Decimal("0.01"))
    rest = total - pooled - major
    aid = (rest * Decimal("0.7")).quantize(Decimal("0.01")) if resident.entry.low_income else Decimal(0)
    return Reimbursement(
        on=resident.today - timedelta(days=days),
        hospital=hospital,
        total=_money(total),
        pooled=_money(pooled),
        major=_money(major),
        aid=_money(aid),
        self_paid=_money(rest - aid),
    )


def subsidies(resident: Resident) -> Subsidies:
    """The subsidies of this year and the two before."""
    entry, today = resident.entry, resident.today
    found: list[SubsidyPayment] = []
    for year in range(today.year, today.year - _YEARS_OF_SUBSIDIES - 1, -1):
        paid_on = date(year, *_SUBSIDY_DAY)
        if paid_on > today:
            continue
        newest = not found or found[0].year == year
        for item, quantity, unit, rate in entry.subsidies:
            returned = newest and entry.returned is not None and entry.returned[0] == item
            found.append(
                SubsidyPayment(
                    item=item,
                    year=year,
                    quantity=quantity,
                    unit=unit,
                    rate=_money(rate),
                    amount=_money(Decimal(quantity) * Decimal(str(rate))),
                    paid_on=None if returned else paid_on,
                    account_tail=resident.account_tail,
                    state=PaymentState.RETURNED if returned else PaymentState.PAID,
                    reason=entry.returned[1] if returned and entry.returned else None,
                    department="示例镇农业服务中心",
                    phone="023-00000105",
                )
            )
    arrived = [one for one in found if one.year == today.year and one.state is PaymentState.PAID]
    return Subsidies(
        year_total=_money(sum((Decimal(one.amount) for one in arrived), Decimal(0))), payments=found
    )


def allowances(resident: Resident) -> Allowances:
    """All allowances; `none` where nothing is written down."""
    slots = {name: Allowance(stage=AllowanceStage.NONE) for name in Allowances.model_fields}
    for name, entry in resident.entry.allowances.items():
        slots[name] = Allowance(
            stage=entry.stage,
            since=resident.today - timedelta(days=entry.days),
            amount=entry.amount,
            period=entry.period,
            holder="示例镇民政办",
            phone="023-00000103",
            reason=entry.reason,
        )
    return Allowances.model_validate(slots)


def cases(resident: Resident) -> Cases:
    """The cases that were under way before the terminal came."""
    return Cases(
        items=[_case(resident, index, entry) for index, entry in enumerate(resident.entry.cases, start=1)]
    )


def _case(resident: Resident, index: int, entry: CaseEntry) -> CaseItem:
    began = resident.today - timedelta(days=entry.days)
    timeline = [CaseEvent(on=began, what="已送到服务中心", who="示例镇便民服务中心")]
    if entry.state is not CaseState.RECEIVED:
        step = min(resident.today, began + timedelta(days=3))
        what = OFFICE_STEPS.get(Stage(entry.state), "本人撤回")
        timeline.append(CaseEvent(on=step, what=what, who="示例镇民政办"))
    return CaseItem(
        case_id=f"trial-{resident.entry.seq:03d}-{index}",
        receipt=f"CK{resident.entry.seq:03d}-{index:06d}-{(resident.entry.seq + index) % 10}",
        service=entry.service,
        title=entry.title,
        state=entry.state,
        holder="示例镇民政办",
        phone="023-00000103",
        promised_by=resident.today + timedelta(days=entry.due),
        reason=entry.reason,
        bring=entry.bring,
        timeline=timeline,
        can_withdraw=False,
    )
