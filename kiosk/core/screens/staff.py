"""Pages of the assisted mode."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core.screens.filling import Entry
from kiosk.core.screens.frame import Screen
from kiosk.core.screens.parts import NOTHING, Choice, Row, Words


@dataclass(frozen=True, slots=True)
class Unlock(Screen):
    """Staff unlock: a code to photograph, a number, a keypad. Silent."""

    challenge: str = ""
    entry: Entry | None = None
    keys: tuple[Choice | None, ...] = ()
    fault: Words = NOTHING
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class StaffHome(Screen):
    """What staff can do here, and how the machine is. Silent."""

    choices: tuple[Choice, ...] = ()
    rows: tuple[Row, ...] = ()
    page: int = 0
    pages: int = 1
