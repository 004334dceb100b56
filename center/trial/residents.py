"""The trial residents as they are written down, and who they are on a given day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from stdnum.cn import ric

from center.days import same_day
from center.protocol import AllowanceStage, CaseState, Money, PensionStatus, Period
from kiosk.core.identity import is_number

_FILE = Path(__file__).with_name("residents.yaml")
_AREA = "990101"

Yuan = Annotated[float, Field(ge=0)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Turning(_Entry):
    """Somebody just before a birthday."""

    age: int
    in_days: int = Field(ge=1, le=300)


class PensionEntry(_Entry):
    """See the head of the file."""

    status: PensionStatus
    personal: Yuan = 0
    years: int = 0
    own: Yuan = 0
    government: Yuan | None = None
    certified: int | None = None
    how: str | None = None
    waived: bool = False
    returned: int | None = None


class MedicalEntry(_Entry):
    """See the head of the file."""

    paid: bool = True
    stays: list[tuple[int, str, Yuan]] = []


class AllowanceEntry(_Entry):
    """See the head of the file."""

    stage: AllowanceStage
    days: int
    amount: Money | None = None
    period: Period | None = None
    reason: str | None = None


class DisabilityEntry(_Entry):
    """Category, level, and how many days the card still holds."""

    category: int
    level: int
    days: int


class CaseEntry(_Entry):
    """See the head of the file."""

    service: str
    title: str
    state: CaseState
    days: int
    due: int
    reason: str | None = None
    bring: list[str] = []


class Entry(_Entry):
    """One resident as written down."""

    name: Annotated[str, StringConstraints(pattern=r"^示例·.+$")]
    seq: int = Field(ge=1, le=999)
    age: int | None = None
    birthday: str | None = None
    turns: Turning | None = None
    ethnic: str = "汉"
    village: str
    group: str
    house: str
    phone: str | None
    local: bool = True
    low_income: bool = False
    special_support: bool = False
    student: bool = False
    deceased_days: int | None = None
    card: Literal["valid", "expired"] = "valid"
    disability: DisabilityEntry | None = None
    pension: PensionEntry
    medical: MedicalEntry = MedicalEntry()
    subsidies: list[tuple[str, str, str, Yuan]] = []
    returned: tuple[str, str] | None = None
    allowances: dict[str, AllowanceEntry] = {}
    household: list[tuple[str, str, int, bool]] = []
    cases: list[CaseEntry] = []


@dataclass(frozen=True)
class Resident:
    """A trial resident on one day."""

    entry: Entry
    today: date

    @property
    def name(self) -> str:
        """The name, evidently fictional."""
        return self.entry.name

    @property
    def sex(self) -> Literal["M", "F"]:
        """As the number says."""
        return "M" if self.entry.seq % 2 else "F"

    @cached_property
    def birth(self) -> date:
        """The day of birth that gives the written age today."""
        if self.entry.turns is not None:
            turning = self.today + timedelta(days=self.entry.turns.in_days)
            return same_day(turning.year - self.entry.turns.age, turning)
        month, day = map(int, (self.entry.birthday or "01-01").split("-"))
        later = (month, day) > (self.today.month, self.today.day)
        return date(self.today.year - (self.entry.age or 0) - later, month, day)

    @cached_property
    def number(self) -> str:
        """The identity number, with its right check digit."""
        digits = f"{_AREA}{self.birth:%Y%m%d}{self.entry.seq:03d}"
        return digits + str(ric.calc_check_digit(digits + "0"))  # it passes over the last digit

    @property
    def address(self) -> str:
        """The registered address, as on the card."""
        return f"示例县示例镇{self.entry.village}{self.entry.group}{self.entry.house}"

    @property
    def account_tail(self) -> str:
        """The tail of the social-security card's account."""
        return f"{(self.entry.seq * 37) % 10_000:04d}"


@dataclass(frozen=True)
class Village:
    """Everyone, on one day."""

    residents: tuple[Resident, ...]

    def find(self, number: str) -> Resident | None:
        """The resident of an identity number.

        Found by area and order code with a right check digit: a card that was made on another day, when
        the birthday fell into another year, still belongs to the same person.
        """
        if len(number) != 18 or number[:6] != _AREA or not is_number(number):
            return None
        seq = int(number[14:17])
        return next((resident for resident in self.residents if resident.entry.seq == seq), None)

    def named(self, name: str) -> Resident:
        """The resident of a name.

        Raises:
            KeyError: Nobody is called so.
        """
        for resident in self.residents:
            if resident.name == name:
                return resident
        raise KeyError(name)


def village_on(today: date) -> Village:
    """The village as it is on a day."""
    return Village(tuple(Resident(entry, today) for entry in _entries()))


@cache
def _entries() -> tuple[Entry, ...]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = _FILE.read_text(encoding="utf-8")
    return tuple(map(Entry.model_validate, yaml.load(text, loader)))  # noqa: S506  either loader is safe
