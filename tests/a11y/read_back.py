"""What a screen reader finds of an application: prints its accessible objects as JSON.

Run by the system's Python: `read_back.py APPLICATION [NAME OF A BUTTON TO PRESS]`.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import pyatspi
from gi.repository import GLib  # type: ignore[import-not-found]

PRESS = "press"
ATTEMPT_EVERY_MS, MOST_ATTEMPTS = 600, 20
"""A new page takes no press in its first 400 ms."""
CLICKED_AFTER_MS = 400


def objects(accessible: Any, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is shown of an object and of all within it."""
    states = accessible.getState()
    if states.contains(pyatspi.STATE_SHOWING):
        found.append(
            {
                "role": accessible.getRoleName(),
                "name": accessible.name,
                "description": accessible.description,
                "enabled": states.contains(pyatspi.STATE_ENABLED),
                "checkable": states.contains(pyatspi.STATE_CHECKABLE),
                "checked": states.contains(pyatspi.STATE_CHECKED),
            }
        )
    for child in accessible:
        if child is not None:
            objects(child, found)
    return found


def press(accessible: Any, name: str) -> bool:
    """Presses the button of that name, by the action that it offers for it."""
    if accessible.name == name and "button" in accessible.getRoleName():
        actions = accessible.queryAction()
        names = [actions.getName(number).lower() for number in range(actions.nActions)]
        return bool(actions.doAction(names.index(PRESS)))
    return any(press(child, name) for child in accessible if child is not None)


def application(name: str) -> Any:
    """The running application of that name, or None."""
    return next((one for one in pyatspi.Registry.getDesktop(0) if one is not None and one.name == name), None)


def main() -> None:
    """Waits for the application, says what it shows, and presses what is wanted."""
    attempts = 0

    def attempt() -> bool:
        nonlocal attempts
        attempts += 1
        found = application(sys.argv[1])
        if found is None and attempts < MOST_ATTEMPTS:
            return True
        if found is not None:
            print(json.dumps(objects(found, []), ensure_ascii=False), flush=True)
            for name in sys.argv[2:]:
                press(found, name)
        # A button pressed so clicks a moment later.
        GLib.timeout_add(CLICKED_AFTER_MS, loop.quit)
        return False

    loop = GLib.MainLoop()
    GLib.timeout_add(ATTEMPT_EVERY_MS, attempt)
    loop.run()


main()
