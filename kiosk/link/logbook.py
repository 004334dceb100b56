"""The terminal's last events on its own disk, so that a maintainer can have them brought.

Only lines of our own logger are kept, which hold nobody's data (see `kiosk.log`); what a library or a
crash writes to the same stream is not.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

MOST_BYTES: Final = 400_000
"""Of each of the two files: the one that is written to, and the one before."""


class LogBook:
    """Two files in a folder; one process writes, any may read.

    Args:
        folder: Where they are.
        most_bytes: When the next one is begun.
    """

    def __init__(self, folder: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self._now = folder / "events.jsonl"
        self._before = folder / "events-before.jsonl"
        self._most_bytes = most_bytes

    def write(self, line: str) -> None:
        """Takes a line in; a disk that is full loses it, and nothing else."""
        if not is_event(line):
            return
        try:
            self._now.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if self._now.exists() and self._now.stat().st_size > self._most_bytes:
                self._now.replace(self._before)
            with self._now.open("a", encoding="ascii", errors="replace") as file:
                file.write(line.rstrip("\n") + "\n")
        except OSError:
            return

    def tail(self, most_chars: int) -> str:
        """The last lines, whole ones only; nothing where nothing was ever kept.

        Raises:
            OSError: There are some, and they can't be read.
        """
        text = ""
        for file in (self._before, self._now):
            try:
                text += file.read_text(encoding="ascii", errors="replace")
            except FileNotFoundError:
                continue
        if len(text) <= most_chars:
            return text
        cut = text[-most_chars:]
        return cut.partition("\n")[2]


def is_event(line: str) -> bool:
    """Whether a line was written by our own logger."""
    if not line.startswith("{"):
        return False
    try:
        found = json.loads(line)
    except ValueError:
        return False
    return isinstance(found, dict) and {"at", "room", "event", "level"} <= found.keys()
