"""Who stands in front of the terminal: the identity card and the 18-digit identity number (GB 11643-1999).

The number is six digits of area, eight of birth (yyyymmdd), three of sequence (odd for men) and a check
digit. Nothing here raises on what a person or a card brings: a fault is a value that names no digit of any
number.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from typing import Literal

from stdnum.cn import ric

Sex = Literal["M", "F"]

NUMBER_LENGTH = 18
OLDEST_AGE_YEARS = 130

_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")

# What a number begins with: a province (GB/T 2260; 81-83 are Hong Kong, Macao and Taiwan), or 9, which marks
# permanent residents from abroad and the evidently fictional people of the trial data.
_AREA_GIVEN_OUT = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9")
_SHAPE = re.compile(r"[0-9]{0,17}|[0-9]{17}[0-9X][0-9]*")


class CardKind(StrEnum):
    """The kinds of card that the reader understands."""

    CITIZEN = "citizen"
    FOREIGNER = "foreigner"
    HK_MACAO_TAIWAN = "hk_macao_taiwan"


class Established(StrEnum):
    """How an identity was established; every lookup and every case carries it."""

    CARD = "card"
    TYPED = "typed"
    WITNESS = "witness"


class NumberFault(Enum):
    """Why a text is not an identity number."""

    EMPTY = "empty"
    CHARACTERS = "characters"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    AREA = "area"
    BIRTH = "birth"
    CHECK_DIGIT = "check_digit"


class NumberGroup(StrEnum):
    """The groups in which a number is shown and read back."""

    AREA = "area"
    BIRTH = "birth"
    ORDER = "order"

    @property
    def span(self) -> tuple[int, int]:
        """The group's digits, as (first, one past the last)."""
        return _SPANS[self]


_SPANS = {NumberGroup.AREA: (0, 6), NumberGroup.BIRTH: (6, 14), NumberGroup.ORDER: (14, 18)}
_GROUP_SHAPES = {
    NumberGroup.AREA: re.compile(r"[0-9]{6}"),
    NumberGroup.BIRTH: re.compile(r"[0-9]{8}"),
    NumberGroup.ORDER: re.compile(r"[0-9]{3}[0-9X]"),
}


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class IdCard:
    """What was read from an identity card.

    Attributes:
        name: The name as the card has it; it may hold characters beyond the BMP, and '·'.
        number: The number of the holder: 18 digits, or 15 characters on a foreigner's card of 2017.
        sex: 'M' or 'F'.
        ethnic: The ethnic group in words, such as 汉; empty where the card names none.
        birth: The day of birth.
        address: The registered address; empty on a foreigner's card.
        authority: Who issued the card.
        valid_from: The first day of validity.
        valid_to: The last day of validity, or None for 长期, which everyone has who was 46 or older at issue.
        kind: The kind of card.
    """

    name: str
    number: str
    sex: Sex
    ethnic: str
    birth: date
    address: str
    authority: str
    valid_from: date
    valid_to: date | None
    kind: CardKind = CardKind.CITIZEN

    def __repr__(self) -> str:
        return f"IdCard(kind={self.kind.value}, <personal>)"

    def expired_on(self, today: date) -> bool:
        """Whether the card's last day of validity lies before `today`."""
        return self.valid_to is not None and self.valid_to < today


def normalised(text: str) -> str:
    """Bring a typed, spoken or scanned number to plain digits and a capital X, without spaces and dashes."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def parse_number(text: str) -> str | NumberFault:
    """Check an 18-digit identity number.

    Args:
        text: As it was typed: full-width digits, a small x, spaces and dashes are taken.

    Returns:
        The 18 characters, or the first fault found (shape, area, birth, check digit, in this order).
    """
    number = normalised(text)
    fault = _shape_fault(number)
    if fault is not None:
        return fault
    if not _area_exists(number):
        return NumberFault.AREA
    if birth_of(number) is None:
        return NumberFault.BIRTH
    if ric.calc_check_digit(number) != number[-1]:
        return NumberFault.CHECK_DIGIT
    return number


def is_number(text: str) -> bool:
    """Whether `text` is a sound 18-digit identity number."""
    return not isinstance(parse_number(text), NumberFault)


def birth_of(number: str) -> date | None:
    """The day of birth in an 18-digit number, or None where there is no such day."""
    digits = normalised(number)
    if _shape_fault(digits) is not None:
        return None
    try:
        return date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return None


def sex_of(number: str) -> Sex | None:
    """The sex in an 18-digit number: its 17th digit is odd for men."""
    digits = normalised(number)
    if _shape_fault(digits) is not None:
        return None
    return "M" if int(digits[16]) % 2 else "F"


def age_on(birth: date, today: date) -> int:
    """Full years of age on a day; someone born on 29 February turns on 1 March in other years."""
    before_birthday = (today.month, today.day) < (birth.month, birth.day)
    return today.year - birth.year - before_birthday


def tail(number: str) -> str:
    """The last four characters, which are what a page may show."""
    return normalised(number)[-4:]


def suspicious_groups(number: str, today: date | None = None) -> tuple[NumberGroup, ...]:
    """Which groups of a mistyped number a person should look at again, in the order of the number.

    A group that cannot be right is named alone (an area that is not given out, a day that does not exist, a
    birth in the future or more than 130 years ago). When each group could be right but the check digit is
    not, any of them may hold the slip and all are named. A sound number has none.

    Args:
        number: 18 characters; of another length, the group that the number ends in.
        today: With it, births that cannot be are also noticed.
    """
    digits = normalised(number)
    if len(digits) != NUMBER_LENGTH:
        return (_group_at(min(len(digits), NUMBER_LENGTH - 1)),)
    letters = tuple(
        group
        for group, (start, stop) in _SPANS.items()
        if not _GROUP_SHAPES[group].fullmatch(digits[start:stop])
    )
    if letters:
        return letters
    impossible = []
    if not _area_exists(digits):
        impossible.append(NumberGroup.AREA)
    birth = birth_of(digits)
    if birth is None or (today is not None and not 0 <= age_on(birth, today) <= OLDEST_AGE_YEARS):
        impossible.append(NumberGroup.BIRTH)
    if impossible:
        return tuple(impossible)
    return () if ric.calc_check_digit(digits) == digits[-1] else tuple(NumberGroup)


def _shape_fault(number: str) -> NumberFault | None:
    if not number:
        return NumberFault.EMPTY
    if not _SHAPE.fullmatch(number):
        return NumberFault.CHARACTERS
    if len(number) < NUMBER_LENGTH:
        return NumberFault.TOO_SHORT
    return NumberFault.TOO_LONG if len(number) > NUMBER_LENGTH else None


def _area_exists(number: str) -> bool:
    return _AREA_GIVEN_OUT.match(number) is not None


def _group_at(position: int) -> NumberGroup:
    return next(group for group, (start, stop) in _SPANS.items() if start <= position < stop)
