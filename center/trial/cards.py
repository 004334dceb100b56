"""The identity cards of the trial residents, for the reader's emulator."""

from __future__ import annotations

from datetime import date

from center.days import same_day
from center.trial.residents import Resident, village_on
from kiosk.core.identity import IdCard, age_on

_LONG_TERM_AGE = 46
_AUTHORITY = "示例县公安局"


def card_of(resident: Resident) -> IdCard:
    """The card of one resident: issued at the latest fitting birthday, 长期 from 46 on."""
    today = resident.today
    age = age_on(resident.birth, today)
    if resident.entry.card == "expired":
        issued = same_day(today.year - 21, date(today.year, 1, 15))
        return _card(resident, issued, same_day(issued.year + 20, issued))
    if age >= _LONG_TERM_AGE + 2:
        issued_age = max(_LONG_TERM_AGE + 1, age - 8)
        return _card(resident, same_day(resident.birth.year + issued_age, resident.birth), None)
    years = 20 if age >= 28 else 10
    issued = same_day(resident.birth.year + age - 2, resident.birth)
    return _card(resident, issued, same_day(issued.year + years, issued))


def cards_on(today: date) -> list[IdCard]:
    """Everyone's card on a day, in the order of the village."""
    return [card_of(resident) for resident in village_on(today).residents]


def _card(resident: Resident, valid_from: date, valid_to: date | None) -> IdCard:
    return IdCard(
        name=resident.name,
        number=resident.number,
        sex=resident.sex,
        ethnic=resident.entry.ethnic,
        birth=resident.birth,
        address=resident.address,
        authority=_AUTHORITY,
        valid_from=valid_from,
        valid_to=valid_to,
    )
