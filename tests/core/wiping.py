"""Looks through everything that can be reached from an object: is anything of a person left?"""

from __future__ import annotations

import gc
import types
from collections.abc import Iterator
from typing import Any

_CODE = (types.ModuleType, type, types.BuiltinFunctionType, types.MethodWrapperType, types.CodeType)


def reachable(root: Any) -> Iterator[Any]:
    """Every object that can be reached from `root`: attributes, items, closures, bound methods.

    The classes and modules that the code consists of are left out; what functions have closed over is not.
    """
    seen: set[int] = set()
    ahead = [root]
    while ahead:
        here = ahead.pop()
        if id(here) in seen or isinstance(here, _CODE):
            continue
        seen.add(id(here))
        yield here
        if isinstance(here, types.FunctionType):
            ahead += [cell.cell_contents for cell in here.__closure__ or ()]
            ahead += list(here.__defaults__ or ())
        else:
            ahead += gc.get_referents(here)
        if isinstance(here, dict):
            ahead += here  # the collector passes over keys that are text


def strings(root: Any) -> list[str]:
    """Every text that can be reached."""
    return [one for one in reachable(root) if isinstance(one, str)]
