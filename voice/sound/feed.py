"""The way from whoever makes speech to whoever plays it: one speech, in order, from thread to thread."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import Final

RATE: Final = 24000
"""Samples a second of everything that is played: mono, 16 bit, little-endian."""
_MOST_AHEAD_BYTES: Final = RATE * 2 * 20


@dataclass(frozen=True, slots=True)
class Line:
    """From here on this line sounds."""

    index: int


@dataclass(frozen=True, slots=True)
class End:
    """Nothing more comes.

    Attributes:
        whole: Everything was there.
    """

    whole: bool


class Feed:
    """Speech on its way. The maker waits when it is far ahead; the player never waits."""

    def __init__(self) -> None:
        self._pieces: deque[bytes | Line | End] = deque()
        self._bytes = 0
        self._changed = threading.Condition()
        self._wanted = True

    @property
    def wanted(self) -> bool:
        """Whether somebody still wants to hear it."""
        return self._wanted

    def put(self, piece: bytes | Line | End) -> bool:
        """Adds a piece, in the maker's thread.

        Returns:
            Whether more is wanted.
        """
        with self._changed:
            self._changed.wait_for(lambda: not self._wanted or self._bytes < _MOST_AHEAD_BYTES)
            if self._wanted:
                self._pieces.append(piece)
                self._bytes += len(piece) if isinstance(piece, bytes) else 0
            return self._wanted

    def take(self) -> bytes | Line | End | None:
        """The next piece, in the player's thread; None where none has come yet."""
        with self._changed:
            if not self._pieces:
                return None
            piece = self._pieces.popleft()
            self._bytes -= len(piece) if isinstance(piece, bytes) else 0
            self._changed.notify_all()
            return piece

    def drop(self) -> None:
        """Nobody wants it any more."""
        with self._changed:
            self._wanted = False
            self._pieces.clear()
            self._bytes = 0
            self._changed.notify_all()


def feed_of(pcm: bytes) -> Feed:
    """A feed of one sound that is all there."""
    feed = Feed()
    feed.put(pcm)
    feed.put(End(whole=True))
    return feed
