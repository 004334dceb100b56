"""Breaking Chinese text into lines: where a reader would, and evenly.

Marks never begin a line, brackets never end one, and a number stays with its unit (``11月10日``,
``还有 12 天``). Where it takes no more lines, words stay whole, too (`config.whole`). Two lines are broken
after a mark where that is near enough to the middle, else evenly: nothing looks more like a form of an
office than one left-over character on the last line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from config.whole import inside

Measure = Callable[[str], float]

_NO_START = frozenset("，。、；：？！）》」』】〉”’…%,;:?!)]·")
_NO_END = frozenset("（《「『【〈“‘([")
_MARKS = "，。、；：？！"
_TOKEN = re.compile(
    r"(?:\d[\d.,:/*-]*(?: \d[\d.,:/*-]*)*(?: ?[年月日号天岁元位个项点分时件人笔页次回户亩斤])*)+"
    r"|[A-Za-z0-9@._/*+-]+| |."
)
_UNEVEN = 0.36

_held = lru_cache(maxsize=512)(inside)  # a text is asked for at each size that is tried


def pieces(text: str) -> list[str]:
    """Cuts a line of text into what must stay together."""
    return _joined(_TOKEN.findall(text))


def forget() -> None:
    """Keeps nothing of the texts that were broken."""
    _held.cache_clear()


def words(text: str) -> list[str]:
    """Cuts a line of text into what is read together: words, too, and what hangs on them."""
    held = _held(text)
    found: list[str] = []
    place = 0
    for piece in pieces(text):
        if place in held:
            found[-1] += piece
        else:
            found.append(piece)
        place += len(piece)
    return found


def cuts_a_word(text: str, lines: Sequence[str]) -> bool:
    """Whether one of the lines that a text was broken into ends within a word."""
    held = _held(text)
    place = 0
    for line in lines:
        if place in held:
            return True
        place = text.index(line, place) + len(line)
    return False


def _joined(tokens: list[str]) -> list[str]:
    found: list[str] = []
    for token in tokens:
        if token[0] in _NO_START and len(found) > 1 and found[-1] == " ":
            found[-2:] = [found[-2] + " " + token]  # a mark does not begin a line after a space either
        elif found and (token[0] in _NO_START or found[-1][-1] in _NO_END) and found[-1] != " ":
            found[-1] += token
        else:
            found.append(token)
    return found


def _fit(parts: list[str], width: float, measure: Measure) -> list[str]:
    lines: list[str] = []
    line, used = "", 0.0
    for part in parts:
        size = measure(part)
        if line and used + measure(part.rstrip()) > width:
            lines.append(line.rstrip())
            line, used = "", 0.0
            if part == " ":
                continue
        if not line and size > width and len(part) > 1:
            for letter in part:  # a number wider than the line: better cut than lost
                step = measure(letter)
                if line and used + step > width:
                    kept = line[-1] if letter in _NO_START else ""  # goes down with its mark
                    lines.append(line[: len(line) - len(kept)].rstrip())
                    line, used = kept, measure(kept)
                line, used = line + letter, used + step
            continue
        line, used = line + part, used + size
    if line.strip():
        lines.append(line.rstrip())
    return lines


def _at_a_mark(parts: list[str], width: float, measure: Measure) -> list[str] | None:
    best: tuple[float, list[str]] | None = None
    for cut in range(1, len(parts)):
        if parts[cut - 1][-1] not in _MARKS:
            continue
        first, second = "".join(parts[:cut]).strip(), "".join(parts[cut:]).strip()
        one, two = measure(first), measure(second)
        if not second or max(one, two) > width:
            continue
        even = min(one, two) / max(one, two)
        if even >= _UNEVEN and (best is None or even > best[0]):
            best = (even, [first, second])
    return best[1] if best else None


def wrap(text: str, width: float, measure: Measure, *, even: bool = True) -> list[str]:
    r"""Breaks a text to a width.

    Args:
        text: May hold ``\n`` where a new line is wanted in any case.
        width: What a line may take, in the unit of `measure`.
        measure: The width of a string.
        even: Whether lines are made equally long.

    Returns:
        The lines; at least one.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        parts = pieces(paragraph.strip())
        greedy = _fit(parts, width, measure)
        if len(greedy) > 1:
            whole = words(paragraph.strip())
            tried = _fit(whole, width, measure)
            if len(tried) <= len(greedy) and all(measure(part.strip()) <= width for part in whole):
                parts, greedy = whole, tried
        lines.extend(
            _evened(parts, greedy, width, measure) if even and 1 < len(greedy) <= 4 else greedy or [""]
        )
    return lines


def _evened(parts: list[str], greedy: list[str], width: float, measure: Measure) -> list[str]:
    if len(greedy) == 2 and (marked := _at_a_mark(parts, width, measure)):
        return marked
    low, high = max(measure(line) for line in greedy) / 2, width
    best = greedy
    for _ in range(7):
        middle = (low + high) / 2
        tried = _fit(parts, middle, measure)
        if len(tried) == len(greedy):
            best, high = tried, middle
        else:
            low = middle
    return best


@dataclass(frozen=True, slots=True)
class Flow:
    """A text broken into lines at one size.

    Attributes:
        lines: The lines.
        widths: Their widths in pixels.
        em: The size in pixels.
        bold: The weight.
        step: From line to line, in pixels.
    """

    lines: tuple[str, ...]
    widths: tuple[float, ...]
    em: int
    bold: bool
    step: float

    @property
    def width(self) -> float:
        """The widest line."""
        return max(self.widths, default=0.0)

    @property
    def height(self) -> float:
        """From the top of the first line's em to the foot of the last one's, with a little air."""
        if not self.lines:
            return 0.0
        return (len(self.lines) - 1) * self.step + self.em * 1.16
