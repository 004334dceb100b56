"""The facts that services may name, as the center publishes them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FACTS_FILE = Path(__file__).with_name("facts.txt")


@cache
def known_facts() -> frozenset[str]:
    """All dotted paths of facts. A test holds this list against the center's protocol."""
    return frozenset(FACTS_FILE.read_text(encoding="utf-8").split())
