"""What is known in a visit: facts by dotted path, each dataset with its own 'as of'."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kiosk.core.events import DatasetReply

MISSING: Any = object()


def dig(tree: Any, path: str) -> Any:
    """Follows a dotted path through mappings; `MISSING` where it leads nowhere, or to nothing."""
    here = tree
    for step in path.split("."):
        if not isinstance(here, Mapping) or here.get(step) is None:
            return MISSING
        here = here[step]
    return here


class Facts:
    """The datasets of one person, as the center gave them."""

    def __init__(self, datasets: Mapping[str, DatasetReply] | None = None) -> None:
        self._datasets = dict(datasets or {})
        self.tree: dict[str, Any] = {name: reply.data for name, reply in self._datasets.items()}

    def get(self, path: str) -> Any:
        """The fact at `path`, or `MISSING`."""
        return dig(self.tree, path)

    def as_of(self, *names: str) -> date | None:
        """The oldest 'as of' of these datasets (of all, if none is named)."""
        dates = [reply.as_of for name, reply in self._datasets.items() if not names or name in names]
        return min(dates) if dates else None

    def has(self, *names: str) -> bool:
        """Whether all these datasets are there."""
        return all(name in self._datasets for name in names)
