"""What a villager may do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kiosk.villagers.eyes import Sight


@dataclass(frozen=True, slots=True)
class Wait:
    """Looks on."""


@dataclass(frozen=True, slots=True)
class LayCard:
    """Lays the card onto the plate."""


@dataclass(frozen=True, slots=True)
class Push:
    """Presses a target; `lost` where this page is not the one that was wanted."""

    target: str
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Leave:
    """Has what they came for, and goes."""


Act = Wait | LayCard | Push | Leave


class Script(Protocol):
    """Somebody with an errand, who knows of the terminal only what is to be seen."""

    def decide(self, sight: Sight) -> Act:
        """What to do on this page."""
        ...


def find_back(sight: Sight) -> Act:
    """Not the page that was wanted: 上一步; where there is none, the page's one way on."""
    for target in ("back", "leave"):
        if any(thing.target == target for thing in sight.things):
            return Push(target, lost=True)
    main = sight.main
    return Push(main.target, lost=True) if main is not None else Wait()
