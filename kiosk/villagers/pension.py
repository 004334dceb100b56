"""Task a: somebody who cannot read sees their own pension, by touch and pictures."""

from __future__ import annotations

from kiosk.villagers.acts import Act, LayCard, Leave, Push, Script, Wait, find_back
from kiosk.villagers.eyes import Sight

COINS = "cash-multiple"
OPEN_EYE = "eye-outline"
"""Shown where amounts are covered: it uncovers them."""
ONWARD = ("arrow-right-thick", "view-grid-outline", "dots-horizontal")
CARD_PATIENCE = 1
"""How many looks at a page that still wants the card, before the card is laid again."""


class SeePension(Script):
    """Knows the picture of the coins, the card, the arrows; and that own matters come after the card.

    Args:
        coins_first: Whether they press the coins before they lay the card.
    """

    def __init__(self, *, coins_first: bool) -> None:
        self._coins_first = coins_first
        self._laid_ago = CARD_PATIENCE + 1
        self._looking = False

    def decide(self, sight: Sight) -> Act:
        """See `Script`."""
        self._laid_ago += 1
        if sight.waits:
            return Wait()
        if sight.picture == COINS:
            covered = sight.picturing(OPEN_EYE)
            return Push(covered.target) if covered is not None else Leave()
        coins = sight.picturing(COINS)
        if sight.plate and not (self._coins_first and coins is not None):
            if self._laid_ago <= CARD_PATIENCE:
                return Wait()
            self._laid_ago, self._looking = 0, True
            return LayCard()
        if coins is not None:
            self._looking = False
            return Push(coins.target)
        main = sight.main
        if self._looking and main is not None and main.icon in ONWARD:
            return Push(main.target)
        return find_back(sight)
