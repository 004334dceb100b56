"""The time of a play: it passes when the play says so, and nobody waits for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from center.days import CHINA

OPENING = datetime(2027, 3, 10, 10, 0, tzinfo=CHINA)
"""A Wednesday morning on which the offices are open."""


class PlayClock:
    """Tells the same moment as monotonic seconds, as UTC, and as it hangs on the office's wall.

    Args:
        start: The moment at which the play begins.
    """

    def __init__(self, start: datetime = OPENING) -> None:
        self._start = start
        self.now_s = 1000.0
        self._zero_s = self.now_s

    def monotonic(self) -> float:
        """Monotonic seconds."""
        return self.now_s

    def utc(self) -> datetime:
        """The moment, with its zone."""
        return (self._start + timedelta(seconds=self.now_s - self._zero_s)).astimezone(UTC)

    def local(self) -> datetime:
        """The moment on the wall, without a zone."""
        return self.utc().astimezone(CHINA).replace(tzinfo=None)
