"""How a line is put together: from whole sentences where there are clips of them, else from less. Pure.

A clip is kept under the text that it says. Three dots mark where speech goes on: ``您的养老金…`` is said
differently from ``您的养老金``, and ``…元每月`` begins in the middle. A comma at its end is part of a text,
a full stop is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from voice.speaking.ear_text import PAUSES, Stretch, stretches

OPEN: Final = "…"
_ENDS: Final = "。？！"
_PAUSE_S: Final = {"，": 0.2, "。": 0.4, "？": 0.4, "！": 0.4, "": 0.0}
_JOINT_S: Final = 0.02
_AFTER_LINE_S: Final = 0.45
_LONGEST_FIGURE: Final = 10
_MOST_LIVE: Final = 32
_FIRST_LIVE: Final = 16

Has = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Clause:
    """Stretches up to a pause.

    Attributes:
        stretches: Its words and figures, without the pause.
        pause: The sign after it; ``""`` at the end of a line without one.
    """

    stretches: tuple[Stretch, ...]
    pause: str

    @property
    def text(self) -> str:
        """What is said, with the pause after it."""
        return "".join(stretch.text for stretch in self.stretches) + self.pause

    def name(self, index: int) -> str:
        """Under what a stretch of words is kept."""
        before = OPEN if index else ""
        after = name_of(self.pause) if index == len(self.stretches) - 1 else OPEN
        return before + self.stretches[index].text + after


@dataclass(frozen=True, slots=True)
class Clip:
    """Say this clip.

    Attributes:
        name: The text under which it is kept.
        source: Which of the stores has it.
        pause_s: Silence after it.
    """

    name: str
    source: int
    pause_s: float


@dataclass(frozen=True, slots=True)
class Live:
    """Let an engine say this.

    Attributes:
        text: For the ear.
        pause_s: Silence after it.
    """

    text: str
    pause_s: float


def name_of(text: str) -> str:
    """Under what a sentence or a clause is kept."""
    return text.rstrip("。")


def parse(written: str) -> list[list[Clause]]:
    """The sentences of a written text, each as its clauses."""
    found: list[list[Clause]] = [[]]
    current: list[Stretch] = []
    for stretch in stretches(written):
        text = ""
        for sign in stretch.text:
            if sign not in PAUSES:
                text += sign
                continue
            if text:
                current.append(Stretch(text, stretch.figures))
            text = ""
            if current:
                found[-1].append(Clause(tuple(current), sign))
            current = []
            if sign in _ENDS and found[-1]:
                found.append([])
        if text:
            current.append(Stretch(text, stretch.figures))
    if current:
        found[-1].append(Clause(tuple(current), ""))
    return [sentence for sentence in found if sentence]


def plan(written: str, sources: Sequence[Has]) -> list[Clip | Live]:
    """What is said one after another to say this.

    Args:
        written: The line.
        sources: Which clips there are, in stores, the preferred one first.
    """
    steps: list[Clip | Live] = []
    for sentence in parse(written):
        steps.extend(_sentence(sentence, sources, first=not steps))
    if steps:
        last = steps[-1]
        steps[-1] = (
            Clip(last.name, last.source, _AFTER_LINE_S)
            if isinstance(last, Clip)
            else Live(last.text, _AFTER_LINE_S)
        )
    return steps


def _sentence(sentence: Sequence[Clause], sources: Sequence[Has], *, first: bool) -> Iterator[Clip | Live]:
    for source, has in enumerate(sources):
        whole = _cover(sentence, has, source)
        if whole is not None:
            yield from whole
            return
    live: list[Clause] = []
    for clause in sentence:
        made = next(
            (steps for source, has in enumerate(sources) if (steps := _cover([clause], has, source))), None
        )
        if made is None:
            most = _FIRST_LIVE if first else _MOST_LIVE
            if live and sum(len(one.text) for one in (*live, clause)) > most:
                yield _live(live)
                live, first = [], False
            live.append(clause)
            continue
        if live:
            yield _live(live)
            live = []
        yield from made
        first = False
    if live:
        yield _live(live)


def _live(clauses: Sequence[Clause]) -> Live:
    return Live("".join(clause.text for clause in clauses), _PAUSE_S[clauses[-1].pause])


def _cover(clauses: Sequence[Clause], has: Has, source: int) -> list[Clip] | None:
    """The fewest clips of one store that say these clauses; None where it lacks some."""
    best: list[list[Clip] | None] = [[]]
    for end in range(1, len(clauses) + 1):
        found: list[Clip] | None = None
        for start in range(end):
            before = best[start]
            if before is None:
                continue
            run = _run(clauses[start:end], has, source)
            if run is not None and (found is None or len(before) + len(run) < len(found)):
                found = before + run
        best.append(found)
    return best[-1]


def _run(clauses: Sequence[Clause], has: Has, source: int) -> list[Clip] | None:
    text = "".join(clause.text for clause in clauses)
    pause_s = _PAUSE_S[clauses[-1].pause]
    for name in dict.fromkeys((name_of(text), text.rstrip(PAUSES), text.rstrip(PAUSES) + "，")):
        if has(name):
            return [Clip(name, source, pause_s)]
    return _put_together(clauses[0], has, source) if len(clauses) == 1 else None


def _put_together(clause: Clause, has: Has, source: int) -> list[Clip] | None:
    if not any(stretch.figures for stretch in clause.stretches):
        return None
    made: list[Clip] = []
    for index, stretch in enumerate(clause.stretches):
        names: list[str] | None
        if stretch.figures:
            last = index == len(clause.stretches) - 1
            names = _figures(stretch.text, has, last=last)
        else:
            exact = clause.name(index)
            named = next((name for name in (exact, exact.rstrip(PAUSES)) if has(name)), None)
            names = [named] if named is not None else None
        if names is None:
            return None
        made.extend(Clip(name, source, _JOINT_S) for name in names)
    made[-1] = Clip(made[-1].name, source, _PAUSE_S[clause.pause])
    return made


def _figures(text: str, has: Has, *, last: bool) -> list[str] | None:
    """The fewest clips that say figures."""
    best: list[list[str] | None] = [[]]
    for end in range(1, len(text) + 1):
        found: list[str] | None = None
        for start in range(max(0, end - _LONGEST_FIGURE), end):
            before = best[start]
            if before is None or (found is not None and len(before) + 1 >= len(found)):
                continue
            piece = text[start:end]
            closed = last and end == len(text)
            name = next((one for one in _forms(piece, closed=closed) if has(one)), None)
            if name is not None:
                found = [*before, name]
        best.append(found)
    return best[-1]


def _forms(piece: str, *, closed: bool) -> tuple[str, str]:
    return (piece, piece + OPEN) if closed else (piece + OPEN, piece)
