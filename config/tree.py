"""A YAML file as plain data that knows its lines.

Every scalar stays a text: the schema says what is a number, a date or a yes, so that ``yes``, ``13:30``
and ``023`` mean what was written. Aliases, tags and second documents are not taken: each would make a
file mean something that its lines do not show. No text, however rotten, gets more than faults out of
this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from config.faults import Fault

Place = tuple[str | int, ...]
"""Where in a file: keys and positions from the top."""

MOST_BYTES = 1_000_000
DEEPEST = 40

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Tree:
    """A file's data, the line of each place in it, and what was wrong with its form.

    `data` is ``None`` where the file could not be read at all.
    """

    file: str
    data: Any
    lines: Mapping[Place, int]
    faults: tuple[Fault, ...] = ()

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest thing around it that the file has."""
        while place not in self.lines and place:
            place = place[:-1]
        return self.lines.get(place, 1)

    def fault(self, place: Place, what: str, way_out: str) -> Fault:
        """A fault at a place of this file."""
        return Fault(self.file, self.line(place), key_path(place), what, way_out)


def key_path(place: Place) -> str:
    """A place as people write it: ``fields[2].when.expr``."""
    text = ""
    for step in place:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def walk(data: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Everything in some data, with its place, from the top down."""
    yield place, data
    if isinstance(data, dict):
        for key, value in data.items():
            yield from walk(value, (*place, key))
    elif isinstance(data, list):
        for at, value in enumerate(data):
            yield from walk(value, (*place, at))


def read_file(path: Path, name: str) -> Tree:
    """Reads a YAML file; `name` is what its faults call it."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        return _hopeless(
            name, 1, f"the file can't be read ({error.strerror})", "look at its place and its rights"
        )
    if len(raw) > MOST_BYTES:
        return _hopeless(name, 1, f"the file has {len(raw)} bytes", f"keep it under {MOST_BYTES} bytes")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return _hopeless(name, line, "these bytes are no UTF-8 text", "save the file as UTF-8")
    return read_text(text, name)


def read_text(text: str, name: str) -> Tree:
    """Reads YAML text; `name` is what its faults call it."""
    builder = _Builder(name)
    try:
        for event in yaml.parse(text, Loader=_PARSER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 1
        what = " ".join(part for part in (error.context, error.problem) if part) or "this is no YAML"
        if error.context_mark is not None:
            what += f" (it began in line {error.context_mark.line + 1})"
        return _hopeless(name, line, what, "look at quotes, colons and indentation here and one line above")
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return _hopeless(name, line, "a character that can't be shown stands here", "delete it")
    except yaml.YAMLError as error:
        return _hopeless(name, 1, f"this is no YAML ({error})", "look at quotes, colons and indentation")
    except _TooDeep as error:
        return _hopeless(
            name, error.line, f"nested deeper than {DEEPEST} levels", "no file needs that; mend brackets"
        )
    return Tree(name, builder.data, builder.lines, tuple(builder.faults))


def _hopeless(name: str, line: int, what: str, way_out: str) -> Tree:
    return Tree(name, None, {}, (Fault(name, line, "", what, way_out),))


class _TooDeep(Exception):
    def __init__(self, line: int) -> None:
        self.line = line


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read.

    Attributes:
        place: Where it stands.
        data: What has been read of it.
        key: A key that waits for its value.
        key_line: Where that key stands.
        dropped: What is in it is not part of the data: it stands under a key that was there before.
    """

    place: Place
    data: dict[str, Any] | list[Any]
    key: str | None = None
    key_line: int = 1
    dropped: bool = False


@dataclass(slots=True)
class _Builder:
    """Makes data of parser events with a stack of its own, so that depth is bounded."""

    file: str
    data: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    _stack: list[_Open] = field(default_factory=list)
    _documents: int = 0

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents == 2:
                    self._fault(
                        line, (), "a second document begins here", "keep one per file: delete the ---"
                    )
            case yaml.ScalarEvent():
                self._refuse_marks(event, line)
                self._scalar(event.value, line)
            case yaml.AliasEvent():
                self._fault(line, self._here(), "an alias (*name) is not taken here", "write the value out")
                self._scalar("", line)
            case yaml.MappingStartEvent():
                self._refuse_marks(event, line)
                self._open({}, line)
            case yaml.SequenceStartEvent():
                self._refuse_marks(event, line)
                self._open([], line)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._stack.pop()
            case _:
                pass

    def _refuse_marks(self, event: Any, line: int) -> None:
        if event.tag is not None and event.tag != "!":
            self._fault(line, self._here(), f"a tag ({event.tag}) is not taken here", "delete it")
        if event.anchor is not None:
            self._fault(line, self._here(), "an anchor (&name) is not taken here", "delete it")

    def _top(self) -> _Open | None:
        return self._stack[-1] if self._stack else None

    def _here(self) -> Place:
        top = self._top()
        if top is None:
            return ()
        if isinstance(top.data, list):
            return (*top.place, len(top.data))
        return top.place if top.key is None else (*top.place, top.key)

    def _fault(self, line: int, place: Place, what: str, way_out: str) -> None:
        self.faults.append(Fault(self.file, line, key_path(place), what, way_out))

    def _awaits_key(self) -> bool:
        top = self._top()
        return top is not None and isinstance(top.data, dict) and top.key is None

    def _scalar(self, text: str, line: int) -> None:
        if not self._awaits_key():
            self._put(text, line)
            return
        top = self._stack[-1]
        top.key, top.key_line = text, line
        if text in top.data and not top.dropped:
            first = self.lines.get((*top.place, text), line)
            what = f"'{text}' stands here twice (first in line {first})"
            self._fault(line, (*top.place, text), what, "delete one of the two")

    def _open(self, data: dict[str, Any] | list[Any], line: int) -> None:
        if len(self._stack) >= DEEPEST:
            raise _TooDeep(line)
        if self._awaits_key():
            top = self._stack[-1]
            self._fault(line, top.place, "a list or mapping can't be a key", "write a word before the colon")
            top.key, top.key_line = "", line
            self._stack.append(_Open((*top.place, ""), data, dropped=True))
            return
        place = self._here()
        kept = self._put(data, line)
        self._stack.append(_Open(place, data, dropped=not kept))

    def _put(self, value: Any, line: int) -> bool:
        """Sets a value where it belongs; False if nothing of it is kept."""
        top = self._top()
        if top is None:
            if self._documents > 1:
                return False
            self.data, self.lines[()] = value, line
            return True
        place = self._here()
        if isinstance(top.data, list):
            top.data.append(value)
        else:
            key, line, top.key = top.key or "", top.key_line, None
            if key in top.data:
                return False
            top.data[key] = value
        if not top.dropped:
            self.lines[place] = line
        return not top.dropped
