"""What is keyed into a question, and whether it will do. Pure: a draft and a key give a draft.

Faults are told on 下一步, never while typing; they say what happened and which box to look at, in words
looked up by their key. Nothing that was keyed is lost by a fault.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from config.services import FieldKind, ServiceField
from kiosk.core.eligibility import Verdict, judge
from kiosk.core.identity import NumberGroup, parse_number, suspicious_groups
from kiosk.core.talk import Expected, Hearing
from kiosk.core.wording import identity_in_groups, phone_in_groups

BACK = "back"
PHONE_DIGITS = 11
IDENTITY_DIGITS = 18
EARLIEST_YEAR = 1000


@dataclass(frozen=True, slots=True)
class Box:
    """One box of an entry: what stands after it, and how many characters fit."""

    label: str
    width: int
    keys: str = "0123456789"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person has keyed or ticked on a question so far. Kept when they go back.

    Attributes:
        texts: One per box.
        active: The box that the keypad writes to.
        picked: Ids of ticked choices.
        page: Page of the choices.
        fault: What the last 下一步 found.
    """

    texts: tuple[str, ...] = field(default=("",), repr=False)
    active: int = 0
    picked: tuple[str, ...] = field(default=(), repr=False)
    page: int = 0
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an entry won't do: a wording key, its values, and the boxes to look at."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    boxes: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Good:
    """A value that will do, and how it is shown."""

    value: Any = field(repr=False)
    shown: str = field(repr=False)


def boxes_of(asked: ServiceField) -> tuple[Box, ...]:
    """The boxes of a keyed question; none for the other kinds."""
    match asked.kind:
        case FieldKind.PHONE:
            return (Box("", asked.length or PHONE_DIGITS),)
        case FieldKind.IDENTITY | FieldKind.PERSON:
            return (Box("", IDENTITY_DIGITS, "0123456789X"),)
        case FieldKind.DATE:
            return (Box("年", 4), Box("月", 2), Box("日", 2))
        case FieldKind.AMOUNT:
            return (Box(asked.unit or "元", 9, "0123456789."),)
        case FieldKind.NUMBER:
            return (Box(asked.unit, asked.length or 6),)
        case _:
            return ()


def grouped(asked: ServiceField, text: str) -> str:
    """A box's text as it is shown, in groups that can be compared with a card or a letter."""
    match asked.kind:
        case FieldKind.PHONE:
            return phone_in_groups(text)
        case FieldKind.IDENTITY | FieldKind.PERSON:
            return identity_in_groups(text)
        case FieldKind.NUMBER if asked.length and asked.length > 6:
            return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
        case _:
            return text


def press_key(asked: ServiceField, draft: Draft, key: str) -> Draft:
    """The draft after one key: a character of the active box's keys, or `BACK`."""
    boxes = boxes_of(asked)
    texts = list(draft.texts) + [""] * (len(boxes) - len(draft.texts))
    text = texts[draft.active]
    if key == BACK:
        text = text[:-1]
    elif key in boxes[draft.active].keys and len(text) < boxes[draft.active].width and _fits(text, key):
        text += key
    texts[draft.active] = text
    return replace(draft, texts=tuple(texts), fault=None)


def _fits(text: str, key: str) -> bool:
    if key == ".":
        return bool(text) and "." not in text
    if key == "X":
        return len(text) == IDENTITY_DIGITS - 1
    return len(text.partition(".")[2]) < 2


_EXPECTED = {
    FieldKind.PHONE: Expected.PHONE,
    FieldKind.IDENTITY: Expected.ID_NUMBER,
    FieldKind.PERSON: Expected.ID_NUMBER,
    FieldKind.DATE: Expected.DATE,
    FieldKind.AMOUNT: Expected.AMOUNT,
    FieldKind.TEXT: Expected.TEXT,
}


def expected_of(asked: ServiceField) -> Expected:
    """What may be spoken into the boxes."""
    if asked.kind is FieldKind.NUMBER:
        return Expected.DIGITS if asked.length else Expected.NUMBER
    return _EXPECTED.get(asked.kind, Expected.NOTHING)


def spoken_draft(asked: ServiceField, hearing: Hearing) -> Draft | None:
    """The boxes with what was spoken in them, no more; ``None`` if it does not fit."""
    if not boxes_of(asked):
        return None
    if hearing.day is not None and asked.kind is FieldKind.DATE:
        return Draft((str(hearing.day.year), str(hearing.day.month), str(hearing.day.day)))
    draft = Draft()
    for character in hearing.value:
        longer = press_key(asked, draft, character)
        if longer == draft:
            return None
        draft = longer
    return draft


def with_fault(draft: Draft, fault: Fault) -> Draft:
    """The draft with what was found; the first faulty box becomes the active one."""
    return replace(draft, fault=fault, active=fault.boxes[0])


def is_empty(draft: Draft) -> bool:
    """Whether nothing has been keyed."""
    return not any(draft.texts)


def missing_digits(asked: ServiceField, draft: Draft) -> int:
    """How many digits a number of fixed length still lacks; 0 where the length is free."""
    fixed = {FieldKind.PHONE, FieldKind.IDENTITY, FieldKind.PERSON}
    if asked.kind not in fixed and asked.length is None:
        return 0
    return max(0, boxes_of(asked)[0].width - len(draft.texts[0])) if boxes_of(asked) else 0


def check(asked: ServiceField, draft: Draft, names: Mapping[str, Any], today: date | None) -> Good | Fault:
    """Judges what was keyed: its form, its bounds, then the field's own checks.

    Args:
        asked: The question.
        draft: What was keyed.
        names: Facts and answers, for the checks.
        today: ``None`` where the clock is not to be trusted: bounds that count from today are left out.
    """
    if is_empty(draft):
        return Fault("fault.empty")
    found = _form(asked, draft, today)
    if isinstance(found, Fault):
        return found
    return ruled_out(asked, found.value, names) or found


def ruled_out(asked: ServiceField, value: Any, names: Mapping[str, Any]) -> Fault | None:
    """What the question's own checks have against a value."""
    for judged in judge(asked.checks, {**names, "value": value}):
        if judged.verdict is Verdict.NO:
            return Fault("fault.rule", {"why": judged.rule.why})
    return None


def shown_value(asked: ServiceField, value: Any) -> str:
    """A value as it is shown: in the words of its options, in groups, as a day."""
    if isinstance(value, (list, tuple)):
        return "、".join(shown_value(asked, one) for one in value)
    for option in asked.options:
        if option.id == value:
            return option.text
    if isinstance(value, bool):
        return "是" if value else "不是"
    match asked.kind:
        case FieldKind.DATE if (day := _day_of(value)) is not None:
            return f"{day.year}年{day.month}月{day.day}日"
        case FieldKind.AMOUNT | FieldKind.NUMBER:
            unit = asked.unit or ("元" if asked.kind is FieldKind.AMOUNT else "")
            return f"{grouped(asked, str(value))}{unit}"
        case FieldKind.PERSON if isinstance(value, Mapping):
            return str(value.get("name") or grouped(asked, str(value.get("number", ""))))
        case _:
            return grouped(asked, str(value))


def _day_of(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def draft_of(asked: ServiceField, value: Any) -> Draft:
    """The boxes with an answer in them, to be mended rather than keyed anew."""
    if value is None or not boxes_of(asked):
        return Draft()
    match asked.kind:
        case FieldKind.DATE:
            day = _day_of(value)
            return Draft((str(day.year), str(day.month), str(day.day))) if day is not None else Draft()
        case FieldKind.PERSON:
            return Draft((str(value["number"]) if isinstance(value, Mapping) else str(value),))
        case _:
            return Draft((str(value),))


def _form(asked: ServiceField, draft: Draft, today: date | None) -> Good | Fault:
    text = draft.texts[0]
    match asked.kind:
        case FieldKind.PHONE:
            return _phone(text, asked.length or PHONE_DIGITS)
        case FieldKind.IDENTITY | FieldKind.PERSON:
            return identity(text, today)
        case FieldKind.DATE:
            return _date(asked, draft, today)
        case FieldKind.AMOUNT | FieldKind.NUMBER:
            return _number(asked, text)
        case _:
            return Good(text, text)


def _phone(text: str, length: int) -> Good | Fault:
    if len(text) < length:
        return Fault("fault.phone-short", {"missing": str(length - len(text))})
    if length == PHONE_DIGITS and (text[0] != "1" or text[1] in "012"):
        return Fault("fault.phone-start")
    return Good(text, phone_in_groups(text))


_GROUP_KEYS = {
    NumberGroup.AREA: "fault.identity-area",
    NumberGroup.BIRTH: "fault.identity-birth",
    NumberGroup.ORDER: "fault.identity-order",
}


def identity(text: str, today: date | None) -> Good | Fault:
    """An identity number: complete, with a right check digit; else which digits to look at again."""
    if len(text) < IDENTITY_DIGITS:
        return Fault("fault.identity-short", {"missing": str(IDENTITY_DIGITS - len(text))})
    suspects = suspicious_groups(text, today)
    if len(suspects) == 1:
        start, stop = suspects[0].span
        return Fault(_GROUP_KEYS[suspects[0]], {"group": text[start:stop]})
    number = parse_number(text)
    if suspects or not isinstance(number, str):
        return Fault("fault.identity-check", {"groups": identity_in_groups(text)})
    return Good(number, identity_in_groups(number))


def _date(asked: ServiceField, draft: Draft, today: date | None) -> Good | Fault:
    year, month, day = (*draft.texts, "", "")[:3]
    if len(year) < 4 or int(year) < EARLIEST_YEAR:
        return Fault("fault.date-year", boxes=(0,))
    if not month or not 1 <= int(month) <= 12:
        return Fault("fault.date-month", boxes=(1,))
    if not day:
        return Fault("fault.date-day", boxes=(2,))
    try:
        value = date(int(year), int(month), int(day))
    except ValueError:
        return Fault("fault.date-none", {"month": month, "day": day}, boxes=(2,))
    low, high = _bound_or_none(asked.low, today), _bound_or_none(asked.high, today)
    if low is not None and value < low:
        return Fault("fault.date-early", boxes=(0,))
    if high is not None and value > high:
        return Fault("fault.date-late", boxes=(0, 1, 2))
    return Good(value.isoformat(), f"{value.year}年{value.month}月{value.day}日")


def _bound_or_none(text: str, today: date | None) -> date | None:
    if not text or (today is None and text[-1] in "yd"):
        return None
    return bound(text, today or date.min)


def bound(text: str, today: date) -> date:
    """A date bound: ISO, or relative to today: ``-120y``, ``0d``, ``30d``."""
    if text.endswith("y"):
        year = today.year + int(text[:-1])
        day = 28 if (today.month, today.day) == (2, 29) else today.day
        return date(max(1, year), today.month, day)
    if text.endswith("d"):
        return date.fromordinal(today.toordinal() + int(text[:-1]))
    return date.fromisoformat(text)


def _number(asked: ServiceField, text: str) -> Good | Fault:
    if asked.length and len(text) < asked.length and asked.kind is FieldKind.NUMBER:
        return Fault("fault.number-short", {"missing": str(asked.length - len(text))})
    value = Decimal(text.rstrip("."))
    if asked.low and value < Decimal(asked.low):
        return Fault("fault.number-low", {"low": asked.low, "unit": asked.unit})
    if asked.high and value > Decimal(asked.high):
        return Fault("fault.number-high", {"high": asked.high, "unit": asked.unit})
    if asked.kind is FieldKind.AMOUNT:
        return Good(f"{value:.2f}", f"{value:.2f} {asked.unit or '元'}")
    return Good(text, f"{grouped(asked, text)}{asked.unit}")
