"""News of the queue as server-sent events: only that something changed; the page then asks for itself."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable

LOOK_EVERY_S = 1.0
PING_EVERY_S = 15.0
LONGEST_S = 600.0


class Marks:
    """The queue's mark per area, looked up at most once a second for all who watch."""

    def __init__(self, look: Callable[[str], str], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._look = look
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: dict[str, tuple[float, str]] = {}

    def mark(self, area: str) -> str:
        """The mark now, or of a moment ago."""
        with self._lock:
            at, mark = self._seen.get(area, (-LOOK_EVERY_S, ""))
            if self._clock() - at >= LOOK_EVERY_S:
                mark = self._look(area)
                self._seen[area] = (self._clock(), mark)
            return mark


async def changes(
    mark: Callable[[], str], *, known: str, closing: threading.Event, look_every_s: float = LOOK_EVERY_S
) -> AsyncIterator[str]:
    """Events as they go over the wire, until the center closes or it is time to connect anew.

    Args:
        mark: The queue's mark now; may take a moment.
        known: The mark that the browser has seen; "" for none.
        closing: The center is about to close.
        look_every_s: How often to look.
    """
    began = pinged = time.monotonic()
    yield "retry: 3000\n\n"
    while not closing.is_set() and time.monotonic() - began < LONGEST_S:
        now = await asyncio.to_thread(mark)
        if now != known:
            known = now
            yield f"id: {now}\nevent: queue\ndata: {now}\n\n"
        elif time.monotonic() - pinged >= PING_EVERY_S:
            pinged = time.monotonic()
            yield ": still here\n\n"
        await asyncio.sleep(look_every_s)
