"""A stick in a maintainer's hand: found, read by the updater in a process of its own, told in one word."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from kiosk.core.events import Tended

UPDATE_S: Final = 300.0
ROOTS: Final = (Path("/media"), Path("/run/media"))
EXPORTED_TO: Final = "kiosk-releases"
"""The folder on a stick that `kiosk config export-usb` makes."""

_SAID: Final = {
    "staged": "staged",
    "nothing-new": "nothing-new",
    "unchanged": "nothing-new",
    "not-yet": "not-yet",
    "held": "held",
    "refused": "refused",
    "unsound": "unsound",
    "unreachable": "unreadable",
    "disk-full": "no-room",
    "busy": "busy",
    "no-plan": "no-plan",
}
_OLD: Final = frozenset({"older-than-before", "bad-version-number", "expired-metadata", "expired"})
"""Why a rightly signed stick is refused all the same."""
_WELL: Final = frozenset({"staged", "nothing-new"})


def mounted_sticks(roots: Iterable[Path] = ROOTS) -> list[Path]:
    """Sticks that the system has mounted."""
    found = [*(p for root in roots for p in root.glob("*")), *(p for root in roots for p in root.glob("*/*"))]
    return sorted(path for path in found if path.is_dir() and os.path.ismount(path))


def take_update(home: Path, sticks: Iterable[Path]) -> Tended:
    """Stages the release of the first stick that has any.

    Args:
        home: The terminal's data folder.
        sticks: Those that are there.

    Raises:
        OSError: The updater could not be started.
        subprocess.SubprocessError: It did not end in time.
    """
    there = list(sticks)
    stick = next((path for path in there if (path / EXPORTED_TO).is_dir()), None)
    if stick is None:
        return Tended(ok=False, said="empty" if there else "no-stick")
    # A process of its own: nothing of it is ever loaded by the screen.
    command = [sys.executable, "-m", "kiosk", "update", "--home", str(home), "--usb", str(stick)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=UPDATE_S, check=False)
    said = _word(done.stdout)
    return Tended(ok=said in _WELL, said=said)


def _word(told: str) -> str:
    """What the updater's last line comes to for whoever stands there."""
    try:
        report = json.loads(told.strip().rpartition("\n")[2])
    except ValueError:  # it broke off before it could say anything
        return "failed"
    if report.get("outcome") == "refused" and report.get("reason") in _OLD:
        return "old"
    return _SAID.get(report.get("outcome"), "failed")
