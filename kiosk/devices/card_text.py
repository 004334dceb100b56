"""The 256 bytes of text on an identity card's chip: UTF-16LE in fields of fixed size, padded with spaces.

Citizens' cards and residence permits of people from Hong Kong, Macao and Taiwan (mark 'J') share one layout.
A foreigner's card of 2017 (mark 'I') has its own. The one of 2023 (mark 'Y') uses the citizens' places, with
the English name in that of the address.

'Valid to' is 长期 for everyone who was 46 or older at issue, so for nearly everyone who comes here.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import assert_never

from kiosk.core.identity import CardKind, IdCard, NumberFault, Sex, birth_of, parse_number, sex_of
from kiosk.devices.ethnic_groups import CODE_OF_NAME, NAME_OF_CODE, OTHER

TEXT_BYTES = 256
NO_END = "长期"

_PADDING = " \x00\u3000"
_FOREIGN_NUMBER = re.compile(r"[A-Z]{3}[0-9]{12}")
_SEX_OF_CODE: dict[str, Sex] = {"1": "M", "2": "F"}
_CODE_OF_SEX = {sex: code for code, sex in _SEX_OF_CODE.items()}


class TextFault(Enum):
    """Why a text block is no card. The values carry nothing of what was in the block."""

    SIZE = "size"
    ENCODING = "encoding"
    KIND = "kind"
    NAME = "name"
    SEX = "sex"
    BIRTH = "birth"
    NUMBER = "number"
    VALIDITY = "validity"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class Field:
    """A place in the text block, in bytes."""

    offset: int
    size: int


_MARK = Field(248, 2)

_CITIZEN = {
    "name": Field(0, 30),
    "sex": Field(30, 2),
    "ethnic": Field(32, 4),
    "birth": Field(36, 16),
    "address": Field(52, 70),
    "number": Field(122, 36),
    "authority": Field(158, 30),
    "valid_from": Field(188, 16),
    "valid_to": Field(204, 16),
}
_FOREIGNER_2017 = {
    "english_name": Field(0, 120),
    "sex": Field(120, 2),
    "number": Field(122, 30),
    "name": Field(158, 30),
    "valid_from": Field(188, 16),
    "valid_to": Field(204, 16),
    "birth": Field(220, 16),
    "authority": Field(240, 8),
}
_FOREIGNER_2023 = {
    "name": Field(0, 30),
    "sex": Field(30, 2),
    "birth": Field(36, 16),
    "english_name": Field(52, 70),
    "number": Field(122, 36),
    "valid_from": Field(188, 16),
    "valid_to": Field(204, 16),
}


class _RefusedError(Exception):
    """Carries a fault out of the nested reading; never leaves this module."""

    def __init__(self, fault: TextFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def decode_card(block: bytes) -> IdCard | TextFault:
    """Read a text block.

    Args:
        block: Exactly 256 bytes.

    Returns:
        The card, expired or not, or the first fault. Number, birth and sex have to agree.
    """
    if len(block) != TEXT_BYTES:
        return TextFault.SIZE
    try:
        mark = _text(block, _MARK)
        match mark:
            case "I":
                return _decode(block, _FOREIGNER_2017, CardKind.FOREIGNER)
            case "Y":
                return _decode(block, _FOREIGNER_2023, CardKind.FOREIGNER)
            case "J":
                return _decode(block, _CITIZEN, CardKind.HK_MACAO_TAIWAN)
        if mark.isascii() and mark.isalpha():
            return TextFault.KIND  # a kind of card that came after this program
        return _decode(block, _CITIZEN, CardKind.CITIZEN)
    except _RefusedError as refused:
        return refused.fault


def encode_card(card: IdCard) -> bytes:
    """Write the text block of a card, for the emulated reader.

    A foreigner's card is written in the layout that its number tells: 15 characters are of 2017, 18 of 2023.

    Raises:
        ValueError: A text is too long for its field.
    """
    values = {
        "sex": _CODE_OF_SEX[card.sex],
        "birth": f"{card.birth:%Y%m%d}",
        "number": card.number,
        "authority": card.authority,
        "valid_from": f"{card.valid_from:%Y%m%d}",
        "valid_to": NO_END if card.valid_to is None else f"{card.valid_to:%Y%m%d}",
    }
    match card.kind:
        case CardKind.CITIZEN | CardKind.HK_MACAO_TAIWAN:
            layout, mark = _CITIZEN, "J" if card.kind is CardKind.HK_MACAO_TAIWAN else ""
            ethnic = CODE_OF_NAME.get(card.ethnic, "")
            values |= {"name": card.name, "address": card.address, "ethnic": ethnic}
        case CardKind.FOREIGNER:
            old = len(card.number) == 15
            layout, mark = (_FOREIGNER_2017, "I") if old else (_FOREIGNER_2023, "Y")
            values["english_name" if card.name.isascii() else "name"] = card.name
        case _:
            assert_never(card.kind)
    block = bytearray(" ".encode("utf-16-le") * (TEXT_BYTES // 2))
    for name, field in [*layout.items(), ("mark", _MARK)]:
        raw = (mark if name == "mark" else values.get(name, "")).encode("utf-16-le")
        if len(raw) > field.size:
            raise ValueError(f"too long for the field {name}")
        block[field.offset : field.offset + len(raw)] = raw
    return bytes(block)


def _decode(block: bytes, layout: dict[str, Field], kind: CardKind) -> IdCard:
    def text(name: str) -> str:
        return _text(block, layout[name]) if name in layout else ""

    name = text("name") or text("english_name")
    if not name:
        raise _RefusedError(TextFault.NAME)
    sex = _SEX_OF_CODE.get(text("sex"))
    if sex is None:
        raise _RefusedError(TextFault.SEX)
    birth = _day(text("birth"), TextFault.BIRTH)
    valid_from = _day(text("valid_from"), TextFault.VALIDITY)
    until = text("valid_to")
    valid_to = None if until == NO_END else _day(until, TextFault.VALIDITY)
    if valid_to is not None and valid_to < valid_from:
        raise _RefusedError(TextFault.VALIDITY)
    ethnic = text("ethnic")
    return IdCard(
        name=name,
        number=_number(text("number"), layout, birth=birth, sex=sex),
        sex=sex,
        ethnic=NAME_OF_CODE.get(ethnic, OTHER) if ethnic else "",
        birth=birth,
        address=text("address"),
        authority=text("authority"),
        valid_from=valid_from,
        valid_to=valid_to,
        kind=kind,
    )


def _number(text: str, layout: dict[str, Field], *, birth: date, sex: Sex) -> str:
    if layout is _FOREIGNER_2017:
        if not _FOREIGN_NUMBER.fullmatch(text):
            raise _RefusedError(TextFault.NUMBER)
        return text
    number = parse_number(text)
    if isinstance(number, NumberFault):
        raise _RefusedError(TextFault.NUMBER)
    if birth_of(number) != birth or sex_of(number) != sex:
        raise _RefusedError(TextFault.CONTRADICTION)
    return number


def _text(block: bytes, field: Field) -> str:
    """A field without its padding. A half character at the cut, or a control character, is a fault."""
    raw = block[field.offset : field.offset + field.size]
    try:
        text = raw.decode("utf-16-le").strip(_PADDING)
    except UnicodeDecodeError:
        raise _RefusedError(TextFault.ENCODING) from None  # the cause would quote the bytes
    if any(unicodedata.category(character) == "Cc" for character in text):
        raise _RefusedError(TextFault.ENCODING)
    return text


def _day(text: str, fault: TextFault) -> date:
    """A yyyymmdd day."""
    if not re.fullmatch("[0-9]{8}", text):
        raise _RefusedError(fault)
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise _RefusedError(fault) from None
