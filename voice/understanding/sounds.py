"""Text as sounds: characters made plain, then their syllables in pinyin without tones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Final

_INITIALS: Final = (
    *("zh", "ch", "sh"),
    *("b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "y", "w"),
)
_DIGITS: Final = "零一二三四五六七八九"
_FIGURES: Final = re.compile(r"[0-9]+")
_KEPT: Final = re.compile(r"[^0-9A-Za-z\u3007\u3400-\u9fff\U00020000-\U0003ffff.]")
_LEAST_REPEATED: Final = 2
_LONGEST_NUMBER: Final = 4
"""Figures up to this length are read as a number, longer ones digit by digit."""


def plain(text: str) -> str:
    """Half-width, simplified, without signs and spaces; the figures stay figures."""
    return simplified(_KEPT.sub("", unicodedata.normalize("NFKC", text)))


def simplified(text: str) -> str:
    """Traditional characters as simplified ones; recognisers write both in one sentence."""
    return _converter()(text) if text else text


@cache
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC  # its tables are loaded when somebody speaks, not before

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


def spelled(text: str) -> str:
    """Figures as one reads them aloud: 80 -> 八十, 2026 -> 二零二六, 138 -> 一百三十八."""
    return _FIGURES.sub(lambda found: read_figures(found[0]), text)


def read_figures(figures: str) -> str:
    """A number in words; digit by digit where it is long, a year, or begins with 0."""
    year = len(figures) == _LONGEST_NUMBER and figures[:2] in ("18", "19", "20")
    if len(figures) > _LONGEST_NUMBER or year or (figures[0] == "0" and len(figures) > 1):
        return "".join(_DIGITS[int(figure)] for figure in figures)
    number = int(figures)
    if number < 10:
        return _DIGITS[number]
    words, gap = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            words += ("零" if gap and words else "") + _DIGITS[digit] + unit
        gap = not digit
    return words[1:] if 10 <= number < 20 else words


def said_once(text: str) -> str:
    """What was said again and again, once: 接着办接着办 -> 接着办. People do it, and Whisper."""
    words = plain(text)
    for length in range(_LEAST_REPEATED, len(words) // 2 + 1):
        if words == words[:length] * (len(words) // length):
            return words[:length]
    return text


@lru_cache(maxsize=4096)
def syllables(text: str) -> tuple[str, ...]:
    """The syllables of a text, one per character: 养老钱 -> yang, lao, qian. ``v`` is ü."""
    from pypinyin import lazy_pinyin  # its dictionary takes a third of a second to load

    readings = lazy_pinyin(spelled(plain(text)), errors="ignore")
    return tuple(_as_one_says(reading) for reading in readings)


def forget() -> None:
    """Keeps no text whose syllables were asked for."""
    syllables.cache_clear()


def _as_one_says(syllable: str) -> str:
    return {"n": "en", "ng": "en", "m": "mu", "ei": "ai", "lve": "lue", "nve": "nue"}.get(syllable, syllable)


@cache
def parts(syllable: str) -> tuple[str, str]:
    """A syllable's initial (may be ``""``) and final: zhuan -> zh, uan."""
    initial = next((sound for sound in _INITIALS if syllable.startswith(sound)), "")
    final = syllable[len(initial) :]
    if initial in ("j", "q", "x", "y") and final.startswith("u") and final not in ("uo",):
        final = {"u": "v", "ue": "ue", "uan": "van", "un": "vn"}.get(final, final)
    return initial, final
