"""Colours by their ``#RRGGBB``, made once."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QColor


@lru_cache(maxsize=128)
def colour(name: str) -> QColor:
    """A colour; not to be changed by who gets it."""
    return QColor(name)
