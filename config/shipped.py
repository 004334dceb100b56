"""What comes with the program: the default files, and the facts that services may name."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

DEFAULTS: Final = Path(__file__).with_name("defaults")
EXTRAS: Final = Path(__file__).with_name("extras")
"""Services that a county may want: examples of what is added as data alone."""
FACTS_FILE: Final = Path(__file__).with_name("facts.txt")


@cache
def known_facts() -> frozenset[str]:
    """All dotted paths of facts. A test holds this list against the center's protocol."""
    return frozenset(FACTS_FILE.read_text(encoding="utf-8").split())
