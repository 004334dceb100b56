"""Written text made ready for the ear: nothing but Hanzi and pauses is left of it.

Amounts, dates, telephone numbers, units, brackets and Latin letters become what a person would say. The
result is a row of stretches: words, and what was said of figures. The latter change from visit to visit, so
they are put together from small clips; the former are the same every time, so they are clips of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from voice.speaking.figures import FIGURES, LETTERS, said

PAUSES: Final = "，。？！"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a line, in Hanzi and the four pauses.

    Attributes:
        text: What is said.
        figures: It was written in figures.
    """

    text: str
    figures: bool = False


def for_ear(written: str) -> str:
    """What is said of a written text; of what it returns, the same again."""
    return "".join(stretch.text for stretch in stretches(written))


def stretches(written: str) -> tuple[Stretch, ...]:
    """A written text as what is said of it, words and figures apart, in order."""
    text = _plain(written)
    found: list[Stretch] = []
    end = 0
    for match in FIGURES.finditer(text):
        _add(found, _words(text[end : match.start()]), figures=False)
        _add(found, said(match.lastgroup or "", match[0]), figures=True)
        end = match.end()
    _add(found, _words(text[end:]), figures=False)
    return _tidy(found)


def _add(found: list[Stretch], text: str, *, figures: bool) -> None:
    if text:
        found.append(Stretch(text, figures))


# --- from written signs to Hanzi and pauses

_NARROW: Final = str.maketrans(
    {chr(wide): chr(wide - 0xFEE0) for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B))}
    | {chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF41, 0xFF5B)}
    | {"．": ".", "－": "-", "％": "%", "／": "/", "￥": "¥", "　": " ", "\u00a0": " ", "＊": "*", "∶": ":"}
    | dict.fromkeys("‐‑‒–—―−", "-")
)
_SIGNS: Final[dict[str, str]] = (
    dict.fromkeys("，、；：,;:…\n\t()（）[]【】〔〕{}<>《》〈〉|-~～·•/", "，")
    | dict.fromkeys("。.", "。")
    | {"？": "？", "?": "？", "！": "！", "!": "！", "+": "加", "=": "等于", "×": "乘", "÷": "除以"}
    | {"%": "百分之", "¥": "元", "°": "度", "&": "和", "〇": "零", "*": "某", "±": "正负"}
    | dict.fromkeys("“”‘’\"'「」『』 _#@^`", "")
)
_UNITS: Final = (
    (re.compile(r"元/月"), "元每月"),
    (re.compile(r"/(?=[月年天日亩人次户斤])"), "每"),
    (re.compile(r"㎡|平米|m²|m2(?![0-9A-Za-z])"), "平方米"),
    (re.compile(r"(?<=[0-9])\s*(?:km|KM)(?![A-Za-z])"), "公里"),
    (re.compile(r"(?<=[0-9])\s*(?:kg|KG)(?![A-Za-z])"), "公斤"),
    (re.compile(r"(?<=[0-9])\s*cm(?![A-Za-z])"), "厘米"),
    (re.compile(r"℃|°C"), "度"),
    (re.compile(r"\*{3,}"), "遮住了"),
    (re.compile(r"\*+"), "某"),
)
_HANZI: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_IS_HANZI: Final = re.compile(f"[{_HANZI}]")


def _plain(written: str) -> str:
    text = written.translate(_NARROW)
    for unit, words in _UNITS:
        text = unit.sub(words, text)
    return text


def _words(text: str) -> str:
    """Everything but figures; what nobody would read out is left out."""
    return "".join(_sign(sign) for sign in text)


def _sign(sign: str) -> str:
    if sign in _SIGNS:
        return _SIGNS[sign]
    if sign.isascii() and sign.isalpha():
        return LETTERS[sign.upper()]
    return sign if _IS_HANZI.match(sign) else ""


# --- pauses


def _tidy(found: list[Stretch]) -> tuple[Stretch, ...]:
    """One pause where several come together (the strongest), none at the beginning."""
    tidied: list[Stretch] = []
    last = ""
    for stretch in found:
        kept: list[str] = []
        for sign in stretch.text:
            if sign in PAUSES:
                if last == "":
                    continue
                if last in PAUSES:
                    if PAUSES.index(sign) > PAUSES.index(last):
                        _replace_last(tidied, kept, sign)
                        last = sign
                    continue
            kept.append(sign)
            last = sign
        if kept:
            tidied.append(Stretch("".join(kept), stretch.figures))
    return tuple(tidied)


def _replace_last(tidied: list[Stretch], kept: list[str], sign: str) -> None:
    if kept:
        kept[-1] = sign
    else:
        tidied[-1] = Stretch(tidied[-1].text[:-1] + sign, tidied[-1].figures)
