"""The engines of a real terminal: what speaks, what recognises, what understands."""

from __future__ import annotations

from voice.service import Parts


def real_parts() -> Parts:
    """What this terminal speaks and listens with."""
    raise NotImplementedError
