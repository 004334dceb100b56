"""What is different between two folders of configuration, for people to read."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

from config.repository.bundle import files_of


def differences(before: Path, after: Path) -> Iterator[str]:
    """Every file that came, went or changed; of texts, the lines, too.

    Raises:
        ConfigFaults: A folder holds what can't be part of a release.
    """
    old, new = files_of(before), files_of(after)
    for name in sorted({*old, *new}):
        if name not in new:
            yield f"gone: {name}"
        elif name not in old:
            yield f"new: {name}"
        elif old[name].read_bytes() != new[name].read_bytes():
            yield f"changed: {name}"
            yield from _lines(old[name], new[name])


def _lines(old: Path, new: Path) -> Iterator[str]:
    try:
        before, after = (file.read_text(encoding="utf-8").splitlines() for file in (old, new))
    except UnicodeDecodeError:
        yield "  (no text)"
        return
    for line in list(difflib.unified_diff(before, after, n=0, lineterm=""))[2:]:
        if not line.startswith("@@"):
            yield f"  {line}"
