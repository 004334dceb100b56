"""Numbers as they are said in Mandarin. Pure."""

from __future__ import annotations

from typing import Final

DIGITS: Final = "零一二三四五六七八九"
_PLACES: Final = ("", "十", "百", "千")
_GROUPS: Final = ("", "万", "亿")
MOST: Final = 10**12 - 1
"""Longer ones are said digit by digit."""


def number(value: int) -> str:
    """A whole number from 0 to `MOST`: 一百零五, 两千, 十二.

    Raises:
        ValueError: It is too large, or negative.
    """
    if not 0 <= value <= MOST:
        raise ValueError("not said as one number")
    if value == 0:
        return DIGITS[0]
    groups: list[int] = []
    while value:
        value, group = divmod(value, 10_000)
        groups.append(group)
    said = ""
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            continue
        gap = said and (group < 1000 or groups[place + 1] == 0)
        said += ("零" if gap else "") + _group(group, two="两" if place else "二") + _GROUPS[place]
    return said.removeprefix("一") if said.startswith("一十") else said


def _group(value: int, *, two: str) -> str:
    """1 to 9999; `two` is the word for a group of just 2: 两万, but 零二."""
    if value == 2:
        return two
    said = ""
    zero = False
    for place in range(3, -1, -1):
        digit = value // 10**place % 10
        if digit == 0:
            zero = bool(said)
            continue
        word = "两" if digit == 2 and place >= 2 else DIGITS[digit]
        said += ("零" if zero else "") + word + _PLACES[place]
        zero = False
    return said


def by_digit(digits: str, *, yao: bool = False) -> str:
    """Digit by digit: years; with `yao` the one is 幺, as in telephone numbers."""
    return "".join("幺" if yao and digit == "1" else DIGITS[int(digit)] for digit in digits)


def counted(value: int) -> str:
    """Before a measure word: 两个, 十二个."""
    return "两" if value == 2 else number(value)


def decimal(whole: str, fraction: str) -> str:
    """零点五, 十二点零五."""
    return f"{number(int(whole))}点{by_digit(fraction)}"


def yuan(whole: int, fen: int) -> str:
    """An amount: 一百八十五元, 五角, 三元零五分.

    Args:
        whole: Yuan.
        fen: 0 to 99.
    """
    jiao, fen = divmod(fen, 10)
    said = f"{counted(whole)}元" if whole or not (jiao or fen) else ""
    if jiao:
        said += f"{counted(jiao) if not said else DIGITS[jiao]}角"
    elif fen and said:
        said += "零"
    if fen:
        said += f"{counted(fen) if not said else DIGITS[fen]}分"
    return said
