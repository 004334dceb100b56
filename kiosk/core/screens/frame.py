"""What stands around every page, and what every page has."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from kiosk.core.screens.parts import NOTHING, Choice, Display, Row, Sign, Strip, Words


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page, in the same places.

    Attributes:
        place: Where this terminal stands (header, bold).
        owner: No fee, and whom to call by name.
        back: Slot 1: 上一步, or 怎么用 on the first page; ``None`` leaves the slot empty.
        again: Slot 2: 再念一遍.
        speak: Slot 3: 用嘴说.
        help: Slot 4: 找人帮我.
        primary: Slot 5: the page's one primary; its words change, its place does not.
        primary_filled: Filled only when it is what the person should press next.
        tools: 看不清, 听不清, and 办完了 as soon as a visit has begun.
        strip: A full-width line under the header, or ``None``.
        signs: Small signs in the header.
        display: Text size, theme, low position.
        silent: Staff pages say nothing.
        caption: What is being said, as it is being said; it stands in the header, so that nothing moves.
        assisted: Staff are in it: the header is a broad banner, and says who and until when.
    """

    place: Words
    owner: Words
    back: Choice | None = None
    again: Choice | None = None
    speak: Choice | None = None
    help: Choice | None = None
    primary: Choice | None = None
    primary_filled: bool = False
    tools: tuple[Choice, ...] = ()
    strip: Strip | None = None
    signs: tuple[Sign, ...] = ()
    display: Display = field(default_factory=Display)
    silent: bool = False
    caption: Words = NOTHING
    assisted: bool = False

    @property
    def bar(self) -> tuple[Choice | None, ...]:
        """The five slots of the bottom bar, from left to right."""
        return (self.back, self.again, self.speak, self.help, self.primary)


@dataclass(frozen=True, slots=True)
class Screen:
    """A page: its serial, its frame, its title and the line under it."""

    serial: int
    frame: Frame
    title: Words
    lead: Words = NOTHING

    @property
    def body_choices(self) -> tuple[Choice, ...]:
        """Everything that can be pressed between the two bars, in reading order."""
        found: list[Choice] = []
        for name in ("panel", "choices", "rows", "tools", "keys", "parts"):
            for thing in _as_tuple(getattr(self, name, None)):
                if isinstance(thing, Choice):
                    found.append(thing)
                elif isinstance(thing, Row) and thing.action is not None:
                    found.append(thing.action)
        return tuple(found)

    @property
    def targets(self) -> frozenset[str]:
        """The ids of all that can be pressed on this page now."""
        around = (*self.frame.bar, *self.frame.tools, *self.body_choices)
        return frozenset(choice.id for choice in around if choice is not None and choice.enabled)


def muted(thing: Any) -> Any:
    """A page, or anything on it, that is only written: nothing of it is ever said."""
    if isinstance(thing, Words):
        return Words(thing.written)
    if isinstance(thing, tuple):
        return tuple(muted(one) for one in thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        changed = {f.name: muted(getattr(thing, f.name)) for f in fields(thing)}
        return replace(thing, **changed)
    return thing


def _as_tuple(thing: object) -> tuple[object, ...]:
    if thing is None:
        return ()
    return thing if isinstance(thing, tuple) else (thing,)
