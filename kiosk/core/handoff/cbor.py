"""The part of CBOR (RFC 8949) that a compact draft needs: whole numbers, byte strings, lists, and four signs.

Written in its one shortest form; read strictly: what is longer than it need be, too deep, cut, or of any
other kind is refused. Text travels as byte strings, as its encoding is not UTF-8.
"""

from __future__ import annotations

from enum import Enum
from typing import Final, TypeAlias

MOST_DEPTH: Final = 8
_UNSIGNED, _NEGATIVE, _BYTES, _LIST, _SIMPLE = 0, 1, 2, 4, 7
_FALSE, _TRUE, _NULL, _UNDEFINED = 20, 21, 22, 23


class Nothing(Enum):
    """CBOR's 'undefined': there is no answer, which is not the same as an answer left open."""

    NOTHING = "nothing"


NOTHING: Final = Nothing.NOTHING
Item: TypeAlias = "int | bytes | bool | list[Item] | Nothing | None"


class CborError(ValueError):
    """These bytes are not what `encode` writes."""


def encode(item: Item) -> bytes:
    """Writes an item.

    Raises:
        CborError: A number is beyond 64 bits.
    """
    match item:
        case bool():
            return _head(_SIMPLE, _TRUE if item else _FALSE)
        case None:
            return _head(_SIMPLE, _NULL)
        case Nothing():
            return _head(_SIMPLE, _UNDEFINED)
        case int():
            return _head(_UNSIGNED, item) if item >= 0 else _head(_NEGATIVE, -1 - item)
        case bytes():
            return _head(_BYTES, len(item)) + item
        case list():
            return _head(_LIST, len(item)) + b"".join(map(encode, item))


def _head(major: int, value: int) -> bytes:
    if value < 24:
        return bytes([major << 5 | value])
    for code, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if value < 1 << 8 * size:
            return bytes([major << 5 | code]) + value.to_bytes(size, "big")
    raise CborError("a number beyond 64 bits")


def decode(raw: bytes) -> Item:
    """Reads one item that fills the bytes.

    Raises:
        CborError: They are not the shortest form of one item.
    """
    item, end = _read(raw, 0, 0)
    if end != len(raw):
        raise CborError("bytes left over")
    return item


def _read(raw: bytes, at: int, depth: int) -> tuple[Item, int]:
    if at >= len(raw) or depth > MOST_DEPTH:
        raise CborError("cut, or too deep")
    major, low = raw[at] >> 5, raw[at] & 31
    if major == _SIMPLE:
        signs: dict[int, Item] = {_FALSE: False, _TRUE: True, _NULL: None, _UNDEFINED: NOTHING}
        if low not in signs:
            raise CborError("an unknown sign")
        return signs[low], at + 1
    value, at = _value(raw, at + 1, low)
    match major:
        case 0:
            return value, at
        case 1:
            return -1 - value, at
        case 2:
            if at + value > len(raw):
                raise CborError("cut")
            return raw[at : at + value], at + value
        case 4:
            if value > len(raw) - at:
                raise CborError("cut")
            items: list[Item] = []
            for _ in range(value):
                item, at = _read(raw, at, depth + 1)
                items.append(item)
            return items, at
        case _:
            raise CborError("a kind that is not used here")


def _value(raw: bytes, at: int, low: int) -> tuple[int, int]:
    if low < 24:
        return low, at
    size = {24: 1, 25: 2, 26: 4, 27: 8}.get(low)
    if size is None or at + size > len(raw):
        raise CborError("cut, or without a length")
    value = int.from_bytes(raw[at : at + size], "big")
    if value < 24 or (size > 1 and value < 1 << 4 * size):
        raise CborError("longer than it need be")
    return value, at + size
