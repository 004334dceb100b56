"""What is said where a page waits for digits, a telephone or identity number, a number, an amount."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Final, assert_never

from kiosk.core.talk import Expected
from voice.understanding.numerals import Sign, number, signs
from voice.understanding.sounds import plain

_LEADING: Final = re.compile(
    r"^(?:那个|这个|就是|我的|他的|她的|我们|你记|您记|身份证|手机|电话|座机|号码|号|尾号|联系|密码是|是|嗯|呃|啊|额|大概|大约|"
    r"一共|总共|有|家里|屋头|我家|一年|一个月|每个月|今年|可能|差不多|哦|诶|好|我)+"
)
_TRAILING: Final = re.compile(r"(?:嘛|吧|啊|哈|的样子|左右|就这些|没得了|完了|了|的|嘞|呀|这么多)+$")
_CROSSES: Final = re.compile(r"[叉差茶×]$|[爱艾埃][克可]斯$|[xX]$")
_LONGEST: Final = {Expected.PHONE: 12, Expected.ID_NUMBER: 18, Expected.DIGITS: 24}
_YUAN: Final = re.compile(r"块钱|块|元|圆|塊")
_TENTHS: Final = re.compile(r"角|毛钱|毛")
_CENTS: Final = re.compile(r"分钱|分")
_SAME_TIMES: Final = re.compile(r"([二两三四五六七八2-8])个([零〇一二三四五六七八九0-9幺])")
_TENTH_AFTER: Final = re.compile(r"(?:亩|公斤|斤|里)([一二三四五六七八九1-9])[分两]?$")
_UNITS_AFTER: Final = re.compile(
    r"(?:平方米|平方|公斤|公里|亩地|亩|分地|斤|个月|个人|口人|个|岁|年|天|人|口|只|头|间|次|回|样|条|张|户|周|里|米|块|元)$"
)


def value_of(text: str, expected: Expected) -> str | None:
    """What was said, as one would type it; None where it is not what the page waits for.

    Args:
        text: What was written.
        expected: What the page waits for; dates are read elsewhere.
    """
    reader = _reader(expected)
    if reader is None:
        return None
    words = plain(text)
    for candidate in dict.fromkeys((words, _bare(words))):
        found = reader(candidate) if candidate else None
        if found is not None:
            return found
    return None


def _bare(words: str) -> str:
    return _TRAILING.sub("", _LEADING.sub("", words))


def _reader(expected: Expected) -> Callable[[str], str | None] | None:
    match expected:
        case Expected.DIGITS | Expected.PHONE:
            return lambda words: digits(words, longest=_LONGEST[expected])
        case Expected.ID_NUMBER:
            return identity
        case Expected.NUMBER:
            return counted
        case Expected.AMOUNT:
            return amount
        case Expected.NOTHING | Expected.DATE | Expected.TEXT:
            return None
        case never:
            assert_never(never)


def digits(words: str, *, longest: int) -> str | None:
    """Figures one by one: 幺三八, 138, 三个零. 十 is none of them: here it may have been 四.

    Args:
        words: A plain text.
        longest: More figures than this are not taken.
    """
    words = _SAME_TIMES.sub(lambda found: found[2] * int(number(signs(found[1])) or 1), words)
    row = signs(words)
    if not row or len(row) > longest or any(sign.digit is None for sign in row):
        return None
    if sum(sign.guessed for sign in row) > len(row) * 2 // 3 or (row[0].guessed and len(row) == 1):
        return None  # words that happen to sound like figures
    return "".join(str(sign.digit) for sign in row)


def identity(words: str) -> str | None:
    """Figures of an identity number, the last one perhaps X: 叉, 艾克斯."""
    body = _CROSSES.sub("", words)
    crossed = body != words
    if not body:
        return "X" if crossed else None
    found = digits(body, longest=17 if crossed else 18)
    return None if found is None else found + "X" * crossed


def counted(words: str) -> str | None:
    """A number with what is counted: 三亩半, 两口人, 三十五."""
    words = _TENTH_AFTER.sub(r"点\1", words)  # 两亩三
    bare = _UNITS_AFTER.sub("", words)
    halves = bare.endswith("半") or bare.startswith("半")
    if words.endswith("半"):  # 三亩半
        bare = _UNITS_AFTER.sub("", words[:-1])
    elif halves:
        bare = bare.strip("半")
    value = _value(signs(bare)) if bare else Decimal(0)
    if value is None or (not bare and not halves):
        return None
    return _written(value + (Decimal("0.5") if halves or words.endswith("半") else 0))


def amount(words: str) -> str | None:
    """An amount of money in yuan: 一百八十五块五, 三块二毛五, 一千二, 185.50元, 块半 not."""
    yuan, unit, rest = _split(_YUAN, words)
    if not unit:
        tenths = _below_yuan(words)
        if tenths is not None:
            return _written(tenths)
        return counted_money(words)
    whole = _value(signs(yuan))
    if whole is None or (rest and whole != int(whole)):
        return None
    if not rest:
        return _written(whole)
    if rest == "半":
        return _written(whole + Decimal("0.5"))
    below = _below_yuan(rest)
    if below is None:
        row = signs(rest)
        if len(row) not in (1, 2) or any(sign.digit is None for sign in row):
            return None
        below = Decimal("0." + "".join(str(sign.digit) for sign in row))
    return _written(whole + below)


def counted_money(words: str) -> str | None:
    """An amount without its unit: 一百八十五."""
    value = _value(signs(words))
    return None if value is None else _written(value)


def _below_yuan(words: str) -> Decimal | None:
    """角 and 分: 两毛五, 五分."""
    tenths, unit, rest = _split(_TENTHS, words)
    total = Decimal(0)
    if unit:
        value = _one_digit(tenths)
        if value is None:
            return None
        total = value / 10
        if not rest:
            return total
    else:
        rest = words
    cents, unit_of_cents, after = _split(_CENTS, rest)
    if after or not (unit or unit_of_cents):
        return None
    value = _one_digit(cents if unit_of_cents else rest)
    return None if value is None else total + value / 100


def _split(unit: re.Pattern[str], words: str) -> tuple[str, str, str]:
    found = unit.search(words)
    return (words[: found.start()], found[0], words[found.end() :]) if found else (words, "", "")


def _one_digit(words: str) -> Decimal | None:
    value = number(signs(words.removeprefix("零")))
    return value if value is not None and value < 10 else None


def _value(row: Sequence[Sign]) -> Decimal | None:
    """A number, unless it is made of words that only sound like figures."""
    if row and all(sign.guessed for sign in row):
        return None
    if any(_is_long(list(group)) for _, group in groupby(row, key=lambda sign: sign.guessed)):
        return None
    return number(row)


def _is_long(group: Sequence[Sign]) -> bool:
    return group[0].guessed and len(group) > 1


def _written(value: Decimal) -> str:
    """As one types it: without needless zeros and without an exponent."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
