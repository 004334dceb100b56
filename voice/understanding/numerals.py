"""Spoken figures: 一百八十五块五, 幺三八, 两亩半, 第二个."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from voice.understanding.sounds import plain, syllables

_OTHER_DIGITS: Final = "〇0洞0幺1壹1两2俩2贰2叁3仨3肆4伍5陆6柒7拐7捌8玖9"
_DIGITS: Final[Mapping[str, int]] = {
    **{character: value for value, character in enumerate("零一二三四五六七八九")},
    **{character: value for value, character in enumerate("0123456789")},
    **{
        character: int(value)
        for character, value in zip(_OTHER_DIGITS[::2], _OTHER_DIGITS[1::2], strict=True)
    },
}
_UNITS: Final[Mapping[str, int]] = {
    character: size
    for characters, size in (("十拾", 10), ("百佰", 100), ("千仟", 1000), ("万萬", 10000))
    for character in characters
}
_DIGIT_SOUNDS: Final[Mapping[str, int]] = {
    sound: value
    for value, sounds in enumerate(
        ("ling", "yi yao yo", "er liang", "san shan", "si", "wu", "liu lu niu", "qi", "ba", "jiu")
    )
    for sound in sounds.split()
}
_UNIT_SOUNDS: Final[Mapping[str, int]] = {"bai": 100, "be": 100, "qian": 1000, "wan": 10000}
_POINTS: Final = frozenset("点點.")
_HALF: Final = "半"


@dataclass(frozen=True, slots=True)
class Sign:
    """One character of a spoken figure.

    Attributes:
        character: As written.
        digit: 0 to 9, where it is one.
        unit: 10, 100, 1000 or 10000, where it is one.
        guessed: It is not written as a figure, it only sounds like one (久 for 九).
    """

    character: str
    digit: int | None = None
    unit: int | None = None
    guessed: bool = False

    @property
    def counts(self) -> bool:
        """Whether it is a figure at all."""
        return self.digit is not None or self.unit is not None


def signs(text: str, *, by_sound: bool = True) -> tuple[Sign, ...]:
    """A text character by character, as figures where they are some.

    Args:
        text: What was written.
        by_sound: Whether characters that only sound like a figure count as one.
    """
    found = []
    for character in plain(text):
        if character in _DIGITS:
            found.append(Sign(character, digit=_DIGITS[character]))
        elif character in _UNITS:
            found.append(Sign(character, unit=_UNITS[character]))
        elif by_sound and character not in _POINTS and character != _HALF:
            sound = next(iter(syllables(character)), "")
            digit, unit = _DIGIT_SOUNDS.get(sound), _UNIT_SOUNDS.get(sound)
            found.append(Sign(character, digit, unit, guessed=digit is not None or unit is not None))
        else:
            found.append(Sign(character))
    return tuple(found)


def number(row: Sequence[Sign]) -> Decimal | None:
    """The value of a spoken number; None where it is none.

    Takes 一百零五, 一千二 (1200), 两万三 (23000), 3万, 185.5, 三点五, 二零二六, 三十半 not.
    """
    at = next((at for at, sign in enumerate(row) if sign.character in _POINTS), None)
    if at is None:
        return _whole(row)
    whole, places = _whole(row[:at]), row[at + 1 :]
    if whole is None or not places or any(sign.digit is None for sign in places):
        return None
    return whole + Decimal("0." + "".join(str(sign.digit) for sign in places))


def _whole(row: Sequence[Sign]) -> Decimal | None:
    if not row or not all(sign.counts for sign in row):
        return None
    if not any(sign.unit for sign in row):
        return Decimal("".join(str(sign.digit) for sign in row))
    total = section = 0
    figures = ""
    last_unit, zero = 0, False
    for sign in row:
        if sign.unit is None:
            zero = zero or sign.digit == 0
            figures += str(sign.digit)
        elif sign.unit == 10000:
            if total:
                return None
            total, section = (section + int(figures or "0")) * 10000, 0
            if not total:
                return None
            figures, last_unit, zero = "", 10000, False
        else:
            if 0 < last_unit <= sign.unit and last_unit != 10000:
                return None
            if not figures.lstrip("0") and sign.unit != 10:
                return None
            section += int(figures or "1") * sign.unit if figures.lstrip("0") else sign.unit
            figures, last_unit, zero = "", sign.unit, False
    tail = int(figures or "0")
    if len(figures) == 1 and last_unit >= 100 and not zero:
        tail *= last_unit // 10  # 一千二 is 1200
    elif last_unit and len(figures.lstrip("0")) >= len(str(last_unit)):
        return None
    return Decimal(total + section + tail)


_CLASSIFIERS: Final = frozenset("个样条项号行排件位张种格家道门款")
_CLASSIFIER_SOUNDS: Final = frozenset(
    {"ge", "yang", "tiao", "xiang", "hao", "hang", "pai", "jian", "wei", "zhang"}
)
_ORDINAL_SOUNDS: Final = frozenset({"di", "ti", "de"})
_FIRST: Final = re.compile(r"(?:头|最上面|上面|最前面)(?:那|的)?[一]?(?:个|样|条|项|排)?")
_LAST: Final = re.compile(r"(?:最后|最下面|末尾|最底下)(?:面|头)?(?:那|的)?[一]?(?:个|样|条|项|排)?")
_AROUND: Final = "我要选点按就是请那这嗯啊嘛吧的了哈"
LAST: Final = -1


def ordinal(text: str) -> int | None:
    """第二个 -> 2, 二号 -> 2, 头一个 -> 1, 最后一个 -> -1; None where it is none."""
    words = plain(text).strip(_AROUND)
    if _LAST.fullmatch(words):
        return LAST
    if _FIRST.fullmatch(words):
        return 1
    if len(words) < 2:
        return None
    sounds = syllables(words)
    numbered = words[0] == "第" or (sounds[:1] and sounds[0] in _ORDINAL_SOUNDS and len(words) > 2)
    row = signs(words[1:] if numbered else words)
    if row and (row[-1].character in _CLASSIFIERS or _sound(row[-1].character) in _CLASSIFIER_SOUNDS):
        row = row[:-1]
    elif words[0] != "第":
        return None
    value = number(row)
    if value is None or value != int(value) or not 0 < value <= 12:
        return None
    return int(value)


def _sound(character: str) -> str:
    return next(iter(syllables(character)), "")
