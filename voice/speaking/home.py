"""Where a terminal keeps its clips."""

from __future__ import annotations

from pathlib import Path


def clips_folder(home: Path) -> Path:
    """The folder of all clips within the data folder."""
    return home / "clips"
