"""Pages on which something is looked for: the first page, menus, lists, 您的事."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core.screens.frame import Screen
from kiosk.core.screens.parts import NOTHING, Choice, Row, Tone, Words


@dataclass(frozen=True, slots=True)
class Home(Screen):
    """The first page. `panel` is the big picture of where the card goes (a press explains it).

    `plate` is where the plate is on this machine; `tools` stand low (够不着？把按钮放低).
    """

    panel: Choice | None = None
    choices: tuple[Choice, ...] = ()
    note: Words = NOTHING
    plate: str = "below-right"
    tools: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Menu(Screen):
    """Services of one kind, or all the others, as tiles; `note` says what to do when nothing fits."""

    choices: tuple[Choice, ...] = ()
    page: int = 0
    pages: int = 1


@dataclass(frozen=True, slots=True)
class PagedList(Screen):
    """Rows of one kind, page by page: every month's pension, all subsidies.

    Attributes:
        icon: The picture that stands there while there are no rows.
    """

    rows: tuple[Row, ...] = ()
    icon: str = ""
    page: int = 0
    pages: int = 1
    as_of: Words = NOTHING
    tools: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class MyAffairs(Screen):
    """您的事: what is due, money, what may be due to this person, what is under way.

    Attributes:
        icon: The picture that stands there while there are no rows; `tone` colours it.
    """

    rows: tuple[Row, ...] = ()
    icon: str = ""
    tone: Tone = Tone.PLAIN
    page: int = 0
    pages: int = 1
    as_of: Words = NOTHING
    tools: tuple[Choice, ...] = ()
