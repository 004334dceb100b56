"""A screen reader, run by the system's Python (pyatspi is in no package index): prints what it finds.

The first argument is the name of a button; it is pressed when it was found. This program is started
inside of a session bus of its own, and imports nothing of the project.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import pyatspi

PATIENCE_S = 30.0
ROUND_S = 0.2


def walk(node: Any, found: list[tuple[str, str, str, Any]]) -> None:
    for child in node:
        if child is not None:
            if child.name:
                found.append((child.getRoleName(), child.name, child.description, child))
            walk(child, found)


def find(wanted: str) -> list[tuple[str, str, str, Any]]:
    found: list[tuple[str, str, str, Any]] = []
    for app in pyatspi.Registry.getDesktop(0):
        if app is not None:
            walk(app, found)
    return found if any(name == wanted for _, name, _, _ in found) else []


def main() -> int:
    wanted, end = sys.argv[1], time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = find(wanted)
        if found:
            print(json.dumps([entry[:3] for entry in found]), flush=True)
            time.sleep(1.0)  # the page rests after it came
            node = next(entry[3] for entry in found if entry[1] == wanted)
            node.queryAction().doAction(0)
            return 0
        time.sleep(ROUND_S)
    return 1


if __name__ == "__main__":
    sys.exit(main())
