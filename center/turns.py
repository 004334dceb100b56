"""Short work for many terminals, a few at a time: a thousand that beat at once leave every page its turn."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

AT_ONCE = 4
"""Threads share one interpreter: with forty of them at work a page waits forty times as long for its own."""


class Turns:
    """Threads of their own for what is over within milliseconds; never for what waits for an office."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="turn")

    async def take(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Does this work when it is its turn, in the context of the request."""
        within = contextvars.copy_context()
        call = partial(within.run, partial(work, *args, **kwargs))
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)
