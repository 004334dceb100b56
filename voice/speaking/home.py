"""Where a terminal keeps its clips."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def default_home(environment: Mapping[str, str] = os.environ) -> Path:
    """The terminal's data folder: $KIOSK_HOME, or its usual place in the user's own."""
    return Path(environment.get("KIOSK_HOME") or Path(environment.get("HOME", "/")) / ".local/share/kiosk")


def clips_folder(home: Path) -> Path:
    """The folder of all clips within the data folder."""
    return home / "clips"
