"""Where a terminal keeps its own data."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def kiosk_home(environment: Mapping[str, str] = os.environ) -> Path:
    """The terminal's data folder: $KIOSK_HOME, or its usual place in the user's own folder."""
    return Path(environment.get("KIOSK_HOME") or Path(environment.get("HOME", "/")) / ".local/share/kiosk")
