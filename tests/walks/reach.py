"""What can still be reached in memory."""

from __future__ import annotations

import gc
from collections import deque
from types import FrameType, FunctionType, ModuleType
from typing import Any

_BEYOND = (type, ModuleType, FrameType)
"""Classes, modules and frames lead everywhere and hold nobody's data of their own."""


def reachable(root: object, *, beside: tuple[object, ...] = ()) -> list[Any]:
    """Every object that hangs on a root, what its functions close over included.

    Args:
        root: Where to begin.
        beside: What is not followed: things that the root only borrows.
    """
    seen = {id(one) for one in beside}
    found: list[Any] = []
    waiting = deque([root])
    while waiting:
        one = waiting.popleft()
        if id(one) in seen or isinstance(one, _BEYOND):
            continue
        seen.add(id(one))
        found.append(one)
        if isinstance(one, FunctionType):
            waiting.extend(cell.cell_contents for cell in one.__closure__ or () if _is_full(cell))
        else:
            waiting.extend(gc.get_referents(one))
    return found


def _is_full(cell: Any) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False
