"""Which words of a sentence turn it into its contrary.

不, 莫 and 别 do; but 发了没得, 交没交, 要退不 and 行不行 ask, and ask for the very thing that they name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from config.accents import Accents

if TYPE_CHECKING:
    from voice.understanding.distance import Line

_LACKS: Final = "没"
_NOT: Final = "不"
_TAILS: Final = frozenset("得有嘛吗啊哦哟呀哈了咯的呢诶")
_LACKING_SOUND: Final = "mei"
_NO_SOUNDS: Final = frozenset({"bu", "bie", "mo"})
"""A recogniser may write such a word in other characters: 补办 for 不办."""


class Agreement(IntEnum):
    """Whether two lines say yes and no to the same."""

    FULL = 0
    DOUBTFUL = 1
    NONE = 2


class Denial:
    """Finds denying words.

    Args:
        accents: The words of the county.
    """

    def __init__(self, accents: Accents) -> None:
        self._denying = tuple(sorted(accents.negations, key=len, reverse=True))
        self._asking = tuple(sorted(accents.asking, key=len, reverse=True))
        self._doubtful = accents.doubtful

    def in_text(self, written: str) -> list[bool]:
        """Which characters of a plain text belong to a denying word."""
        denies = [False] * len(written)
        at = 0
        while at < len(written):
            asks = _first(self._asking, written, at)
            word = _first(self._denying, written, at)
            if asks and len(asks) >= len(word):
                at += len(asks)
                continue
            if written[at] == _LACKS and not _asks_here(written, at):
                denies[at] = True
            elif word and not (word == _NOT and _asks_here(written, at)):
                denies[at : at + len(word)] = [True] * len(word)
            at += len(word) or 1
        return denies

    def is_doubtful(self, written: str) -> bool:
        """Whether a no in here may as well be another word: 不办 sounds like 补办."""
        return any(word in written for word in self._doubtful)


def _first(words: Sequence[str], written: str, at: int) -> str:
    return next((word for word in words if written.startswith(word, at)), "")


def _asks_here(written: str, at: int) -> bool:
    """发了没(得), 要退不, 交没交, 报不报."""
    before, after = written[at - 1 : at] if at else "", written[at + 1 : at + 2]
    if before and before == after:
        return True
    return at > 0 and all(character in _TAILS for character in written[at + 1 :])


def agreement(heard: Line, phrase: Line, *, doubtful: bool) -> Agreement:
    """Whether what was heard denies what the phrase denies.

    Args:
        heard: What was said.
        phrase: What it may mean.
        doubtful: The no in it may be another word.
    """
    said, meant = _noes(heard), _noes(phrase)
    if said == meant:
        return Agreement.FULL if _like_noes(heard) == _like_noes(phrase) else Agreement.DOUBTFUL
    too_much = said - Counter(tone.sound for tone in phrase)
    missing = meant - Counter(tone.sound for tone in heard)
    if (set(too_much) | set(missing)) - {_LACKING_SOUND} and not doubtful:
        return Agreement.NONE
    return Agreement.DOUBTFUL


def _noes(line: Line) -> Counter[str]:
    return Counter(tone.sound for tone in line if tone.denies)


def _like_noes(line: Line) -> int:
    return sum(tone.sound in _NO_SOUNDS for tone in line)
