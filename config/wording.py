"""The schema of the wording file: one key, its written text, its spoken text, its help text."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import RootModel

from config.services import Strict


class Phrase(Strict):
    """What one key says. ``say`` is what is spoken where it differs; ``-`` is silence."""

    text: str
    say: str = ""
    phrases: tuple[str, ...] = ()


class Wording(RootModel[Mapping[str, str | Phrase]]):
    """All phrases by key; a plain string is its own spoken text."""

    def phrase(self, key: str) -> Phrase:
        """The phrase of `key`.

        Raises:
            KeyError: The wording has no such key (a test finds this before a villager does).
        """
        found = self.root[key]
        return Phrase(text=found) if isinstance(found, str) else found
