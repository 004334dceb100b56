"""What a person makes of a page: its title, its pictures, its words, and what could be pressed. No more."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core.screens import Choice, Row, Screen, Words


@dataclass(frozen=True, slots=True)
class Thing:
    """Something on the page.

    Attributes:
        target: Where to press, or "" if it is only to be looked at.
        words: All that is written there.
        icon: Its picture's name; that of the row where the button stands in one.
        main: Whether it is the page's one primary.
        chosen: Whether it is ticked.
    """

    target: str
    words: str
    icon: str
    main: bool = False
    chosen: bool | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """A page as it is seen.

    Attributes:
        title: Its title.
        picture: The page's own picture, or "".
        plate: Whether the picture of the card and its plate is shown.
        things: In reading order.
        page: Which page of a longer one.
        about: The service's name, where it stands above the title.
    """

    title: str
    picture: str
    plate: bool
    things: tuple[Thing, ...]
    page: int = 0
    about: str = ""

    @property
    def waits(self) -> bool:
        """Whether the machine is at work: nothing to press but the way out and help."""
        return all(thing.target in ("", "help", "see", "hear", "done") for thing in self.things)

    @property
    def main(self) -> Thing | None:
        """The page's one primary."""
        return next((thing for thing in self.things if thing.main), None)

    def saying(self, word: str) -> Thing | None:
        """What can be pressed and says this word."""
        return next((t for t in self.things if t.target and word in t.words), None)

    def picturing(self, icon: str) -> Thing | None:
        """What can be pressed and has this picture."""
        return next((t for t in self.things if t.target and t.icon == icon), None)


def look(screen: Screen) -> Sight:
    """Looks at a page."""
    things: list[Thing] = []
    for name in ("panel", "rows", "choices", "tools", "keys", "parts"):
        part = getattr(screen, name, None)
        for one in part if isinstance(part, tuple) else (part,):
            if isinstance(one, Row):
                things.append(_row(one))
            elif isinstance(one, Choice) and one.enabled:
                things.append(_choice(one))
    frame = screen.frame
    around = (*frame.tools, frame.back, frame.again, frame.speak, frame.help)
    things += [_choice(one) for one in around if one is not None and one.enabled]
    if frame.primary is not None and frame.primary.enabled:
        things.append(_choice(frame.primary, main=True))
    steps = getattr(screen, "steps", None)
    return Sight(
        title=screen.title.written,
        picture=getattr(screen, "icon", ""),
        plate=hasattr(screen, "plate"),
        things=tuple(things),
        page=getattr(screen, "page", 0),
        about=steps.words.written if steps is not None else "",
    )


def _choice(choice: Choice, *, main: bool = False) -> Thing:
    words = _written(choice.words, choice.detail)
    return Thing(choice.id, words, choice.icon, main=main, chosen=choice.chosen)


def _row(row: Row) -> Thing:
    words = _written(row.label, row.detail, row.value)
    action = row.action
    if action is None:
        return Thing("", words, row.icon)
    target = action.id if action.enabled else ""
    return Thing(target, f"{words} {_written(action.words)}", row.icon, chosen=action.chosen)


def _written(*words: Words) -> str:
    return " ".join(one.written for one in words if one)
