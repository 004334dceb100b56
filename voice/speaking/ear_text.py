"""Written text made ready for the ear: nothing but Hanzi and pauses is left of it.

Amounts, dates, telephone numbers, units, brackets and Latin letters become what a person would say. The
result is a row of stretches: words, and what was said of figures. The latter change from visit to visit, so
they are put together from small clips; the former are the same every time, so they are clips of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from voice.speaking import numerals as say

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
    for match in _FIGURES.finditer(text):
        _add(found, _words(text[end : match.start()]), figures=False)
        kind = match.lastgroup or ""
        _add(found, _SAYERS[kind](match[0]), figures=True)
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
_LETTERS: Final = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (
            "诶 必 西 弟 衣 艾弗 记 艾尺 爱 街 开 艾勒 艾姆 恩 欧 批 丘 阿尔 艾丝 踢 优 维 达不溜 艾克斯 歪 贼"
        ).split(),
        strict=True,
    )
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
    for unit, said in _UNITS:
        text = unit.sub(said, text)
    return text


def _words(text: str) -> str:
    """Everything but figures; what nobody would read out is left out."""
    return "".join(_sign(sign) for sign in text)


def _sign(sign: str) -> str:
    if sign in _SIGNS:
        return _SIGNS[sign]
    if sign.isascii() and sign.isalpha():
        return _LETTERS[sign.upper()]
    return sign if _IS_HANZI.match(sign) else ""


# --- figures

_MEASURES: Final = "万元|个月|周岁|块钱|小时|分钟|公里|公斤|平方米|厘米|个|件|样|位|天|年|岁|次|人|行|遍|口|斤|亩|户|张|块|家|页|份|种|条|本|项|步|秒|周|度|里|元|角|分|号|级|月|日|楼|层|点"
_ORDINARY: Final = frozenset({"号", "级", "月", "日", "楼", "层", "度", "里"})
"""After these two is 二."""

_FIGURES: Final = re.compile(
    r"(?P<identity>(?<![0-9])[0-9]{6} ?[0-9]{8} ?[0-9]{3}[0-9Xx](?![0-9A-Za-z]))"
    r"|(?P<receipt>(?<![0-9A-Za-z])[A-Z]{2}[0-9]{2}-[0-9]{6,9}-[0-9](?![0-9]))"
    r"|(?P<date>(?<![0-9])(?:1[89]|2[01])[0-9]{2}(?:年[01]?[0-9]月(?:[0-3]?[0-9][日号])?|-[01][0-9]-[0-3][0-9](?![0-9])|/[01]?[0-9]/[0-3]?[0-9](?![0-9])))"
    r"|(?P<year>(?<![0-9.,¥])(?:19|20)[0-9]{2}(?:年|(?![0-9.,]|\s*(?:" + _MEASURES + r"))))"
    r"|(?P<day>(?<![0-9])[01]?[0-9]月[0-3]?[0-9][日号])"
    r"|(?P<phone>(?<![0-9])(?:0[0-9]{2,3}[- ][0-9]{3,4}[ -]?[0-9]{4}|1[3-9][0-9](?:[ -]?[0-9]{4}){2}|400[- ][0-9]{3,4}[- ]?[0-9]{3,4})(?![0-9]))"
    r"|(?P<short>(?<=[打拨话])[:：]?\s*[0-9]{3,6}(?![0-9.]|[- ][0-9]|\s*(?:" + _MEASURES + r")))"
    r"|(?P<tail>(?<=尾号)\s*[0-9]{2,8}(?![0-9]))"
    r"|(?P<clock>(?<![0-9:.])(?:[01]?[0-9]|2[0-4])[:：][0-5][0-9](?:\s*-\s*(?:[01]?[0-9]|2[0-4])[:：][0-5][0-9])?(?![0-9:]))"
    r"|(?P<money>¥?\s*(?<![0-9.,-])[0-9]{1,9}(?:,[0-9]{3})*\.[0-9]{2}(?![0-9.%])\s*元?(?!\s*万))"
    r"|(?P<percent>[0-9]{1,9}(?:\.[0-9]{1,6})?%)"
    r"|(?P<span>(?<![0-9.])[0-9]{1,6}(?:\.[0-9]{1,4})?\s*[-~～至到]\s*[0-9]{1,6}(?:\.[0-9]{1,4})?\s*(?:" + _MEASURES + r")?(?![0-9.]))"
    r"|(?P<ordinal>(?<=第)\s*[0-9]{1,4}(?![0-9]))"
    r"|(?P<yuan>(?:¥\s*[0-9]{1,3}(?:,[0-9]{3})+|(?<![0-9,.])[0-9]{1,3}(?:,[0-9]{3})+|(?<![0-9,.])[1-9][0-9]{0,8})(?:\.[0-9])?\s*元|¥\s*[0-9]{1,9}(?![0-9.]))"
    r"|(?P<decimal>(?<![0-9])[0-9]{1,9}\.[0-9]{1,6}(?![0-9.])(?:\s*(?:" + _MEASURES + r"))?)"
    r"|(?P<count>(?<![0-9])(?:0|[1-9][0-9]{0,7})(?![0-9])\s*(?:" + _MEASURES + r")?)"
    r"|(?P<digits>[0-9]+)"
)


def _identity(written: str) -> str:
    plain = written.replace(" ", "")
    last = "艾克斯" if plain[-1] in "xX" else say.by_digit(plain[-1], yao=True)
    groups = (plain[:6], plain[6:14], plain[14:17])
    return "，".join(say.by_digit(group, yao=True) for group in groups) + last


def _receipt(written: str) -> str:
    return "，".join(_letters_and_digits(group) for group in written.split("-"))


def _letters_and_digits(text: str) -> str:
    return "".join(
        say.by_digit(sign, yao=True) if sign.isdigit() else _LETTERS[sign.upper()] for sign in text
    )


def _year(written: str) -> str:
    return say.by_digit(written[:4]) + written[4:]


def _date(written: str) -> str:
    year, *rest = (int(part) for part in re.findall(r"[0-9]+", written))
    said = say.by_digit(str(year)) + "年"
    for value, unit in zip(rest, "月日", strict=False):
        said += say.number(value) + unit
    return said


def _day(written: str) -> str:
    month, day = (int(part) for part in re.findall(r"[0-9]+", written))
    return f"{say.number(month)}月{say.number(day)}日"


def _phone(written: str) -> str:
    plain = re.sub(r"[ -]", "", written)
    if plain.startswith("1"):
        sizes = (3, 4, 4)
    elif plain.startswith(("01", "02", "400")):
        sizes = (3, len(plain) - 7, 4)
    else:
        sizes = (4, len(plain) - 8, 4)
    groups, start = [], 0
    for size in sizes:
        groups.append(say.by_digit(plain[start : start + size], yao=True))
        start += size
    return "，".join(group for group in groups if group)


def _digits(written: str) -> str:
    return say.by_digit(re.sub(r"[^0-9]", "", written), yao=True)


def _clock(written: str) -> str:
    times = [int(part) for part in re.findall(r"[0-9]+", written)]
    return "到".join(_time(*times[start : start + 2]) for start in range(0, len(times), 2))


def _time(hour: int, minute: int) -> str:
    said = f"{say.counted(hour)}点"
    if minute == 30:
        return said + "半"
    return said + (f"{'零' if minute < 10 else ''}{say.number(minute)}分" if minute else "")


def _money(written: str) -> str:
    whole, _, fraction = re.sub(r"[¥,元\s]", "", written).partition(".")
    return say.yuan(int(whole), int((fraction + "00")[:2]))


def _percent(written: str) -> str:
    return "百分之" + _value(written.rstrip("%"))


def _span(written: str) -> str:
    match = re.fullmatch(r"([0-9.]+)\s*[-~～至到]\s*([0-9.]+)\s*(.*)", written)
    assert match is not None
    return f"{_value(match[1])}到{_measured(match[2], match[3])}"


def _ordinal(written: str) -> str:
    return say.number(int(written))


def _count(written: str) -> str:
    match = re.fullmatch(r"([0-9.]+)\s*(.*)", written)
    assert match is not None
    return _measured(match[1], match[2])


def _measured(figures: str, measure: str) -> str:
    if figures == "2" and measure and measure not in _ORDINARY:
        return "两" + measure
    return _value(figures) + measure


def _value(figures: str) -> str:
    whole, dot, fraction = figures.partition(".")
    if not whole.isdigit() or int(whole) > say.MOST:
        return _digits(figures)
    fraction = fraction.rstrip("0")
    return say.decimal(whole, fraction) if dot and fraction else say.number(int(whole))


_SAYERS: Final[dict[str, Callable[[str], str]]] = {
    "identity": _identity,
    "receipt": _receipt,
    "date": _date,
    "year": _year,
    "day": _day,
    "phone": _phone,
    "short": _digits,
    "tail": _digits,
    "clock": _clock,
    "money": _money,
    "percent": _percent,
    "span": _span,
    "ordinal": _ordinal,
    "yuan": _money,
    "decimal": _count,
    "count": _count,
    "digits": _digits,
}


# --- pauses


def _tidy(found: list[Stretch]) -> tuple[Stretch, ...]:
    """One pause where several come together (the strongest), none at the beginning."""
    tidied: list[Stretch] = []
    last = ""
    for stretch in found:
        kept = []
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
